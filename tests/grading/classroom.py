"""A class that hands in, for the tests that mark it: also run as a process of its own, to be killed."""

from __future__ import annotations

import json
import sqlite3
import sys
import zipfile
from pathlib import Path

from tests.grading import course as fixture

from parcours.grading.batch import Summary, grade
from parcours.grading.model import Limits
from parcours.grading.places import Places

LIMITS = Limits(cell_seconds=10.0, total_seconds=60.0)

# What honest people write: right, wrong, empty, half done, clumsy.
ANSWERS = [
    {},
    {"m90-ex02-reponse": "moyenne = 15.75"},
    {"m90-ex02-reponse": "moyenne = messages['mots'].median()"},
    {"m90-ex01-reponse": "def compter(tableau):\n    return {'accueil': 1, 'aide': 2, 'photos': 1}"},
    {"m90-ex03-reponse": "par_canal = messages.groupby('canal')['mots'].sum()"},
    {"m90-ex05-reponse": "auteurs = ['Ana']"},
    {"m90-ex06-reponse": "class Compteur:\n    total = 0\n    def ajouter(self, n):\n        self.total = n"},
    {"m90-ex04-reponse": "def noter(journal, mot):\n    return journal + [mot]"},
    {"m90-ex02-reponse": "moyenne = messages['mots'].mean(", "m90-ex05-reponse": "auteurs = None"},
    {"m90-ex05-reponse": "import warnings\nwarnings.warn('attention')\nauteurs = {'Ana', 'Bo', 'Cy'}"},
    {"m90-ex01-reponse": "from collections import Counter\ndef compter(t):\n    print(t)\n    return Counter(t.canal)"},
    {"m90-ex05-reponse": "auteurs = (nom for nom in ['Ana', 'Bo'])", "m90-ex07-texte": "Merci *Ana* !"},
]


def places(root: Path, db_url: str | None = None) -> Places:
    url = db_url or f"sqlite:///{root}/gradebook.db"
    return Places(root / "release", root / "source", root / "submitted", root / "autograded", root / "state", url, "cm")


def notebooks(course: fixture.Course, number: int) -> list[dict]:
    """``number`` hand-ins: the answers above on top of the solutions, or alone, in turn."""
    made = []
    for position in range(number):
        answers = ANSWERS[position % len(ANSWERS)]
        base = fixture.SOLUTIONS if position // len(ANSWERS) % 2 == 0 else {}
        made.append(fixture.fill(course.released, base | answers))
    return made


def hand_in(course: fixture.Course, number: int) -> Path:
    archive = course.root / "rendus.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as zipped:
        for position, notebook in enumerate(notebooks(course, number)):
            name = f"Élève {position:03d}_{position}_assignsubmission_file/{fixture.ASSIGNMENT}.ipynb"
            zipped.writestr(zipfile.ZipInfo(name, (2026, 11, 20, 12, 0, 0)), json.dumps(notebook))
    return archive


def mark(root: Path, **options) -> Summary:
    options = {"limits": LIMITS, "slots": 2} | options
    return grade(root / "rendus.zip", fixture.ASSIGNMENT, places(root), **options)


def gradebook(path: Path) -> list[tuple]:
    """All that matters in a gradebook, without its random ids."""
    query = """
        select s.student_id, s.timestamp, n.flagged, c.name, g.auto_score, g.manual_score, g.needs_manual_grade
        from grade g join base_cell c on g.cell_id = c.id join submitted_notebook n on g.notebook_id = n.id
        join submitted_assignment s on n.assignment_id = s.id order by 1, 4"""
    comments = """
        select s.student_id, c.name, k.auto_comment from comment k join base_cell c on k.cell_id = c.id
        join submitted_notebook n on k.notebook_id = n.id join submitted_assignment s on n.assignment_id = s.id
        order by 1, 2"""
    with sqlite3.connect(path) as db:
        return db.execute(query).fetchall() + db.execute(comments).fetchall()


if __name__ == "__main__":
    mark(Path(sys.argv[1]))
