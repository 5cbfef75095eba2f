"""The same class recorded in PostgreSQL: a real server, Debian's, started for the test and stopped after it."""

from __future__ import annotations

import getpass
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from tests.grading import classroom
from tests.grading import course as fixture

from parcours.grading.batch import grade
from parcours.grading.model import GradingError


@pytest.fixture(scope="module")
def server():
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        pytest.fail("PostgreSQL manque. Sous Debian : apt-get install postgresql (ou « make test » en tant que root).")
    programs = found[-1].parent
    user = "postgres" if os.getuid() == 0 else getpass.getuser()  # the server refuses to be root
    folder = Path(tempfile.mkdtemp(prefix="pg"))  # short: a socket's path has 108 characters at most
    if os.getuid() == 0:
        shutil.chown(folder, user, user)

    def call(program: str, *arguments: str) -> None:
        command = [str(programs / program), *arguments]
        who = {"user": user, "group": user, "extra_groups": []} if os.getuid() == 0 else {}
        done = subprocess.run(command, capture_output=True, text=True, cwd=folder, check=False, **who)
        assert done.returncode == 0, done.stdout + done.stderr

    call("initdb", "-D", str(folder / "data"), "-A", "trust", "-U", "cours", "--no-sync")
    options = f"-k {folder} -c listen_addresses='' -c fsync=off"
    call("pg_ctl", "-D", str(folder / "data"), "-o", options, "-l", str(folder / "log"), "-w", "start")
    call("createdb", "-h", str(folder), "-U", "cours", "notes")
    yield f"postgresql://cours@/notes?host={folder}"
    call("pg_ctl", "-D", str(folder / "data"), "-m", "immediate", "stop")
    shutil.rmtree(folder)


def test_the_class_is_recorded_and_marked_again(server, tmp_path):
    course = fixture.build(tmp_path / "classe", server)
    archive = classroom.hand_in(course, 6)
    places = classroom.places(course.root, server)
    for again in (False, True):
        summary = grade(archive, fixture.ASSIGNMENT, places, again=again, limits=classroom.LIMITS, slots=2)
        assert (summary.marked, summary.changed) == (6, [])
        with Gradebook(server, "cm") as gradebook:
            rows = {s.student.id: s.score for s in gradebook.assignment_submissions(fixture.ASSIGNMENT)}
        assert rows == pytest.approx({outcome.student: outcome.score for outcome in summary.outcomes})


def test_a_server_that_is_not_there_is_told_without_its_password(tmp_path):
    course = fixture.build(tmp_path / "classe")
    archive = classroom.hand_in(course, 1)
    places = classroom.places(course.root, "postgresql://cours:motdepasse@/notes?host=/nulle-part")
    with pytest.raises(GradingError, match="ne s’ouvre pas") as told:
        grade(archive, fixture.ASSIGNMENT, places, limits=classroom.LIMITS)
    assert "motdepasse" not in str(told.value)
