"""The tasks of an assignment: cells and points from the notebook, rubric and samples from the exercise files."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from parcours.exercises.model import Exercise, Module, Solution
from parcours.grading.result import exercise_of
from parcours.grading.template import Cell, Template

from . import shape
from .errors import DeskError
from .model import Criterion, Sample, Task

_BY_HAND = ("manual", "task")


def tasks(template: Template, module: dict | None, solutions: Sequence[dict]) -> list[Task]:
    """One task an exercise, in the notebook's order. `module`, `solutions`: the JSON that `make exercises` writes.

    Without them a task has its points and its title only. Raises DeskError when a file is not of this assignment.
    """
    exercises = _exercises(template.assignment, module)
    samples = {each.id: each.exemples for each in _solutions(solutions)}
    made: dict[str, Task] = {}
    for cell in template.cells:
        if cell.grade_id is None or cell.role not in ("test", *_BY_HAND):
            continue
        name = exercise_of(cell.grade_id)
        if name in made and made[name].manual and cell.role in _BY_HAND:
            name = cell.grade_id  # two texts in one exercise: each its own task
        if name not in made:
            made[name] = _task(name, exercises.get(name), samples.get(name, ()), template)
        made[name].cells[cell.grade_id] = cell.points
        if cell.role in _BY_HAND:
            made[name].manual = cell.grade_id
    return list(made.values())


def _exercises(assignment: str, module: dict | None) -> dict[str, Exercise]:
    if module is None:
        return {}
    read = shape.read(Module, module, "", "Le fichier des exercices")
    if read.module != assignment:
        raise DeskError(
            "Le fichier des exercices",
            f"il décrit {read.module}, les rendus sont de {assignment}.",
            f"Choisissez {assignment}.json.",
        )
    return {each.id: each for each in read.exercices}


def _solutions(solutions: Sequence[dict]) -> list[Solution]:
    return [shape.read(Solution, each, "", "Le fichier d’une solution") for each in solutions]


def _task(name: str, exercise: Exercise | None, samples: Sequence[Any], template: Template) -> Task:
    if exercise is None:
        text = _statement(name, template)
        heading = re.search(r"^#+\s*(.+)$", text, re.MULTILINE)
        return Task(name, heading[1].strip() if heading else name, {}, statement=text)
    return Task(
        id=name,
        title=exercise.titre,
        cells={},
        number=exercise.numero,
        use=exercise.usage,
        words=exercise.mots,
        statement=exercise.enonce,
        hint=exercise.indices[0] if exercise.indices else "",
        oral=list(exercise.oral),
        criteria=[Criterion(each.id, each.critere, list(each.niveaux)) for each in exercise.grille],
        samples=[Sample(each.titre, each.texte, dict(each.niveaux), each.commentaire) for each in samples],
        mistakes={each.id: each.message for each in exercise.erreurs},
    )


def _statement(name: str, template: Template) -> str:
    cell: Cell | None = template.by_id.get(f"{name}-consigne")
    return cell.released if cell else ""
