"""The room's rule: standard library, the pure rooms below; nothing heavy is loaded to mark by hand."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
import subprocess
import sys
from pathlib import Path

ROOM = Path(__file__).parents[2] / "src" / "parcours" / "desk"
BELOW = {"parcours.exercises.model", "parcours.moodle", "parcours.metrics"}
PURE = {"class_page", "depth", "feedback", "model", "result", "template"}  # of grading


def imported(path: Path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.module
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 1, f"{path.name} reaches out of the room without naming it"


def test_the_desk_imports_the_standard_library_and_pure_rooms_alone():
    allowed = BELOW | {f"parcours.grading.{name}" for name in PURE}
    for path in ROOM.glob("*.py"):
        strange = {name for name in imported(path) if name.split(".")[0] not in sys.stdlib_module_names} - allowed
        assert not strange, f"{path.name}: {strange}"


def test_opening_the_desk_loads_nothing_that_a_browser_lacks():
    lacking = "{'nbgrader', 'nbformat', 'yaml', 'fcntl', 'altair', 'pandas', 'sqlalchemy', 'multiprocessing'}"
    modules = "parcours.desk.session, parcours.desk.giving, parcours.desk.peer, parcours.desk.agreement"
    code = f"import sys, {modules}; print({lacking} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_the_guide_s_signatures_are_those_of_the_code():
    """docs/desk.md is what the page is written against."""
    text = (ROOM.parents[2] / "docs" / "desk.md").read_text(encoding="utf-8")
    found = 0
    for name, table in re.findall(r"^### `(\w+)`\n(.*?)(?=^#|\Z)", text, re.MULTILINE | re.DOTALL):
        module = importlib.import_module(f"parcours.desk.{name}")
        cells = [line.split(" | ")[0] for line in table.splitlines() if line.startswith("|")]
        for function, told in re.findall(r"`(\w+)\(([^`]*?)\)(?: ->[^`]*)?`", "\n".join(cells)):
            names = [each.partition("=")[0].strip(" *") for each in told.split(",")]
            wanted = list(inspect.signature(getattr(module, function)).parameters)
            assert ["session" if each == "s" else each for each in names] == wanted, f"{name}.{function}"
            found += 1
    assert found > 40
