"""Which of a person's files is the notebook to mark; or why none is, in French. Pure."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from zoneinfo import ZoneInfo

from . import harmless
from .files import NOISE, NOTEBOOK, File, is_expected, zip_file
from .model import Limits, Submission
from .sanitize import Unreadable, parse

_INNER_ZIPS = 5
_ENTRY = b"PK\x01\x02"  # begins each line of a zip's table of contents
_ENTRIES = 10_000


def choose(files: list[File], made: Submission, assignment: str, limits: Limits, online_text: bool) -> Submission:
    """Put the notebook into ``made``, or reject it. Never raises: one person's file must not stop the others."""
    try:
        return _choose(files, made, assignment, limits, online_text)
    except Exception as error:
        told = f"Ce dépôt ne peut pas être lu ({type(error).__name__})"
        return made.reject(f"{told} : redéposez seulement {assignment}.ipynb.")


def _choose(files: list[File], made: Submission, assignment: str, limits: Limits, online_text: bool) -> Submission:
    expected = f"{assignment}.ipynb"
    if len(files) > limits.person_files:
        return made.reject(f"{len(files)} fichiers déposés : redéposez seulement {expected}.")
    for file in files:
        if file.problem:
            made.notes.append(f"Écarté : {harmless.text(file.name, 100)} ({file.problem}).")
    sound = [file for file in files if not file.problem]
    damaged = ""
    try:
        sound += _inside_zips(sound, limits)
    except Unreadable as error:
        damaged = str(error)
    notebooks = [file for file in sound if NOTEBOOK.search(file.name)]
    if not notebooks:
        return made.reject(_nothing(files, sound, damaged, expected, online_text))
    if damaged:
        made.review.append(f"{damaged} Un autre fichier a été corrigé.")
    notebooks.sort(key=lambda file: _rank(file, assignment), reverse=True)
    return _first_readable(notebooks, made, assignment, limits)


def _rank(file: File, assignment: str) -> tuple:
    """The expected name before all others, then the newest, then the highest ``(n)``."""
    number = re.search(r"\((\d{1,6})\)\s*$", NOTEBOOK.sub("", file.name))
    date = file.modified.timestamp() if file.modified else 0.0
    return (is_expected(file.name, assignment), date, int(number[1]) if number else 0, file.path)


def _first_readable(notebooks: list[File], made: Submission, assignment: str, limits: Limits) -> Submission:
    reason, passed_over = "", []
    for file in notebooks[:10]:
        name = harmless.text(file.name, 100)
        try:
            data = file.read(limits.notebook_bytes)
            notebook = parse(data, limits)
        except Unreadable as error:
            reason = reason or str(error)
            passed_over.append(f"« {name} » ne peut pas être lu ({str(error).rstrip('.')})")
            continue
        other = _other_assignment(notebook, assignment)
        if other:
            reason = reason or f"C’est le notebook « {other} » : redéposez {assignment}.ipynb."
            if is_expected(file.name, assignment):
                passed_over.append(f"« {name} » est le notebook « {other} »")
            continue
        if passed_over:
            made.review.append(f"{' ; '.join(passed_over)} : c’est « {name} » qui a été corrigé.")
        elif len(notebooks) > 1:
            made.notes.append(f"{len(notebooks)} notebooks déposés : « {name} » a été retenu.")
        elif not is_expected(file.name, assignment):
            made.notes.append(f"Fichier « {name} » au lieu de {assignment}.ipynb.")
        made.notebook, made.filename = data, harmless.text(file.name, 200)
        if made.prefix and not made.submitted_at:
            made.submitted_at = file.modified
        return made
    return made.reject(reason)


def _other_assignment(notebook: dict, assignment: str) -> str | None:
    metadata = notebook.get("metadata")
    ours = metadata.get("parcours") if isinstance(metadata, dict) else None
    theirs = ours.get("assignment") if isinstance(ours, dict) else None
    return harmless.text(theirs, 40) if isinstance(theirs, str) and theirs != assignment else None


def _inside_zips(files: list[File], limits: Limits) -> list[File]:
    """The files of the few zips that a trainee handed in; one level, no deeper, and no more bytes than one notebook."""
    found: list[File] = []
    zips = [file for file in files if file.name.lower().endswith(".zip")]
    if len(zips) > _INNER_ZIPS:
        raise Unreadable(f"{len(zips)} archives déposées, la limite est {_INNER_ZIPS}.")
    left = limits.notebook_bytes
    for file in zips:
        data = file.read(left)
        left -= len(data)
        if left < 0 or data.count(_ENTRY) > _ENTRIES:
            raise Unreadable("L’archive déposée est trop grosse.")
        try:
            archive = zipfile.ZipFile(io.BytesIO(data))
            infos = [info for info in archive.infolist() if not info.is_dir()][: limits.person_files]
        except Exception as error:  # as many kinds as there are ways to damage a zip
            raise Unreadable("L’archive déposée est abîmée.") from error
        inner = [zip_file(archive, info, ZoneInfo("UTC")) for info in infos]
        for each in inner:
            each.modified = file.modified
        found += [each for each in inner if not each.problem and not NOISE.search(each.path)]
    return found


def _nothing(files: list[File], sound: list[File], damaged: str, expected: str, online_text: bool) -> str:
    if damaged:
        return f"{damaged} Redéposez {expected}, sans le compresser."
    if not sound and files:
        return f"Le dépôt ne contient qu’{files[0].problem} : redéposez {expected}."
    kinds = sorted({Path(file.name).suffix.lower()[:10] or "sans extension" for file in sound})
    if kinds:
        return f"Aucun notebook dans ce dépôt ({harmless.text(', '.join(kinds[:5]), 80)}) : redéposez {expected}."
    if online_text:
        return f"Un texte en ligne, mais aucun fichier : redéposez {expected}."
    return f"Dépôt vide : redéposez {expected}."
