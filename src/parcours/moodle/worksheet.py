"""The offline grading worksheet: read the one Moodle gave, fill its cells, change nothing else.

Moodle (mod/assign/feedback/offline/importgradeslib.php) refuses a file whose headings are not, letter for letter, those
of the teacher's language, and cuts the identifier by position: so the downloaded file is filled, never synthesised.
"""

from __future__ import annotations

import csv
import html
import io
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_HEADINGS = {
    "fr": {
        "id": "Identifiant",
        "grade": "Note",
        "max": "Note maximale",
        "scale": "Barème",
        "locked": "La note peut être modifiée",
        "modified": "Dernière modification (note)",
        "comment": "Feedback par commentaires",
        "name": "Nom complet",
        "group": "Groupe",
        "submitted": "Dernière modification (travail remis)",
    },
    "en": {
        "id": "Identifier",
        "grade": "Grade",
        "max": "Maximum Grade",
        "scale": "Scale",
        "locked": "Grade can be changed",
        "modified": "Last modified (grade)",
        "comment": "Feedback comments",
        "name": "Full name",
        "group": "Group",
        "submitted": "Last modified (submission)",
    },
}
_NO = {"fr": "Non", "en": "No"}
_TRAILING_NUMBER = re.compile(r"([0-9]+)\s*$")


class WorksheetError(ValueError):
    """The file is not a worksheet that Moodle would take back; the message says what to do, in French."""


@dataclass(frozen=True)
class Note:
    """A mark on its own scale; the worksheet's maximum is applied when filling."""

    score: float
    max_score: float
    comment: str | None = None


@dataclass
class Worksheet:
    """A downloaded worksheet. ``columns`` maps our names (id, grade, max, group…) to column numbers."""

    language: str
    header: list[str]
    rows: list[list[str]]
    columns: dict[str, int]
    newline: str = "\n"

    def cell(self, row: list[str], column: str) -> str:
        index = self.columns.get(column)
        return row[index] if index is not None and index < len(row) else ""

    def uniqueid(self, row: list[str]) -> str | None:
        found = _TRAILING_NUMBER.search(self.cell(row, "id"))
        return found[1] if found else None


