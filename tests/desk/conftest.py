"""A site with the desk's page, and a class marked twice: by `parcours grade` and on the page."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import socket
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from parcours.grading.batch import grade
from parcours.grading.model import Outcome
from parcours.grading.outcomes import Outcomes
from parcours.grading.places import Places
from tests.desk.page import DeskPage
from tests.desk.site import desk_site
from tests.grading import course as fixture
from tests.site.server import StaticHost


@pytest.fixture(scope="session")
def course(tmp_path_factory) -> fixture.Course:
    return fixture.build(tmp_path_factory.mktemp("cours"))


@pytest.fixture(scope="session")
def host(tmp_path_factory, course) -> Iterator[StaticHost]:
    server = StaticHost(desk_site(tmp_path_factory.mktemp("site"), course))
    yield server
    server.close()


@pytest.fixture
def open_desk(browser, host):
    """A fresh visitor on the desk's page."""
    contexts = []

    def open_it() -> DeskPage:
        context = browser.new_context(locale="fr-FR", accept_downloads=True, service_workers="block")
        contexts.append(context)
        return DeskPage(context.new_page(), host.url)

    yield open_it
    for context in contexts:
        context.close()


class OtherHost:
    """Another host, that counts who calls."""

    def __init__(self) -> None:
        self.heard: list[tuple] = []
        self.line = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self.line.getsockname()[1]}/"
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                caller, address = self.line.accept()
                self.heard.append(address)
                caller.close()


@pytest.fixture
def other_host() -> Iterator[OtherHost]:
    made = OtherHost()
    yield made
    made.line.close()


def archive(path: Path, notebooks: dict[str, bytes]) -> Path:
    """Moodle's zip of these hand-ins, by name."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as zipped:
        for number, (name, data) in enumerate(notebooks.items()):
            member = f"{name}_{number + 100}_assignsubmission_file/m90.ipynb"
            zipped.writestr(zipfile.ZipInfo(member, (2026, 11, 20, 12, 0, 0)), data)
    return path


def graded(where: Places, source: Path, assignment: str = fixture.ASSIGNMENT, **options) -> dict[str, dict]:
    """What `parcours grade` says of them."""
    grade(source, assignment, where, **options)
    return {student: compared(outcome) for student, outcome in Outcomes(where.state / assignment).read().items()}


def compared(outcome: Outcome | dict) -> dict:
    """All that must be the same: the status, the marks, every sentence; not the time it took nor the digest."""
    told = outcome if isinstance(outcome, dict) else json.loads(json.dumps(dataclasses.asdict(outcome)))
    kept = (
        "student",
        "name",
        "status",
        "reasons",
        "notes",
        "score",
        "max_score",
        "pending",
        "cells",
        "filename",
        "uniqueid",
    )
    return {key: told[key] for key in (*kept, "submitted_at")}
