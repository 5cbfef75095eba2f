"""The office's thread, asked as the page asks it: who is who, what is refused, what stays out of a trainee's thread."""

from __future__ import annotations

import dataclasses
import importlib
import io
import json
import sys
import zipfile
from pathlib import Path

import pytest

from parcours.desk import marking, session
from parcours.grading.template import build
from tests.grading import course as fixture

PY = Path(__file__).parents[2] / "src" / "parcours" / "web" / "desk" / "py"
NAME = fixture.ASSIGNMENT


class Bytes(bytes):
    """A JavaScript array as the threads get it."""

    def to_bytes(self) -> bytes:
        return bytes(self)


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> fixture.Course:
    return fixture.build(tmp_path_factory.mktemp("cours"))


@pytest.fixture
def office(monkeypatch, tmp_path):
    monkeypatch.syspath_prepend(str(PY))
    sys.modules.pop("office", None)
    module = importlib.import_module("office")
    monkeypatch.setattr(module, "_FOLDER", tmp_path / "rendus")
    yield module
    sys.modules.pop("office", None)


def ask(office, call: str, data: bytes | None = None, /, **given):
    answer = office.call(call, json.dumps(given), None if data is None else Bytes(data))
    return json.loads(answer) if isinstance(answer, str) else answer


def archive(notebook: dict, *people: str, day: int = 20) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as zipped:
        for person in people:
            member = f"{person}_assignsubmission_file/{NAME}.ipynb"
            zipped.writestr(zipfile.ZipInfo(member, (2026, 11, day, 12, 0, 0)), json.dumps(notebook))
    return out.getvalue()


def enrol(office, made: fixture.Course, *archives: bytes) -> list[str]:
    """The ids of those who wait, once these archives are in."""
    ask(office, "clear")
    for data in archives:
        ask(office, "receive", data, path="rendus.zip", modified=0)
    ask(office, "assign", name=NAME, released=json.dumps(made.released))
    return ask(office, "enrol")["todo"]


def answered(office, student: str) -> None:
    """Marked as if its threads had said nothing."""
    ask(office, "prepare", student=student)
    news = [{"outputs": [], "verdicts": [], "over": True, "ended": True, "why": ""}]
    ask(office, "finish", student=student, news=news)


def test_a_namesake_of_a_second_group_does_not_inherit_a_mark(office, made):
    enrol(office, made, archive(made.solved(), "Jean Dupont_77"))
    answered(office, "jean-dupont")
    marking.set_points(office._desk.session, "jean-dupont", "m90-ex07", 3)
    assert enrol(office, made, archive(made.released, "Jean Dupont_99")) == ["jean-dupont-99"]
    both = archive(made.solved(), "Jean Dupont_77"), archive(made.released, "Jean Dupont_99")
    assert enrol(office, made, *both) == ["jean-dupont-99"]  # the first one is marked already
    assert {each.student: each.uniqueid for each in office._desk.session.people} == {
        "jean-dupont": "77",
        "jean-dupont-99": "99",
    }
    assert list(office._desk.session.marks["A"]) == ["jean-dupont"]


def test_a_class_in_two_zips_is_one_class_and_goes_back_to_moodle(office, made):
    first, later = archive(made.released, "Ana Roux_77", "Bo Li_78"), archive(made.solved(), "Ana Roux_77", day=21)
    assert enrol(office, made, first, later) == ["ana-roux", "bo-li"]
    for student in ("ana-roux", "bo-li"):
        answered(office, student)
    ana = office._desk.session.outcomes["ana-roux"]
    assert ana.submitted_at.startswith("2026-11-21")
    assert any("2 notebooks déposés" in note for note in ana.notes)
    assert ask(office, "giving.feedback_zip")["data"].startswith(b"PK")


def test_a_kept_session_of_another_assignment_is_refused_and_nothing_changes(office, made):
    enrol(office, made, archive(made.solved(), "Ana Roux_77"))
    kept = office._desk.session
    other = dataclasses.replace(kept, assignment="m91")
    told = ask(office, "assign", session.save(other), name=NAME, released=json.dumps(made.released))
    assert "m91" in told["error"]
    assert office._desk.session is kept
    told = ask(office, "assign", name="m92", released=json.dumps(made.released))
    assert "m92" in told["error"]
    assert office._desk.session is kept


