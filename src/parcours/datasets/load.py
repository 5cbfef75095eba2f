"""Read one table with the types of its dictionary, the same in CPython and in Pyodide (pandas alone)."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from .diagnosis import explain
from .package import folder, resource


def load(name: str) -> pd.DataFrame:
    """The table `name`, one row a line, typed after its dictionary.

    Timestamps are `datetime64[us, UTC]`, dates `datetime64[us]`, enumerations `category`, integers `int64` or nullable
    `Int64`, booleans `bool` or nullable `boolean`, the rest `str` or `float64`. An empty cell is a missing value.

    Args:
        name: a table's name, as `names()` lists them: `load("messages")`.

    Raises:
        UnknownTable: no such table; the message lists the near names.
        DamagedFile: the file is absent or does not match its dictionary; the message names file, line and column.
        DatasetsNotFound: no folder of data.
    """
    table = resource(name)
    file = folder() / table["path"]
    try:
        return _read(file, table["schema"])
    except (ValueError, TypeError, OSError) as error:  # pandas' parser errors are ValueErrors
        raise explain(file, table["schema"], error) from None


def describe(name: str) -> pd.DataFrame:
    """The dictionary of a table: one row a column, with `colonne`, `type`, `unite`, `sens`, `manquant`.

    Raises:
        UnknownTable: no such table.
    """
    rows = [
        {
            "colonne": field["name"],
            "type": field["parcours:type"],
            "unite": field.get("parcours:unite", ""),
            "sens": field["description"],
            "manquant": field.get("parcours:manquant", ""),
        }
        for field in resource(name)["schema"]["fields"]
    ]
    return pd.DataFrame(rows)


def _read(file: Path, schema: dict) -> pd.DataFrame:
    fields = schema["fields"]
    table = pd.read_csv(
        file,
        encoding="utf-8",
        dtype={field["name"]: _reading_type(field) for field in fields},
        true_values=["1"],
        false_values=["0"],
        keep_default_na=False,
        na_values=[""],
        index_col=False,
    )
    expected = [field["name"] for field in fields]
    if list(table.columns) != expected:
        raise ValueError("columns")
    for field in fields:
        name, column = field["name"], table[field["name"]]
        if field["type"] in ("date", "datetime"):
            # « ISO8601 » is pandas' fast parser, four times quicker than the same format spelled out
            table[name] = column = pd.to_datetime(column, format="ISO8601", utc=field["type"] == "datetime")
        elif "enum" in field["constraints"] and field["type"] == "string":
            table[name] = column = _as_category(column, field["constraints"]["enum"])
        if field["constraints"]["required"] and column.isna().any():
            raise ValueError("missing")
    return table


def _reading_type(field: dict) -> str:
    """The pandas type to read a field with; dates are read as text, then parsed."""
    required = field["constraints"]["required"]
    match field["type"]:
        case "integer":
            return "int64" if required else "Int64"
        case "number":
            return "float64"
        case "boolean":
            return "bool" if required else "boolean"
        case "string" if "enum" in field["constraints"]:
            return "category"
    return "str"


def _as_category(column: pd.Series, values: list[str]) -> pd.Series:
    """The same categories in the same order whatever the rows at hand; a value outside the list is an error."""
    if not set(column.cat.categories) <= set(values):
        raise ValueError("category")
    return column.cat.set_categories(values)
