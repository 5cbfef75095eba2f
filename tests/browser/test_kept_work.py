"""What a trainee typed is never lost: by a full device, a second tab, a run, a file taken up or one press too many."""

from __future__ import annotations

import json

import pytest

from tests.browser.conftest import ready
from tests.browser.test_hand_in import handed_in
from tests.browser.work import Work

KEPT = "(id) => JSON.parse(localStorage['parcours:v1'] ?? '{}').exercices?.[id] ?? {}"
PUT = """(exercices) => localStorage.setItem(
  'parcours:v1', JSON.stringify({schema: 1, course_version: '1', exercices}))"""
FULL = "Storage.prototype.setItem = () => { throw new DOMException('plein', 'QuotaExceededError') }"
LONG = "import time\ntime.sleep(2)\ntotal = 7"
# As on a long page: one exercise at a time is near the window.
FAR = """const far = new CSSStyleSheet();
far.replaceSync('.exercise {margin-bottom: 3000px}');
document.adoptedStyleSheets = [far];"""


@pytest.fixture
def tab(browser, host):
    contexts = []

    def open_it(records: dict | None = None, before: str = "", name: str = "python"):
        """The trial page of a new visitor whose device holds `records`."""
        contexts.append(browser.new_context(locale="fr-FR", accept_downloads=True))
        page = contexts[-1].new_page()
        page.goto(f"{host.url}assets/favicon.svg")
        if records:
            page.evaluate(PUT, records)
        if before:
            page.add_init_script(before)
        page.goto(f"{host.url}essai/{name}.html")
        return page

    yield open_it
    for context in contexts:
        context.close()


def kept(work: Work) -> dict:
    return work.page.evaluate(KEPT, work.name)


def shown(work: Work) -> str:
    """What the editor holds, CodeMirror or not."""
    return work.box.locator(".exercise-editeur textarea").evaluate("(area) => area.value")


def focused(work: Work) -> str:
    return work.page.evaluate("document.activeElement.textContent")


def test_a_device_that_fills_up_hands_in_what_is_on_the_page(tab, tmp_path):
    page = ready(tab({"t00-ex01": {"code": "ancien = 1"}, "t00-ex04": {"texte": "Ancien texte"}}, FULL))
    first = Work(page, "t00-ex01")
    first.type("nouveau = 2")
    Work(page, "t00-ex04").box.locator("textarea").fill("Nouveau texte")
    assert "ne garde pas votre travail" in first.box.locator(".exercise-avis").inner_text()
    answers = handed_in(page, tmp_path)
    assert (answers["t00-ex01-reponse"], answers["t00-ex04-texte"]) == ("nouveau = 2", "Nouveau texte")


def test_on_a_full_device_the_third_try_still_opens_the_solution(tab):
    first = Work(ready(tab({"t00-ex01": {"essais": 2}}, FULL)), "t00-ex01")
    solution = first.box.get_by_role("button", name="Voir une solution")
    assert solution.is_hidden()
    first.check("total = 1")
    assert solution.is_visible()


def test_what_is_typed_while_python_runs_is_kept_and_has_not_run(tab):
    first = Work(ready(tab()), "t00-ex01")
    first.type(LONG)
    first.press("Exécuter")
    first.box.get_by_role("button", name="Arrêter").wait_for(timeout=60_000)
    first.type("total = 8")
    first.idle()
    assert "Exécuté" in first.status
    assert (kept(first)["code"], kept(first)["execute"]) == ("total = 8", False)
    first.run()
    assert (kept(first)["code"], kept(first)["execute"]) == ("total = 8", True)


def test_a_second_press_does_not_lose_the_way_to_stop(tab):
    first = Work(ready(tab()), "t00-ex01")
    first.type("while True:\n    pass")
    first.press("Exécuter")
    stop = first.box.get_by_role("button", name="Arrêter")
    stop.wait_for(timeout=60_000)
    first.box.locator(".cm-content").press("Shift+Enter")
    stop.click()
    first.idle(3)
    assert first.status.startswith("Arrêté. Les exercices")


def test_a_press_that_waits_for_its_turn_is_cancelled_at_once(tab):
    page = ready(tab())
    first, second = Work(page, "t00-ex01"), Work(page, "t00-ex02")
    first.type("while True:\n    pass")
    first.press("Exécuter")
    first.box.get_by_role("button", name="Arrêter").wait_for(timeout=60_000)
    second.press("Exécuter")
    second.press("Annuler")
    second.idle(3)
    assert second.status.startswith("Arrêté.")
    assert first.box.get_by_role("button", name="Arrêter").is_visible()  # the other one still runs
    first.press("Arrêter")
    first.idle(3)
    assert second.run("40 + 2").output.strip() == "42"


def test_a_tab_where_nothing_was_typed_follows_the_other(tab):
    one = ready(tab({"t00-ex01": {"code": "total = 1"}}))
    two = one.context.new_page()
    two.goto(one.url)
    here, there = Work(one, "t00-ex01"), Work(ready(two), "t00-ex01")
    there.type("total = 2")
    one.wait_for_function("() => document.querySelector('[data-id=t00-ex01] textarea').value === 'total = 2'")
    assert here.box.locator(".exercise-avis").inner_text() == ""
    here.type("total = 3")
    there.box.get_by_role("button", name="Prendre l’autre version").click()  # there, something was typed
    assert shown(there) == "total = 3" == kept(there)["code"]


