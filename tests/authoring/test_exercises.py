"""Every exercise of the course: its solution passes, its empty cell does not, its mistakes are known, nothing leaks."""

import ast
import itertools
import json
import re
from functools import cache
from pathlib import Path

import nbformat
import pytest

from parcours.authoring import checks, items, regions
from parcours.authoring.assignment import modules, read_assignment
from parcours.authoring.forms import mistake_cell
from parcours.authoring.generate import Folders, derived
from parcours.exercises import check, module_from_dict

ROOT = Path(__file__).parents[2]
FOLDERS = Folders(ROOT)
MODULES = modules(FOLDERS.solutions)
TASKS = {task.id: task for module in MODULES for task in read_assignment(FOLDERS.solutions, module).tasks}
AUTO = [name for name, task in TASKS.items() if not task.written]
MISTAKES = {m["id"]: (name, m) for name in AUTO for m in TASKS[name].data.get("erreurs", [])}
IDS = Path(__file__).with_name("ids.txt")  # every id ever published: one may be added, none taken away


@cache
def generated():
    return derived(FOLDERS)


@pytest.fixture(autouse=True)
def _public_course(monkeypatch):
    monkeypatch.delenv("PARCOURS_SOMMATIF", raising=False)
    monkeypatch.chdir(ROOT)


@pytest.mark.parametrize("name", AUTO)
def test_the_solution_passes_visible_and_hidden_tests(name):
    if TASKS[name].summative and not TASKS[name].solution:
        return  # its solution is the instructor's, proved where the overlay is
    verdict = check(items.exercise_item(TASKS[name], hidden=True), TASKS[name].solution)
    assert verdict.reussi and verdict.arret is None, verdict
    assert verdict.points == verdict.sur > 0
    assert verdict.phrase == TASKS[name].data["reussite"].strip()


@pytest.mark.parametrize("name", AUTO)
def test_the_untouched_cell_fails_with_a_sentence_of_ours(name):
    verdict = check(items.exercise_item(TASKS[name]), TASKS[name].start)
    assert verdict.points == 0 and not verdict.reussi
    assert verdict.phrase in "\n".join(_sentences(TASKS[name]))
    assert verdict.erreur == "", "to answer nothing is no mistake"


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_known_mistake_fails_first_on_the_assert_that_carries_its_sentence(mistake):
    name, told = MISTAKES[mistake]
    verdict = check(items.exercise_item(TASKS[name]), mistake_cell(TASKS[name].data, told))
    assert (verdict.erreur, verdict.grade_id) == (mistake, told["grade_id"])
    assert verdict.phrase == told["message"].strip()
    assert verdict.arret is None


@pytest.mark.parametrize("name", [name for name in AUTO if TASKS[name].data.get("forme") == "compléter"])
def test_only_the_right_choices_pass_and_every_other_gets_our_sentence(name):
    exercise = items.exercise_item(TASKS[name])
    passing = []
    for choices in itertools.product(*(blank.choix for blank in exercise.trous)):
        parts = exercise.depart.split("____")
        code = parts[0] + "".join(choice + part for choice, part in zip(choices, parts[1:], strict=True))
        verdict = check(exercise, code)
        if verdict.reussi:
            passing.append(choices)
        else:
            assert verdict.phrase in _sentences(TASKS[name]), (choices, verdict)
    assert passing == [tuple(blank["bon"] for blank in TASKS[name].data["trous"])]


@pytest.mark.parametrize("name", AUTO)
def test_every_assert_carries_a_sentence_and_reads_values_only(name):
    for grade_id, code in TASKS[name].tests.items():
        asserts = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Assert)]
        assert asserts, f"{grade_id} checks nothing"
        assert all(node.msg is not None for node in asserts), f"{grade_id} has an assert without a sentence"
        assert not re.search(r"\b(inspect|get_ipython|globals|In)\b", code), f"{grade_id} reads more than values"


@pytest.mark.parametrize("name", TASKS)
def test_the_voice_is_kind_and_the_typography_french(name):
    task = TASKS[name]
    texts = [task.statement, *task.data["indices"], task.data["reussite"], *_sentences(task)]
    for text in texts:
        assert not re.match(r"\W*(faux|non|erreur|mauvais)\b", text, re.IGNORECASE), text
        prose = re.sub(r"`[^`]*`", "", text)
        assert not re.search(r"« | »|\w [;:!?](\s|$)|\w'\w|\d %", prose), f"{name}: {prose!r}"


