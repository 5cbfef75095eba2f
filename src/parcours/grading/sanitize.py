"""From what a trainee handed in to a notebook that can be run and read without surprise. Pure.

Everything that decides a mark (identifiers, points, types, test cells) comes from the template; from the trainee come
the answers, the texts and the cells added between them.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field

from . import harmless
from .analysis import reach, shadows, suspicions
from .depth import read_json
from .model import Limits
from .template import Cell, Template, checksum

_MISSING = "# Cette cellule manquait dans le rendu.\n"


class Unreadable(ValueError):
    """Not a notebook of this assignment; the message says why and what to hand in again, in French."""


@dataclass
class Clean:
    """A notebook made safe.

    ``tests``: grade_id → position; ``skip``: positions put back for the reader but not to be run.
    """

    notebook: dict
    tests: dict[str, int] = field(default_factory=dict)
    skip: set[int] = field(default_factory=set)
    unanswered: set[str] = field(default_factory=set)
    unusual: bool = False  # code that could bend a test run beside it
    notes: list[str] = field(default_factory=list)
    review: list[str] = field(default_factory=list)


def parse(data: bytes, limits: Limits) -> dict:
    """Decode what claims to be a notebook. Raises Unreadable."""
    if len(data) > limits.notebook_bytes:
        raise Unreadable(
            f"Le notebook pèse {len(data) / 2**20:.0f} Mo. Menu « Édition → Effacer les sorties », "
            "enregistrez, puis redéposez-le."
        )
    try:
        encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
        notebook = read_json(data.decode(encoding))
    except (ValueError, RecursionError, MemoryError) as error:
        where = f" (ligne {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        raise Unreadable(
            f"Le fichier n’est pas un notebook lisible{where}. Téléchargez-le depuis Jupyter "
            "(« Fichier → Télécharger »), puis redéposez-le."
        ) from error
    if not isinstance(notebook, dict) or not isinstance(notebook.get("cells"), list):
        if isinstance(notebook, dict) and "worksheets" in notebook:
            raise Unreadable("Le notebook est dans un ancien format : ouvrez-le, enregistrez-le, puis redéposez-le.")
        raise Unreadable("Le fichier est du JSON, mais pas un notebook. Redéposez le fichier .ipynb du module.")
    if not notebook["cells"]:
        raise Unreadable("Le notebook est vide. Redéposez celui où vous avez travaillé.")
    return notebook


def sanitize(notebook: dict, template: Template, limits: Limits) -> Clean:
    """Restore the template's cells around the trainee's answers. Raises Unreadable for another notebook."""
    clean = Clean({})
    _check_identity(notebook, template, clean)
    given = [_Given(cell, limits, clean) for cell in notebook["cells"] if isinstance(cell, dict)]
    if len(given) > limits.cells:
        clean.review.append(f"{len(given)} cellules : seules les {limits.cells} premières ont été lues.")
        given = given[: limits.cells]
    _recognise(given, template, clean)
    if any(each.tagged and each.anchor for each in given):
        clean.review.append("Des cellules portaient une étiquette qui change leur exécution : elle a été retirée.")
    if not any(each.anchor for each in given):
        raise Unreadable(
            f"Aucune cellule de ce notebook n’appartient à « {template.assignment} ». "
            f"Redéposez le fichier {template.assignment}.ipynb."
        )
    _assemble(_in_order(given, template, clean), template, clean, limits)
    _suspect(clean, template)
    return clean


def _check_identity(notebook: dict, template: Template, clean: Clean) -> None:
    metadata = notebook.get("metadata")
    ours = metadata.get("parcours") if isinstance(metadata, dict) else None
    if not isinstance(ours, dict):
        return
    assignment, version = ours.get("assignment"), ours.get("version")
    if isinstance(assignment, str) and assignment != template.assignment:
        raise Unreadable(
            f"C’est le notebook « {harmless.text(assignment, 40)} » : celui de « {template.assignment} » est attendu. "
            "Redéposez le bon fichier."
        )
    if version is not None and template.version and str(version) != template.version:
        clean.notes.append(
            f"Notebook d’une autre version du cours ({harmless.text(str(version), 40)}, "
            f"corrigé avec {template.version})."
        )


class _Given:
    """One cell as it came, reduced to what we keep of it."""

    def __init__(self, cell: dict, limits: Limits, clean: Clean) -> None:
        raw = cell.get("source", "")
        joined = "".join(p for p in raw if isinstance(p, str)) if isinstance(raw, list) else raw
        if not isinstance(joined, str):
            joined = ""
        if len(joined) > limits.source_chars:
            clean.review.append("Une cellule démesurée a été coupée.")
        self.source = _unicode(joined[: limits.source_chars])
        self.cell_type = cell.get("cell_type") if cell.get("cell_type") in ("code", "markdown", "raw") else "raw"
        metadata = cell.get("metadata")
        metadata = metadata if isinstance(metadata, dict) else {}
        nbgrader = metadata.get("nbgrader")
        self.grade_id = nbgrader.get("grade_id") if isinstance(nbgrader, dict) else None
        self.cell_id = cell.get("id") if isinstance(cell.get("id"), str) else None
        self.attachments, self.images = harmless.attachments(cell.get("attachments"), limits.output_bytes)
        self.tagged = bool({"skip-execution", "raises-exception"} & _tags(metadata))
        self.anchor: str | None = None


def _tags(metadata: dict) -> set[str]:
    tags = metadata.get("tags")
    return {tag for tag in tags if isinstance(tag, str)} if isinstance(tags, list) else set()


def _unicode(source: str) -> str:
    source = source.replace("\x00", "\ufffd").replace("\r\n", "\n")
    return source.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _recognise(given: list[_Given], template: Template, clean: Clean) -> None:
    """Tell which template cell each one is: by grade_id, else by the cell's id. A duplicate's last copy counts, as in
    nbgrader (DeduplicateIds); the others stay as ordinary cells."""
    known, by_cell_id = template.by_id, {c.cell_id: c.grade_id for c in template.cells if c.grade_id}
    taken: set[str] = set()
    for each in reversed(given):
        if isinstance(each.grade_id, str) and each.grade_id in known:
            if each.grade_id in taken:
                clean.notes.append(f"La cellule « {each.grade_id} » est en double : la dernière compte.")
            else:
                each.anchor = each.grade_id
                taken.add(each.grade_id)
    for each in given:
        wanted = by_cell_id.get(each.cell_id or "")
        if each.anchor is None and wanted and wanted not in taken and each.grade_id not in known:
            each.anchor = wanted
            taken.add(wanted)
            clean.notes.append(f"Les métadonnées de la cellule « {wanted} » ont été rétablies.")


def _in_order(given: list[_Given], template: Template, clean: Clean) -> list[_Given]:
    """The cells with their anchors in the template's order; what stands between follows the anchor before it."""
    order = {cell.grade_id: position for position, cell in enumerate(template.cells) if cell.grade_id}
    positions = [order[each.anchor] for each in given if each.anchor]
    if positions == sorted(positions):
        return given
    clean.notes.append("Des cellules avaient changé de place : l’ordre du module a été rétabli.")
    groups: list[tuple[int, list[_Given]]] = [(-1, [])]
    for each in given:
        if each.anchor:
            groups.append((order[each.anchor], []))
        groups[-1][1].append(each)
    return [each for _, group in sorted(groups, key=lambda pair: pair[0]) for each in group]


