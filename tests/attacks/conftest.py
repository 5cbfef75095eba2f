"""The whole corpus is handed in at once, among honest neighbours, and marked by the real command."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from parcours.grading.batch import Summary, grade
from parcours.grading.model import Limits
from parcours.grading.outcomes import Outcome
from parcours.grading.places import Places
from tests.attacks import cases
from tests.grading import course as fixture

LIMITS = Limits(cell_seconds=4.0, total_seconds=20.0, memory_bytes=2**30)


@dataclass(frozen=True)
class Field:
    """What marking the corpus left behind."""

    root: Path
    places: Places
    summary: Summary
    untouched: dict[str, str]  # digests, before, of files that nobody may change
    outcomes: dict[str, Outcome]

    def notebook(self, student: str) -> dict:
        path = self.places.autograded / student / fixture.ASSIGNMENT / f"{fixture.ASSIGNMENT}.ipynb"
        return json.loads(path.read_text(encoding="utf-8"))

    def scores(self) -> dict[str, float]:
        with sqlite3.connect(self.root / "gradebook.db") as db:
            rows = db.execute(
                "select a.student_id, sum(coalesce(g.manual_score, g.auto_score, 0)) from grade g "
                "join submitted_notebook n on g.notebook_id = n.id "
                "join submitted_assignment a on n.assignment_id = a.id "
                "group by a.student_id"
            ).fetchall()
        return dict(rows)


def digests(root: Path) -> dict[str, str]:
    files = [path for folder in ("source", "release") for path in (root / folder).rglob("*") if path.is_file()]
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def places_of(root: Path) -> Places:
    url = f"sqlite:///{root}/gradebook.db"
    return Places(root / "release", root / "source", root / "submitted", root / "autograded", root / "state", url, "cm")


@pytest.fixture(scope="session")
def hostile_course(tmp_path_factory) -> fixture.Course:
    """The small assignment with a secret in a hidden test."""
    root = tmp_path_factory.mktemp("cible")
    made = fixture.build(root)
    path = root / "source" / fixture.ASSIGNMENT / f"{fixture.ASSIGNMENT}.ipynb"
    text = json.dumps(made.source, ensure_ascii=False)  # as accents are typed, or nothing would be replaced
    text = text.replace("le tableau donné.", f"le tableau donné. {cases.HIDDEN}")
    assert cases.HIDDEN in text
    path.write_text(text, encoding="utf-8")
    return fixture.Course(root, json.loads(path.read_text()), made.released)


@pytest.fixture(scope="session")
def field(hostile_course) -> Field:
    root, released = hostile_course.root, hostile_course.released
    archive = root / "rendus.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as zipped:
        for position, case in enumerate(cases.CASES):
            zipped.writestr(f"Attaque {position:02d}_{position}_assignsubmission_file/m90.ipynb", case.make(released))
            if position % 8 == 0:
                honest = hostile_course.solved()
                honest["cells"][0]["source"] += f"\n{cases.NEIGHBOUR}"
                zipped.writestr(
                    f"Voisin {position:02d}_{900 + position}_assignsubmission_file/m90.ipynb", json.dumps(honest)
                )
    os.environ["PARCOURS_SECRET"] = cases.ENVIRONMENT
    before = digests(root)
    try:
        summary = grade(archive, fixture.ASSIGNMENT, places_of(root), limits=LIMITS, slots=3)
    finally:
        del os.environ["PARCOURS_SECRET"]
    return Field(root, places_of(root), summary, before, {o.student: o for o in summary.outcomes})
