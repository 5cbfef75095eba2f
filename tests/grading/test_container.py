"""The image itself is not built here: what its recipe leans on is at least there, and no trainee's work enters it."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

from parcours.grading.places import Places

ROOT = Path(__file__).parents[2]
RECIPE = (ROOT / "Containerfile").read_text(encoding="utf-8")


def test_what_it_copies_is_in_the_repository():
    [copied] = [words for words in re.findall(r"^COPY (.+) \S+$", RECIPE, re.MULTILINE) if words != "."]
    listed = subprocess.run(["git", "ls-files", *copied.split()], cwd=ROOT, capture_output=True, text=True, check=True)
    assert listed.stdout.split() == copied.split()


def test_its_python_is_one_that_we_support():
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["requires-python"]
    least = tuple(map(int, re.findall(r"\d+", wanted)))
    found = tuple(map(int, re.search(r"python:(\d+)\.(\d+)", RECIPE).groups()))
    assert found >= least


def test_no_trainees_work_enters_it():
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    places = Places.of_course(ROOT)
    for folder in (places.submitted, places.autograded, places.state, places.source):
        assert folder.relative_to(ROOT).parts[0] in ignored


def test_the_guide_runs_it_as_the_sandbox_needs():
    said = (ROOT / "docs" / "grading.md").read_text(encoding="utf-8")
    assert "docker build -f Containerfile" in said
    for option in ("seccomp=unconfined", "systempaths=unconfined"):  # unshare and mount; a /proc of one's own
        assert f"--security-opt {option}" in said
    assert "--privileged" not in re.sub(r"[Jj]amais `--privileged`", "", said)
