"""The packages of the browser's Python that cells need, told from what they import. Standard library only."""

from __future__ import annotations

import ast
from collections.abc import Iterator

PACKS = ("altair", "numpy", "pandas", "sqlite3")  # what the site carries beside the course itself, in Pyodide's names
ON_PANDAS = ("altair", "parcours.calculators", "parcours.datasets", "parcours.metrics")


def packs(*cells: str, tables: bool = False) -> list[str]:
    """What these cells import, directly or through the course; a cell that Python cannot read asks for nothing.

    `tables`: they read tables, whatever their text says.
    """
    words = {word for cell in cells for word in _imported(cell)}
    found = {name for name in PACKS if any(_is_in(word, name) for word in words)}
    if tables or any(_is_in(word, room) for word in words for room in ON_PANDAS):
        found.add("pandas")
    return sorted(found)


def _imported(cell: str) -> Iterator[str]:
    """Every dotted name that may be a module: `from parcours import metrics` gives `parcours.metrics` too."""
    try:
        tree = ast.parse(cell)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{each.name}" for each in node.names)


def _is_in(word: str, module: str) -> bool:
    return word == module or word.startswith(f"{module}.")
