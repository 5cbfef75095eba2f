"""A module's exercises, script and sidecar joined and checked: what notebooks and JSON are made from."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from parcours.authoring import forms, regions
from parcours.authoring.overlay import cells_over
from parcours.authoring.problems import SourceError
from parcours.authoring.script import Cell, read_script
from parcours.authoring.sidecar import Sidecar, read_sidecar


@dataclass(frozen=True)
class Task:
    """One exercise, all of it. `answer` holds nbgrader's marks; `starter` is what replaces what they enclose.

    `answer` is '' for a written task; `tests` maps grade_id → text with the hidden part.
    """

    id: str
    data: dict
    statement: str
    setup: str
    answer: str
    starter: str
    tests: dict[str, str]

    @property
    def written(self) -> bool:
        return self.data["type"] == "manuel"

    @property
    def summative(self) -> bool:
        return self.data.get("mode") == "sommatif"

    @property
    def number(self) -> str:
        module, exercise = re.findall(r"\d+", self.id)
        return f"{int(module)}.{int(exercise)}"

    @property
    def answer_id(self) -> str:
        return f"{self.id}-{'texte' if self.written else 'reponse'}"

    @property
    def solution(self) -> str:
        """The solved cell as it runs; '' when the solution is not here (a summative exercise without its overlay)."""
        return regions.without_marks(self.answer) if regions.inside(self.answer, regions.SOLUTION).strip() else ""

    @property
    def start(self) -> str:
        """The cell as the trainee receives it."""
        return regions.without(self.answer, regions.SOLUTION, self.starter)

    def points(self, grade_id: str) -> float:
        return self.data["points"].get(grade_id.rpartition("-")[2], 0)


@dataclass(frozen=True)
class Assignment:
    """A module's notebook to be. `flow` holds free Markdown texts and tasks in their order."""

    module: str
    title: str
    version: str
    origin: str  # the public source and its fingerprint
    sidecar: Sidecar
    flow: tuple[str | Task, ...]

    @property
    def tasks(self) -> list[Task]:
        return [part for part in self.flow if isinstance(part, Task)]


def modules(solutions: Path, overlay: Path | None = None) -> list[str]:
    """The modules that have exercises, in order: the folders `mNN` of `solutions` and of the overlay."""
    folders = [solutions, *([overlay] if overlay else [])]
    return sorted({path.parent.name for folder in folders for path in folder.glob("m[0-9][0-9]/m[0-9][0-9].yml")})


def read_assignment(solutions: Path, module: str, overlay: Path | None = None) -> Assignment:
    """Read `solutions/mNN/mNN.{py,yml}` with the overlay's files upon them. Raises SourceError with every mistake."""
    public, private = solutions / module / module, overlay / module / module if overlay else None
    base = public if public.with_suffix(".yml").is_file() or private is None else private
    over = private if base is public else None
    sidecar = read_sidecar(base.with_suffix(".yml"), over.with_suffix(".yml") if over else None)
    cells = read_script(base.with_suffix(".py"))
    if over and over.with_suffix(".py").is_file():
        cells = cells_over(cells, read_script(over.with_suffix(".py")))
    problems = list(_misfits(cells, sidecar))
    if problems:
        raise SourceError(problems)
    return Assignment(
        module=module,
        title=sidecar.data["titre"],
        version=str(sidecar.data["version"]),
        origin=_origin(base, module),
        sidecar=sidecar,
        flow=tuple(_flow(cells, sidecar)),
    )


def _origin(base: Path, module: str) -> str:
    digest = hashlib.sha256(b"".join(base.with_suffix(end).read_bytes() for end in (".py", ".yml"))).hexdigest()
    return f"solutions/{module}/{module}.py sha256:{digest[:16]}"