def test_a_page_that_back_brings_shows_what_was_written_meanwhile(tab):
    page = ready(tab({"t00-ex01": {"code": "total = 1"}, "t00-ex04": {"texte": "Avant"}}))
    page.evaluate(PUT, {"t00-ex01": {"code": "total = 2"}, "t00-ex04": {"texte": "Après"}})
    page.evaluate("() => dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    assert shown(Work(page, "t00-ex01")) == "total = 2"
    assert page.locator("[data-id=t00-ex04] textarea").input_value() == "Après"


def test_starting_an_exercise_again_can_be_undone(tab):
    first = Work(ready(tab({"t00-ex01": {"code": "total = 7", "execute": True}})), "t00-ex01")
    first.box.locator("textarea").focus()  # the editor comes
    first.box.locator(".cm-content").wait_for()
    first.press("Recommencer")
    start = "# Écrivez votre réponse ici"
    assert (shown(first), kept(first)["code"], kept(first)["execute"]) == (start, start, False)
    assert "revenu à son début" in first.box.inner_text()
    first.press("Reprendre mon code")
    assert shown(first) == kept(first)["code"] == "total = 7"
    assert focused(first) == "Exécuter"


def test_starting_a_guided_exercise_again_keeps_its_start(tab):
    """With the editor already there, setting its text must not store the form's former answer."""
    work = Work(ready(tab(name="m00")), "m00-ex01")
    work.press("Écrire le code moi-même")
    work.box.locator("textarea").focus()
    work.box.locator(".cm-content").wait_for()
    work.press("Revenir à la forme guidée")
    menu = work.box.locator(".exercise-blancs select")
    menu.select_option('"Mehdi.rando"')
    work.press("Recommencer")
    assert menu.input_value() == "____" and "a_qui_ecrire = ____" in kept(work)["code"]
    work.press("Reprendre mon code")
    assert menu.input_value() == '"Mehdi.rando"' and '"Mehdi.rando"' in kept(work)["code"]


def test_starting_all_over_reaches_the_exercises_that_never_came_near_the_window(tab):
    ran = {"code": "total = 7", "execute": True}
    page = tab({"t00-ex01": ran, "t00-ex02": ran}, FAR)
    page.locator("[data-id=t00-ex05]").scroll_into_view_if_needed()
    again = page.locator(".exercise-rendu").get_by_role("button", name="Recommencer tout")
    again.click()
    second = Work(page, "t00-ex02")
    assert second.box.get_attribute("data-ready") is None, "l’exercice ne devait pas être prêt"
    assert kept(second) | {"le": ""} == {"code": "total = 7", "execute": False, "le": ""}
    page.get_by_role("button", name="Oui, effacer mon code").click()
    assert "code" not in kept(second)


def test_starting_all_over_gives_another_python(tab):
    page = ready(tab())
    first = Work(page, "t00-ex01")
    first.run("import json\njson.change = 'ici'")
    assert first.run("json = __import__('json')\nhasattr(json, 'change')").output.strip() == "True"
    page.get_by_role("button", name="Recommencer tout").click()
    assert first.run().output.strip() == "False"


def test_a_file_taken_up_can_be_put_back(tab, tmp_path):
    page = ready(tab({"t00-ex01": {"code": "total = 1", "essais": 2}}))
    first, written = Work(page, "t00-ex01"), page.locator("[data-id=t00-ex04] textarea")
    cell = {
        "cell_type": "code",
        "source": ["total = 2"],
        "metadata": {"nbgrader": {"grade_id": "t00-ex01-reponse", "solution": True}},
    }
    text = {"cell_type": "markdown", "source": "Du fichier", "metadata": {"nbgrader": {"grade_id": "t00-ex04-texte"}}}
    gone = {
        "cell_type": "code",
        "source": "x = 1",
        "metadata": {"nbgrader": {"grade_id": "t00-ex09-reponse", "solution": True}},
    }
    about = {"parcours": {"assignment": "t00", "version": "0"}}
    path = tmp_path / "t00.ipynb"
    path.write_text(json.dumps({"cells": [cell, text, gone], "metadata": about}), "utf-8")
    page.set_input_files(".exercise-rendu input[type=file]", path)
    page.get_by_text("2 réponse(s) reprise(s)").wait_for()
    said = page.locator(".exercise-rendu [role=status]").inner_text()
    assert "autre version du cours" in said and "t00-ex09-reponse" in said
    assert (shown(first), written.input_value()) == ("total = 2", "Du fichier")
    assert (kept(first)["code"], kept(first)["essais"]) == ("total = 2", 2)
    page.get_by_role("button", name="Annuler la reprise").click()
    assert focused(first) == "Préparer mon rendu"  # the keyboard keeps its place
    assert (shown(first), written.input_value()) == ("total = 1", "")
    assert kept(first)["code"] == "total = 1" and "code" not in page.evaluate(KEPT, "t00-ex02")


def test_a_file_taken_up_on_a_full_device_says_that_it_is_not_kept(tab, tmp_path):
    page = ready(tab(before=FULL))
    cell = {"cell_type": "code", "source": "total = 2", "metadata": {"nbgrader": {"grade_id": "t00-ex01-reponse"}}}
    path = tmp_path / "t00.ipynb"
    path.write_text(json.dumps({"cells": [cell], "metadata": {"parcours": {"assignment": "t00"}}}), "utf-8")
    page.set_input_files(".exercise-rendu input[type=file]", path)
    page.get_by_text("1 réponse(s) reprise(s)").wait_for()
    assert "ne garde pas votre travail" in page.locator(".exercise-rendu [role=status]").inner_text()
    assert handed_in(page, tmp_path)["t00-ex01-reponse"] == "total = 2"
