"""Where things are: the trainer's folder, its notebooks, its gradebook, what marking keeps beside them."""

from __future__ import annotations

import contextlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from ..datasets import DatasetsError, folder
from .model import GradingError
from .template import Template, build, read_notebook

DATABASE = "PARCOURS_DB"


@dataclass(frozen=True)
class Places:
    """The folders of a course, as ``nbgrader_config.py`` lays them out."""

    release: Path
    source: Path
    submitted: Path
    autograded: Path
    state: Path
    db_url: str
    course_id: str
    data: Path | None = None
    bank: Path | None = None  # the exercises' own files, for titles, hints, rubrics, known mistakes

    @classmethod
    def of_course(cls, root: Path, db_url: str | None = None) -> Places:
        """The project's own layout: everything that concerns trainees is under ``cours/``, outside git."""
        root = root.resolve()
        return cls(
            release=root / "exercises",
            source=root / "_build" / "nbgrader" / "source",
            submitted=root / "cours" / "submitted",
            autograded=root / "cours" / "autograded",
            state=root / "cours" / "correction",
            db_url=db_url or gradebook_url(root),
            course_id="devenir-community-manager",
            data=data_folder(root),
            bank=root / "_build" / "exercices",
        )

    def template(self, assignment: str) -> Template:
        """Read the assignment. Raises GradingError when it does not exist or the two notebooks disagree."""
        released = self.release / assignment / f"{assignment}.ipynb"
        source = self.source / assignment / f"{assignment}.ipynb"
        if not released.is_file():
            known = sorted(p.name for p in self.release.glob("*") if (p / f"{p.name}.ipynb").is_file())
            raise GradingError(
                f"Aucun devoir « {assignment} » dans {self.release}. Devoirs connus : {', '.join(known) or 'aucun'}."
            )
        if not source.is_file():
            raise GradingError(f"{source} manque : lancez « make exercises » avant de corriger.")
        return build(
            assignment,
            read_notebook(released.read_bytes(), str(released)),
            read_notebook(source.read_bytes(), str(source)),
        )


def gradebook_url(root: Path) -> str:
    """The course's gradebook, for our commands and for nbgrader's: PARCOURS_DB, which may hold a password and so is in
    no file of ours, else SQLite under ``cours/``."""
    return os.environ.get(DATABASE) or f"sqlite:///{root / 'cours' / 'gradebook.db'}"


def data_folder(root: Path) -> Path | None:
    """The tables that notebooks load: the course's own, else those that ``parcours.datasets`` finds, else none."""
    if (root / "datasets").is_dir():
        return root / "datasets"
    try:
        return folder()
    except DatasetsError:
        return None


def write_file(path: Path, data: bytes) -> None:
    """Write all of it or nothing: a process killed in the middle leaves the former file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".tmp-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise
