"""Where the tables are, and what their dictionary (`datapackage.json`) says of them."""

from __future__ import annotations

import json
import os
from functools import lru_cache
from pathlib import Path

from .errors import DamagedFile, DatasetsNotFound, UnknownTable

VARIABLE = "PARCOURS_DONNEES"
DICTIONARY = "datapackage.json"


def folder() -> Path:
    """The folder that holds the tables.

    `$PARCOURS_DONNEES` when it is set (and then nothing else), the first `datasets/` upward from the working directory,
    `/datasets` (JupyterLite, the page's worker), the copy inside the installed package.

    Raises:
        DatasetsNotFound: no place holds a `datapackage.json`.
    """
    chosen = os.environ.get(VARIABLE)
    if chosen:
        places = [Path(chosen)]
    else:
        here = Path.cwd()
        places = [parent / "datasets" for parent in (here, *here.parents)]
        places += [Path("/datasets"), Path(__file__).parent.parent / "donnees"]
    for place in places:
        if (place / DICTIONARY).is_file():
            return place
    raise DatasetsNotFound(places)


def names() -> list[str]:
    """The names that `load` knows, in the order of the catalogue."""
    return list(_resources(folder()))


def resource(name: str) -> dict:
    """The Frictionless description of a table, as `datapackage.json` holds it (title, schema, traps…).

    Raises:
        UnknownTable: no such table; the message lists the near names.
    """
    known = _resources(folder())
    if name not in known:
        raise UnknownTable(name, known)
    return known[name]


def _resources(place: Path) -> dict[str, dict]:
    file = place / DICTIONARY
    return _read(file, file.stat().st_mtime_ns)


@lru_cache(maxsize=8)
def _read(file: Path, _stamp: int) -> dict[str, dict]:
    try:
        package = json.loads(file.read_text(encoding="utf-8"))
        return {resource["name"]: resource for resource in package["resources"]}
    except json.JSONDecodeError as error:
        raise DamagedFile(file, f"ce n’est pas du JSON lisible ({error.msg})", line=error.lineno) from None
    except (UnicodeDecodeError, KeyError, TypeError) as error:
        raise DamagedFile(file, f"ce n’est pas un dictionnaire de données ({type(error).__name__} : {error})") from None
