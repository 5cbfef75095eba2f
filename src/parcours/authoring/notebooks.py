"""Assignment → source notebook (solutions, hidden tests, for nbgrader) → released notebook, by nbgrader's own steps."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import nbformat
from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from parcours.authoring import forms
from parcours.authoring.assignment import Assignment, Task

COURSE = "devenir-community-manager"

WELCOME = """# Module {number} · {title}

Ce carnet rassemble les exercices du module. Trois gestes suffisent :

1. **Exécutez** les cellules de haut en bas : cliquez dans une cellule, puis Maj + Entrée.
2. **Répondez** aux endroits prévus, et nulle part ailleurs : les autres cellules sont verrouillées.
3. **Vérifiez** : la cellule qui suit votre réponse ne dit rien si tout va bien ; sinon, sa dernière ligne vous dit
   quoi regarder.

Quand vous avez fini, enregistrez et déposez ce fichier, `{name}.ipynb`, sans changer son nom.

> **« No module named 'parcours' » s’affiche ?** Le paquet du cours manque sur cet ordinateur. Téléchargez-le sur le
> site du cours (un fichier dont le nom commence par `parcours` et finit par `.whl`), rangez-le à côté de ce carnet,
> ajoutez une cellule avec `%pip install` suivi d’une espace et du nom de ce fichier, exécutez-la, puis redémarrez le
> noyau. Rien à installer si vous travaillez directement sur le site."""


def source_notebook(assignment: Assignment) -> NotebookNode:
    """The instructor's notebook: solved answers, hidden tests, nbgrader's metadata, starting texts in `parcours`."""
    cells = list(_cells(assignment))
    for position, cell in enumerate(cells):
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
        cell.id = grade_id or hashlib.sha256(f"{assignment.module}:{position}".encode()).hexdigest()[:12]
    parcours = {
        "course": COURSE,
        "assignment": assignment.module,
        "version": assignment.version,
        "generated_from": assignment.origin,
    }
    metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
        "parcours": parcours,
    }
    return new_notebook(cells=cells, metadata=metadata)


def release(source: NotebookNode, config_file: Path) -> NotebookNode:
    """What a trainee receives: the steps that `nbgrader generate_assignment` takes under `config_file`, save its
    gradebook's. A test holds both to be the same bytes.
    """
    from nbgrader.converters import GenerateAssignment
    from nbgrader.coursedir import CourseDirectory
    from nbgrader.preprocessors import SaveCells
    from traitlets.config import PyFileConfigLoader

    config = PyFileConfigLoader(config_file.name, str(config_file.resolve().parent)).load_config()
    converter = GenerateAssignment(coursedir=CourseDirectory(config=config), config=config)
    notebook, resources = nbformat.from_dict(source), {}
    for step in converter.preprocessors:
        if step is not SaveCells:
            notebook, resources = step(config=config).preprocess(notebook, resources)
    return notebook


def text_of(notebook: NotebookNode) -> str:
    """The file's text, the same for the same notebook."""
    return nbformat.writes(notebook) + "\n"


def _cells(assignment: Assignment) -> Iterator[NotebookNode]:
    number = int(assignment.module[1:])
    yield new_markdown_cell(WELCOME.format(number=number, title=assignment.title, name=assignment.module))
    for part in assignment.flow:
        if isinstance(part, str):
            yield new_markdown_cell(part)
        else:
            yield from _task_cells(part)


def _task_cells(task: Task) -> Iterator[NotebookNode]:
    yield _graded(new_markdown_cell(_statement(task)), f"{task.id}-consigne", locked=True)
    if task.setup:
        yield _graded(new_code_cell(task.setup), f"{task.id}-donnees", locked=True)
    if task.written:
        samples = task.data.get("exemples")
        text = samples[0]["texte"].rstrip("\n") if samples else ""
        answer = _graded(new_markdown_cell(text), task.answer_id, solution=True, points=task.points(task.answer_id))
        answer.metadata.parcours = {"depart": forms.TEXT_STUB}
        yield answer
        return
    answer = _graded(new_code_cell(task.answer), task.answer_id, solution=True)
    answer.metadata.parcours = {"depart": task.starter}
    yield answer
    for grade_id, code in task.tests.items():
        yield _graded(new_code_cell(code), grade_id, locked=True, points=task.points(grade_id))


def _graded(
    cell: NotebookNode, grade_id: str, *, locked: bool = False, solution: bool = False, points: float | None = None
) -> NotebookNode:
    meta = {"grade": points is not None, "grade_id": grade_id, "locked": locked, "schema_version": 3}
    meta |= {"solution": solution, "task": False}
    if points is not None:
        meta["points"] = points
    cell.metadata.nbgrader = meta
    return cell


def _statement(task: Task) -> str:
    parts = [f"## Exercice {task.number} · {task.data['titre']}", plain_markdown(task.statement)]
    if "familles" in task.data:
        rows = [f"| **{letter}** | {name} |" for letter, name in task.data["familles"].items()]
        parts.append("\n".join(["| Lettre | Famille |", "|:---:|---|", *rows]))
    if task.written:
        parts.append(_rubric(task.data["grille"], task.points(task.answer_id)))
    for number, hint in enumerate(task.data["indices"], 1):
        parts.append(f"<details><summary>Indice {number}</summary>\n\n{hint.rstrip()}\n\n</details>")
    return "\n\n".join(parts)


def _rubric(criteria: list[dict], points: float) -> str:
    note = f"La grille ({points:g} points, 4 par critère)" if points else "Pour vous relire (non noté)"
    rows = [f"| {criterion['critere']} | " + " | ".join(criterion["niveaux"]) + " |" for criterion in criteria]
    return "\n".join([f"**{note}**", "", "| Critère | 0 | 1 | 2 | 3 | 4 |", "|---|---|---|---|---|---|", *rows])


def plain_markdown(text: str) -> str:
    """MyST roles such as {term}`cohorte` mean nothing in JupyterLab: their text stays."""
    return re.sub(r"\{[a-z:]+\}`([^`<]+?)(?: <[^`]*>)?`", r"\1", text)