@pytest.mark.parametrize("module", MODULES)
def test_no_solution_and_no_hidden_test_is_published(module):
    assignment = read_assignment(FOLDERS.solutions, module)
    for path, text in generated().items():
        published = path.is_relative_to(FOLDERS.released) or path.parent == FOLDERS.items
        if published and path.stem == module:
            assert checks.leaks(assignment, _unescaped(text)) == []
            assert "BEGIN SOLUTION" not in text and "HIDDEN" not in text


def test_the_leak_check_sees_the_secrets_in_the_marking_source():
    for module in MODULES:
        source = generated()[FOLDERS.sources / module / f"{module}.ipynb"]
        assert checks.leaks(read_assignment(FOLDERS.solutions, module), _unescaped(source))


def test_what_is_committed_is_what_the_sources_give():
    released = {path: text for path, text in generated().items() if path.is_relative_to(FOLDERS.released)}
    committed = {
        path for path in FOLDERS.released.rglob("*") if path.is_file() and ".ipynb_checkpoints" not in path.parts
    }
    assert committed == set(released), "exercises/ holds mNN/mNN.ipynb and nothing else: run make exercises"
    for path, text in released.items():
        assert path.read_text(encoding="utf-8") == text, f"{path.name} is not up to date: run make exercises"


def test_generation_gives_the_same_bytes_twice():
    assert derived(FOLDERS) == generated()


def test_ids_are_unique_and_none_ever_disappears():
    ids = [name for task in TASKS.values() for name in (task.id, task.answer_id, *task.tests)] + list(MISTAKES)
    assert len(ids) == len(set(ids))
    published = IDS.read_text(encoding="utf-8").split()
    assert set(published) <= set(ids), "an id left: saved progress and reports rest on it"
    assert set(ids) <= set(published), f"add to {IDS.name}: {sorted(set(ids) - set(published))}"


@pytest.mark.parametrize("module", MODULES)
def test_page_and_notebook_hold_the_same_texts(module):
    data = json.loads(generated()[FOLDERS.items / f"{module}.json"])
    notebook = nbformat.reads(generated()[FOLDERS.released / module / f"{module}.ipynb"], as_version=4)
    nbformat.validate(notebook)
    cells = {cell.id: cell for cell in notebook.cells}
    for exercise in module_from_dict(data).exercices:
        if exercise.type == "auto":
            assert cells[exercise.cellule].source == exercise.depart
            assert exercise.depart.count("____") == len(exercise.trous)
        for test in exercise.tests:
            assert cells[test.grade_id].source == test.code
            assert cells[test.grade_id].metadata.nbgrader.points == test.points
        if exercise.preparation:
            assert cells[f"{exercise.id}-donnees"].source == exercise.preparation


@pytest.mark.parametrize("name", [name for name, task in TASKS.items() if task.written])
def test_a_written_task_shows_two_levels_and_asks_for_authorship(name):
    data = TASKS[name].data
    levels = [sum(sample["niveaux"].values()) for sample in data["exemples"]]
    assert len(set(levels)) > 1, "two samples of different levels"
    if data["usage"] == "note":
        assert len(data["oral"]) == 2
        assert "brouillon" in TASKS[name].statement and "IA" in TASKS[name].statement
        assert 0.7 * data["mots"] <= len(data["exemples"][0]["texte"].split()) <= 1.6 * data["mots"]


def _sentences(task):
    """The constant sentences of the task's visible asserts."""
    for code in task.tests.values():
        for node in ast.walk(ast.parse(regions.without(code, regions.HIDDEN))):
            if isinstance(node, ast.Assert) and isinstance(node.msg, ast.Constant):
                yield node.msg.value


def _unescaped(text):
    """A JSON file's strings as they read."""
    return "\n".join(_strings(json.loads(text)))


def _strings(data):
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict | list):
        for each in data.values() if isinstance(data, dict) else data:
            yield from _strings(each)
