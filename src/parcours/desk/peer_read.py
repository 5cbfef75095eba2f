"""Reading back what peers filled in. What comes from outside is checked here; a bad file is named with its cause."""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from parcours.grading.depth import read_json
from parcours.moodle import parse_entry, repair_name

from . import shape
from .errors import DeskError
from .model import TOP, Review, Round
from .peer_form import COMMENT, FORMAT, HEADER, VERSION

_FILE_BYTES, _FILES, _COMMENT_LENGTH = 1_000_000, 2_000, 5_000
_NOISE = re.compile(r"(?:^|/)(?:__MACOSX/|\.DS_Store$|Thumbs\.db$|desktop\.ini$)")
_AGAIN = "Reprenez le formulaire, puis rendez le fichier que son bouton enregistre (relecture-….json)."


@dataclass
class Form:
    """What a file says: reviews by text code."""

    round: str
    reader: str
    reviews: dict[str, Review]


@dataclass
class _One:
    text: str
    levels: dict[str, int]
    comment: str = ""


@dataclass
class _Reply:
    round: str
    reader: str
    reviews: list[_One]
    format: str = FORMAT
    version: int = VERSION


def opened(files: dict[str, bytes], refused: list[dict]) -> Iterator[tuple[str, bytes, str | None]]:
    """Each file with its name and its sender's, as Moodle writes it (None when unknown); zips are looked into.

    Moodle's number would not do: it changes with the assignment, and forms come back through another one.
    """
    for name, data in sorted(files.items()):
        data = bytes(data)
        if not zipfile.is_zipfile(io.BytesIO(data)):
            yield name, data, _sender(name)
            continue
        try:
            yield from _members(name, data)
        except (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, NotImplementedError, EOFError, ValueError):
            refused.append(DeskError(name, "ce zip est abîmé ou protégé.", "Téléchargez-le de nouveau.").to_dict())


def _members(name: str, data: bytes) -> Iterator[tuple[str, bytes, str | None]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        infos = [info for info in archive.infolist() if not info.is_dir()]
        for info in infos[:_FILES]:
            path = repair_name(info.filename, bool(info.flag_bits & 0x800))
            if not _NOISE.search(path):
                with archive.open(info) as member:
                    yield f"{name} › {path}", member.read(_FILE_BYTES + 1), _sender(path)


def _sender(path: str) -> str | None:
    entry = parse_entry(path)
    return entry.name if entry else None


def parse(name: str, data: bytes, criteria: list[str]) -> Form:
    """A filled form, JSON or CSV. Raises DeskError."""
    if len(data) > _FILE_BYTES:
        raise DeskError(name, "il est bien trop gros pour une relecture.", _AGAIN)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")  # a spreadsheet's own « CSV »
    if "<html" in text[:2000].lower():
        raise DeskError(name, "c’est le formulaire lui-même, sans les réponses.", _AGAIN)
    form = _json(name, text) if text.lstrip()[:1] in ("{", "[") else _csv(name, text)
    for code, review in form.reviews.items():
        if strange := sorted(set(review.levels) - set(criteria)):
            raise DeskError(name, f"« {strange[0]} » n’est pas un critère de cette grille (texte {code}).", _AGAIN)
        for criterion, level in review.levels.items():
            if not 0 <= level <= TOP:
                cause = f"texte {code}, critère {criterion} : {level} n’est pas un niveau de 0 à {TOP}."
                raise DeskError(name, cause, "Corrigez-le, puis rendez le fichier de nouveau.")
        review.comment = review.comment.strip()[:_COMMENT_LENGTH]
    return form


def _json(name: str, text: str) -> Form:
    try:
        told = read_json(text)
    except (ValueError, RecursionError):
        raise DeskError(name, "le fichier est coupé ou abîmé.", _AGAIN) from None
    if not isinstance(told, dict) or told.get("format") != FORMAT or told.get("version") != VERSION:
        raise DeskError(name, "ce n’est pas une relecture.", _AGAIN)
    reply = shape.read(_Reply, told, "", name)
    return Form(reply.round, reply.reader, {one.text: Review(one.levels, one.comment) for one in reply.reviews})


def _csv(name: str, text: str) -> Form:
    first = text.partition("\n")[0]
    delimiter = max(";,\t", key=first.count)
    try:
        rows = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if any(row)]
    except csv.Error:
        raise DeskError(name, "ce n’est ni une relecture ni un tableau lisible.", _AGAIN) from None
    if not rows or [cell.strip() for cell in rows[0][:3]] != list(HEADER[:3]):
        raise DeskError(name, "ce n’est pas une relecture.", _AGAIN)
    reviews: dict[str, Review] = {}
    heads = {(row[0].strip(), row[1].strip()) for row in rows[1:] if len(row) > 4}
    if len(heads) != 1:
        raise DeskError(name, "il ne porte pas un seul code de lecteur.", "Rendez un fichier par personne.")
    for number, row in enumerate(rows[1:], start=2):
        if len(row) < 5:
            raise DeskError(f"{name}, ligne {number}", "il manque des colonnes.", "Reprenez « relecture.csv ».")
        code, criterion, given = (cell.strip() for cell in row[2:5])
        review = reviews.setdefault(code, Review())
        if criterion == COMMENT:
            review.comment = given
        elif given:
            review.levels[criterion] = _level(given, f"{name}, ligne {number}")
    turn, reader = heads.pop()
    return Form(turn, reader, reviews)


def _level(given: str, place: str) -> int:
    found = re.fullmatch(r"([0-9]+)(?:[.,]0+)?", given)
    if not found:
        raise DeskError(place, f"« {given} » n’est pas un niveau de 0 à {TOP}.", "Écrivez 0, 1, 2, 3 ou 4.")
    return int(found[1])


def checked(
    name: str, form: Form, turn: Round, readers: dict[str, str], authors: dict[str, str], sender: str | None
) -> str:
    """The reader whose form it is. Raises DeskError when it belongs to another round, to nobody, or to someone else.

    `readers` and `authors`: people by code; `sender`: who handed the file in, when Moodle says so.
    """
    if form.round != turn.id:
        cause = f"il vient d’un autre tour de relecture (« {form.round} »)."
        raise DeskError(name, cause, f"Choisissez ce tour, ou demandez le formulaire de « {turn.id} ».")
    reader = readers.get(form.reader)
    if reader is None:
        raise DeskError(name, f"le code de lecteur « {form.reader} » n’existe pas.", _AGAIN)
    if sender is not None and sender != reader:
        raise DeskError(name, "il porte le code d’un autre lecteur que la personne qui le rend.", _AGAIN)
    for code in form.reviews:
        if authors.get(code) not in turn.given[reader]:
            raise DeskError(name, f"le texte « {code} » n’a pas été donné à ce lecteur.", _AGAIN)
    if not any(review.levels or review.comment for review in form.reviews.values()):
        raise DeskError(name, "il est vide.", _AGAIN)
    return reader
