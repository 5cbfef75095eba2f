"""What a run shows: tables and charts as data that a page can draw and a screen reader can read."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import altair as alt
import pandas as pd

sys.path.insert(0, str(Path(__file__).parents[2] / "src" / "parcours" / "web" / "py"))
import display  # noqa: E402

TABLE = pd.DataFrame(
    {
        "pseudo": ["Awa", None],
        "le": pd.to_datetime(["2026-04-20", None]),
        "n": pd.array([3, None], "Int64"),
        "part": [0.5, float("inf")],
        "actif": [True, False],
    }
)


def test_a_table_keeps_missing_values_dates_and_numbers_apart():
    shown = json.loads(json.dumps(display.shown(TABLE)))
    assert shown["lignes"] == [[[], ["Awa", "20/04/2026", 3, 0.5, "oui"]], [[], ["NaN", "NaT", "<NA>", "inf", "non"]]]
    assert shown["nombres"] == [False, False, True, True, False]
    assert shown["index"] == []


def test_a_named_index_becomes_row_headings():
    shown = display.shown(TABLE["pseudo"].value_counts())
    assert shown["index"] == ["pseudo"]
    assert shown["lignes"] == [[["Awa"], [1]]]


def test_only_the_first_rows_travel():
    shown = display.shown(pd.DataFrame({"n": range(5000)}))
    assert (len(shown["lignes"]), shown["total"]) == (10, 5000)


def test_a_chart_says_what_it_draws():
    chart = alt.Chart(TABLE, title="Qui écrit ?").mark_bar().encode(x="pseudo", y="count()")
    shown = display.shown(chart)
    assert shown["alt"] == "Graphique en barres « Qui écrit ? » ; en abscisse : pseudo ; en ordonnée : nombre."
    assert shown["donnees"]["total"] == 2
    layered = display.shown(chart + chart.mark_text())
    assert "barres, texte" in layered["alt"]


def test_an_endless_text_is_cut():
    shown = display.shown("a" * 50_000)
    assert len(shown["texte"]) < 20_100 and "suite coupée" in shown["texte"]
