"""«Préparer mon rendu»: what leaves the page is the released notebook with the trainee's answers, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest

from parcours.exercises import load_module
from tests.axe import violations
from tests.browser.conftest import ready
from tests.browser.site import MADE, ROOT
from tests.browser.test_same_checks import MODULES
from tests.browser.work import plain

SPLICE = """async ([text, answers]) => {
  const {splice, differs} = await import("../assets/rendu.js");
  const filled = splice(text, answers);
  return [filled, differs(text, filled, answers)];
}"""
KEEP = """(exercices) => localStorage.setItem(
  "parcours:v1", JSON.stringify({schema: 1, course_version: "1", exercices}))"""
ODD = 'x = "é\\n\\t\\\\"\n\n# « fin »\U0001f600\n'


def released(module: str) -> str:
    return (ROOT / "exercises" / module / f"{module}.ipynb").read_text("utf-8")


def filled_by_hand(text: str, answers: dict[str, str]) -> str:
    """The same answers typed in JupyterLab and saved by nbformat."""
    notebook = nbformat.reads(text, as_version=4)
    for cell in notebook.cells:
        cell.source = answers.get(cell.metadata.get("nbgrader", {}).get("grade_id"), cell.source)
    return nbformat.writes(notebook) + "\n"


def hand_in_file(page, target: Path) -> Path:
    """Press «Préparer mon rendu» and keep the file that arrives as `target`."""
    with page.expect_download() as download:
        page.locator(".exercise-rendu").get_by_role("button", name="Préparer mon rendu").click()
    download.value.save_as(target)
    return target


def handed_in(page, folder: Path) -> dict[str, str]:
    """{grade_id: text} of what «Préparer mon rendu» gives."""
    notebook = nbformat.read(hand_in_file(page, folder / "rendu.ipynb"), as_version=4)
    return {cell.metadata.get("nbgrader", {}).get("grade_id"): cell.source for cell in notebook.cells}


@pytest.fixture(scope="module")
def page(open_page):
    return open_page("m00")


@pytest.mark.parametrize("module", MODULES)
def test_the_notebook_is_what_jupyterlab_would_have_saved(module, page):
    cells = [each.cellule for each in load_module(MADE / f"{module}.json").exercices]
    answers = {cell: f"# {cell}\n{ODD}" for cell in cells}
    filled, problem = page.evaluate(SPLICE, [released(module), answers])
    assert problem == ""
    assert filled == filled_by_hand(released(module), answers)


def test_without_answers_not_one_byte_changes(page):
    filled, problem = page.evaluate(SPLICE, [released("m00"), {}])
    assert (filled, problem) == (released("m00"), "")


def test_a_trainee_hands_in_and_takes_up_elsewhere(page, open_page, tmp_path):
    records = {"m00-ex01": {"code": 'a_qui_ecrire = "Sacha"'}, "m00-ex03": {"texte": "Trois phrases.\n\nFin."}}
    page.evaluate(KEEP, records)
    page.reload()
    box = page.locator(".exercise-rendu")
    box.wait_for()
    with page.expect_download() as download:
        box.get_by_role("button", name="Préparer mon rendu").click()
    target = tmp_path / download.value.suggested_filename
    download.value.save_as(target)
    assert target.name == "m00.ipynb"
    answers = {"m00-ex01-reponse": 'a_qui_ecrire = "Sacha"', "m00-ex03-texte": "Trois phrases.\n\nFin."}
    assert target.read_text("utf-8") == filled_by_hand(released("m00"), answers)
    assert "2 réponse(s)" in box.inner_text() and "Sans réponse : 0.2" in plain(box.inner_text())

    page.evaluate("() => localStorage.clear()")
    elsewhere = open_page("m00")
    elsewhere.set_input_files(".exercise-rendu input[type=file]", target)
    elsewhere.get_by_text("2 réponse(s) reprise(s)").wait_for()
    assert elsewhere.locator('[data-id="m00-ex03"] textarea').input_value() == "Trois phrases.\n\nFin."
    kept = elsewhere.evaluate("() => JSON.parse(localStorage['parcours:v1']).exercices")
    assert kept["m00-ex01"]["code"] == 'a_qui_ecrire = "Sacha"'
    elsewhere.close()


@pytest.fixture
def trial(open_page):
    page = open_page("python")
    yield page
    page.evaluate("() => localStorage.clear()")
    page.close()


def test_the_scenarios_played_are_in_the_exercise_that_asks_for_them(trial, tmp_path):
    runs = {
        "sc1": {"fin": "servie", "choix": ["sc1-n1-a", "sc1-n2-b"]},
        "sc2": {"encours": ["sc2-n1-a"]},  # not finished: not handed in
        "sc3": {"fin": "perdue", "choix": ["sc3-n1-a"]},
    }
    keep = "([kind, values]) => { const p = JSON.parse(localStorage['parcours:v1'] ?? '{}');"
    keep += "localStorage['parcours:v1'] = JSON.stringify({...p, schema: 1, course_version: '1', [kind]: values}) }"
    trial.evaluate(keep, ["scenarios", runs])
    expected = 'mes_parties = {\n    "sc1": ["sc1-n1-a", "sc1-n2-b"],\n    "sc2": [],\n    "sc3": ["sc3-n1-a"],\n}'
    assert handed_in(trial, tmp_path)["t00-ex05-reponse"] == expected
    trial.reload()
    assert ready(trial).locator('[data-id="t00-ex05"] textarea').input_value() == expected

    own = 'mes_parties = {\n    "sc1": ["sc1-n1-d"],\n    "sc3": [],\n}'
    trial.evaluate(keep, ["exercices", {"t00-ex05": {"code": own}}])
    assert handed_in(trial, tmp_path)["t00-ex05-reponse"] == own.replace("[],", '["sc3-n1-a"],')


def test_a_copy_to_read_holds_each_answer_as_it_was_typed(trial, tmp_path):
    written = "Un <b>titre</b> & « deux » mots.\n\nFin."
    trial.evaluate(KEEP, {"t00-ex01": {"code": "total = 3 < 4"}, "t00-ex04": {"texte": written}})
    trial.reload()
    ready(trial)
    with trial.expect_download() as download:
        trial.get_by_role("button", name="Copie à lire").click()
    assert download.value.suggested_filename == "t00.html"
    copy = tmp_path / "t00.html"
    download.value.save_as(copy)
    reader = trial.context.new_page()
    reader.goto(copy.as_uri())
    assert reader.locator("h1").inner_text() == "Module d’essai"
    assert reader.locator("html").get_attribute("lang") == "fr"
    answers = reader.locator("section").filter(has=reader.locator("h2"))
    told = [each.locator("pre").inner_text() for each in answers.all()]
    assert told == ["total = 3 < 4", "(sans réponse)", "(sans réponse)", written, "(sans réponse)"]
    assert violations(reader) == []
    reader.close()


def test_starting_all_over_forgets_what_ran_then_what_was_typed(trial):
    records = {
        "t00-ex01": {"code": "total = 7", "execute": True},
        "t00-ex02": {"code": "double = 14", "execute": True, "reussi": True},
        "t00-ex04": {"texte": "Mon texte"},
    }
    trial.evaluate(KEEP, records)
    trial.reload()
    box = ready(trial).locator(".exercise-rendu")

    def kept(field: str) -> list:
        record = trial.evaluate("() => JSON.parse(localStorage['parcours:v1']).exercices")
        return [record[name].get(field) for name in records]

    box.get_by_role("button", name="Recommencer tout").click()
    assert kept("execute") == [False, False, None]
    assert kept("code") == ["total = 7", "double = 14", None]
    box.get_by_role("button", name="Oui, effacer mon code").click()
    assert kept("code") == [None, None, None]
    assert trial.locator('[data-id="t00-ex01"] textarea').input_value() == "# Écrivez votre réponse ici"
    assert kept("texte")[2] == "Mon texte" and kept("reussi")[1]
    assert "revenu à son début" in box.inner_text()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("pas du JSON", "son contenu ne se lit pas"),
        ("{}", "n’est pas un carnet de ce cours"),
        (json.dumps({"cells": [], "metadata": {"parcours": {"assignment": "m09"}}}), "celui du module m09"),
    ],
)
def test_a_file_that_is_not_this_module_s_is_explained(content, said, page, tmp_path):
    path = tmp_path / "essai.ipynb"
    path.write_text(content, "utf-8")
    page.set_input_files(".exercise-rendu input[type=file]", path)
    page.get_by_text(said).wait_for()
