"""Module 6: the worked numbers of « comprendre l’engagement » hold on the tables, and the pages quote them right."""

from pathlib import Path

import pandas as pd
import pytest

from parcours import metrics
from parcours.datasets import load

PAGES = Path(__file__).parents[2] / "book" / "m06-comprendre"


def page(name: str) -> str:
    return (PAGES / name).read_text("utf-8")


@pytest.fixture(scope="module")
def newcomers() -> pd.DataFrame:
    members = load("membres")
    return members[members["date_inscription"] >= "2025-09-01"]


@pytest.fixture(scope="module")
def contributions() -> pd.Series:
    messages = load("messages")
    return metrics.contributions_per_member(
        messages.loc[~messages["est_auto"], "member_id"], load("membres")["member_id"]
    )


def test_three_newcomers_of_ten_are_left_after_three_months(newcomers):
    retention = metrics.classic_retention(newcomers, load("visites"), "2026-03-31", when="jour")
    sizes = metrics.cohort_sizes(newcomers)
    pooled = [100 * (retention[k] * sizes).sum() / sizes[retention[k].notna()].sum() for k in range(5)]
    assert [round(share) for share in pooled] == [96, 49, 37, 29, 29]  # the chart's alternative text
    assert round(retention.iloc[0][3] * 180) == 57


def test_sign_ups_more_than_double_while_activation_loses_fourteen_points(newcomers):
    acts = pd.concat([load("messages")[["member_id", "ts"]], load("reactions")[["member_id", "ts"]]])
    first = metrics.local_day(acts.groupby("member_id")["ts"].min())
    soon = (newcomers["member_id"].map(first) - newcomers["date_inscription"]).dt.days <= 7
    activation = soon.groupby(newcomers["date_inscription"].dt.strftime("%Y-%m")).mean()
    assert (round(activation.iloc[0], 2), round(activation.iloc[-1], 2)) == (0.52, 0.38)
    assert activation.iloc[-2] < activation.iloc[0] - 0.10  # February, fully observed, fell already
    assert "de 52 à 38 %" in page("05-conclure.md")


def test_losing_five_percent_a_month_is_not_losing_sixty_a_year():
    assert metrics.annual_churn(0.05) == pytest.approx(0.46, abs=0.001)
    assert metrics.expected_life(0.05) == 20


def test_twenty_four_people_write_three_messages_of_ten(contributions):
    assert (len(contributions), (contributions == 0).mean()) == (2_400, 0.61)
    assert metrics.top_share(contributions, 0.01) == pytest.approx(0.294, abs=0.001)
    lorenz = metrics.lorenz(contributions)["part_contributions"]
    assert [round(100 * lorenz[rank]) for rank in (1_464, 2_160, 2_376)] == [0, 25, 71]


def test_gini_of_five_members_and_of_le_refuge_on_both_bases(contributions):
    assert [round(metrics.gini(pd.Series(x)), 2) for x in ([0, 0, 1, 3, 16], [2] * 5, [0, 0, 0, 0, 10])] == [
        0.70,
        0,
        0.80,
    ]
    assert metrics.gini(contributions) == pytest.approx(0.858, abs=0.001)
    assert metrics.gini(contributions[contributions > 0]) == pytest.approx(0.635, abs=0.001)
    silent = pd.concat([contributions, pd.Series([0] * 300)])
    assert metrics.gini(silent) > metrics.gini(contributions)  # « l’inégalité monte mécaniquement »


def test_the_badge_that_wins_in_total_loses_in_both_groups():
    badge = load("campagne_badge").groupby(["nouveau", "groupe"], observed=True)["a_contribue"].agg(["sum", "count"])
    assert badge.loc[True].to_numpy().tolist() == [[10, 100], [36, 300]]
    assert badge.loc[False].to_numpy().tolist() == [[210, 300], [72, 100]]
    for quoted in ("10 sur 100", "36 sur 300", "210 sur 300", "72 sur 100", "220 sur 400", "108 sur 400"):
        assert quoted in page("03-pieges.md")


@pytest.mark.parametrize(
    ("arms", "gap", "low", "high", "p"),
    [((108, 600, 150, 600), 7.0, 2.4, 11.6, 0.003), ((9, 50, 13, 50), 8.0, -8.2, 24.2, 0.334)],
)
def test_the_trial_concludes_and_its_first_week_does_not(arms, gap, low, high, p):
    found = metrics.difference(*arms)
    assert [100 * found.difference, 100 * found.low, 100 * found.high] == pytest.approx([gap, low, high], abs=0.05)
    assert found.p_value == pytest.approx(p, abs=0.0005)


def test_the_trial_of_the_page_is_the_one_of_the_table():
    trial = load("test_ab")
    arms = trial.groupby("variante", observed=True)["a_poste_j7"].agg(["sum", "count"])
    assert arms.to_numpy().tolist() == [[108, 600], [150, 600]]
    new = trial[trial["nouveau"]].groupby("variante", observed=True)["a_poste_j7"].agg(["sum", "count"])
    assert new.to_numpy().tolist() == [[54, 360], [94, 360]]  # written out in the lesson


def test_small_effects_ask_for_many_people():
    assert [metrics.sample_size(0.18, other) for other in (0.24, 0.20)] == [723, 6_039]
    assert [round(100 * bound) for bound in metrics.wilson(3, 4)] == [30, 95]
