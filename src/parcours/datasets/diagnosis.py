"""Why a file cannot be read: the slow, line-by-line reading that names the line and the column for a person."""

from __future__ import annotations

import csv
from datetime import datetime
from pathlib import Path

from .errors import DamagedFile


def explain(file: Path, schema: dict, error: Exception) -> DamagedFile:
    """The first thing that does not match the dictionary, as an exception ready to raise."""
    if not file.is_file():
        return DamagedFile(file, "le fichier manque.")
    try:
        text = file.read_bytes().decode("utf-8")
    except UnicodeDecodeError as bad:
        line = bad.object[: bad.start].count(b"\n") + 1
        return DamagedFile(file, "un caractère n’est pas en UTF-8 (fichier enregistré par un tableur ?).", line)
    fields = schema["fields"]
    rows = csv.reader(text.splitlines(keepends=True))
    try:
        fault = _header_fault(next(rows, []), fields)
        if fault:
            return DamagedFile(file, fault, 1)
        end = 1
        for row in rows:
            start, end = end + 1, rows.line_num
            if row:
                fault = _row_fault(row, fields)
                if fault:
                    return DamagedFile(file, fault[1], start, fault[0])
    except csv.Error as bad:
        return DamagedFile(file, f"la ligne n’est pas du CSV lisible ({bad}).", rows.line_num)
    return DamagedFile(file, f"lecture impossible ({error}).")


def _header_fault(header: list[str], fields: list[dict]) -> str | None:
    expected = [field["name"] for field in fields]
    if header == expected:
        return None
    lost = [name for name in expected if name not in header]
    new = [name for name in header if name not in expected]
    if lost:
        return "il manque la colonne " + ", ".join(f"« {name} »" for name in lost) + "."
    if new:
        return "colonne inattendue : " + ", ".join(f"« {name} »" for name in new) + "."
    return "les colonnes ne sont pas dans l’ordre du dictionnaire : " + ", ".join(expected) + "."


def _row_fault(row: list[str], fields: list[dict]) -> tuple[str | None, str] | None:
    if len(row) != len(fields):
        column = fields[len(row)]["name"] if len(row) < len(fields) else None
        return column, f"{len(row)} valeurs au lieu de {len(fields)}."
    for field, value in zip(fields, row, strict=True):
        cause = _value_fault(field, value)
        if cause:
            return field["name"], cause
    return None


def _value_fault(field: dict, value: str) -> str | None:
    constraints = field["constraints"]
    if value == "":
        return "la valeur manque." if constraints["required"] else None
    if "enum" in constraints and value not in [str(known) for known in constraints["enum"]]:
        known = ", ".join(str(known) for known in constraints["enum"])
        return f"« {value} » n’est pas une valeur prévue ({known})."
    try:
        match field["type"]:
            case "integer":
                int(value)
            case "number":
                float(value)
            case "date" | "datetime":
                datetime.strptime(value, field["format"])
            case "boolean":
                if value not in ("0", "1"):
                    raise ValueError
    except ValueError:
        return f"« {value} » ne se lit pas comme {field['parcours:type']}."
    return None