def _assemble(given: list[_Given], template: Template, clean: Clean, limits: Limits) -> None:
    anchored = [cell for cell in template.cells if cell.grade_id]
    present = {each.anchor for each in given}
    cells: list[dict] = []

    def restore_until(grade_id: str | None) -> None:
        while anchored and anchored[0].grade_id != grade_id:
            missing = anchored.pop(0)
            if missing.grade_id not in present:
                _put_missing(missing, cells, clean)
        if anchored:
            anchored.pop(0)

    for number, each in enumerate(given):
        if each.anchor:
            restore_until(each.anchor)
            _put_anchor(template.by_id[each.anchor], each, cells, clean)
        else:
            cells.append(_ordinary(each, number))
    restore_until(None)
    for number, cell in enumerate(cells, start=1):
        if cell["cell_type"] == "markdown" and harmless.lost_image(cell["source"]):
            clean.notes.append(f"Cellule {number} : une image n’a pas été gardée.")
    clean.notebook = {"cells": cells, "metadata": dict(template.metadata), "nbformat": 4, "nbformat_minor": 5}


def _put_anchor(cell: Cell, given: _Given, cells: list[dict], clean: Clean) -> None:
    theirs = cell.role in ("answer", "manual")
    source = given.source if theirs else cell.full
    if given.cell_type != cell.cell_type:
        clean.notes.append(f"Le type de la cellule « {cell.grade_id} » a été rétabli.")
    if cell.role in ("test", "locked") and given.source not in (cell.released, cell.full):
        clean.notes.append(f"Le texte de la cellule verrouillée « {cell.grade_id} » a été rétabli.")
    unchanged = checksum(cell.nbgrader, cell.cell_type, source) == cell.nbgrader["checksum"]
    if theirs and unchanged:
        clean.unanswered.add(cell.grade_id or "")
    if cell.cell_type == "markdown":
        ours = not theirs or unchanged
        source = harmless.links(source, given.images) if ours else harmless.markdown(source, given.images)
    if cell.role == "test":
        clean.tests[cell.grade_id or ""] = len(cells)
    made = _made(cell, source)
    if cell.cell_type == "markdown" and given.attachments:
        made["attachments"] = given.attachments
    cells.append(made)


