"""nbgrader's own way in: ``nbgrader autograde`` and formgrader's button use our sandbox and our proof.

``nbgrader_config.py`` calls ``install(c)``; the classes below take their places in nbgrader's official lists.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from nbformat import from_dict
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import Execute, NbGraderPreprocessor, SaveAutoGrades

from .batch import calibrate, warm_of
from .doctor import open_sandbox
from .model import Limits
from .places import Places, data_folder
from .run import run
from .sandbox import Sandbox
from .sanitize import Clean, sanitize
from .template import Template

_REMOVED = "Un lien ou un fichier spécial se trouvait ici ; il a été retiré avant la correction.\n"


def install(c) -> None:
    """Put marking by proof in nbgrader's configuration ``c``."""
    steps = [Prove if step is Execute else step for step in Autograde.autograde_preprocessors.default_args[0]]
    c.Autograde.sanitize_preprocessors = [Repair]
    c.Autograde.autograde_preprocessors = [SaveMarks if step is SaveAutoGrades else step for step in steps]
    c.Autograde.pre_convert_hook = remove_links


def remove_links(assignment: str, student: str, notebooks: list[str]) -> None:
    """Before nbgrader copies a hand-in, following its links: put a sentence in the place of each."""
    for folder in {os.path.dirname(notebook) for notebook in notebooks}:
        for root, folders, files in os.walk(folder):
            for name in [*folders, *files]:
                path = os.path.join(root, name)
                status = os.lstat(path)
                plain = stat.S_ISDIR(status.st_mode) or (stat.S_ISREG(status.st_mode) and status.st_nlink == 1)
                if not plain:
                    os.unlink(path)
                    Path(path).write_text(_REMOVED, encoding="utf-8")


@dataclass(frozen=True)
class _Bench:
    """What a whole ``nbgrader autograde`` shares: the assignment and its open sandbox."""

    template: Template
    sandbox: Sandbox
    one_process: frozenset[str]


_benches: dict[tuple, _Bench] = {}
_open = contextlib.ExitStack()
atexit.register(_open.close)


def _bench(step: NbGraderPreprocessor, assignment: str) -> _Bench:
    folders = CourseDirectory(parent=step)
    root = Path(folders.root)
    places = Places(
        release=root / folders.release_directory,
        source=root / folders.source_directory,
        submitted=root / folders.submitted_directory,
        autograded=root / folders.autograded_directory,
        state=root / "cours" / "correction",
        db_url=folders.db_url,
        course_id=folders.course_id,
        data=data_folder(root),
    )
    template = places.template(assignment)
    key = (str(root), assignment, template.digest)
    if key not in _benches:
        warnings: list[str] = []
        opened = open_sandbox(None, Limits(), warm_of(template), places.data, warnings)
        sandbox = _open.enter_context(opened)
        _benches[key] = _Bench(template, sandbox, calibrate(template, sandbox, warnings))
        for warning in warnings:
            step.log.warning(warning)
    return _benches[key]


class Repair(NbGraderPreprocessor):
    """In the place of nbgrader's five sanitising steps."""

    def preprocess(self, nb, resources):
        bench = _bench(self, resources["nbgrader"]["assignment"])
        clean = sanitize(nb, bench.template, bench.sandbox.limits)
        for note in clean.notes + clean.review:
            self.log.warning("%s : %s", resources["nbgrader"]["student"], note)
        return from_dict(clean.notebook), resources


class Prove(NbGraderPreprocessor):
    """In the place of Execute: runs in two isolated processes and writes only what was proved."""

    def preprocess(self, nb, resources):
        bench = _bench(self, resources["nbgrader"]["assignment"])
        clean: Clean = sanitize(nb, bench.template, bench.sandbox.limits)
        result = run(clean, bench.template, bench.sandbox, bench.one_process)
        for at, outputs in result.outputs.items():
            clean.notebook["cells"][at]["outputs"] = outputs
        for reason in clean.review + result.review:
            self.log.warning("%s : %s", resources["nbgrader"]["student"], reason)
        withheld = {g for g, told in result.cells.items() if told.withheld and (told.unseen or not told.error)}
        resources["parcours"] = {"withheld": withheld, "flagged": bool(clean.review or result.review)}
        return from_dict(clean.notebook), resources


class SaveMarks(SaveAutoGrades):
    """nbgrader's own, which reads the outputs; points to be confirmed are left to a person."""

    def preprocess(self, nb, resources):
        self.told = resources.get("parcours", {"withheld": set(), "flagged": True})
        return super().preprocess(nb, resources)

    def _add_score(self, cell, resources) -> None:
        super()._add_score(cell, resources)
        grade_id = cell.metadata["nbgrader"]["grade_id"]
        grade = self.gradebook.find_grade(grade_id, self.notebook_id, self.assignment_id, self.student_id)
        if grade_id in self.told["withheld"]:
            grade.auto_score, grade.needs_manual_grade = None, True
        grade.notebook.flagged = self.told["flagged"]
        self.gradebook.db.commit()
