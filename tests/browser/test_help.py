"""Help comes in its time: hints, a solution after three tries, never one of a summative exercise."""

from __future__ import annotations

import json

import pytest

from parcours.exercises import load_module
from tests.browser.conftest import ready
from tests.browser.site import MADE
from tests.browser.test_same_checks import MODULES
from tests.browser.work import Work

ALL = [(module, each) for module in MODULES for each in load_module(MADE / f"{module}.json").exercices]
SOLUTION = ("Voir une solution", "Voir des réponses commentées")


@pytest.fixture
def visit(browser, host):
    context = browser.new_context(locale="fr-FR")

    def open_it(name: str, records: dict):
        page = context.new_page()
        page.goto(f"{host.url}assets/favicon.svg")
        record = json.dumps({"schema": 1, "course_version": "1", "exercices": records})
        page.evaluate("(record) => localStorage.setItem('parcours:v1', record)", record)
        page.goto(f"{host.url}essai/{name}.html")
        return ready(page)

    yield open_it
    context.close()


def test_a_solution_is_offered_after_three_tries(visit):
    first = Work(visit("python", {}), "t00-ex01")
    solution = first.box.get_by_role("button", name="Voir une solution")
    for _ in range(3):
        assert solution.is_hidden()
        first.check("total = 1")
    assert solution.is_visible()
    training = Work(first.page, "t00-ex03")
    assert training.box.get_by_role("button", name="Voir une solution").is_visible()  # on demand in training


def test_no_solution_of_a_summative_exercise_is_offered_nor_published(visit, place):
    summative = [(module, each) for module, each in ALL if each.mode == "sommatif"]
    assert summative
    for module in sorted({module for module, _ in summative}):
        ids = [each.id for name, each in summative if name == module]
        tried = {each: {"essais": 9, "reussi": True, "texte": "mot " * 500} for each in ids}
        page = visit(module, tried)
        for each in ids:
            assert Work(page, each).box.locator("button", has_text="Indice").count() == 1
            for label in SOLUTION:
                assert Work(page, each).box.get_by_role("button", name=label).count() == 0  # hidden from everybody
            assert not (place / "assets" / "solutions" / f"{each}.json").exists()
        page.close()


def test_code_in_a_hint_is_shown_as_code(visit):
    module, exercise = next(each for each in ALL if any("`" in hint for hint in each[1].indices))
    work = Work(visit(module, {}), exercise.id)
    for _ in exercise.indices:
        work.press("Indice")
    hints = work.box.locator(".exercise-indices")
    assert "`" not in hints.inner_text()
    wanted = [part for hint in exercise.indices for part in hint.split("`")[1::2]]
    assert hints.locator("code").all_inner_texts() == wanted
