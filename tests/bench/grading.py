"""Marking: ours against plain nbgrader, on the same notebooks, one after the other on the same machine.

Speed-ups are of throughput once both are started. CPU counts the driver, the warm process and both isolated processes.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
from nbgrader.apps import NbGraderAPI
from traitlets.config import Config

from parcours.grading.batch import Progress
from tests.grading import classroom
from tests.grading import course as fixture

PLAIN, FEW, MANY = 4, 60, 1000
FLOOR = """
import json, os, sys, time
import pandas as pd
cells = json.load(open(sys.argv[1]))
times = []
for _ in range(20):
    start = time.perf_counter()
    child = os.fork()
    if not child:
        names = {"pd": pd, "__name__": "__main__"}
        for cell in cells:
            try: exec(cell, names)
            except Exception: pass
        os._exit(0)
    os.waitpid(child, 0)
    times.append(time.perf_counter() - start)
print(sorted(times)[10])
"""


def run() -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        course = fixture.build(root / "cours")
        plain = _plain(course, root / "nbgrader")
        floor = _floor(course, root)
        one, two, many = (_ours(course, root / f"{n}-{s}", n, s) for n, s in ((FEW, 1), (FEW, 2), (MANY, 2)))
    figures = {
        "grade.plain_s": round(plain, 2),
        "grade.speedup.1": round(plain / one["each"], 1),
        "grade.speedup.2": round(plain / two["each"], 1),
        "grade.cpu_s": round(one["cpu"], 3),
        "grade.floor_ratio": round(one["each"] / floor, 1),
        f"grade.mem_ratio_{MANY}": round(many["memory"] / two["memory"], 2),
        "grade.first_mark_s": round(two["first"], 1),
    }
    for name, value in figures.items():
        print(f"  {name:24} {value}")
    return figures


def _plain(course: fixture.Course, root: Path) -> float:
    """Seconds a submission for nbgrader's own autograde, in this process, its start not counted."""
    shutil.copytree(course.root, root)
    for position, notebook in enumerate(classroom.notebooks(course, PLAIN)):
        folder = root / "submitted" / f"eleve-{position:03d}" / fixture.ASSIGNMENT
        folder.mkdir(parents=True)
        (folder / f"{fixture.ASSIGNMENT}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    config = Config()
    config.CourseDirectory.root, config.CourseDirectory.course_id = str(root), "cm"
    api = NbGraderAPI(config=config)
    times = []
    for position in range(PLAIN):
        start = time.perf_counter()
        assert api.autograde(fixture.ASSIGNMENT, f"eleve-{position:03d}")["success"]
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def _floor(course: fixture.Course, root: Path) -> float:
    """Seconds to fork a warm Python and run the same cells, nothing else."""
    cells = [fixture._clean("".join(c["source"])) for c in course.solved()["cells"] if c["cell_type"] == "code"]
    (root / "cells.json").write_text(json.dumps(cells))
    command = [sys.executable, "-c", FLOOR, str(root / "cells.json")]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def _ours(course: fixture.Course, root: Path, number: int, slots: int) -> dict[str, float]:
    """The real command; in a process of its own, so that its memory is its own."""
    shutil.copytree(course.root, root)
    classroom.hand_in(fixture.Course(root, course.source, course.released), number)
    command = [sys.executable, "-m", "tests.bench.grading", str(root), str(slots)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2])
    return json.loads(done.stdout.splitlines()[-1])


def _warm_process() -> psutil.Process:
    """The oldest of ours that runs the zygote: the others are its forks, or bubblewrap around it."""
    found = []
    for each in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.Error):
            if each.name() != "bwrap" and "parcours.grading.zygote" in each.cmdline():
                found.append((each.create_time(), each.pid, each))
    return min(found)[2]


def _measured(root: Path, slots: int) -> dict[str, float]:
    started = time.perf_counter()
    stamps: list[float] = []
    spent: list[float] = []  # by the driver and the warm process, at each mark
    warm: list[psutil.Process] = []

    def note(progress: Progress) -> None:
        warm.extend([] if warm else [_warm_process()])
        stamps.append(time.perf_counter())
        spent.append(sum(warm[0].cpu_times()[:2]) + time.process_time())

    summary = classroom.mark(root, slots=slots, progress=note)
    isolated = statistics.mean(outcome.cpu for outcome in summary.outcomes)
    calls = len(stamps) - 1
    between = len(summary.outcomes) * calls / len(stamps)
    return {
        "each": (stamps[-1] - stamps[0]) / between,
        "first": stamps[0] - started,
        "cpu": (spent[-1] - spent[0]) / between + isolated,
        "memory": psutil.Process().memory_info().rss / 2**20,
    }


if __name__ == "__main__":
    os.environ["PYTHONWARNINGS"] = "ignore"
    print(json.dumps(_measured(Path(sys.argv[1]), int(sys.argv[2]))))
