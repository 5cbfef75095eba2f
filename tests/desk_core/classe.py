"""A class on the desk: eight people, one checked exercise, one text with its rubric, one for practice."""

from __future__ import annotations

import json

from parcours.desk import marking, session
from parcours.desk.model import Session
from parcours.grading.template import Template, build

NAMES = ["Ana Roux", "Bo Li", "Chloé N’Diaye", "Driss El-Amrani", "Éva Petit", "Farid Ko", "Gaël Le Goff", "Hana Sato"]
TEXT, PRACTICE, TEST = "m93-ex02", "m93-ex03", "m93-ex01-test1"
LEVELS = ["rien", "un peu", "à moitié", "conforme", "exemplaire"]


def cell(grade_id: str, kind: str, source: str, points: float | None = None, **meta: bool) -> dict:
    """A notebook cell as nbgrader writes it."""
    told = {"grade_id": grade_id, "grade": points is not None, "solution": False, "locked": False, "task": False}
    told |= {"schema_version": 3, **({"points": points} if points is not None else {}), **meta}
    made = {"cell_type": kind, "id": grade_id, "metadata": {"nbgrader": told}, "source": source}
    return made | ({"outputs": [], "execution_count": None} if kind == "code" else {})


def notebook(answer: str = "taux = None", text: str = "Votre réponse ici", practice: str = "Votre réponse ici") -> dict:
    """The assignment m93 as it is handed in with these answers."""
    cells = [
        cell("m93-ex01-reponse", "code", answer, solution=True),
        cell(TEST, "code", 'assert taux == 0.75, "Comptez les réponses."', 4.0, locked=True),
        cell(f"{TEXT}-consigne", "markdown", "## Exercice 93.2 · Écrire l’annonce\n\nÉcrivez.", locked=True),
        cell(f"{TEXT}-texte", "markdown", text, 8.0, solution=True),
        cell(f"{PRACTICE}-texte", "markdown", practice, 0.0, solution=True),
    ]
    return {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def template() -> Template:
    return build("m93", notebook())


def exercise(name: str, kind: str, points: float, **more) -> dict:
    told = {"id": name, "numero": "93." + name[-1], "titre": f"Tâche {name[-1]}", "type": kind, "forme": "libre"}
    told |= {"mode": "formatif", "usage": "note", "objectifs": [], "competences": [], "donnees": [], "points": points}
    told |= {"enonce": "Écrivez.", "cellule": f"{name}-texte", "depart": "", "indices": ["Relisez."], "reussite": ""}
    return told | more


def module() -> dict:
    """The module's exercise file; its rubric has two criteria."""
    rubric = [
        {"id": "clair", "critere": "Clarté", "niveaux": LEVELS},
        {"id": "exact", "critere": "Exactitude", "niveaux": LEVELS},
    ]
    written = {"grille": rubric, "mots": 150, "oral": ["Pourquoi ce mot ?"]}
    foreseen = {"id": "m93-ex01-e1", "grade_id": TEST, "message": "Comptez les réponses."}
    exercises = [
        exercise("m93-ex01", "auto", 4, erreurs=[foreseen]),
        exercise(TEXT, "manuel", 8, **written),
        exercise(PRACTICE, "manuel", 0, **written | {"usage": "pairs"}),
    ]
    return {
        "schema": 1,
        "module": "m93",
        "titre": "Essai",
        "version": "1",
        "carnet": "m93.ipynb",
        "exercices": exercises,
    }


def solutions() -> list[dict]:
    samples = [
        {"titre": "Niveau 4", "texte": "Très bon.", "niveaux": {"clair": 4, "exact": 4}, "commentaire": "Tout y est."},
        {"titre": "Niveau 2", "texte": "Moyen.", "niveaux": {"clair": 2, "exact": 1}, "commentaire": "À préciser."},
    ]
    return [{"schema": 1, "id": TEXT, "exemples": samples}]


def empty() -> Session:
    return session.create(template(), module(), solutions(), marker="Ana B.", seed="graine")


def outcome(number: int, name: str, right: bool) -> dict:
    cells = {
        TEST: {"auto": 4.0 if right else 0.0, "max": 4.0, "unanswered": False},
        f"{TEXT}-texte": {"auto": None, "max": 8.0, "unanswered": False},
        f"{PRACTICE}-texte": {"auto": None, "max": 0.0, "unanswered": False},
    }
    if not right:
        cells[TEST] |= {"error": "Comptez les réponses.", "hidden": False, "one_process": False}
    told = {
        "student": f"e{number}",
        "name": name,
        "status": "graded",
        "score": 4.0 if right else 0.0,
        "max_score": 12.0,
    }
    told |= {"prefix": f"{name}_{70 + number}", "uniqueid": str(70 + number), "cells": cells, "pending": 1}
    return told | {"submitted_at": "2026-11-20T09:30:00+01:00", "template": template().digest}


def filled(people: int = 8) -> Session:
    """Everybody has handed in; odd ones fail the checked exercise. Nothing is read yet."""
    made, names = empty(), NAMES[:people]
    session.enrol(
        made,
        [
            {"student": f"e{n}", "name": who, "prefix": f"{who}_{70 + n}", "uniqueid": str(70 + n)}
            for n, who in enumerate(names)
        ],
    )
    for number, name in enumerate(names):
        given = notebook("taux = 0.75", f"Le texte de {number}, *écrit* <b>ici</b>.", f"L’essai de {number}.")
        told = outcome(number, name, number % 2 == 0)
        session.add(made, told, session.answers(given, template()), given)
    return made


def read_all(made: Session, marker: str = "", shift: int = 0) -> Session:
    """Every text gets its levels from one marker."""
    if marker:
        session.settings(made, marker=marker)
    for number, person in enumerate(made.people):
        for at, criterion in enumerate(("clair", "exact")):
            level = min(4, max(0, (number + at) % 5 + (shift if number % 3 == 0 else 0)))
            marking.set_level(made, person.student, TEXT, criterion, level)
    return made


def again(data: bytes) -> dict:
    return json.loads(data)


def said(told) -> str:
    """A sentence with plain spaces, to compare with."""
    text = str(getattr(told, "value", told))
    return text.replace("\u00a0", " ").replace("\u202f", " ")
