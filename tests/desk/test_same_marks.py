"""The page and `parcours grade` say the same of the same hand-ins, to the sentence; and nothing leaves the computer."""

from __future__ import annotations

import json

import pytest

from tests.attacks import cases
from tests.desk.conftest import archive, compared, graded
from tests.grading import classroom
from tests.grading import course as fixture


def _honest(course: fixture.Course, positions: list[int]) -> dict[str, bytes]:
    made = classroom.notebooks(course, 1 + max(positions))
    return {f"Élève {position:02d}": json.dumps(made[position]).encode() for position in positions}


def _source(course: fixture.Course):
    return course.root / "source" / fixture.ASSIGNMENT / f"{fixture.ASSIGNMENT}.ipynb"


@pytest.fixture(scope="module")
def class_of_eight(course, tmp_path_factory):
    """Right, wrong, unfinished, clumsy, broken, hostile."""
    notebooks = _honest(course, [0, 2, 7, 8, 9, 12])
    notebooks["Zoé Coupée"] = json.dumps(course.released).encode()[:1000]
    notebooks["Zoé Maligne"] = next(case for case in cases.CASES if case.number == 14).make(course.released)
    return archive(tmp_path_factory.mktemp("rendus") / "rendus.zip", notebooks)


def test_the_same_marks_statuses_and_sentences(course, class_of_eight, open_desk):
    expected = graded(course.root, class_of_eight)
    desk = open_desk().drop(class_of_eight)
    loaded = len(desk.asked)
    desk.private(_source(course)).mark()
    found = {student: compared(outcome) for student, outcome in desk.session()["outcomes"].items()}
    assert found == expected
    assert desk.lines["Élève 00"][:2] == ["noté", "14 / 18"]
    assert desk.lines["Zoé Coupée"][0] == "à redéposer"
    own = desk.page.url.rsplit("essai/", 1)[0]
    assert all(url.startswith((own, f"blob:{own.split('/ecole')[0]}")) for url in desk.asked), desk.asked
    assert len(desk.asked) > loaded > 10
    assert desk.problems == []
