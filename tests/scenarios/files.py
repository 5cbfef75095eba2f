"""Where the book's scenarios are."""

from pathlib import Path

from parcours.authoring.scenario import scenario_files

ROOT = Path(__file__).parents[2]
FILES = scenario_files(ROOT / "book")
CONFLICTS = [f"sc{rank}" for rank in range(1, 9)]
ALL = [*CONFLICTS, "mini1"]
