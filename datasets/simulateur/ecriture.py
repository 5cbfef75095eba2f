"""How values are written: comma, UTF-8, LF, UTC to the minute, local days, 1/0, an empty cell for a missing value."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from pathlib import Path


def cellule(valeur) -> str:
    """The text of one value in a CSV file."""
    match valeur:
        case None:
            return ""
        case bool():
            return "1" if valeur else "0"
        case datetime():
            return valeur.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")
        case date():
            return valeur.isoformat()
    return str(valeur)


def ecrire(dossier: Path, nom: str, lignes: list[dict]) -> None:
    """Write `lignes` as `dossier/nom.csv`; the keys of the first line are the columns."""
    with (dossier / f"{nom}.csv").open("w", encoding="utf-8", newline="") as fichier:
        sortie = csv.writer(fichier, lineterminator="\n")
        sortie.writerow(lignes[0])
        sortie.writerows([cellule(valeur) for valeur in ligne.values()] for ligne in lignes)
