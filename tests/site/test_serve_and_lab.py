"""`make serve` and `make lab` as a newcomer meets them."""

from __future__ import annotations

import gzip
import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest

pytestmark = pytest.mark.site
ROOT = Path(__file__).parents[2]
BUILD = ["-q", "-b", "html", "-c", ".", "-d", "_build/doctrees", "book", "_build/html"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answer(url: str, patience: float = 60, **headers) -> tuple[bytes, dict]:
    """The body and headers of `url`, waiting for the server to be up."""
    limit = time.monotonic() + patience
    while True:
        try:
            with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=10) as response:
                return response.read(), dict(response.headers)
        except OSError:
            if time.monotonic() > limit:
                raise
            time.sleep(0.3)


@contextmanager
def running(*command: str, **options):
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=20)


def test_the_course_is_served_compressed_with_a_reload_script_of_this_host(site):
    port = free_port()
    with running(sys.executable, "-m", "parcours.book.serve", "--port", str(port), *BUILD):
        page, headers = answer(f"http://127.0.0.1:{port}/", **{"Accept-Encoding": "gzip"})
        assert headers.get("content-encoding") == "gzip"
        assert b'<script src="/_reload.js">' in gzip.decompress(page)
        script, _ = answer(f"http://127.0.0.1:{port}/_reload.js")
        assert b"websocket-reload" in script


def test_a_taken_port_gets_a_clear_sentence(site):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "-m", "parcours.book.serve", "--port", str(port), *BUILD],
            cwd=ROOT,
            capture_output=True,
            text=True,
        )
    assert done.returncode == 1
    assert f"Le port {port} est déjà pris" in done.stderr and f"PORT={port + 1}" in done.stderr


@pytest.mark.complet
def test_a_changed_page_is_rebuilt_and_the_browser_reloads(site, browser):
    page_file = ROOT / "book" / "m01-metier" / "02-pertinence.md"
    port = free_port()
    with running(sys.executable, "-m", "parcours.book.serve", "--port", str(port), *BUILD):
        answer(f"http://127.0.0.1:{port}/")
        page = browser.new_page()
        page.goto(f"http://127.0.0.1:{port}/m01-metier/02-pertinence.html")
        page.evaluate("() => { window.seen = true; }")
        stamp = page_file.stat()
        page_file.touch()
        page.wait_for_function("() => !window.seen", timeout=90_000)
        os.utime(page_file, (stamp.st_atime, stamp.st_mtime))
        page.close()


def test_the_lab_opens_with_formgrader_on_the_course(site):
    port = free_port()
    token = "essai"
    lab = [sys.executable, "-m", "jupyter", "lab", "--no-browser", "--allow-root", f"--port={port}"]
    with running(*lab, f"--IdentityProvider.token={token}"):
        found, _ = answer(f"http://127.0.0.1:{port}/formgrader/api/assignments?token={token}", patience=120)
    assert {"m00", "m01"} <= {each["name"] for each in json.loads(found)}
