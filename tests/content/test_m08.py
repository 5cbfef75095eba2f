"""Module 8: the figures its pages quote come from the data, and its exercise agrees with the scenario files."""

import re
from pathlib import Path

import pandas as pd

from parcours import metrics
from parcours.authoring.scenario import compile_scenario
from parcours.datasets import load
from parcours.scenarios import best_path, from_json, paths, replay

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "book" / "m08-conflits"
SCENARIOS = {path.stem: from_json(compile_scenario(path)) for path in sorted((FOLDER / "scenarios").glob("sc*.yml"))}


def first_actions() -> pd.DataFrame:
    """The first action against each member before 1 January, and whether another came within 90 days."""
    log = load("moderation_log").sort_values("ts")
    log["following"] = log.groupby("member_vise")["ts"].shift(-1)
    first = log.drop_duplicates("member_vise")
    first = first[first["ts"] < "2026-01-01"]
    return first.assign(again=first["following"] - first["ts"] <= pd.Timedelta(days=90))


def gap(rows: pd.DataFrame) -> metrics.Difference:
    counts = rows.groupby("motif_communique")["again"].agg(["sum", "count"])
    return metrics.difference(*(int(counts.loc[told, name]) for told in (False, True) for name in ("sum", "count")))


def test_explained_sanctions_recidivate_less_but_light_ones_alone_prove_nothing():
    """Lesson 4: 31 % and 18 %, an interval without zero; among light faults 24 % and 17 %, an interval with it."""
    first = first_actions()
    whole, light = gap(first), gap(first[first["gravite"] <= 2])
    assert (round(whole.rate_1, 2), round(whole.rate_2, 2)) == (0.31, 0.18) and whole.high < 0
    assert (round(light.rate_1, 2), round(light.rate_2, 2)) == (0.24, 0.17) and light.low < 0 < light.high
    grave = first[first["gravite"] >= 3]
    assert grave["motif_communique"].sum() == 6, "the lesson says « six »"
    assert grave["motif_communique"].mean() < first[first["gravite"] <= 2]["motif_communique"].mean() / 3


def test_one_volunteer_carries_the_nights_and_her_decisions_are_overturned_more_and_more():
    """Lesson 6: four decisions in ten, nearly two thirds after 22 h, one overturned a month then four."""
    log = load("moderation_log")
    shares = log["moderateur_id"].value_counts(normalize=True)
    hers = log[log["moderateur_id"] == shares.index[0]]
    assert len(shares) == 6 and round(shares.iloc[0], 2) == 0.41
    assert round((metrics.local_hour(hers["ts"]) >= 22).mean(), 2) == 0.63
    appeals = hers[hers["recours"]]
    month = metrics.local_month(appeals["ts"]).astype(str)
    overturned = (appeals["recours_issue"] == "annule").groupby(month).sum()
    assert overturned["2025-12":].tolist() == [1, 2, 3, 4]


def test_the_annotated_conflict_compares_the_two_runs_the_page_describes():
    sc1 = SCENARIOS["sc1"]
    discreet = replay(sc1, ["sc1-n1-c", "sc1-n2-d", "sc1-n3-b", "sc1-n4-d", "sc1-n5-c"])
    right = best_path(sc1)
    assert [step.state["confiance"] for step in right.steps] == [42, 54, 72, 87, 97]
    assert [step.state["confiance"] for step in discreet.steps] == [25, 25, 28, 26, 22]
    assert discreet.ending.title == "Le privilège caché" and right.score == 100
    assert load("tickets")["ferme_auto"].sum() == 31


def test_72_hours_after_monday_8_40_is_thursday_morning():
    limit = pd.Timestamp("2026-10-12 08:40") + pd.Timedelta(hours=72)
    assert (limit.day, limit.hour, limit.minute, limit.day_of_week) == (15, 8, 40, 3)


def test_exercise_3_tells_how_many_choices_a_run_has():
    """Its hint says five, six for sc3 and sc4; every path has that many."""
    for name, scenario in SCENARIOS.items():
        assert {len(run.steps) for run in paths(scenario)} == {6 if name in ("sc3", "sc4") else 5}, name


def test_the_day_of_sc1_is_three_weeks_after_its_ticket():
    ticket = load("tickets").set_index("ticket_id").loc["t_4417"]
    said = (FOLDER / "scenarios" / "sc1.yml").read_text(encoding="utf-8").replace("\u00a0", " ")
    opened, closed = ticket["ouvert_le"].tz_convert("Europe/Paris"), ticket["resolu_le"].tz_convert("Europe/Paris")
    assert ticket["ferme_auto"] and (opened.day, closed.day) == (20, 5)
    friday = opened.normalize() + pd.Timedelta(days=21)
    assert friday.day_name() == "Friday" and f"Vendredi {friday.day} mars 2026" in said
    assert "Fermé automatiquement le 5 mars" in said and "ouvert le 20 février, il y a vingt et un jours" in said
    assert f"lundi {(friday + pd.Timedelta(days=3)).day} mars, 12 h" in said


def test_sanctions_name_the_rule_of_the_charter():
    """A workplace made public is rule 3 (private life), an attack on a person rule 2."""
    charter = (FOLDER.parent / "m03-cadre" / "01-regles.md").read_text(encoding="utf-8")
    assert "3. **Respectez la vie privée.**" in charter and "2. **Parlez des idées, pas des personnes.**" in charter
    said = (FOLDER / "scenarios" / "sc2.yml").read_text(encoding="utf-8").replace("\u00a0", " ")
    assert set(re.findall(r"règle (\d)", said)) == {"2", "3"}


def test_every_scenario_has_its_page_and_the_hard_ones_say_so_first():
    for name in SCENARIOS:
        page = (FOLDER / f"{name}.md").read_text(encoding="utf-8")
        before, _, _ = page.partition(f"```{{scenario}} {name}")
        assert before != page, f"{name} has no page"
        assert ("{prudence}" in before) == (name in ("sc2", "sc3", "sc5")), f"{name}: warning before playing"
