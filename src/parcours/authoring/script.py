"""The py:percent script of a module's exercises, read as named cells: `# %% m05-ex02-test1`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from parcours.authoring.problems import SourceError, problem

NAME = re.compile(r"^(m\d\d-ex\d\d)-(consigne|donnees|reponse|texte|test\d)$")
MARKDOWN_PARTS = ("consigne", "texte")
_HEADER = re.compile(r"^# %% *([^\[\n]*?) *(\[markdown\])? *$", re.MULTILINE)


@dataclass(frozen=True)
class Cell:
    """A cell of the script. `name` is '' for text between exercises; `line` is that of its `# %%`."""

    name: str
    kind: str  # markdown | code
    source: str
    line: int
    path: Path

    @property
    def exercise(self) -> str:
        return self.name.rpartition("-")[0]

    @property
    def part(self) -> str:
        return self.name.rpartition("-")[2]

    def told(self, cause: str, advice: str) -> str:
        return problem(self.path, self.line, self.exercise, cause, advice)


def read_script(path: Path) -> dict[str, Cell]:
    """The cells of `path` by name, in order; those without a name are called '#0', '#1'… Raises SourceError."""
    import jupytext  # slow to import, of no use when nothing changed

    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8")
    except OSError:
        raise SourceError(
            [problem(path, 1, "", "ce fichier manque ou ne se lit pas.", "Créez-le (docs/exercises.md).")]
        ) from None
    notebook = jupytext.reads(text, fmt="py:percent")
    cells: dict[str, Cell] = {}
    problems = []
    for position, raw in enumerate(notebook.cells):
        name = raw.metadata.get("title", "").strip()
        if not name and raw.cell_type == "code" and _only_comments(raw.source):
            continue  # a note at the head of the file
        cell = Cell(name, raw.cell_type, raw.source, _line(text, name), path)
        problems += _mistakes(cell, cells)
        cells[name or f"#{position}"] = cell
    if problems:
        raise SourceError(problems)
    return cells


def _mistakes(cell: Cell, known: dict[str, Cell]) -> list[str]:
    found = []
    if not cell.name:
        if cell.kind == "code":
            found.append(
                cell.told("une cellule de code n’a pas de nom.", "Écrivez « # %% m01-ex01-donnees », par exemple.")
            )
        return found
    if not NAME.match(cell.name):
        advice = "Écrivez mNN-exNN- suivi de consigne, donnees, reponse, texte ou test1, test2…"
        return [cell.told(f"« {cell.name} » n’est pas un nom de cellule.", advice)]
    if cell.name in known:
        found.append(cell.told(f"« {cell.name} » sert deux fois.", "Donnez à chaque cellule le sien."))
    if (cell.kind == "markdown") != (cell.part in MARKDOWN_PARTS):
        header = f"# %% {cell.name}" + (" [markdown]" if cell.part in MARKDOWN_PARTS else "")
        found.append(cell.told(f"« {cell.name} » n’est pas du bon genre.", f"Écrivez « {header} »."))
    if cell.kind == "code":
        found += _syntax(cell)
    return found


def _syntax(cell: Cell) -> list[str]:
    try:
        compile(cell.source, cell.name, "exec")
    except SyntaxError as error:
        at = f"ligne {cell.line + (error.lineno or 0)}"
        return [cell.told(f"« {cell.name} » n’est pas du Python ({at} : {error.msg}).", "Corrigez cette ligne.")]
    return []


def _line(text: str, name: str) -> int:
    if not name:
        return 1
    found = next((match for match in _HEADER.finditer(text) if match[1] == name), None)
    return text.count("\n", 0, found.start()) + 1 if found else 1


def _only_comments(source: str) -> bool:
    return all(line.startswith("#") or not line.strip() for line in source.split("\n"))