@dataclass
class FillReport:
    """What filling did. The lists hold uniqueids; ``warnings`` are French sentences for the trainer."""

    filled: list[str] = field(default_factory=list)
    already_graded: list[str] = field(default_factory=list)
    locked: list[str] = field(default_factory=list)
    without_note: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def read_worksheet(data: bytes, name: str = "la feuille d’évaluation") -> Worksheet:
    """Parse the bytes that Moodle gave, comma or semicolon, with or without BOM.

    Raises WorksheetError (in French) when the encoding, the headings or a row are not Moodle's.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise WorksheetError(
            f"{name} n’est pas en UTF-8 (octet {error.start}). Excel l’a sans doute réenregistrée : "
            "téléchargez-la de nouveau depuis Moodle et donnez-la sans l’ouvrir dans un tableur."
        ) from error
    first_line = text.partition("\n")[0]
    delimiter = ";" if first_line.count(";") > first_line.count(",") else ","
    try:
        table = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise WorksheetError(f"{name} n’est pas un CSV lisible ({error}). Téléchargez-la de nouveau.") from error
    if not table:
        raise WorksheetError(f"{name} est vide. Téléchargez-la de nouveau depuis Moodle.")
    header, rows = table[0], [row for row in table[1:] if any(row)]
    language, columns = _columns(header)
    if not {"id", "grade", "modified"} <= columns.keys():
        wanted = ", ".join(f"« {_HEADINGS['fr'][key]} »" for key in ("id", "grade", "modified"))
        raise WorksheetError(
            f"{name}, ligne 1 : il manque les colonnes {wanted} (ou leurs noms anglais). "
            "Dans Moodle : devoir, « Télécharger le formulaire d’évaluation »."
        )
    for number, row in enumerate(rows, start=2):
        if len(row) != len(header):
            raise WorksheetError(
                f"{name}, ligne {number} : {len(row)} colonnes au lieu de {len(header)}. Téléchargez-la de nouveau."
            )
    return Worksheet(language, header, rows, columns, "\r\n" if first_line.endswith("\r") else "\n")


def _columns(header: list[str]) -> tuple[str, dict[str, int]]:
    """The language whose headings are there in greatest number, and where they stand."""
    found = {
        language: {key: header.index(title) for key, title in headings.items() if title in header}
        for language, headings in _HEADINGS.items()
    }
    language = max(found, key=lambda each: len(found[each]))
    return language, found[language]


def fill_worksheet(sheet: Worksheet, notes: Mapping[str, Note]) -> tuple[bytes, FillReport]:
    """Put ``notes`` (by uniqueid) into a copy of the worksheet. Returns UTF-8 CSV bytes and what was done.

    Only the grade and comment cells of known, unlocked participants change. The mark is brought to the row's maximum
    and rounded to two decimals, with the decimal sign of the worksheet's language.
    """
    if "scale" in sheet.columns and "max" not in sheet.columns:
        raise WorksheetError(
            "Ce devoir est noté avec un barème de mots, pas avec des points : "
            "choisissez « Note : Point » dans les réglages du devoir, puis téléchargez la feuille de nouveau."
        )
    report, rows, seen = FillReport(), [], set()
    for number, row in enumerate(sheet.rows, start=2):
        row = list(row)
        rows.append(row)
        uniqueid = sheet.uniqueid(row)
        if uniqueid is None:
            report.warnings.append(f"Ligne {number} : identifiant illisible, ligne laissée telle quelle.")
            continue
        seen.add(uniqueid)
        if uniqueid not in notes:
            report.without_note.append(uniqueid)
        elif sheet.cell(row, "locked") == _NO[sheet.language]:
            report.locked.append(uniqueid)
        else:
            if sheet.cell(row, "modified").strip() not in ("", "-"):
                report.already_graded.append(uniqueid)
            _fill_row(sheet, row, notes[uniqueid], number)
            report.filled.append(uniqueid)
    report.unknown = sorted(set(notes) - seen)
    report.warnings += _advice(sheet, report)
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator=sheet.newline, quoting=csv.QUOTE_ALL)  # else a lone \r goes unquoted
    writer.writerow(sheet.header)
    writer.writerows(rows)
    return out.getvalue().encode("utf-8"), report


def _fill_row(sheet: Worksheet, row: list[str], note: Note, number: int) -> None:
    maximum = _number(sheet.cell(row, "max")) if "max" in sheet.columns else note.max_score
    if maximum is None or note.max_score <= 0:
        raise WorksheetError(f"Ligne {number} : la note maximale « {sheet.cell(row, 'max')} » n’est pas un nombre.")
    mark = min(max(note.score / note.max_score * maximum, 0), maximum)
    text = f"{mark:.2f}"
    row[sheet.columns["grade"]] = text.replace(".", ",") if sheet.language == "fr" else text
    if note.comment is not None and "comment" in sheet.columns:
        row[sheet.columns["comment"]] = "<br>".join(html.escape(line) for line in note.comment.splitlines())


def _number(text: str) -> float | None:
    try:
        value = float(text.strip().replace("\u00a0", "").replace("\u202f", "").replace(",", "."))
    except ValueError:
        return None
    return value if math.isfinite(value) and value > 0 else None


def _advice(sheet: Worksheet, report: FillReport) -> list[str]:
    advice = []
    if report.already_graded and sheet.language == "fr":
        advice.append(
            f"{len(report.already_graded)} ligne(s) déjà notée(s) dans Moodle : un Moodle en français ne sait pas "
            "relire ses propres dates et les ignorerait. À l’import, cochez « Autorise la modification de données "
            "modifiées plus récemment dans Moodle que dans le formulaire d’évaluation »."
        )
    elif report.already_graded:
        advice.append(
            f"{len(report.already_graded)} ligne(s) déjà notée(s) : Moodle les ignore si la note y a changé depuis le "
            "téléchargement de la feuille."
        )
    if report.unknown:
        advice.append(
            f"{len(report.unknown)} note(s) sans ligne dans cette feuille ({', '.join(report.unknown[:5])}) : "
            "vérifiez que la feuille et l’archive viennent du même devoir."
        )
    if report.locked:
        advice.append(f"{len(report.locked)} note(s) verrouillée(s) dans Moodle, laissée(s) telle(s) quelle(s).")
    return advice
