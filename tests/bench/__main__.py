"""`make bench`: every measure of the project in one run; prints tables and merges the figures into `_build/bench.json`.

`python -m tests.bench site data` runs some of them. Each module here has a `run()` that prints and returns its figures.
"""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
OUT = ROOT / "_build" / "bench.json"


def names() -> list[str]:
    return sorted(path.stem for path in Path(__file__).parent.glob("*.py") if not path.stem.startswith("_"))


def main(wanted: list[str]) -> None:
    figures = json.loads(OUT.read_text("utf-8")) if OUT.is_file() else {}
    for name in wanted or names():
        print(f"\n── {name} " + "─" * (70 - len(name)))
        figures.update(importlib.import_module(f"tests.bench.{name}").run())
        OUT.write_text(json.dumps(dict(sorted(figures.items())), indent=1) + "\n", encoding="utf-8")
    print(f"\nLes mesures sont dans {OUT.relative_to(ROOT)}.")


if __name__ == "__main__":
    main(sys.argv[1:])
