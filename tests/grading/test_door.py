"""Plain ``nbgrader autograde`` goes through our sandbox and our proof as well."""

from __future__ import annotations

import json
import os

import pytest
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from tests.attacks import cases
from tests.grading import course as fixture
from traitlets.config import Config

from parcours.grading import door


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """One honest trainee, one thief with a link in his hand-in, two who bend the tests; marked by nbgrader."""
    root = tmp_path_factory.mktemp("porte")
    made = fixture.build(root)
    secret = root / "secret.txt"
    secret.write_text("SECRET_DU_FORMATEUR")
    handed_in = {
        "honnete": json.dumps(made.solved()).encode(),
        "voleur": next(c.make(made.released) for c in cases.CASES if c.number == 8),
        "menteur": next(c.make(made.released) for c in cases.CASES if c.number == 16),
        "double": next(c.make(made.released) for c in cases.CASES if c.number == 19),
    }
    for student, data in handed_in.items():
        folder = root / "submitted" / student / fixture.ASSIGNMENT
        folder.mkdir(parents=True)
        (folder / f"{fixture.ASSIGNMENT}.ipynb").write_bytes(data)
    os.symlink(secret, root / "submitted" / "voleur" / fixture.ASSIGNMENT / "photo.txt")
    config = Config()
    config.CourseDirectory.root = str(root)
    config.CourseDirectory.course_id = "cm"
    door.install(config)
    api = NbGraderAPI(config=config)
    results = {student: api.autograde(fixture.ASSIGNMENT, student) for student in handed_in}
    with Gradebook(f"sqlite:///{root}/gradebook.db", "cm") as gradebook:
        scores = {s.student.id: s.score for s in gradebook.assignment_submissions(fixture.ASSIGNMENT)}
    return root, results, scores


def test_every_hand_in_is_marked(graded):
    _, results, scores = graded
    assert {student: result["success"] for student, result in results.items()} == dict.fromkeys(results, True), results
    assert scores["honnete"] == 14.0


@pytest.mark.parametrize("student", ["voleur", "menteur", "double"])
def test_the_known_exploits_earn_nothing_through_the_door(graded, student):
    assert graded[2][student] == 0.0


def test_a_link_is_not_followed(graded):
    root = graded[0]
    copied = root / "autograded" / "voleur" / fixture.ASSIGNMENT / "photo.txt"
    assert "retiré" in copied.read_text(encoding="utf-8")
