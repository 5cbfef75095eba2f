"""A class is marked once, whatever interrupts it; a mark changes only when it should, and that is told."""

from __future__ import annotations

import contextlib
import json
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
import zipfile
from pathlib import Path

import psutil
import pytest
from tests.grading import classroom
from tests.grading import course as fixture

from parcours.grading import batch
from parcours.grading.model import GradingError, Status
from parcours.grading.outcomes import Outcomes

REPOSITORY = Path(__file__).parents[2]
NUMBER, FEW = 12, 6


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
    assert summary.exit_code == 3, summary.text()  # a class written by them is for a person to see
    assert scores(summary) == pytest.approx([14, 14, 11, 12, 10, 12 + 2 / 3, 12, 13, 9, 14, 14, 13 + 1 / 3])
    assert "12 rendus" in summary.text()
    assert json.loads(summary.to_json())["counts"] == {"graded": 1, "needs review": 11, "rejected": 0}


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


def test_a_class_marked_in_fresh_sandboxes_has_the_same_marks(marked, tmp_path):
    """Where the kernel refuses the fast way: slower, said so, and nobody's points change."""
    course, whole = marked
    root = tmp_path / "classe"
    shutil.copytree(course.root.with_name("avant"), root)
    with zipfile.ZipFile(root / "rendus.zip") as every, zipfile.ZipFile(root / "deux.zip", "w") as two:
        for name in every.namelist()[:2]:
            two.writestr(every.getinfo(name), every.read(name))
    summary = batch.grade(
        root / "deux.zip", fixture.ASSIGNMENT, classroom.places(root), kind="fresh", limits=classroom.LIMITS, slots=2
    )
    assert scores(summary) == scores(whole)[:2]
    assert summary.sandbox == "fresh" and "plus lent" in summary.text()


def test_manual_marks_of_the_same_work_survive_as_they_are(fresh):
    import sqlite3

    classroom.mark(fresh)
    with sqlite3.connect(fresh / "gradebook.db") as db:
        db.execute("update grade set manual_score = 1.5, needs_manual_grade = 0 where auto_score is null")
    classroom.mark(fresh, again=True)
    with sqlite3.connect(fresh / "gradebook.db") as db:
        rows = db.execute(
            "select manual_score, needs_manual_grade from grade where manual_score is not null"
        ).fetchall()
    assert rows == [(1.5, 0)] * NUMBER


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
    assert first.exit_code == 3, first.text()
    victim = fresh / "state" / fixture.ASSIGNMENT / "eleve-003.json"
    victim.write_bytes(victim.read_bytes()[:100])
    assert classroom.mark(fresh).marked == 1


# --- killed at any moment


@pytest.fixture(scope="module")
def few(tmp_path_factory):
    """A smaller class for the kills, marked without incident, and the same not yet marked."""
    course = fixture.build(tmp_path_factory.mktemp("petite"))
    classroom.hand_in(course, FEW)
    before = course.root.with_name("petite-avant")
    shutil.copytree(course.root, before)
    return course, classroom.mark(course.root), before


def victim_of(marking: psutil.Process, who: str) -> psutil.Process | None:
    """The marking itself, its warm process, or one that runs a trainee's code or a test."""
    if who == "principal":
        return marking
    for each in marking.children(recursive=True):
        program, *_ = command = each.cmdline()
        if "parcours.grading.zygote" in command and not program.endswith("bwrap"):
            is_warm = each.parent().cmdline()[0].endswith("bwrap")
            if is_warm == (who == "zygote"):
                return each
    return None


def struck(root: Path, who: str, outcomes: int, delay: float) -> bool:
    """Mark in another process and kill one of its processes once so many outcomes are written; false if too late."""
    command = [sys.executable, "-m", "tests.grading.classroom", str(root)]
    process = subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    state = root / "state" / fixture.ASSIGNMENT
    while process.poll() is None and len(list(state.glob("*.json"))) < outcomes:
        time.sleep(0.005)
    time.sleep(delay)
    hit = False
    while process.poll() is None and not hit:
        with contextlib.suppress(psutil.Error, ValueError):
            victim = victim_of(psutil.Process(process.pid), who)
            if victim:
                victim.kill()
                hit = True
    process.wait()
    if who == "principal":
        return process.returncode == -signal.SIGKILL
    assert process.returncode == 0  # whoever else dies, the marking comes to its end
    return hit


def _cut(seed: int) -> tuple[str, int, float]:
    chance = random.Random(seed)
    return chance.choice(["principal", "zygote", "enfant"]), 1 + chance.randrange(FEW - 2), chance.random() * 0.3


CUTS = [pytest.param(who, n, 0.1, id=f"{who} après {n}") for who, n in (("principal", 2), ("zygote", 2), ("enfant", 1))]
CUTS += [pytest.param(*_cut(seed), id=f"coupure {seed}", marks=pytest.mark.complet) for seed in range(50)]


@pytest.mark.parametrize(("who", "outcomes", "delay"), CUTS)
def test_whoever_is_killed_the_marking_comes_to_the_same(few, tmp_path, who, outcomes, delay):
    course, whole, before = few
    for attempt in range(5):
        root = tmp_path / str(attempt)
        shutil.copytree(before, root)
        if struck(root, who, outcomes, delay):
            break
        outcomes, delay = outcomes // 2, delay / 2
    else:
        pytest.fail("the marking was over before anything could be killed")
    if who == "enfant":  # as if the trainee's code had stopped it: never silently, and to be marked again on demand
        known = {outcome.student: outcome.score for outcome in whole.outcomes}
        told = Outcomes(root / "state" / fixture.ASSIGNMENT).read()
        assert told.keys() == known.keys()
        assert all(each.status == Status.REVIEW or each.score == known[each.student] for each in told.values())
    summary = classroom.mark(root, again=who == "enfant")
    assert scores(summary) == scores(whole)
    assert classroom.gradebook(root / "gradebook.db") == classroom.gradebook(course.root / "gradebook.db")


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
    assert [outcome.reasons for outcome in summary.outcomes] == [outcome.reasons for outcome in whole.outcomes]
    assert scores(summary) == scores(whole)
