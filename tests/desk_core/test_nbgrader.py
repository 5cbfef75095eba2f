"""A colleague goes on with the real nbgrader: the desk's file in its gradebook, marks by hand too."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from parcours.cli import main
from parcours.desk import giving, marking, session
from parcours.grading import template as templates
from parcours.grading.adopt import adopt
from parcours.grading.back import results
from parcours.grading.model import GradingError
from parcours.grading.places import Places
from tests.desk_core.classe import said
from tests.grading import course as fixture

TEXT, CELL = "m90-ex07", "m90-ex07-texte"


def places(root) -> Places:
    url = f"sqlite:///{root}/gradebook.db"
    return Places(root / "release", root / "source", root / "submitted", root / "autograded", root / "state", url, "cm")


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    return fixture.build(tmp_path_factory.mktemp("collegue"))


@pytest.fixture(scope="module")
def marked(course):
    """Three people marked on the desk: one perfect, one with an override, one to hand in again."""
    template = templates.build("m90", course.released, course.source)
    made = session.create(template, marker="A", seed="s")
    for number in range(2):
        cells = {
            cell.grade_id: {"auto": None if cell.role == "manual" else cell.points, "max": cell.points}
            for cell in template.cells
            if cell.role in ("test", "manual")
        }
        told = {"student": f"e{number}", "name": f"Élève {number}", "status": "graded", "cells": cells, "score": 14.0}
        told |= {"max_score": 18.0, "prefix": f"Élève {number}_{number}", "uniqueid": str(number)}
        told |= {"submitted_at": "2026-11-20T09:30:00+01:00"}
        work = course.solved()
        session.add(made, told, session.answers(work, template), work)
    refused = {"student": "e2", "name": "Élève 2", "status": "rejected", "reasons": ["Fichier vide."]}
    session.add(made, refused, {})
    marking.set_points(made, "e0", TEXT, 3.5)
    marking.set_comment(made, "e0", TEXT, "Chaleureux.")
    marking.override(made, "e1", "m90-ex01-test1", 1, "Code recopié.")
    return made


def test_marks_arrive_in_the_gradebook(course, marked):
    from nbgrader.api import Gradebook

    here = places(course.root)
    done = adopt(giving.nbgrader_zip(marked).data, "n.zip", here)
    assert (done.people, done.by_hand, done.kept, done.told) == (3, 2, [], [])
    with Gradebook(here.db_url, "cm") as gradebook:
        first = gradebook.find_submission("m90", "e0")
        assert (first.score, first.max_score, first.needs_manual_grade) == (17.5, 18.0, False)
        assert str(first.timestamp) == "2026-11-20 08:30:00"  # universal time
        second = gradebook.find_submission("m90", "e1")
        assert (second.score, second.needs_manual_grade) == (13.0, True)  # its text is still to read, in formgrader
        [comment] = [c for c in first.notebooks[0].comments if c.name == CELL]
        assert comment.comment == "Chaleureux."
    notebook = here.autograded / "e0" / "m90" / "m90.ipynb"
    assert (here.submitted / "e0" / "m90" / "m90.ipynb").exists()  # else formgrader does not list it
    assert json.loads(notebook.read_text())["cells"] == course.solved()["cells"]
    assert "08:30:00 UTC" in notebook.with_name("timestamp.txt").read_text()


def test_formgrader_sees_them(course, marked):
    from nbgrader.apps import NbGraderAPI
    from traitlets.config import Config

    here = places(course.root)
    adopt(giving.nbgrader_zip(marked).data, "n.zip", here)
    config = Config()
    config.CourseDirectory.root, config.CourseDirectory.course_id = str(course.root), "cm"
    config.CourseDirectory.db_url = here.db_url
    found = NbGraderAPI(config=config).get_submission("m90", "e0")
    assert (found["autograded"], found["score"], found["needs_manual_grade"]) == (True, 17.5, False)


def test_the_way_back_and_the_report_work_on_the_colleague_s_side(course, marked):
    here = places(course.root)
    adopt(giving.nbgrader_zip(marked).data, "n.zip", here)
    found = results("m90", here)
    assert found["e0"].cells[CELL] == (3.5, 4.0, "Chaleureux.")
    assert found["e2"].outcome.reasons == ["Fichier vide."]
    assert "note revue à la main (Code recopié.)" in said(found["e1"].outcome.notes)


def test_what_the_colleague_marked_stays_unless_told_otherwise(course, marked):
    from nbgrader.api import Gradebook

    here = places(course.root)
    data = giving.nbgrader_zip(marked).data
    adopt(data, "n.zip", here)
    with Gradebook(here.db_url, "cm") as gradebook:
        gradebook.find_grade(CELL, "m90", "m90", "e0").manual_score = 2.0
        gradebook.db.commit()
    kept = adopt(data, "n.zip", here).kept
    assert [said(line) for line in kept] == [f"e0, {CELL} : 2 gardé, 3,5 proposé."]
    assert results("m90", here)["e0"].cells[CELL][0] == 2.0
    assert adopt(data, "n.zip", here, replace=True).kept == []
    assert results("m90", here)["e0"].cells[CELL][0] == 3.5


def change(marked, act) -> bytes:
    """The desk's zip with its record changed."""
    source = zipfile.ZipFile(io.BytesIO(giving.nbgrader_zip(marked).data))
    told = json.loads(source.read("carnet.json"))
    act(told)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("carnet.json", json.dumps(told))
    return target.getvalue()


