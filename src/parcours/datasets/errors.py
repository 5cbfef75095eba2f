"""What can go wrong when a table is read, each told in French to the person who typed the name."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path


class DatasetsError(Exception):
    """Common base: `except DatasetsError` catches everything this room raises."""


class DatasetsNotFound(DatasetsError):
    """No folder holds a `datapackage.json`."""

    def __init__(self, tried: Iterable[Path]):
        places = "\n".join(f"  - {place}" for place in tried)
        super().__init__(
            "Les données du Refuge sont introuvables : aucun dossier ne contient « datapackage.json ».\n"
            f"Endroits regardés :\n{places}\n"
            "Ouvrez le carnet depuis le dossier du cours, ou donnez le chemin du dossier datasets/ "
            "dans la variable PARCOURS_DONNEES."
        )


class UnknownTable(DatasetsError, KeyError):
    """The name asked for is not a table; the near names are listed."""

    def __init__(self, name: object, known: Iterable[str]):
        known = sorted(known)
        self.name = name
        self.near = get_close_matches(str(name).lower(), known, n=3, cutoff=0.5)
        advice = (
            "Vouliez-vous dire " + " ou ".join(f'load("{near}")' for near in self.near) + " ?"
            if self.near
            else "Tables disponibles : " + ", ".join(known) + "."
        )
        super().__init__(f"Il n’y a pas de table « {name} ». {advice}")

    def __str__(self) -> str:  # KeyError would show the sentence between quotes
        return self.args[0]


class DamagedFile(DatasetsError, ValueError):
    """A file of the folder cannot be read as its dictionary says."""

    def __init__(self, file: Path, cause: str, line: int | None = None, column: str | None = None):
        self.file, self.line, self.column = file, line, column
        place = f"Fichier {file.name}"
        if line is not None:
            place += f", ligne {line}"
        if column is not None:
            place += f", colonne « {column} »"
        super().__init__(
            f"{place} : {cause}\n"
            f"Le fichier a été abîmé ou modifié ({file}). Reprenez celui du cours : téléchargez-le de nouveau, "
            "ou, dans le dépôt, lancez « make data »."
        )
