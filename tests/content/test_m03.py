"""Module 3: the moderation log says what the lessons say, and the ladder gives the steps that the case announces."""

import re
from datetime import date
from pathlib import Path

import pytest

from parcours import metrics
from parcours.datasets import load

PAGES = Path(__file__).parents[2] / "book" / "m03-cadre"
LAW_PAGES = ["03-qui-est-tenu", "04-expose-des-motifs", "05-donnees-et-comptes", "06-droit-du-quotidien"]


def test_reasons_became_the_rule_in_march_and_are_not_yet_complete():
    """Lesson 4 and exercise 3.1: the share of explained decisions before and since 1 March 2026."""
    log = load("moderation_log")
    march = log["ts"] >= "2026-03-01"
    before, since = (metrics.share_with_reason(log[~march]), metrics.share_with_reason(log[march]))
    assert 0.5 < before < 0.65
    assert 0.9 < since < 1, "the lesson says that some decisions of March remain to be taken up"


def test_most_actions_stop_low_and_exclusion_is_rare():
    """Lesson 2: the chart's title and alternative text."""
    steps = load("moderation_log")["etape"].value_counts()
    assert 0.48 <= steps[[0, 1, 2]].sum() / steps.sum() <= 0.56, "« la moitié »"
    assert all(130 <= steps[step] <= 180 for step in (1, 2, 3))
    assert all(50 <= steps[step] <= 75 for step in (4, 5))
    assert all(15 <= steps[step] <= 25 for step in (0, 6))


def test_the_overturn_rate_is_a_share_of_appeals():
    """Lesson 2: « Dénominateur : les recours, pas les interventions. »"""
    log = load("moderation_log")
    appeals = log[log["recours"]]
    assert metrics.overturn_rate(log) == pytest.approx((appeals["recours_issue"] == "annule").mean())


def test_the_ladder_gives_brice_a_suspension_and_theo_a_private_message():
    """Lesson 2 computes the steps on the page; its prose names them."""
    code = re.search(r"depart = .*?return [^\n]+", (PAGES / "02-echelle.md").read_text("utf-8"), re.DOTALL)[0]
    names: dict = {}
    exec(code, names)  # the lesson's own code
    assert names["etape"](2, 3) == 5 and names["etape"](2, 0) == 2
    assert names["etape"](4, 3) == 6, "the ladder has a top"


def test_the_three_gifts_cross_the_threshold_of_a_written_contract():
    """Lesson 6: 420 + 310 + 300, against 1 000 € a year (decree 2025-1137)."""
    code = re.search(
        r"tente, duvet.*?duvet \+ sortie_photo", (PAGES / "06-droit-du-quotidien.md").read_text("utf-8"), re.DOTALL
    )[0]
    names: dict = {}
    exec(code, names)  # the lesson's own code
    assert names["total"] == 1030


@pytest.mark.parametrize("page", LAW_PAGES)
def test_a_law_page_is_dated_and_names_its_texts(page):
    text = (PAGES / f"{page}.md").read_text("utf-8")
    banner = re.search(r"```\{loi\} (\S+)\n(.*?)```", text, re.DOTALL)
    assert banner, f"{page}: il manque le bandeau « loi » et sa date"
    assert date.fromisoformat(banner[1]) >= date(2026, 11, 22)
    assert re.search(r"articles? \d|n°", banner[2]), f"{page}: le bandeau ne cite aucun texte"
    assert "{cite:" in text
