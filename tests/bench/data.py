"""The simulated data: time and memory of `make data`, and `load` beside plain `pandas.read_csv` with the same types."""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pandas as pd

from parcours.datasets import folder, load

ROOT = Path(__file__).parents[2]
RUNS = 25


def run() -> dict[str, float]:
    figures = making() | loading()
    for name, value in figures.items():
        print(f"{name:<18} {value:>8.2f}")
    return figures


def making() -> dict[str, float]:
    """Seconds and peak megabytes of the whole simulation, in a process of its own."""
    with tempfile.TemporaryDirectory() as target:
        for name in ("factors.csv", "prices.csv", "catalogue.yml"):
            (Path(target) / name).write_bytes((folder() / name).read_bytes())
        start = time.perf_counter()
        subprocess.run([sys.executable, "-m", "datasets.simulateur", target], cwd=ROOT, check=True)
        seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return {"data.make_s": round(seconds, 2), "data.make_mb": round(peak, 1)}


def loading() -> dict[str, float]:
    """The table with most rows; the two readings take turns, the best of each counts."""
    file = folder() / "visites.csv"
    types = {"member_id": "str", "nb_visites": "int64"}

    def plain() -> pd.DataFrame:
        return pd.read_csv(file, dtype=types, parse_dates=["jour"], date_format="%Y-%m-%d")

    assert (plain().dtypes == load("visites").dtypes).all()
    ours, theirs = [], []
    for _ in range(RUNS):
        ours.append(_cpu(lambda: load("visites")))
        theirs.append(_cpu(plain))
    return {"data.load_ms": round(min(ours) * 1000, 2), "data.load_ratio": round(min(ours) / min(theirs), 3)}


def _cpu(read) -> float:
    start = time.process_time()
    read()
    return time.process_time() - start
