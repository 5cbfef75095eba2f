"""The record: nbgrader's gradebook, written by one writer, one transaction a submission.

nbgrader's own ``Gradebook`` and its classes are used as they are; only the commits differ (nbgrader makes one for each
cell), so that formgrader, ``generate_feedback`` and ``export`` find exactly what they expect.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nbformat import from_dict
from nbgrader.api import (
    Comment,
    Grade,
    Gradebook,
    MissingEntry,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    new_uuid,
)
from nbgrader.preprocessors import SaveCells
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from .model import GradingError
from .scoring import Mark
from .template import Template

NO_ANSWER = "Pas de réponse."


@dataclass(frozen=True)
class _Cells:
    """Database ids of the assignment's cells, read once."""

    assignment_id: str
    notebook_id: str
    graded: dict[str, str]
    commented: dict[str, str]
    tasks: frozenset[str]


class Writer:
    """Use as a context manager. ``db_url`` is SQLAlchemy's: ``sqlite:///…`` or ``postgresql://…``."""

    def __init__(self, db_url: str, course_id: str) -> None:
        self.db_url, self.course_id = db_url, course_id

    def __enter__(self) -> Writer:
        binaries = str(Path(sys.executable).parent)  # nbgrader shells out to alembic
        if binaries not in os.environ.get("PATH", "").split(os.pathsep):
            os.environ["PATH"] = binaries + os.pathsep + os.environ.get("PATH", "")
        try:
            self.gradebook = Gradebook(self.db_url, self.course_id)
        except Exception as error:
            raise GradingError(
                f"Le carnet de notes ne s’ouvre pas ({self.db_url.split('@')[-1]}) : {error}. "
                "Vérifiez l’adresse, que le serveur est démarré, et que rien n’occupe le carnet ; puis relancez."
            ) from error
        return self

    def __exit__(self, *_: object) -> None:
        self.gradebook.close()

    def open_assignment(self, template: Template, due: dt.datetime | None = None) -> dt.datetime | None:
        """Make the gradebook know the assignment as it is now, and ``due`` if given. Returns its due date or None.

        Raises GradingError when cells were added or removed after hand-ins were marked.
        """
        with _writing():
            return self._open(template, due)

    def _open(self, template: Template, due: dt.datetime | None) -> dt.datetime | None:
        name = template.assignment
        try:
            self.gradebook.find_assignment(name)
        except MissingEntry:
            self.gradebook.update_or_create_assignment(name, course_id=self.course_id)
        if self._known(name) != _wanted(template):
            notebook = template.solved_notebook()
            for cell, ours in zip(notebook["cells"], template.cells, strict=True):
                cell["source"] = ours.full
            resources = {"nbgrader": {"notebook": name, "assignment": name, "db_url": self.db_url}}
            try:
                SaveCells().preprocess(from_dict(notebook), resources)
            except RuntimeError as error:
                raise GradingError(
                    f"Des cellules de « {name} » ont été ajoutées ou retirées alors que des rendus sont déjà notés. "
                    "Corrigez avec la version distribuée, ou donnez un nouveau nom au devoir."
                ) from error
        self.gradebook.db.expire_all()
        if due:
            self.gradebook.update_or_create_assignment(name, duedate=due)
        self._cells = self._read_cells(name)
        due = self.gradebook.find_assignment(name).duedate
        self.gradebook.db.rollback()
        return due.replace(tzinfo=dt.UTC) if due else None

    def _known(self, name: str) -> dict[str, tuple]:
        try:
            notebook = self.gradebook.find_notebook(name, name)
        except MissingEntry:
            return {}
        points = {cell.name: cell.max_score for cell in [*notebook.grade_cells, *notebook.task_cells]}
        return {c.name: (c.cell_type, c.source, c.checksum, points.get(c.name, 0.0)) for c in notebook.source_cells}

    def _read_cells(self, name: str) -> _Cells:
        notebook = self.gradebook.find_notebook(name, name)
        graded = {cell.name: cell.id for cell in [*notebook.grade_cells, *notebook.task_cells]}
        commented = {cell.name: cell.id for cell in [*notebook.solution_cells, *notebook.task_cells]}
        tasks = frozenset(cell.name for cell in notebook.task_cells)
        return _Cells(notebook.assignment.id, notebook.id, graded, commented, tasks)

    def record(
        self,
        student: str,
        full_name: str,
        submitted_at: dt.datetime | None,
        marks: list[Mark],
        unanswered: set[str],
        flagged: bool,
        same: bool = False,
    ) -> None:
        """Write one submission, all or nothing. Manual marks and comments already given are kept; they are to be seen
        again unless it is the ``same`` work as when they were given."""
        with self._transaction() as session:
            cells = self._cells
            known = session.get(Student, student)
            notebook, grades, comments = self._rows(session, student)
            if known is None:
                session.add(Student(id=student, last_name=full_name[:128], first_name=""))  # formgrader shows both
            elif known.first_name == "":  # a name that we wrote follows Moodle's, once marking is no longer blind
                known.last_name = full_name[:128]
            notebook.assignment.timestamp = (
                submitted_at.astimezone(dt.UTC).replace(tzinfo=None) if submitted_at else None
            )
            notebook.flagged = flagged
            notebook.late_submission_penalty = None
            for mark in marks:
                if mark.grade_id not in cells.tasks:
                    grade = grades[cells.graded[mark.grade_id]]
                    grade.auto_score = mark.auto
                    by_hand = grade.manual_score is not None
                    if not (by_hand and same):
                        grade.needs_manual_grade = by_hand or mark.auto is None
            for name, cell_id in cells.commented.items():
                silent = name in unanswered and name not in cells.tasks
                comments[cell_id].auto_comment = NO_ANSWER if silent else None

    def flag(self, student: str) -> None:
        """Ask a person to look at a submission whose mark stays."""
        with self._transaction() as session:
            self._rows(session, student)[0].flagged = True

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[Session]:
        session = self.gradebook.db
        try:
            with _writing():
                yield session
                session.commit()
        except BaseException:
            session.rollback()
            raise
        finally:
            session.expunge_all()  # the memory of ten thousand submissions stays that of one

    def _rows(self, session: Session, student: str) -> tuple[SubmittedNotebook, dict[str, Grade], dict[str, Comment]]:
        """The student's rows, made if they are not there, with what nbgrader's ``add_submission`` puts in them.

        They have their ids at once, and all is read before anything is added: one flush for the whole submission.
        """
        cells = self._cells
        grades: dict[str, Grade] = {}
        comments: dict[str, Comment] = {}
        notebook = session.execute(
            select(SubmittedNotebook)
            .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
            .where(SubmittedAssignment.student_id == student, SubmittedNotebook.notebook_id == cells.notebook_id)
        ).scalar_one_or_none()
        if notebook is None:
            submission = session.execute(
                select(SubmittedAssignment).where(
                    SubmittedAssignment.student_id == student, SubmittedAssignment.assignment_id == cells.assignment_id
                )
            ).scalar_one_or_none()
            if submission is None:
                submission = SubmittedAssignment(id=new_uuid(), assignment_id=cells.assignment_id, student_id=student)
                session.add(submission)
            notebook = SubmittedNotebook(id=new_uuid(), notebook_id=cells.notebook_id, assignment=submission)
            session.add(notebook)
        else:
            grades = {g.cell_id: g for g in session.scalars(select(Grade).where(Grade.notebook_id == notebook.id))}
            written = session.scalars(select(Comment).where(Comment.notebook_id == notebook.id))
            comments = {comment.cell_id: comment for comment in written}
        for cell_id in cells.graded.values():
            if cell_id not in grades:
                grades[cell_id] = Grade(cell_id=cell_id, notebook_id=notebook.id, needs_manual_grade=True)
                session.add(grades[cell_id])
        for cell_id in cells.commented.values():
            if cell_id not in comments:
                comments[cell_id] = Comment(cell_id=cell_id, notebook_id=notebook.id)
                session.add(comments[cell_id])
        return notebook, grades, comments


@contextlib.contextmanager
def _writing() -> Iterator[None]:
    """A gradebook that takes nothing any more stops the whole marking, with a sentence."""
    try:
        yield
    except OperationalError as error:
        raise GradingError(
            f"Le carnet de notes refuse l’écriture ({error.orig}). Ce qui est corrigé est gardé : fermez ce qui "
            "l’occupe (formgrader, une sauvegarde) ou faites de la place, puis relancez la même commande."
        ) from error


def _wanted(template: Template) -> dict[str, tuple]:
    return {
        cell.grade_id: (cell.cell_type, cell.full, cell.nbgrader.get("checksum"), cell.points)
        for cell in template.cells
        if cell.grade_id
    }
