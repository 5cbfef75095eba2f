"""Honest work gets from us, cell by cell, exactly what plain nbgrader gives it."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from nbgrader.apps import NbGraderAPI
from nbgrader.converters import GenerateAssignment
from nbgrader.preprocessors import ClearSolutions
from tests.grading import classroom, demo
from tests.grading import course as fixture
from traitlets.config import Config

from parcours.authoring import forms
from parcours.authoring.preprocessors import StartingText
from parcours.grading.batch import grade
from parcours.grading.places import Places, data_folder


def automatic(path: Path) -> dict[tuple[str, str], tuple]:
    query = """
        select s.student_id, c.name, g.auto_score, g.needs_manual_grade from grade g
        join base_cell c on g.cell_id = c.id
        join submitted_notebook n on g.notebook_id = n.id join submitted_assignment s on n.assignment_id = s.id"""
    with sqlite3.connect(path) as db:
        return {(student, cell): tuple(rest) for student, cell, *rest in db.execute(query)}


def compare(root: Path, notebooks: list[dict]) -> None:
    """Mark the same ``submitted/`` of the small assignment with both, each in its own copy of the course."""
    fixture.build(root / "eux")
    _both(root, fixture.ASSIGNMENT, notebooks, lambda: classroom.places(root / "nous"))


def compare_real(root: Path, module: str, notebooks: list[dict]) -> None:
    """The same with a module of the course: plain nbgrader has its source, hidden tests and all."""
    theirs = root / "eux"
    shutil.copytree(demo.ROOT / "_build" / "nbgrader" / "source" / module, theirs / "source" / module)
    (theirs / "datasets").symlink_to(demo.ROOT / "datasets")  # as a course of an instructor's has them
    config = _config(theirs)
    steps = GenerateAssignment.preprocessors.default_args[0]
    config.GenerateAssignment.preprocessors = [StartingText if each is ClearSolutions else each for each in steps]
    config.StartingText.code_stub, config.StartingText.text_stub = {"python": forms.CODE_STUB}, forms.TEXT_STUB
    done = NbGraderAPI(config=config).generate_assignment(module)
    assert done["success"], done.get("log")

    def ours() -> Places:
        places = classroom.places(root / "nous")
        return replace(places, release=demo.ROOT / "exercises", data=data_folder(demo.ROOT))

    _both(root, module, notebooks, ours)


def _config(root: Path) -> Config:
    config = Config()
    config.CourseDirectory.root = str(root)
    config.CourseDirectory.course_id = "cm"
    config.CourseDirectory.db_url = f"sqlite:///{root}/gradebook.db"
    config.OverwriteCells.add_missing_cells = True
    config.Execute.timeout = 60
    return config


def _both(root: Path, assignment: str, notebooks: list[dict], ours: Callable[[], Places]) -> None:
    """Plain nbgrader first; then ours, on a copy made before it began."""
    theirs = root / "eux"
    for position, notebook in enumerate(notebooks):
        folder = theirs / "submitted" / f"eleve-{position:03d}" / assignment
        folder.mkdir(parents=True)
        (folder / f"{assignment}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    shutil.copytree(theirs, root / "nous")
    done = NbGraderAPI(config=_config(theirs)).autograde(assignment, "*", create=True)
    assert done["success"], done.get("log")
    grade(ours().submitted, assignment, ours(), limits=classroom.LIMITS, slots=2)
    mine, plain = automatic(root / "nous" / "gradebook.db"), automatic(theirs / "gradebook.db")
    assert len({student for student, _ in plain}) == len(notebooks)
    assert mine == plain


def made(course: fixture.Course, number: int) -> list[dict]:
    """Every kind of answer, then random mixes of them."""
    choice = random.Random(20261122)
    mixes = classroom.notebooks(course, min(number, 2 * len(classroom.ANSWERS)))
    while len(mixes) < number:
        answers = {}
        for each in choice.sample(classroom.ANSWERS, 3):
            answers |= each
        kept = {g: text for g, text in fixture.SOLUTIONS.items() if choice.random() < 0.7}
        mixes.append(fixture.fill(course.released, kept | answers))
    return mixes


@pytest.fixture(scope="module")
def released(course):
    return course


def real(module: str, number: int) -> list[dict]:
    """Right, with mistakes that the authors foresaw, half done, empty, in turn."""
    maker = demo.Maker(module)
    kinds = (maker.whole, maker._mistaken, maker._mistaken, maker._half, maker._mistaken, maker.empty)
    hand_ins = [kinds[position % len(kinds)]() for position in range(number)]
    return [json.loads(next(iter(hand_in.files.values()))) for hand_in in hand_ins]


def test_seventeen_honest_notebooks(released, tmp_path):
    compare(tmp_path, made(released, 17))


def test_three_of_a_real_module_with_charts(tmp_path):
    compare_real(tmp_path, "m05", real("m05", 3))


@pytest.mark.complet
def test_a_hundred_and_forty_honest_notebooks(released, tmp_path):
    compare(tmp_path, made(released, 140))


@pytest.mark.complet
@pytest.mark.parametrize("module", ["m02", "m03", "m05", "m06", "m08"])
def test_sixteen_of_each_real_module(tmp_path, module):
    """With the hundred and forty above, 220 of them; m06's tests read a result of the course's own."""
    compare_real(tmp_path, module, real(module, 16))
