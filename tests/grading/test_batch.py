"""A class is marked once, whatever interrupts it; a mark changes only when it should, and that is told."""

from __future__ import annotations

import json
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest
from tests.grading import classroom
from tests.grading import course as fixture

from parcours.grading import batch
from parcours.grading.model import GradingError, Status

REPOSITORY = Path(__file__).parents[2]
NUMBER = 12


@pytest.fixture(scope="module")
def marked(tmp_path_factory):
    """A class of twelve, marked without incident: what every interrupted marking must come to."""
    course = fixture.build(tmp_path_factory.mktemp("classe"))
    classroom.hand_in(course, NUMBER)
    shutil.copytree(course.root, course.root.with_name("avant"))
    return course, classroom.mark(course.root)


@pytest.fixture
def fresh(marked, tmp_path):
    """The same class, not yet marked."""
    course, _ = marked
    root = tmp_path / "classe"
    shutil.copytree(course.root.with_name("avant"), root)
    return root


def scores(summary) -> list[float]:
    return [outcome.score for outcome in summary.outcomes]


def test_the_class_is_marked_as_expected(marked):
    _, summary = marked
    assert summary.exit_code == 0, summary.text()
    assert scores(summary) == pytest.approx([14, 14, 11, 12, 10, 12 + 2 / 3, 12, 13, 9, 14, 14, 13 + 1 / 3])
    assert "12 rendus" in summary.text()
    assert json.loads(summary.to_json())["counts"] == {"graded": 12, "needs review": 0, "rejected": 0}


def test_doing_it_again_does_nothing(marked):
    course, _ = marked
    before = classroom.gradebook(course.root / "gradebook.db")
    summary = classroom.mark(course.root)
    assert (summary.marked, summary.kept) == (0, NUMBER)
    assert classroom.gradebook(course.root / "gradebook.db") == before


def test_a_run_that_fails_on_our_side_comes_again_and_is_told_when_it_never_comes_back(fresh, monkeypatch):
    tried, real = {}, batch.mark_one

    def shaky(submission, job):
        times = tried[submission.student] = tried.get(submission.student, 0) + 1
        if times <= {0: 2, 1: 9}.get(list(tried).index(submission.student), 0):
            raise OSError("Resource temporarily unavailable")
        return real(submission, job)

    monkeypatch.setattr(batch, "mark_one", shaky)
    summary = classroom.mark(fresh)
    assert (summary.marked, sorted(tried.values())) == (NUMBER - 1, [1] * (NUMBER - 2) + [3, 3])
    assert [warning for warning in summary.warnings if "OSError" in warning and "Relancez" in warning]
    monkeypatch.undo()
    assert classroom.mark(fresh).marked == 1


def test_manual_marks_survive_and_ask_to_be_seen_again(fresh):
    import sqlite3

    classroom.mark(fresh)
    with sqlite3.connect(fresh / "gradebook.db") as db:
        db.execute("update grade set manual_score = 1.5, needs_manual_grade = 0 where auto_score is null")
    classroom.mark(fresh, again=True)
    with sqlite3.connect(fresh / "gradebook.db") as db:
        rows = db.execute(
            "select manual_score, needs_manual_grade from grade where manual_score is not null"
        ).fetchall()
    assert rows == [(1.5, 1)] * NUMBER


def test_a_corrected_test_is_marked_again_on_demand_and_changes_are_listed(fresh):
    classroom.mark(fresh)
    source = fresh / "source" / fixture.ASSIGNMENT / f"{fixture.ASSIGNMENT}.ipynb"
    source.write_text(source.read_text().replace("abs(moyenne - 15.75) < 0.01", "moyenne > 0"), encoding="utf-8")
    kept = classroom.mark(fresh)
    assert (kept.marked, len(kept.outdated)) == (0, NUMBER)
    assert "--again" in kept.text()
    again = classroom.mark(fresh, again=True)
    assert again.marked == NUMBER
    assert again.changed == []  # the hidden test still compares with the true mean
    source.write_text(
        source.read_text().replace("assert abs(moyenne - messages", "abs(moyenne - messages"), encoding="utf-8"
    )
    assert classroom.mark(fresh, again=True).changed == [("eleve-002", 11.0, 14.0)]


def test_two_markings_at_once_are_refused(fresh):
    from parcours.grading.outcomes import Outcomes

    busy = Outcomes(classroom.places(fresh).state / fixture.ASSIGNMENT).alone()
    with busy, pytest.raises(GradingError, match="déjà en cours"):
        classroom.mark(fresh)


def test_unknown_assignments_and_absent_sources_are_told(fresh):
    from parcours.grading.batch import grade

    with pytest.raises(GradingError, match="Devoirs connus\u00a0: m90"):
        grade(fresh / "rendus.zip", "m99", classroom.places(fresh))
    with pytest.raises(GradingError, match="n’existe pas"):
        grade(fresh / "rien.zip", fixture.ASSIGNMENT, classroom.places(fresh))


def test_a_damaged_outcome_is_marked_again(fresh):
    first = classroom.mark(fresh)
    assert first.exit_code == 0, first.text()
    victim = fresh / "state" / fixture.ASSIGNMENT / "eleve-003.json"
    victim.write_bytes(victim.read_bytes()[:100])
    assert classroom.mark(fresh).marked == 1


def killed_after(root: Path, outcomes: int, delay: float) -> None:
    """Mark in another process; kill it, and all it started, once so many outcomes are written."""
    command = [sys.executable, "-m", "tests.grading.classroom", str(root)]
    process = subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    state = root / "state" / fixture.ASSIGNMENT
    while process.poll() is None and len(list(state.glob("*.json"))) < outcomes:
        time.sleep(0.005)
    time.sleep(delay)
    process.send_signal(signal.SIGKILL)
    process.wait()


CUTS = [pytest.param(n, random.Random(n).random() * 0.3, id=f"après {n} rendus") for n in (0, 4, 9)]
CUTS += [
    pytest.param(n % 12, random.Random(n).random() * 0.6, id=f"coupure {n}", marks=pytest.mark.complet)
    for n in range(50)
]


@pytest.mark.parametrize(("outcomes", "delay"), CUTS)
def test_killed_at_any_moment_then_resumed_it_comes_to_the_same(marked, fresh, outcomes, delay):
    course, whole = marked
    killed_after(fresh, outcomes, delay)
    summary = classroom.mark(fresh)
    assert scores(summary) == scores(whole)
    assert classroom.gradebook(fresh / "gradebook.db") == classroom.gradebook(course.root / "gradebook.db")


def test_the_sandbox_killed_under_way_costs_nobody_a_point(marked, fresh):
    """The warm process dies: the notebooks that were running are run again, not blamed."""
    course, whole = marked
    before = {child.pid for child in psutil.Process().children(recursive=True)}

    def kill() -> None:
        state = fresh / "state" / fixture.ASSIGNMENT
        while len(list(state.glob("*.json"))) < 3:
            time.sleep(0.01)
        for child in psutil.Process().children(recursive=True):
            if child.pid not in before:
                child.kill()

    killer = threading.Thread(target=kill)
    killer.start()
    summary = classroom.mark(fresh)
    killer.join()
    assert {outcome.status for outcome in summary.outcomes} == {Status.GRADED}, summary.text()
    assert scores(summary) == scores(whole)
