"""Mistakes in what an author writes, gathered so that one run tells them all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml


class SourceError(ValueError):
    """The source of an exercise has mistakes. `problems` has a French line for each: place, cause, advice."""

    def __init__(self, problems: list[str]):
        self.problems = problems
        super().__init__("\n".join(problems))


def problem(path: Path, line: int, where: str, cause: str, advice: str) -> str:
    """One line of a SourceError; `where` is the exercise and key, '' for the file."""
    place = f" {where} :" if where else ""
    return f"{path}:{line} :{place} {cause} {advice}"


def line_of(tree: Any, path: list) -> int:
    """The line (from 1) of the node that `path` leads to in a composed YAML tree, as near as it goes."""
    line = tree.start_mark.line + 1 if tree else 1
    for step in path:
        if isinstance(tree, yaml.MappingNode):
            pair = next(((key, value) for key, value in tree.value if key.value == step), None)
            if pair is None:
                return line
            line, tree = pair[0].start_mark.line + 1, pair[1]
        elif isinstance(tree, yaml.SequenceNode) and isinstance(step, int) and step < len(tree.value):
            tree = tree.value[step]
            line = tree.start_mark.line + 1
        else:
            return line
    return line