def test_our_own_failure_is_not_a_result(office, made, monkeypatch):
    [student] = enrol(office, made, archive(made.solved(), "Ana Roux_77"))
    ask(office, "prepare", student=student)
    with monkeypatch.context() as broken, pytest.raises(ZeroDivisionError):
        broken.setattr(office, "conclude", lambda *_: 1 / 0)
        ask(office, "finish", student=student, news=[])
    line = ask(office, "abandon", student=student, why="Traceback\n  …\nZeroDivisionError: division by zero")["line"]
    assert line["again"]
    assert "ZeroDivisionError: division by zero" in line["reasons"][0]
    assert "Continuer" in line["reasons"][0]
    assert office._desk.session.outcomes == {}
    answered(office, student)  # still there to be done
    assert list(office._desk.session.outcomes) == [student]


def test_hidden_lines_never_enter_a_trainee_s_thread(office, made):
    enrol(office, made, archive(made.solved(), "Ana Roux_77"))
    ask(office, "private", json.dumps(made.source).encode(), name="m90.ipynb")
    ask(office, "assign", name=NAME, released=json.dumps(made.released))
    hidden = "m90-ex01", "messages.head(2)"
    assert all(each in ask(office, "prepare", student="ana-roux")["programs"]["checker"] for each in hidden)
    office._desk.one_process = frozenset({"m90-ex01-test1", "m90-ex03-test1"})
    told = ask(office, "prepare", student="ana-roux")["programs"]
    assert hidden[1] not in told["student"]
    assert "Comptez chaque canal." in told["student"]  # its released lines are run
    news = [{"outputs": [], "verdicts": [], "over": True, "ended": True, "why": ""}]
    line = ask(office, "finish", student="ana-roux", news=news)["line"]
    assert line["status"] == "needs review"
    assert any("m90-ex01-test1" in reason and "cachées" in reason for reason in line["reasons"])
    assert not any("m90-ex03-test1" in reason and "cachées" in reason for reason in line["reasons"])


def test_a_slow_computer_sends_no_test_to_the_trainee_s_thread(office, made):
    enrol(office, made, archive(made.solved(), "Ana Roux_77"))
    ask(office, "reference")
    late = [{"outputs": [], "verdicts": [], "over": True, "ended": False, "why": "temps dépassé"}]
    told = ask(office, "calibrated", news=late)
    assert not told["again"]
    assert "à temps" in told["warnings"][0]
    assert office._desk.one_process == frozenset()


def test_an_absent_reference_is_not_called_a_wrong_test(office, made):
    enrol(office, made, archive(made.solved(), "Ana Roux_77"))
    full = json.loads(json.dumps(made.source))
    for cell in full["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "m90-ex02-reponse":
            cell["source"] = "# Écrivez votre réponse ici"
    office._desk.template = build(NAME, made.released, full)
    news = [{"outputs": [], "verdicts": [], "over": True, "ended": True, "why": ""}]
    ask(office, "reference")
    assert ask(office, "calibrated", news=news)["again"]
    ask(office, "reference")
    absent, wrong = ask(office, "calibrated", news=news)["warnings"]
    assert absent == "la solution de référence n’est pas ici : m90-ex02-test1 n’ont pas été essayés."
    assert "m90-ex01-test1" in wrong
    assert "m90-ex02-test1" not in wrong


def _trainers_folder(made: fixture.Course) -> bytes:
    criterion = {"id": "clair", "titre": "Clarté", "niveaux": ["0", "1", "2", "3", "4"]}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as zipped:
        zipped.writestr("formateur/source/m90/m90.ipynb", json.dumps(made.source))
        zipped.writestr("formateur/m90.ipynb", json.dumps(made.released))
        zipped.writestr("formateur/notes.json", json.dumps({"autre": criterion}))
    return out.getvalue()


def test_an_assignment_comes_from_the_trainer_s_own_files(office, made):
    ask(office, "receive", archive(made.solved(), "Ana Roux_77"), path="rendus.zip", modified=0)
    assert ask(office, "guess", known=[]) == {"assignment": NAME, "people": 1}
    assert "carnet distribué" in ask(office, "assign", name=NAME)["error"]
    assert ask(office, "private", _trainers_folder(made), name="formateur.zip") == {"titles": {NAME: NAME}}
    assert ask(office, "assign", name=NAME)["hidden"]
    assert "m90" in ask(office, "assign", name="m91")["error"]  # those files are of another assignment
    for name, data in (("photo.json", b"{"), ("vide.zip", b"PK"), ("notes.json", b"[]")):
        assert name in ask(office, "private", data, name=name)["error"]
    ask(office, "public")
    assert "error" in ask(office, "assign", name=NAME)
