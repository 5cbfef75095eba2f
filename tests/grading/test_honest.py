"""Honest work gets from us, cell by cell, exactly what plain nbgrader gives it."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
from pathlib import Path

import pytest
from nbgrader.apps import NbGraderAPI
from tests.grading import classroom
from tests.grading import course as fixture
from traitlets.config import Config


def automatic(path: Path) -> dict[tuple[str, str], tuple]:
    query = """
        select s.student_id, c.name, g.auto_score, g.needs_manual_grade from grade g
        join base_cell c on g.cell_id = c.id
        join submitted_notebook n on g.notebook_id = n.id join submitted_assignment s on n.assignment_id = s.id"""
    with sqlite3.connect(path) as db:
        return {(student, cell): tuple(rest) for student, cell, *rest in db.execute(query)}


def compare(root: Path, notebooks: list[dict]) -> None:
    """Mark the same ``submitted/`` with both; plain nbgrader first, in its own copy of the course."""
    course = fixture.build(root / "eux")
    for position, notebook in enumerate(notebooks):
        folder = course.root / "submitted" / f"eleve-{position:03d}" / fixture.ASSIGNMENT
        folder.mkdir(parents=True)
        (folder / f"{fixture.ASSIGNMENT}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    shutil.copytree(course.root, root / "nous")
    config = Config()
    config.CourseDirectory.root = str(course.root)
    config.CourseDirectory.course_id = "cm"
    config.OverwriteCells.add_missing_cells = True
    config.Execute.timeout = 60
    done = NbGraderAPI(config=config).autograde(fixture.ASSIGNMENT, "*", create=True)
    assert done["success"], done.get("log")
    from parcours.grading.batch import grade

    places = classroom.places(root / "nous")
    grade(places.submitted, fixture.ASSIGNMENT, places, limits=classroom.LIMITS, slots=2)
    ours, theirs = automatic(root / "nous" / "gradebook.db"), automatic(course.root / "gradebook.db")
    assert len(theirs) == len(notebooks) * 7
    assert ours == theirs


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


def test_twenty_honest_notebooks(released, tmp_path):
    compare(tmp_path, made(released, 20))


@pytest.mark.complet
def test_two_hundred_honest_notebooks(released, tmp_path):
    compare(tmp_path, made(released, 200))
