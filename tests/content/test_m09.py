"""Module 9: worked examples are the metrics’, sentences hold on the data, canned drafts break the sheet of facts."""

import re
from pathlib import Path

import pandas as pd
import pytest
import yaml

from parcours import metrics
from parcours.datasets import load

ROOT = Path(__file__).parents[2]
BOOK = ROOT / "book" / "m09-automatiser"
TASKS = yaml.safe_load((ROOT / "solutions" / "m09" / "m09.yml").read_text(encoding="utf-8"))["exercices"]


def lesson(name: str) -> str:
    return (BOOK / f"{name}.md").read_text(encoding="utf-8")


def test_rare_cases_make_false_alarms():
    flags = metrics.expected_confusion(1000, 0.02, 0.90, 0.95)
    assert (round(flags.tp), round(flags.fp)) == (18, 49)
    assert flags.precision == pytest.approx(0.269, abs=0.0005)


def test_time_really_saved_is_what_the_lesson_says():
    assert metrics.net_time_saved(200, 2, 0.60, 45) == pytest.approx(195)
    assert metrics.net_time_saved(30, 2, 0.60, 45) == pytest.approx(-9)
    assert metrics.net_time_saved(40, 2, 0.60, 45) > 0 > metrics.net_time_saved(37, 2, 0.60, 45)


def test_the_rule_that_closed_cases_is_worse_than_people():
    tickets = load("tickets")
    closed, others = tickets[tickets["ferme_auto"]], tickets[~tickets["ferme_auto"]]
    assert closed["rouvert"].mean() > 0.5 > others["rouvert"].mean()
    assert closed["csat"].astype(float).mean() < others["csat"].astype(float).mean()


def test_a_quarter_of_the_posts_appear_at_the_weekend():
    days = load("publications")["ts"].dt.tz_convert("Europe/Paris").dt.dayofweek
    assert (days >= 5).mean() == pytest.approx(0.25, abs=0.03)


def test_the_watch_chart_says_its_numbers():
    mentions = load("mentions")
    mentions["jour"] = metrics.local_day(mentions["ts"])
    own = mentions[mentions["repost_de"].isna() & (mentions["marque"] == "Ardelune")]
    edges = pd.to_datetime(["2026-01-31", "2026-02-13", "2026-02-18", "2026-03-18", "2026-03-31"])
    shares = (own["sentiment_auto"] == -1).groupby(pd.cut(own["jour"], edges), observed=True).mean() * 100
    alt = next(line for line in lesson("03-veiller").splitlines() if line.startswith(":alt:"))
    said = [float(number.replace(",", ".")) for number in re.findall(r"(\d+,\d)\s%", alt)]
    assert said == shares.round(1).tolist(), "le texte de remplacement ne suit plus le tableau : recopiez-le"
    assert said[1] > 50 and 25 < said[3] < 33, "le titre du graphique n’est plus vrai"


def test_the_lexicon_fails_on_irony():
    read = load("mentions").dropna(subset=["sentiment_or"])
    agreed = (read["sentiment_auto"] == read["sentiment_or"]).groupby(read["ironie"].astype(bool)).mean()
    assert agreed[True] == pytest.approx(1 / 3, abs=0.05) and agreed[False] > 0.8
    assert metrics.precision(read["sentiment_or"], read["sentiment_auto"], -1) == pytest.approx(0.71, abs=0.01)


def test_a_home_made_list_of_words_misses_most():
    read = load("mentions").dropna(subset=["sentiment_or"])
    flagged = read["texte"].str.contains("nul|honte|fuit|refus|lâch|retard")
    found = metrics.recall((read["sentiment_or"] == -1).astype(bool), flagged)
    assert 0 < found < 0.3, "la phrase de réussite dit que la règle laisse échapper la plupart des textes négatifs"


def test_the_lab_has_two_sentences_of_each_kind():
    kinds = [card["famille"] for card in TASKS["m09-ex07"]["cartes"]]
    assert sorted(kinds) == sorted("AABBCCDDEE")
    sheet = lesson("05-labo")
    assert "deux ans" in sheet and "mardi 3 mars" in sheet


def test_the_law_box_is_dated_and_cites_its_three_texts():
    page = lesson("06-decider")
    assert re.search(r"\{loi\} 2026-\d\d-\d\d", page)
    assert all(f"{{cite:p}}`{key}`" in page for key in ("aiact2024", "dsa2022", "rgpd2016"))