def _misfits(cells: dict[str, Cell], sidecar: Sidecar) -> Iterator[str]:
    """Where script and sidecar do not fit together."""
    exercises = sidecar.data["exercices"]
    for cell in cells.values():
        if cell.name and cell.exercise not in exercises:
            yield cell.told("cet exercice n’est pas dans le fichier .yml.", f"Ajoutez-le à {sidecar.path.name}.")
        for kind in (regions.SOLUTION, regions.HIDDEN):
            try:
                regions.without(cell.source, kind)
            except ValueError as error:
                yield cell.told(f"{cell.name} : {error}.", "Les marques vont par deux, BEGIN puis END.")
    for name, data in exercises.items():
        mine = [cell.part for cell in cells.values() if cell.exercise == name]
        wanted = {"consigne"}
        if data["type"] == "auto":
            wanted |= set(data["points"]) | ({"reponse"} if data.get("forme") != "appariement" else set())
        if missing := sorted(wanted - set(mine)):
            named = ", ".join(f"« # %% {name}-{part} »" for part in missing)
            yield sidecar.told(name, "", f"il manque dans le fichier .py : {named}.", "Ajoutez ces cellules.")
        for part in mine:
            if part.startswith("test") and part not in data["points"]:
                yield sidecar.told(name, "points", f"« {part} » ne vaut aucun point.", f"Ajoutez « {part}: 1 ».")
        order = [part for part in mine if part != "texte"]
        if order != sorted(order, key=_rank):
            advice = "Consigne, puis données, réponse et tests."
            yield sidecar.told(name, "", f"ses cellules ne se suivent pas ({', '.join(order)}).", advice)
        answer = cells.get(f"{name}-reponse")
        if answer and f"BEGIN {regions.SOLUTION}" not in answer.source:
            yield answer.told("la réponse n’a pas de « ### BEGIN SOLUTION ».", "Encadrez la solution de ces marques.")
        elif answer and "depart" not in data:
            yield from _form_misfits(name, data, answer, sidecar)
        yield from _undeclared_data(name, data, cells, sidecar)


def _rank(part: str) -> tuple[int, str]:
    return ("consigne", "donnees", "reponse", "test").index(part.rstrip("0123456789")), part


def _form_misfits(name: str, data: dict, answer: Cell, sidecar: Sidecar) -> Iterator[str]:
    try:
        forms.starter(name, data, regions.inside(answer.source, regions.SOLUTION))
    except forms.FormError as error:
        yield sidecar.told(name, "forme", "la forme ne s’accorde pas à la solution.", _sentence(error))


def _sentence(error: Exception) -> str:
    text = str(error)
    return text[:1].upper() + text[1:]


def _undeclared_data(name: str, data: dict, cells: dict[str, Cell], sidecar: Sidecar) -> Iterator[str]:
    code = "\n".join(cell.source for cell in cells.values() if cell.exercise == name and cell.kind == "code")
    for table in sorted(set(re.findall(r"""\bload\(\s*["'](\w+)["']""", code)) - set(data.get("donnees", []))):
        yield sidecar.told(name, "donnees", f"le code charge « {table} ».", f"Écrivez « donnees: [{table}] ».")


def _flow(cells: dict[str, Cell], sidecar: Sidecar) -> Iterator[str | Task]:
    for cell in cells.values():
        if not cell.name:
            yield cell.source
        elif cell.part == "consigne":
            yield _task(cell.exercise, sidecar.data["exercices"][cell.exercise], cells)


def _task(name: str, data: dict, cells: dict[str, Cell]) -> Task:
    def text(part: str) -> str:
        return cells[f"{name}-{part}"].source if f"{name}-{part}" in cells else ""

    answer = text("reponse")
    if data.get("forme") == "appariement":
        letters = forms.right_letters(data)
        solved = forms.matching_cell(data, letters) if letters else ""
        answer = f"### BEGIN SOLUTION\n{solved}\n### END SOLUTION"
    return Task(
        id=name,
        data=data,
        statement=text("consigne"),
        setup=text("donnees"),
        answer=answer,
        starter=forms.starter(name, data, regions.inside(answer, regions.SOLUTION)) if answer else "",
        tests={cell.name: cell.source for cell in cells.values() if cell.exercise == name and cell.part[:4] == "test"},
    )
