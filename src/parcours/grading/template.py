"""The instructor's side of an assignment: which cells there are, what they are worth, what the checker runs. Pure.

Built from two notebooks: the released one (what trainees received) and the source one (solutions and hidden tests).
Without the source, the released tests alone are run, which the browser's marking page does for formative work.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, replace
from functools import cached_property

from .analysis import Names, names, plain_python
from .model import GradingError


@dataclass(frozen=True)
class Cell:
    """One released cell. ``full`` is what marking puts there: the released text plus the hidden tests, for a test."""

    role: str  # test | answer | manual | task | locked | free
    cell_type: str
    released: str
    full: str
    solved: str  # the instructor's own text
    cell_id: str
    grade_id: str | None = None
    points: float = 0.0
    nbgrader: dict = field(default_factory=dict)

    @property
    def anchored(self) -> bool:
        return self.grade_id is not None


@dataclass(frozen=True)
class Step:
    """Code of the instructor's that the checker runs. ``fetch``: names to ask of the trainee's process beforehand."""

    source: str
    fetch: tuple[str, ...] = ()
    imports: tuple[str, ...] = ()


@dataclass(frozen=True)
class Test:
    """One test cell and the instructor's set-up that it needs and that no earlier test has run."""

    __test__ = False  # not a pytest class

    grade_id: str
    step: Step
    before: tuple[Step, ...] = ()
    one_process: bool = False


@dataclass(frozen=True)
class Template:
    """An assignment ready to mark against."""

    assignment: str
    cells: tuple[Cell, ...]
    metadata: dict
    version: str = ""
    course: str = ""

    @cached_property
    def by_id(self) -> dict[str, Cell]:
        return {cell.grade_id: cell for cell in self.cells if cell.grade_id}

    @property
    def max_score(self) -> float:
        return sum(cell.points for cell in self.cells)

    @cached_property
    def digest(self) -> str:
        """Changes when anything that can change a mark does."""
        text = json.dumps([[c.grade_id, c.cell_type, c.full, c.released, c.points] for c in self.cells])
        return hashlib.sha256(text.encode()).hexdigest()

    def tests(self) -> list[Test]:
        return self._tests

    @cached_property
    def _tests(self) -> list[Test]:
        return _plan(self.cells)

    def solved_notebook(self) -> dict:
        """The instructor's own answers as if handed in: the reference that the tests must pass."""
        cells = [_as_cell(cell, cell.solved) for cell in self.cells]
        return {"cells": cells, "metadata": dict(self.metadata), "nbformat": 4, "nbformat_minor": 5}


def is_hidden(full: str, line: int) -> bool:
    """Whether a line (from 1) of a test cell lies between nbgrader's marks of hidden tests."""
    inside = False
    for text in full.split("\n")[:line]:
        if "### BEGIN HIDDEN TESTS" in text:
            inside = True
        elif "### END HIDDEN TESTS" in text:
            inside = False
    return inside


def read_notebook(data: bytes, name: str) -> dict:
    """An instructor's notebook; GradingError names the file when it cannot be read."""
    try:
        notebook = json.loads(data)
        notebook["cells"]
    except (ValueError, KeyError, TypeError) as error:
        raise GradingError(f"{name} n’est pas un notebook lisible ({error}). Relancez « make exercises ».") from error
    return notebook


def build(assignment: str, released: dict, source: dict | None = None) -> Template:
    """Join the two notebooks. Raises GradingError (French) when a released cell is missing from the source."""
    solved = {_key(cell): cell for cell in (source or released)["cells"]}
    cells, seen = [], set()
    for position, cell in enumerate(released["cells"]):
        meta = cell.get("metadata", {}).get("nbgrader") or {}
        grade_id = meta.get("grade_id") if _matters(meta) else None
        if grade_id in seen and grade_id is not None:
            raise GradingError(
                f"{assignment} : l’identifiant « {grade_id} » sert deux fois dans le notebook distribué."
            )
        seen.add(grade_id)
        original = solved.get(_key(cell))
        if original is None and grade_id is not None:
            raise GradingError(
                f"{assignment} : la cellule « {grade_id} » distribuée n’existe plus dans la source. "
                "Relancez « make exercises », ou corrigez avec la version distribuée."
            )
        cells.append(_cell(cell, original or cell, meta if grade_id else {}, position))
    meta = released.get("metadata", {})
    ours = meta.get("parcours") or {}
    kept = {key: meta[key] for key in ("kernelspec", "language_info", "parcours") if key in meta}
    return Template(assignment, tuple(cells), kept, str(ours.get("version", "")), str(ours.get("course", "")))


def _key(cell: dict) -> tuple[str, str]:
    meta = cell.get("metadata", {}).get("nbgrader") or {}
    return ("grade_id", meta["grade_id"]) if meta.get("grade_id") else ("id", str(cell.get("id")))


def _matters(meta: dict) -> bool:
    return any(meta.get(key) for key in ("grade", "solution", "locked", "task"))


def _text(cell: dict) -> str:
    source = cell.get("source", "")
    return "".join(source) if isinstance(source, list) else source