@pytest.mark.parametrize(
    ("act", "sentence"),
    [
        (lambda t: t.update(format="x"), "pas de cette version"),
        (lambda t: t.update(assignment="m55"), "Aucun devoir « m55 »"),
        (lambda t: t["people"][0].pop("manual"), "un rendu est abîmé"),
        (lambda t: t["people"][0]["outcome"].update(student="../../x"), "ne peut pas désigner une personne"),
        (lambda t: t["people"][0]["outcome"]["cells"].pop(CELL), "ne sont pas ceux de « m90 »"),
        (lambda t: t["people"][0]["manual"].update({CELL: 40}), "la note 40 n’est pas possible"),
        (lambda t: t["people"][0]["manual"].update({CELL: float("nan")}), "n’est pas possible"),
    ],
)
def test_a_file_that_does_not_fit_writes_nothing(course, marked, tmp_path, act, sentence):
    here = places(course.root)
    before = {student: result.cells for student, result in results("m90", here).items()}
    with pytest.raises(GradingError) as caught:
        adopt(change(marked, act), "n.zip", here)
    assert sentence in said(caught)
    assert {student: result.cells for student, result in results("m90", here).items()} == before
    with pytest.raises(GradingError, match="n’est pas un fichier pour nbgrader"):
        adopt(b"PK\x03\x04", "n.zip", here)


def test_marks_given_without_the_hidden_tests_are_told(course, marked):
    done = adopt(change(marked, lambda t: t.update(template="visible")), "n.zip", places(course.root))
    assert any("sans vos tests cachés" in line for line in done.told)
    assert any("pas de carnet dans le fichier" in line for line in done.told)


def test_the_command_takes_the_zip_or_the_session(course, marked, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(Places, "of_course", classmethod(lambda cls, root, db_url=None: places(course.root)))
    for name, data in {"n.zip": giving.nbgrader_zip(marked).data, "seance.json": session.save(marked)}.items():
        (tmp_path / name).write_bytes(data)
        assert main(["import", str(tmp_path / name)]) == 0
        assert "3 rendu(s) de m90 au carnet de notes" in said(capsys.readouterr().out)
    (tmp_path / "autre.json").write_text("{}")
    assert main(["import", str(tmp_path / "autre.json")]) == 1
    assert "n’est pas une séance" in capsys.readouterr().err
