"""The scenario player: weight of its own scripts, compressed, as the site serves them."""

from __future__ import annotations

import gzip

from tests.site.conftest import SITE

SCRIPTS = ("scenario.js", "scenario-model.js")


def run() -> dict[str, float]:
    weight = sum(len(gzip.compress((SITE / "assets" / name).read_bytes())) for name in SCRIPTS)
    figures = {"scenario.kb": round(weight / 1024, 1)}
    for name, value in figures.items():
        print(f"{name:28} {value}")
    return figures