def _put_missing(cell: Cell, cells: list[dict], clean: Clean) -> None:
    clean.notes.append(f"La cellule « {cell.grade_id} » avait été supprimée : elle a été remise.")
    if cell.role == "test":
        clean.tests[cell.grade_id or ""] = len(cells)
    elif cell.role == "answer" and cell.cell_type == "code":
        clean.skip.add(len(cells))
        cells.append(_made(cell, _MISSING))
        return
    elif cell.role in ("answer", "manual"):
        clean.skip.add(len(cells))
        clean.unanswered.add(cell.grade_id or "")
    cells.append(_made(cell, cell.full))


def _made(cell: Cell, source: str) -> dict:
    made: dict = {"cell_type": cell.cell_type, "id": _valid_id(cell.cell_id), "metadata": {}, "source": source}
    made["metadata"]["nbgrader"] = dict(cell.nbgrader)
    if cell.role in ("test", "locked"):
        made["metadata"] |= {"deletable": False, "editable": False}
    if cell.cell_type == "code":
        made |= {"outputs": [], "execution_count": None}
    return made


def _ordinary(given: _Given, number: int) -> dict:
    made: dict = {
        "cell_type": given.cell_type,
        "id": hashlib.sha256(f"{number}:{given.source}".encode()).hexdigest()[:16],
        "metadata": {},
        "source": harmless.markdown(given.source, given.images) if given.cell_type == "markdown" else given.source,
    }
    if given.cell_type == "code":
        made |= {"outputs": [], "execution_count": None}
    if given.cell_type == "raw":
        made["source"] = harmless.markdown(given.source)
    if given.cell_type == "markdown" and given.attachments:
        made["attachments"] = given.attachments
    return made


def _valid_id(text: str) -> str:
    """nbformat 4.5 wants 1 to 64 of ``a-zA-Z0-9-_``."""
    return (
        text
        if 0 < len(text) <= 64 and text.replace("-", "").replace("_", "").isalnum() and text.isascii()
        else (hashlib.sha256(text.encode()).hexdigest()[:16])
    )


def _suspect(clean: Clean, template: Template) -> None:
    """Name what the instructor's own code never uses and the known attacks do. It is marked all the same."""
    own = [cell.solved for cell in template.cells if cell.cell_type == "code"]
    allowed = {label for source in own for label in suspicions(source)}
    reached = {label for source in own for label in reach(source)}
    for number, cell in enumerate(clean.notebook["cells"], start=1):
        if cell["cell_type"] == "code" and number - 1 not in clean.tests.values():
            found = sorted(suspicions(cell["source"]) - allowed)
            clean.unusual |= bool(found or shadows(cell["source"]) or reach(cell["source"]) - reached)
            if found:
                told = harmless.text(", ".join(found), 300)
                clean.review.append(f"Cellule {number} : code inhabituel ({told}).")
