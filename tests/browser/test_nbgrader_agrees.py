"""nbgrader, left to itself, gives each solution, stub and known mistake the verdicts and sentences of our check."""

from __future__ import annotations

import os
import shutil
import sys
from itertools import zip_longest
from pathlib import Path

import nbformat
import pytest
from nbgrader.apps import NbGraderAPI
from traitlets.config import Config

from parcours.authoring import forms
from parcours.authoring.assignment import read_assignment
from parcours.authoring.overlay import overlay_folder
from parcours.exercises import check, load_module
from tests.browser.site import MADE, ROOT
from tests.browser.test_hand_in import filled_by_hand, released
from tests.browser.test_same_checks import MODULES
from tests.site.conftest import turn

# nbgrader 0.9.6 with SQLAlchemy 2.1: harmless, its own
pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")


def hand_ins(module: str) -> dict[str, dict[str, str]]:
    """{student: {exercise id: code}}: nothing touched, all solved, then the n-th known mistake of every exercise."""
    bank = load_module(MADE / f"{module}.json")
    tasks = [
        each for each in read_assignment(ROOT / "solutions", module, overlay_folder(None)).tasks if not each.written
    ]
    wrong = [[forms.mistake_cell(task.data, each) for each in task.data.get("erreurs", [])] for task in tasks]
    start = {task.id: bank.exercise(task.id).depart for task in tasks}
    solved = {task.id: task.solution or start[task.id] for task in tasks}
    found = {"depart": start, "solution": solved}
    for rank, codes in enumerate(zip_longest(*wrong), 1):
        found[f"erreur-{rank}"] = solved | {task.id: code for task, code in zip(tasks, codes, strict=True) if code}
    return found


def autograded(module: str, answers: dict[str, dict[str, str]], root: Path) -> dict[str, dict[str, str]]:
    """{student: {grade_id: "" or the error that the test cell ended on}}, by nbgrader with nothing of ours."""
    config = Config()
    config.CourseDirectory.root = str(root)
    config.CourseDirectory.course_id = "cm"
    config.Execute.timeout = 120
    # What trainees receive is nbgrader's source: the hidden tests are the instructor's alone.
    (root / "source").mkdir()
    shutil.copytree(ROOT / "exercises" / module, root / "source" / module)
    cells = {each.id: each.cellule for each in load_module(MADE / f"{module}.json").exercices}
    for student, codes in answers.items():
        path = root / "submitted" / student / module / f"{module}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(filled_by_hand(released(module), {cells[each]: code for each, code in codes.items()}), "utf-8")
    api = NbGraderAPI(config=config)
    api.log_level = "ERROR"
    for done in (api.generate_assignment(module, create=True), api.autograde(module, "*", create=True)):
        assert done["success"], done.get("error") or done.get("log")
    return {student: outcomes(root / "autograded" / student / module / f"{module}.ipynb") for student in answers}


def outcomes(path: Path) -> dict[str, str]:
    found = {}
    for cell in nbformat.read(path, as_version=4).cells:
        about = cell.metadata.get("nbgrader", {})
        if about.get("grade") and cell.cell_type == "code":
            errors = [each for each in cell.outputs if each.output_type == "error"]
            found[about["grade_id"]] = f"{errors[0].ename}: {errors[0].evalue}" if errors else ""
    return found


@pytest.fixture(autouse=True)
def course(monkeypatch):
    monkeypatch.setenv("PARCOURS_DONNEES", str(ROOT / "datasets"))
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent), prepend=os.pathsep)  # nbgrader calls alembic by name


def agree(module: str, answers: dict[str, dict[str, str]], root: Path) -> None:
    bank = load_module(MADE / f"{module}.json")
    graded = autograded(module, answers, root)
    for student, codes in answers.items():
        results = [each for name, code in codes.items() for each in check(bank.exercise(name), code).resultats]
        assert {each.grade_id for each in results} == graded[student].keys()
        for ours in results:
            theirs = graded[student][ours.grade_id]
            place = f"{student}, {ours.grade_id} : {theirs} ; {ours.phrase}"
            assert ours.reussi == (theirs == ""), place
            if theirs.startswith("AssertionError: "):
                assert ours.phrase == theirs.removeprefix("AssertionError: "), place


def test_nbgrader_and_the_check_agree(tmp_path):
    """On three hand-ins of a module, both in turn from one version to the next."""
    cycle, at = divmod(turn(), len(MODULES))
    answers = hand_ins(MODULES[at])
    chosen = [[*answers][(3 * cycle + rank) % len(answers)] for rank in range(3)]
    agree(MODULES[at], {student: answers[student] for student in chosen}, tmp_path)


@pytest.mark.complet
@pytest.mark.parametrize("module", MODULES)
def test_nbgrader_and_the_check_agree_on_everything(module, tmp_path):
    agree(module, hand_ins(module), tmp_path)
