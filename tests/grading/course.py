"""A small assignment, m90, made with nbgrader's own generator: every kind of cell that marking must know."""

from __future__ import annotations

import copy
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path

os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"  # nbgrader shells out to alembic

ASSIGNMENT = "m90"

SETUP = """\
import pandas as pd

messages = pd.DataFrame(
    {"canal": ["accueil", "aide", "aide", "photos"], "mots": [12, 40, 8, 3], "auteur": ["Ana", "Bo", "Ana", "Cy"]}
)"""

# (grade_id, role, points, source)
CELLS = [
    (None, "markdown", 0, "# Module d’essai"),
    (None, "code", 0, SETUP),
    (
        "m90-ex01-reponse",
        "answer",
        0,
        "def compter(tableau):\n"
        "    ### BEGIN SOLUTION\n"
        "    return tableau['canal'].value_counts().to_dict()\n"
        "    ### END SOLUTION",
    ),
    (
        "m90-ex01-test1",
        "test",
        2,
        'assert compter(messages) == {"accueil": 1, "aide": 2, "photos": 1}, "Comptez chaque canal."\n'
        "### BEGIN HIDDEN TESTS\n"
        'assert compter(messages.head(2)) == {"accueil": 1, "aide": 1}, "Le résultat doit suivre le tableau donné."\n'
        "### END HIDDEN TESTS",
    ),
    (
        "m90-ex02-reponse",
        "answer",
        0,
        "### BEGIN SOLUTION\nmoyenne = messages['mots'].mean()\n### END SOLUTION",
    ),
    (
        "m90-ex02-test1",
        "test",
        3,
        'assert abs(moyenne - 15.75) < 0.01, "La moyenne se calcule sur tous les messages."\n'
        "### BEGIN HIDDEN TESTS\n"
        "assert abs(moyenne - messages['mots'].mean()) < 1e-9\n"
        "### END HIDDEN TESTS",
    ),
    (
        "m90-ex03-reponse",
        "answer",
        0,
        "### BEGIN SOLUTION\n"
        "par_canal = messages.groupby('canal', as_index=False)['mots'].sum()\n"
        "par_canal = par_canal.sort_values('mots', ascending=False)\n"
        "### END SOLUTION",
    ),
    (
        "m90-ex03-test1",
        "test",
        4,
        "attendu = pd.DataFrame({'canal': ['aide', 'accueil', 'photos'], 'mots': [48, 12, 3]})\n"
        "pd.testing.assert_frame_equal(par_canal.reset_index(drop=True), attendu)",
    ),
    (
        "m90-ex04-reponse",
        "answer",
        0,
        "def noter(journal, mot):\n"
        "    ### BEGIN SOLUTION\n    journal.append(mot)\n    return journal\n    ### END SOLUTION",
    ),
    (
        "m90-ex04-test1",
        "test",
        1,
        "journal = ['a']\nnoter(journal, 'b')\nassert journal == ['a', 'b'], \"Le journal lui-même doit changer.\"",
    ),
    (
        "m90-ex05-reponse",
        "answer",
        0,
        "### BEGIN SOLUTION\nauteurs = sorted(messages['auteur'].unique().tolist())\n### END SOLUTION",
    ),
    ("m90-ex05-test1", "test", 2, "justes = sum(nom in auteurs for nom in ['Ana', 'Bo', 'Cy'])\njustes / 3 * 2"),
    (
        "m90-ex06-reponse",
        "answer",
        0,
        "class Compteur:\n"
        "    ### BEGIN SOLUTION\n"
        "    total = 0\n"
        "    def ajouter(self, n):\n"
        "        self.total += n\n"
        "    ### END SOLUTION\n"
        "    pass",
    ),
    (
        "m90-ex06-test1",
        "test",
        2,
        'c = Compteur()\nc.ajouter(2)\nc.ajouter(3)\nassert c.total == 5, "Le total s’accumule."',
    ),
    ("m90-ex07-texte", "manual", 4, "Votre réponse : un message à Ana."),
]


@dataclass(frozen=True)
class Course:
    """The two notebooks of the assignment and the folder that holds them."""

    root: Path
    source: dict
    released: dict

    def solved(self) -> dict:
        """A hand-in where everything is right, made on the released notebook."""
        return fill(self.released, SOLUTIONS)


def _clean(source: str) -> str:
    lines = source.split("\n")
    return "\n".join(line for line in lines if "### BEGIN SOLUTION" not in line and "### END SOLUTION" not in line)


SOLUTIONS = {g: _clean(source) for g, role, _, source in CELLS if role == "answer"} | {
    "m90-ex07-texte": "Bonjour Ana, merci pour votre message."
}


def source_notebook() -> dict:
    cells = []
    for number, (grade_id, role, points, text) in enumerate(CELLS):
        kind = "markdown" if role in ("markdown", "manual") else "code"
        cell = {"cell_type": kind, "id": grade_id or f"libre-{number}", "metadata": {}, "source": text}
        if kind == "code":
            cell |= {"outputs": [], "execution_count": None}
        if grade_id:
            grade, solution = role in ("test", "manual"), role in ("answer", "manual")
            meta = {"grade_id": grade_id, "grade": grade, "solution": solution, "locked": role == "test", "task": False}
            meta |= {"schema_version": 3} | ({"points": points} if grade else {})
            cell["metadata"]["nbgrader"] = meta
        cells.append(cell)
    metadata = {
        "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
        "parcours": {"course": "cm", "assignment": ASSIGNMENT, "version": "1", "generated_from": "m90.py"},
    }
    return {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def build(root: Path, db_url: str | None = None) -> Course:
    """Lay out an nbgrader course under ``root`` and release the assignment with nbgrader's own machinery."""
    from nbgrader.apps import NbGraderAPI
    from traitlets.config import Config

    folder = root / "source" / ASSIGNMENT
    folder.mkdir(parents=True)
    source = source_notebook()
    (folder / f"{ASSIGNMENT}.ipynb").write_text(json.dumps(source), encoding="utf-8")
    config = Config()
    config.CourseDirectory.root = str(root)
    config.CourseDirectory.course_id = "cm"
    config.CourseDirectory.db_url = db_url or f"sqlite:///{root}/gradebook.db"
    config.ClearSolutions.code_stub = {"python": "# Écrivez votre réponse ici\nraise NotImplementedError()"}
    done = NbGraderAPI(config=config).generate_assignment(ASSIGNMENT)
    assert done["success"], done.get("log")
    released = json.loads((root / "release" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").read_text(encoding="utf-8"))
    return Course(root, source, released)


def fill(notebook: dict, answers: dict[str, str]) -> dict:
    """A copy of a released notebook with these answers typed in."""
    made = copy.deepcopy(notebook)
    for cell in made["cells"]:
        grade_id = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if grade_id in answers:
            cell["source"] = answers[grade_id]
    return made
