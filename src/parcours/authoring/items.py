"""Assignment → the exercise JSON (docs/exercises.md): one file a module, one file a published solution."""

from __future__ import annotations

import json
from typing import Any

from parcours.authoring import forms, regions
from parcours.authoring.assignment import Assignment, Task
from parcours.exercises.bank import to_dict
from parcours.exercises.model import Criterion, Exercise, Mistake, Module, Sample, Solution, VisibleTest
from parcours.exercises.packs import packs


def module_item(assignment: Assignment) -> Module:
    """What page, notebook, marking and LMS read. Never a solution, never a hidden test."""
    return Module(
        module=assignment.module,
        titre=assignment.title,
        version=assignment.version,
        carnet=f"{assignment.module}.ipynb",
        exercices=tuple(exercise_item(task) for task in assignment.tasks),
    )


def exercise_item(task: Task, hidden: bool = False) -> Exercise:
    """One exercise; with `hidden`, its tests keep their hidden part (to prove the source, never to be written)."""
    data = task.data
    keep = regions.without_marks if hidden else lambda text: regions.without(text, regions.HIDDEN)
    solution = regions.inside(task.answer, regions.SOLUTION)
    return Exercise(
        id=task.id,
        numero=task.number,
        titre=data["titre"],
        type=data["type"],
        forme=data.get("forme", "libre"),
        mode=data.get("mode", "formatif"),
        usage=data["usage"],
        objectifs=tuple(data["objectifs"]),
        competences=tuple(data["competences"]),
        donnees=tuple(data.get("donnees", [])),
        points=sum(data["points"].values()),
        enonce=task.statement,
        cellule=task.answer_id,
        depart="" if task.written else task.start,
        indices=tuple(hint.strip() for hint in data["indices"]),
        reussite=data["reussite"].strip(),
        preparation=task.setup,
        tests=tuple(VisibleTest(name, task.points(name), keep(code)) for name, code in task.tests.items()),
        erreurs=tuple(Mistake(m["id"], m["grade_id"], m["message"].strip()) for m in data.get("erreurs", [])),
        trous=forms.blanks(data),
        blocs=forms.blocks(task.id, data, solution) if data.get("forme") == "ordonner" and solution else (),
        appariement=forms.matching(data),
        grille=tuple(Criterion(c["id"], c["critere"], tuple(c["niveaux"])) for c in data.get("grille", [])),
        mots=data.get("mots", 0),
        oral=tuple(data.get("oral", [])),
        paquets=() if task.written else _packs(task),
    )


def _packs(task: Task) -> tuple[str, ...]:
    """What a page fetches to work on it to the end."""
    cells = (task.setup, task.start, task.solution, *task.tests.values())
    return tuple(packs(*cells, tables=bool(task.data.get("donnees"))))


def solution_item(task: Task) -> Solution | None:
    """The solution to publish, or None: a summative exercise's stays with the instructor."""
    if task.summative or not (task.solution or task.written):
        return None
    samples = (
        Sample(sample["titre"], sample["texte"].strip(), sample["niveaux"], sample["commentaire"].strip())
        for sample in task.data.get("exemples", [])
    )
    return Solution(task.id, task.solution, tuple(samples))


def text_of(item: Any) -> str:
    """The JSON text, the same for the same item."""
    return json.dumps(to_dict(item), ensure_ascii=False, separators=(",", ":")) + "\n"
