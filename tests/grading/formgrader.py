"""Formgrader as `make lab` opens it, on a class of its own: for the browser test and for the guide's screenshots."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nbgrader.api import Gradebook
from tests.grading import demo

from parcours.grading.batch import Summary, grade
from parcours.grading.model import Limits
from parcours.grading.places import Places

TOKEN = "essai"


def marked_class(root: Path, module: str, hand_ins: list[demo.HandIn]) -> Summary:
    """A course under ``root`` with these hand-ins marked, laid out for the project's own nbgrader_config.py."""
    demo.lay_out(root, module)
    shutil.copy(demo.ROOT / "nbgrader_config.py", root)
    demo.write_zip(root / "rendus.zip", hand_ins)
    return grade(root / "rendus.zip", module, Places.of_course(root), limits=Limits(cell_seconds=10.0))


def notebook_id(root: Path, module: str, student: str) -> str:
    """What formgrader calls a student's notebook in its addresses."""
    places = Places.of_course(root)
    with Gradebook(places.db_url, places.course_id) as book:
        return book.find_submission_notebook(module, module, student).id


@contextmanager
def opened(root: Path) -> Iterator[str]:
    """The address of a Jupyter server that runs on ``root``, ready to answer."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "jupyter", "server", "--no-browser", "--allow-root", f"--port={port}"]
    log = open(root / "serveur.log", "w")  # noqa: SIM115 closed below, once the server is gone
    process = subprocess.Popen([*command, f"--IdentityProvider.token={TOKEN}"], cwd=root, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        limit = time.monotonic() + 120
        while not _answers(f"{address}/formgrader/api/assignments?token={TOKEN}"):
            if time.monotonic() > limit or process.poll() is not None:
                raise RuntimeError((root / "serveur.log").read_text())
            time.sleep(0.3)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=30)
        log.close()


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=20) as response:
            return response.status == 200
    except (OSError, urllib.error.URLError):
        return False
