"""What the exercises' own file (``_build/exercices``) adds to marks: titles, hints, rubrics, known mistakes."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from ..exercises import Module, load_module
from .class_page import Known, plain
from .feedback import Grid, Sheet


class Bank:
    """The words of one assignment. Without a file (an assignment made elsewhere) ids stand in for titles."""

    def __init__(self, module: Module | None = None) -> None:
        self.exercises = {each.id: each for each in module.exercices} if module else {}

    @classmethod
    def read(cls, folder: Path | None, assignment: str) -> Bank:
        """Raises ExerciseError (French) when the file is there and cannot be read."""
        path = folder / f"{assignment}.json" if folder else None
        return cls(load_module(path) if path and path.is_file() else None)

    def titles(self, name: str) -> tuple[str, str]:
        """Title and first hint of an exercise."""
        if name not in self.exercises:
            return name, ""
        found = self.exercises[name]
        return f"{found.numero} · {found.titre}", found.indices[0] if found.indices else ""

    @property
    def known(self) -> Known:
        return {
            (each.id, plain(mistake.message)): mistake.id
            for each in self.exercises.values()
            for mistake in each.erreurs
        }

    def with_rubrics(self, sheet: Sheet) -> Sheet:
        """The page with, beside each written answer, what each criterion looks for at its best."""
        items = []
        for item in sheet.items:
            criteria = self.exercises[item.exercise].grille if item.exercise in self.exercises else ()
            if criteria and item.maximum > 0:
                rows = tuple((each.critere, each.niveaux[-1]) for each in criteria)
                grid = Grid("Ce qui est lu dans votre réponse", ("Critère", "Au mieux"), rows)
                item = dataclasses.replace(item, grids=(grid,))
            items.append(item)
        return dataclasses.replace(sheet, items=tuple(items))
