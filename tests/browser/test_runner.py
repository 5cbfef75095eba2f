"""The page behaves as a notebook run from its top, whatever is pressed in which order."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.browser.site import TRIAL

sys.path.insert(0, str(Path(__file__).parents[2] / "src" / "parcours" / "web" / "py"))
import runner  # noqa: E402


@pytest.fixture
def page():
    return runner.Runner(TRIAL.exercise)


def run(page, number: int, code: str, *earlier: tuple[int, str]) -> tuple[list, dict]:
    shown: list = []
    answer = page.run(name(number), code, [(name(n), text) for n, text in earlier], shown.append)
    return [each.get("texte") for each in shown], answer


def name(number: int) -> str:
    return f"t00-ex{number:02d}"


def test_an_exercise_sees_what_those_before_it_left(page):
    run(page, 1, "total = 3")
    assert run(page, 2, "total * 2", (1, "total = 3"))[0] == ["6"]


def test_a_changed_exercise_is_replayed_for_those_after_it(page):
    run(page, 1, "total = 3")
    assert run(page, 2, "total", (1, "total = 5"))[0] == ["5"]


def test_running_twice_changes_nothing(page):
    assert run(page, 1, "l = []\nl.append(1)\nl")[0] == ["[1]"]
    earlier = (1, "l = []")
    assert run(page, 2, "l.append(1)\nl", earlier)[0] == ["[1]"]
    assert run(page, 2, "l.append(1)\nl", earlier)[0] == ["[1]"]


def test_after_a_stop_everything_comes_back(page):
    run(page, 1, "total = 3")
    again = runner.Runner(TRIAL.exercise)
    assert run(again, 2, "total", (1, "total = 3"))[0] == ["3"]


def test_a_replayed_exercise_prints_nothing(page):
    assert run(page, 2, "print('b')", (1, "print('a')"))[0] == ["b\n"]


def test_a_function_sees_the_names_of_its_own_copy(page):
    first = "n = 1\ndef f():\n    return n"
    assert run(page, 2, "n = 5\nf()", (1, first))[0] == ["5"]
    assert run(page, 3 - 1, "f()", (1, first))[0] == ["1"]


def test_an_error_leaves_the_last_good_state(page):
    assert run(page, 1, "1 / 0")[1]["erreur"]["ligne"] == 1
    assert run(page, 2, "'total' in dir()")[0] == ["False"]


def test_a_check_runs_in_a_copy_and_knows_the_mistake(page):
    verdict = page.check(name(1), "total = 12", [])
    assert (verdict["reussi"], verdict["erreur"]) == (False, "t00-ex01-e1")
    assert page.check(name(1), "total = 7", [])["reussi"]
    assert run(page, 2, "'total' in dir()")[0] == ["False"]


def test_python_s_own_warnings_on_a_text_are_not_shown(page):
    shown, answer = run(page, 1, "[1, 2]['a']")
    assert shown == [] and "position" in answer["erreur"]["titre"]


def test_input_is_refused_with_an_advice(page):
    assert "clavier" in run(page, 1, "input()")[1]["erreur"]["titre"]


def test_a_flood_of_text_is_cut(page):
    shown, answer = run(page, 1, "for i in range(20000):\n    print('ligne', i)")
    assert answer["erreur"] is None
    assert sum(map(len, shown)) < 61_000 and "coupée" in shown[-1]


@pytest.mark.parametrize(
    ("code", "packages"),
    [
        ("1 + 1", []),
        ("import pandas as pd", ["pandas"]),
        ("import altair", ["altair", "pandas"]),
        ("from parcours.metrics import x", ["pandas"]),
        ("from parcours import metrics", ["pandas"]),
        ("import parcours.calculators as c", ["pandas"]),
        ("from parcours.scenarios import replay\nfrom parcours.exercises import check", []),
        ("erreur de syntaxe", []),
    ],
)
def test_packages_are_loaded_only_for_those_who_import_them(code, packages, monkeypatch):
    monkeypatch.setitem(runner._exercises, name(1), TRIAL.exercise(name(1)))
    assert runner.needs(name(1), code) == packages


def test_the_tables_to_fetch_are_those_that_cells_load_by_name():
    cells = ["couts = load('couts')\nload('inconnue')", "membres['messages']", "erreur de syntaxe", 'load("accueil")']
    assert runner.tables(cells) == ["accueil", "couts"]
