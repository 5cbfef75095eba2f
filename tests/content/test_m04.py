"""Module 4: the sentences of its lessons hold on the data, its tasks all have a rubric and two marked samples."""

import re
from pathlib import Path

import pandas as pd
import pytest
import yaml

from parcours import metrics
from parcours.datasets import load

BOOK = Path(__file__).parents[2] / "book" / "m04-accueillir"
SIDECAR = Path(__file__).parents[2] / "solutions" / "m04" / "m04.yml"
TASKS = yaml.safe_load(SIDECAR.read_text(encoding="utf-8"))["exercices"]
STEPS = ["j0_bienvenue", "profil_ok", "premier_fil_lu", "premier_message"]


def lesson(name: str) -> str:
    return (BOOK / f"{name}.md").read_text(encoding="utf-8")


def numbers(text: str) -> list[int]:
    """Whole numbers of a French sentence, « 1 124 » read as one."""
    return [int(re.sub(r"\s", "", found)) for found in re.findall(r"\d{1,3}(?:\s\d{3})+|\d+", text)]


def test_the_brief_s_funnel_loses_most_at_its_last_step():
    table = metrics.funnel({"inscrits": 1000, "accueillis": 620, "premiers messages": 310, "retours": 124})
    assert table["perte"].round(2).tolist()[1:] == [0.38, 0.50, 0.60]


def test_the_chart_of_the_welcome_says_what_the_table_says():
    counts = metrics.funnel_counts(load("accueil"), STEPS)
    line = next(line for line in lesson("01-accueillir").splitlines() if line.startswith(":alt: Barres"))
    for count in counts:
        assert count in numbers(line), f"le texte de remplacement ne dit plus {count} : recopiez le tableau"


def test_reading_to_writing_is_still_the_worst_step():
    lost = metrics.funnel(metrics.funnel_counts(load("accueil"), STEPS))["perte"]
    assert lost.idxmax() == "premier_message", "la leçon d’accueil désigne la dernière étape : relisez sa conclusion"


def test_late_questions_wait_longer_than_those_of_the_afternoon():
    messages = load("messages")
    waits = metrics.time_to_first_response(messages, asked=messages["est_question"])
    slot = pd.cut(metrics.local_hour(waits["demande_le"]), [-1, 7, 11, 13, 17, 20, 23], labels=list("nmdast"))
    table = waits.groupby(slot, observed=True)["heures"].agg(["median", "count"])
    assert table.loc["t", "median"] > table.loc["a", "median"]
    assert table["count"].idxmax() == "s", "la leçon dit que la soirée reçoit le plus de questions"
    assert table.loc["n", "count"] < 50, "la leçon ne conclut rien de la nuit, faute de questions"


def test_titles_that_compare_are_true():
    posts = load("publications")
    posts["engagements"] = metrics.engagements(posts)
    sums = posts.groupby("format", observed=True)[["engagements", "portee"]].sum()
    assert (sums["engagements"] / sums["portee"]).idxmax() == "carrousel"
    assert 0.5 < posts["alt_text"].mean() < 0.6
    assert posts.loc[posts["format"] == "video", "sous_titres"].mean() == pytest.approx(0.5, abs=0.02)
    mean = load("evenements").groupby("format", observed=True)["inscrits"].mean()
    assert mean["en_ligne"] > mean["presentiel"]
    needs = load("presences").query("besoin_accessibilite != 'aucun'")["besoin_servi"]
    assert needs.mean() < 2 / 3


def test_the_storyboard_lasts_thirty_seconds_and_can_be_said():
    rows = [line.split("|")[1:-1] for line in lesson("04-produire").splitlines() if re.match(r"\| \d+–\d+ s", line)]
    times = [tuple(map(int, re.findall(r"\d+", row[0]))) for row in rows]
    assert times[0][0] == 0 and times[-1][1] == 30
    assert all(end == start for (_, end), (start, _) in zip(times, times[1:], strict=False))
    assert sum(len(re.findall(r"[\w’]+", row[2])) for row in rows) <= 75
