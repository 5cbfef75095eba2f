"""Module 5: the worked numbers of « mesurer » hold on the tables, and the alternative texts quote them right."""

from pathlib import Path

import pandas as pd
import pytest

from parcours import metrics
from parcours.datasets import load

PAGES = Path(__file__).parents[2] / "book" / "m05-mesurer"


def page(name: str) -> str:
    return (PAGES / name).read_text("utf-8")


@pytest.fixture(scope="module")
def tickets() -> pd.DataFrame:
    table = load("tickets").drop_duplicates()
    table["delay"] = metrics.hours_between(table["ouvert_le"], table["premiere_reponse_le"])
    return table[~(table["delay"] < 0)]


def test_ten_waits_have_a_mean_that_nobody_lived():
    waits = pd.Series([0.3, 0.5, 0.6, 0.8, 1, 1.2, 1.5, 2, 3, 70])
    assert waits.mean() == pytest.approx(8.09)
    assert waits.median() == pytest.approx(1.1)
    assert metrics.within_target(waits, 4) == 0.9


def test_the_agency_and_the_team_are_both_right():
    posts = load("publications").query("reseau == 'instagram'")
    engagements = metrics.engagements(posts)
    assert metrics.pooled_rate(engagements, posts["portee"]) == pytest.approx(0.063, abs=0.0005)
    assert metrics.pooled_rate(engagements, posts["abonnes"]) == pytest.approx(0.035, abs=0.0006)
    formats = (
        engagements.groupby(posts["format"], observed=True).sum()
        / posts.groupby("format", observed=True)["portee"].sum()
    )
    assert (100 * formats).round(1).to_dict() == {"photo": 5.2, "carrousel": 8.0, "video": 6.0}


def test_the_mean_of_rates_and_the_pooled_rate_part():
    assert metrics.mean_of_rates(pd.Series([1, 20]), pd.Series([10, 1000])) == pytest.approx(0.06)
    assert metrics.pooled_rate(pd.Series([1, 20]), pd.Series([10, 1000])) == pytest.approx(21 / 1010)


def test_three_times_as_many_active_members_who_come_a_little_less():
    visits = load("visites")
    daily, monthly = metrics.dau(visits, when="jour"), metrics.mau(visits, when="jour")
    months = monthly.dropna().resample("MS").last().astype(int).tolist()
    assert months == [358, 466, 602, 706, 829, 974, 1098]  # the chart's alternative text quotes them
    stickiness = metrics.stickiness(daily, monthly)
    assert 100 * stickiness["2025-09-30"] == pytest.approx(26.1, abs=0.05)
    assert 100 * stickiness["2026-03-31"] == pytest.approx(22.0, abs=0.05)
    assert daily.groupby(daily.index.day_of_week).mean().idxmax() == 5  # « le samedi est le plus gros jour »
    smooth = daily.rolling(7).mean()
    quoted = [smooth[day] for day in ("2026-01-07", "2026-01-31", "2026-02-28", "2026-03-31")]
    assert [round(value) for value in quoted] == [143, 224, 289, 296]


def test_the_chart_of_delays_shows_also_those_who_wait(tickets):
    classes = pd.cut(tickets["delay"], [0, 1, 4, 24, 72, 10_000], include_lowest=True).value_counts(sort=False)
    assert classes.tolist() == [622, 390, 222, 77, 40]
    assert (len(tickets), tickets["delay"].isna().sum()) == (1485, 134)
    forum = tickets[tickets["canal"] == "forum"]["delay"]
    assert (forum.count(), forum.isna().sum()) == (298, 41)  # the sample answer of m05-ex06
    assert metrics.percentile_delay(forum) == pytest.approx(46.0, abs=0.05)


def test_the_score_comes_from_those_who_write():
    survey = load("enquete")
    writers, others = survey[survey["ancienne_actif"]], survey[~survey["ancienne_actif"]]
    assert (len(writers), len(others)) == (351, 59)
    assert [round(metrics.nps(group["nps"])) for group in (survey, writers, others)] == [34, 41, -10]
    assert round(metrics.nps_margin(survey["nps"])) == 7
    margins = [metrics.nps_margin_from_counts(25 * k, 15 * k, 10 * k) for k in (1, 2, 8)]
    assert margins == pytest.approx([21.6, 15.3, 7.7], abs=0.05)


def test_the_mood_falls_and_comes_back_by_the_week():
    ours = load("mentions").query("marque == 'Ardelune'")
    monday = metrics.local_day(ours["ts"]).dt.to_period("W-SUN").dt.start_time
    weeks = ours.groupby(monday)["sentiment_auto"].mean().round(2)["2026-02-02":"2026-03-16"]
    assert weeks.tolist() == [0.08, 0.0, -0.44, -0.36, -0.28, -0.08, 0.2]
    assert "16 février −0,44" in page("05-ailleurs.md")
