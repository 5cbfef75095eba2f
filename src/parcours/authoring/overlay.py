"""The instructor's private half of summative exercises, laid over `solutions/` at generation.

A folder outside the public repository, named by the variable PARCOURS_SOMMATIF, with the same layout:
`m05/m05.py` holds the cells to replace (or to add), `m05/m05.yml` the keys to add. See docs/exercises.md.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TypeVar

from parcours.authoring.problems import SourceError

VARIABLE = "PARCOURS_SOMMATIF"
Cell = TypeVar("Cell")


def overlay_folder(given: str | Path | None = None) -> Path | None:
    """The overlay: `given`, else what PARCOURS_SOMMATIF says, else None. A folder that is not there is an error."""
    folder = given or os.environ.get(VARIABLE)
    if not folder:
        return None
    if not Path(folder).is_dir():
        raise SourceError(
            [f"{VARIABLE} : le dossier « {folder} » n’existe pas. Corrigez ce chemin, ou retirez la variable."]
        )
    return Path(folder)


def laid_over(public: dict, private: dict) -> dict:
    """`public` with the keys of `private`: dicts are merged, anything else is replaced."""
    merged = dict(public)
    for key, value in private.items():
        both = isinstance(value, dict) and isinstance(merged.get(key), dict)
        merged[key] = laid_over(merged[key], value) if both else value
    return merged


def cells_over(public: dict[str, Cell], private: dict[str, Cell]) -> dict[str, Cell]:
    """Cells by name, in order: one of the same name takes the public one's place, a new one goes to the end."""
    return public | private
