"""`datasets/catalogue.yml` → `datasets/datapackage.json` (Frictionless), the only dictionary read at run time."""

from __future__ import annotations

import json
from pathlib import Path

import yaml

FRICTIONLESS_TYPES = {
    "texte": "string",
    "catégorie": "string",
    "entier": "integer",
    "nombre": "number",
    "oui/non": "boolean",
    "date": "date",
    "horodatage": "datetime",
}
FORMATS = {"date": "%Y-%m-%d", "datetime": "%Y-%m-%dT%H:%MZ"}
COLUMN_KEYS = {"type", "unite", "sens", "manquant", "valeurs"}
LICENCES = {
    "CC0-1.0": {
        "name": "CC0-1.0",
        "title": "CC0 1.0 (domaine public)",
        "path": "https://creativecommons.org/publicdomain/zero/1.0/deed.fr",
    },
    "sources": {"name": "other-at", "title": "Selon la source de chaque ligne"},
}


class CatalogueError(Exception):
    """The catalogue cannot be turned into a dictionary; says where and what to write instead."""

    def __init__(self, place: str, cause: str):
        super().__init__(f"datasets/catalogue.yml, {place} : {cause}")


def read(folder: Path) -> dict:
    """The catalogue of `folder`, as written."""
    return yaml.safe_load((folder / "catalogue.yml").read_text(encoding="utf-8"))


def data_package(catalogue: dict) -> dict:
    """The Frictionless description of the whole catalogue.

    Raises:
        CatalogueError: a key is missing, a type or a foreign key is unknown.
    """
    return {
        "profile": "tabular-data-package",
        "name": catalogue["nom"],
        "title": catalogue["titre"],
        "description": catalogue["description"],
        "version": catalogue["version"],
        "licenses": [LICENCES["CC0-1.0"]],
        "resources": [_resource(name, table, catalogue["tables"]) for name, table in catalogue["tables"].items()],
    }


def write(folder: Path) -> Path:
    """Write `folder/datapackage.json` from `folder/catalogue.yml`; returns its path."""
    target = folder / "datapackage.json"
    text = json.dumps(data_package(read(folder)), ensure_ascii=False, indent=1)
    target.write_text(text + "\n", encoding="utf-8", newline="\n")
    return target


def _resource(name: str, table: dict, tables: dict) -> dict:
    place = f"table « {name} »"
    for key in ("titre", "description", "fabrication", "colonnes"):
        if key not in table:
            raise CatalogueError(place, f"il manque la clé « {key} ».")
    licence = table.get("licence", "CC0-1.0")
    if licence not in LICENCES:
        raise CatalogueError(place, f"licence « {licence} » inconnue ; choisissez parmi {', '.join(LICENCES)}.")
    schema = {
        "fields": [_field(place, column, about) for column, about in table["colonnes"].items()],
        "missingValues": [""],
    }
    if "cle" in table:
        schema["primaryKey"] = table["cle"]
    if "liens" in table:
        schema["foreignKeys"] = [_foreign_key(place, *link, table, tables) for link in table["liens"].items()]
    return {
        "name": name,
        "title": table["titre"],
        "description": table["description"],
        "path": f"{name}.csv",
        "profile": "tabular-data-resource",
        "scheme": "file",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\n", "quoteChar": '"', "doubleQuote": True},
        "licenses": [LICENCES[licence]],
        "schema": schema,
        "parcours:fabrication": table["fabrication"],
        "parcours:pieges": table.get("pieges", []),
        "parcours:verites": table.get("verites", []),
    }


def _field(place: str, name: str, about: dict) -> dict:
    kind = about.get("type")
    if kind not in FRICTIONLESS_TYPES:
        raise CatalogueError(
            f"{place}, colonne « {name} »",
            f"type « {kind} » inconnu ; choisissez parmi {', '.join(FRICTIONLESS_TYPES)}.",
        )
    unknown = sorted(set(about) - COLUMN_KEYS)
    if unknown:
        raise CatalogueError(
            f"{place}, colonne « {name} »",
            f"clé inconnue « {unknown[0]} » ; un texte avec une virgule ou deux-points se met entre guillemets.",
        )
    if "sens" not in about:
        raise CatalogueError(f"{place}, colonne « {name} »", "il manque la clé « sens ».")
    if kind == "catégorie" and "valeurs" not in about:
        raise CatalogueError(f"{place}, colonne « {name} »", "une catégorie donne ses « valeurs ».")
    field = {
        "name": name,
        "type": FRICTIONLESS_TYPES[kind],
        "description": about["sens"],
        "constraints": {"required": "manquant" not in about},
        "parcours:type": kind,
    }
    if field["type"] in FORMATS:
        field["format"] = FORMATS[field["type"]]
    if kind == "oui/non":
        field |= {"trueValues": ["1"], "falseValues": ["0"]}
    if "valeurs" in about:
        values = about["valeurs"]
        field["constraints"]["enum"] = list(values)
        if isinstance(values, dict):
            field["parcours:valeurs"] = {str(value): meaning for value, meaning in values.items()}
    for key in ("unite", "manquant"):
        if key in about:
            field[f"parcours:{key}"] = about[key]
    return field


def _foreign_key(place: str, column: str, target: str, table: dict, tables: dict) -> dict:
    other, _, key = target.partition(".")
    if column not in table["colonnes"] or key not in tables.get(other, {}).get("colonnes", {}):
        raise CatalogueError(place, f"le lien « {column}: {target} » ne mène à aucune colonne.")
    return {"fields": [column], "reference": {"resource": other, "fields": [key]}}


if __name__ == "__main__":
    print(write(Path(__file__).resolve().parents[3] / "datasets"))
