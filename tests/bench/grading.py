"""Marking: ours against plain nbgrader, on the same notebooks, one after the other on the same machine.

Speed-ups are of throughput once both are started. CPU counts the driver, the warm process and both isolated processes.
Plain nbgrader is measured before and after ours, and so is the floor, the mean of many forks as ours is a mean: a
machine that changes its pace changes it for all.
Ten thousand hand-ins take some minutes: RENDUS=1000 measures fewer and names its key by their number. otter-grader has
its own environment (OTTER, a folder made with `python -m venv`, where `pip install otter-grader pandas ipykernel` was
run): its needs are not ours. Without it, its key is left out.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
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

from parcours.grading.batch import Progress, grade
from parcours.grading.places import Places
from tests.grading import classroom, demo
from tests.grading import course as fixture

PLAIN, FEW, MANY = 4, 60, int(os.environ.get("RENDUS", "10000"))
REAL = "m05"
FLOOR = """
import json, os, sys, time
import pandas as pd
cells = json.load(open(sys.argv[1]))
times = []
for _ in range(60):
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
print(sum(times) / len(times))
"""


def run() -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        course = fixture.build(root / "cours")
        times = _plain(course, root / "nbgrader")
        floors = [_floor(course, root)]
        one = _ours(course, root / "un", FEW, 1)
        floors.append(_floor(course, root))
        two = _ours(course, root / "deux", FEW, 2)
        times += _plain(course, root / "nbgrader-apres")
        real = _real(root / "reel")
        many = _ours(course, root / "tous", MANY, 2)
        otter = _otter(course, root / "otter")
    plain = statistics.median(times)
    figures = {
        "grade.plain_s": round(plain, 2),
        "grade.speedup.1": round(plain / one["each"], 1),
        "grade.speedup.2": round(plain / two["each"], 1),
        "grade.cpu_s": round(real["cpu"], 3),  # a real module, with pandas and altair
        "grade.floor_ratio": round(one["each"] / statistics.mean(floors), 1),
        f"grade.mem_ratio_{MANY}": round(many["memory"] / two["memory"], 2),
        "grade.first_mark_s": round(two["first"], 1),
        "grade.lost": one["lost"] + two["lost"] + many["lost"] + real["lost"],
    }
    if otter:
        figures["grade.otter_ratio"] = round(otter / one["each"], 1)
    else:
        print("  otter-grader : absent (OTTER=…), sans chiffre")
    for name, value in figures.items():
        print(f"  {name:24} {value}")
    return figures


def _plain(course: fixture.Course, root: Path) -> list[float]:
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
    return times


def _floor(course: fixture.Course, root: Path) -> float:
    """Seconds to fork a warm Python and run the same cells, nothing else."""
    cells = [fixture._clean("".join(c["source"])) for c in course.solved()["cells"] if c["cell_type"] == "code"]
    (root / "cells.json").write_text(json.dumps(cells))
    command = [sys.executable, "-c", FLOOR, str(root / "cells.json")]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def _otter(course: fixture.Course, root: Path) -> float | None:
    """Seconds a submission for `otter run`, its start counted (each run is a process); None when it is not there."""
    program = Path(os.environ.get("OTTER", "")) / "bin" / "otter"
    if not program.is_file():
        return None
    for folder in ("tests", "out"):
        (root / folder).mkdir(parents=True)
    for grade_id, role, points, source in fixture.CELLS:
        if role == "test":
            lines = [line for line in source.split("\n") if not line.startswith("###")]
            code = "\n".join(f">>> {line}" for line in lines)
            case = {"code": code, "hidden": False, "locked": False}
            suite = {"cases": [case], "scored": True, "setup": "", "teardown": "", "type": "doctest"}
            name = grade_id.replace("-", "_")
            test = {"name": name, "points": points, "suites": [suite]}
            (root / "tests" / f"{name}.py").write_text(f"OK_FORMAT = True\ntest = {test!r}\n", encoding="utf-8")
    (root / "m90.ipynb").write_text(json.dumps(course.solved()), encoding="utf-8")

    def call(*words: str) -> None:
        subprocess.run([str(program), *words], cwd=root, check=True, capture_output=True)

    call("generate", "-t", "tests", "-o", "autograder.zip")
    times = []
    for _ in range(PLAIN):
        start = time.perf_counter()
        call("run", "-a", "autograder.zip", "-o", "out", "m90.ipynb")
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def _ours(course: fixture.Course, root: Path, number: int, slots: int) -> dict[str, float]:
    """The real command; in a process of its own, so that its memory is its own."""
    shutil.copytree(course.root, root)
    classroom.hand_in(fixture.Course(root, course.source, course.released), number)
    return _apart(root, slots, fixture.ASSIGNMENT)


def _real(root: Path) -> dict[str, float]:
    """The same on the module that draws charts, with right, wrong and half-done work."""
    demo.lay_out(root, REAL)
    people = [each for each in demo.Maker(REAL).everyone() if each.kind in ("right", "mistake", "half")]
    demo.write_zip(root / "rendus.zip", people)
    return _apart(root, 1, REAL)


def _apart(root: Path, slots: int, assignment: str) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.bench.grading", str(root), str(slots), assignment]
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


def _measured(root: Path, slots: int, assignment: str) -> dict[str, float]:
    places = Places.of_course(root) if assignment == REAL else classroom.places(root)
    stamps: list[float] = []
    spent: list[float] = []  # by the driver and the warm process, at each mark
    warm: list[psutil.Process] = []
    held: list[int] = []  # by the warm process

    def note(progress: Progress) -> None:
        warm.extend([] if warm else [_warm_process()])
        stamps.append(time.time())
        spent.append(sum(warm[0].cpu_times()[:2]) + time.process_time())
        held.append(warm[0].memory_info().rss)

    summary = grade(root / "rendus.zip", assignment, places, slots=slots, limits=classroom.LIMITS, progress=note)
    isolated = statistics.mean(outcome.cpu for outcome in summary.outcomes)
    calls = len(stamps) - 1
    between = len(summary.outcomes) * calls / len(stamps)
    status = Path("/proc/self/status").read_text()  # getrusage would count what our parent held before it started us
    peak = int(re.search(r"VmHWM:\s*(\d+)", status)[1]) * 1024
    return {
        "lost": sum(outcome.score is None for outcome in summary.outcomes) + bool(summary.warnings),
        "each": (stamps[-1] - stamps[0]) / between,
        "first": stamps[0] - psutil.Process().create_time(),
        "cpu": (spent[-1] - spent[0]) / between + isolated,
        "memory": (peak + max(held)) / 2**20,
    }


if __name__ == "__main__":
    os.environ["PYTHONWARNINGS"] = "ignore"
    print(json.dumps(_measured(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])))
