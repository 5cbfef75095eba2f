"""Whose is a file of a plain folder or archive, where Moodle gave no name? Pure.

A notebook that bears the expected name makes its folder somebody's: ``rendus/zoe/m05.ipynb`` is Zoé's, whatever lies
around. Elsewhere the first folder that is not common to all says who, or else the notebook's own name.
"""

from __future__ import annotations

import os.path
from collections import Counter
from collections.abc import Iterable

from .files import NOTEBOOK, is_expected


def owners(paths: Iterable[str], assignment: str) -> dict[str, tuple[str, str]]:
    """For each path, who owns it: ``(key, name)``; two folders of one name keep apart, by their whole path."""
    parts = {path: tuple(p for p in path.split("/") if p not in ("", ".", "..")) for path in paths}
    notebooks = [each for path, each in parts.items() if NOTEBOOK.search(path)]
    homes = _homes(notebooks, assignment)
    common = _common(notebooks)
    keys = {path: _key(each, homes, common) for path, each in parts.items()}
    shared = Counter(key[-1] for key in set(keys.values()))
    return {path: ("/".join(key), key[-1] if shared[key[-1]] == 1 else "/".join(key)) for path, key in keys.items()}


def _homes(notebooks: list[tuple[str, ...]], assignment: str) -> set[tuple[str, ...]]:
    """The folders of the notebooks that bear the expected name; of one inside another, the outer."""
    found = set()
    for *folders, name in filter(None, notebooks):
        if folders and assignment and is_expected(name, assignment):
            if len(folders) > 1 and folders[-1].casefold() == assignment.casefold():
                folders.pop()  # ``zoe/m05/m05.ipynb``
            found.add(tuple(folders))
    return {home for home in found if not any(home[:n] in found for n in range(1, len(home)))}


def _common(notebooks: list[tuple[str, ...]]) -> int:
    """How many outer folders all the notebooks lie in; one alone keeps its own folder, which names its owner."""
    folders = [each[:-1] for each in notebooks]
    number = len(os.path.commonprefix(folders)) if folders else 0
    return max(number - 1, 0) if len(notebooks) == 1 else number


def _key(path: tuple[str, ...], homes: set[tuple[str, ...]], common: int) -> tuple[str, ...]:
    for number in range(1, len(path)):
        if path[:number] in homes:
            return path[:number]
    inner = path[common:] if len(path) > common else path
    if len(inner) > 1:
        return path[: len(path) - len(inner) + 1]
    return (*path[:-1], NOTEBOOK.sub("", path[-1])) if path else ("sans-nom",)