def _cell(cell: dict, original: dict, meta: dict, position: int) -> Cell:
    role = _role(meta, cell["cell_type"])
    full = _text(original) if role == "test" else _text(cell)
    if meta:
        meta = {key: meta[key] for key in meta if key != "checksum"}
        meta["checksum"] = checksum(meta, cell["cell_type"], full)
    return Cell(
        role=role,
        cell_type=cell["cell_type"],
        released=_text(cell),
        full=full,
        solved=_text(original),
        cell_id=str(cell.get("id") or f"cellule-{position}"),
        grade_id=meta.get("grade_id"),
        points=float(meta.get("points") or 0) if meta.get("grade") or meta.get("task") else 0.0,
        nbgrader=meta,
    )


def _role(meta: dict, cell_type: str) -> str:
    if not meta:
        return "free"
    if meta.get("task"):
        return "task"
    if meta.get("solution"):
        return "manual" if meta.get("grade") else "answer"
    if meta.get("grade"):
        return "test" if cell_type == "code" else "manual"
    return "locked"


def checksum(meta: dict, cell_type: str, source: str) -> str:
    """nbgrader's own fingerprint of a cell (nbgrader/utils.py, compute_checksum): formgrader compares with it."""
    solution, grade = bool(meta.get("solution")), bool(meta.get("grade"))
    locked = not solution and (grade or bool(meta.get("locked")))
    parts = [source, cell_type, str(grade), str(solution), str(locked), meta["grade_id"]]
    if grade:
        parts.append(str(float(meta.get("points") or 0)))
    return hashlib.md5("".join(parts).encode("utf-8", "replace"), usedforsecurity=False).hexdigest()


def _as_cell(cell: Cell, source: str) -> dict:
    made = {"cell_type": cell.cell_type, "id": cell.cell_id, "metadata": {}, "source": source}
    if cell.nbgrader:
        made["metadata"]["nbgrader"] = dict(cell.nbgrader)
    if cell.cell_type == "code":
        made |= {"outputs": [], "execution_count": None}
    return made


def _plan(cells: tuple[Cell, ...]) -> list[Test]:
    """For each test: the names that the instructor's *answers* bind are fetched; his other code is run by the checker.

    Never fetching any other name is what keeps a trainee's ``abs = lambda x: 0`` out of the tests.
    """
    code = [cell for cell in cells if cell.cell_type == "code"]
    told = _without_modules([names(cell.full if cell.role == "test" else cell.solved) for cell in code])
    owner: dict[str, int] = {}  # name → position of the last cell that binds or changes it
    done: set[int] = set()
    tests: list[Test] = []
    for position, (cell, found) in enumerate(zip(code, told, strict=True)):
        if cell.role == "test":
            before = _setup(position, code, told, owner, done)
            fetch, imports = _fetch(found.reads, code, told, owner)
            readable = plain_python(cell.full)
            step = Step(readable if readable is not None else cell.full, fetch, imports)
            tests.append(Test(cell.grade_id or "", step, before, readable is None or found.compares_identity))
        for name in found.binds | (found.changes & owner.keys()):
            owner[name] = position
    return tests


def _without_modules(told: list[Names]) -> list[Names]:
    """``pd.DataFrame(…)`` on a line of its own looks like ``journal.append(…)``, but a module is nobody's answer."""
    modules = {name for found in told for name, text in found.imports.items() if text.startswith("import ")}
    return [replace(found, changes=found.changes - modules) for found in told]


def _closure(reads: set[str], told: list[Names], owner: dict[str, int], answers: set[int]) -> set[str]:
    """``reads`` and what the instructor's functions among them read in turn."""
    wanted, todo = set(), list(reads)
    while todo:
        name = todo.pop()
        if name not in wanted:
            wanted.add(name)
            if name in owner and owner[name] not in answers:
                todo.extend(told[owner[name]].functions.get(name, ()))
    return wanted


def _answers(code: list[Cell]) -> set[int]:
    return {position for position, cell in enumerate(code) if cell.role in ("answer", "manual")}


def _fetch(
    reads: set[str], code: list[Cell], told: list[Names], owner: dict[str, int]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    answers = _answers(code)
    mine = {name for name in _closure(reads, told, owner, answers) if owner.get(name) in answers}
    imports = {name: told[owner[name]].imports[name] for name in mine if name in told[owner[name]].imports}
    return tuple(sorted(mine - imports.keys())), tuple(sorted(imports.values()))


def _setup(test: int, code: list[Cell], told: list[Names], owner: dict[str, int], done: set[int]) -> tuple[Step, ...]:
    """The instructor's other cells that this test needs, in order, once each."""
    answers = _answers(code)
    needed: set[int] = set()
    todo = list(_closure(told[test].reads, told, owner, answers))
    seen: set[str] = set()
    while todo:
        name = todo.pop()
        if name in seen:
            continue
        seen.add(name)
        for position in range(test):
            touched = name in told[position].binds or name in told[position].changes
            if touched and code[position].role in ("free", "locked") and position not in needed:
                needed.add(position)
                todo.extend(told[position].reads)
    steps = []
    for position in sorted(needed - done):
        source = plain_python(code[position].solved)
        if source is not None:
            at_that_time = {
                n: max(p for p in range(position) if n in told[p].binds | told[p].changes)
                for n in told[position].reads
                if any(n in told[p].binds | told[p].changes for p in range(position))
            }
            fetch, imports = _fetch(told[position].reads, code, told, at_that_time)
            steps.append(Step(source, fetch, imports))
    done |= needed
    return tuple(steps)
