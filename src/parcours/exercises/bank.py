"""The exercise JSON, read and checked without any dependency: one file a module, one file a published solution."""

from __future__ import annotations

import json
import types
import typing
from dataclasses import MISSING, fields, is_dataclass
from pathlib import Path
from typing import Any

from parcours.exercises.model import SCHEMA, Module, Solution


class ExerciseError(ValueError):
    """An exercise file cannot be used. Its text, in French, gives the place, the cause and what to do."""


def load_module(path: str | Path) -> Module:
    """Read `mNN.json`. Raises ExerciseError naming the file and the place in it."""
    return _load(Path(path), Module)


def load_solution(path: str | Path) -> Solution:
    """Read a solution file `mNN-exNN.json`. Raises ExerciseError naming the file and the place in it."""
    return _load(Path(path), Solution)


def module_from_dict(data: dict) -> Module:
    """The module that `data` (parsed JSON) describes. Raises ExerciseError naming the place."""
    return _from_dict(Module, data)


def to_dict(item: Any) -> dict:
    """A model object as JSON-ready data; empty optional fields are left out."""
    return _without_defaults(item)


def _load(path: Path, kind: type) -> Any:
    try:
        return _from_dict(kind, json.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise ExerciseError(
            f"{path} ne se lit pas ({error.strerror}). Lancez « make exercises », ou vérifiez le nom."
        ) from None
    except ValueError as error:
        raise ExerciseError(
            f"{path} : {error} Reprenez ce fichier sur le site, ou lancez « make exercises »."
        ) from None


def _from_dict(kind: type, data: Any) -> Any:
    if isinstance(data, dict) and data.get("schema") != SCHEMA:
        raise ExerciseError(f"ce fichier suit le format {data.get('schema')!r}, ce programme lit le format {SCHEMA}.")
    return _convert(kind, data, "")


def _convert(kind: Any, data: Any, place: str) -> Any:
    """`data` as `kind`: a data class, tuple[X, ...], X | None, dict[str, int] or a plain type."""
    origin = typing.get_origin(kind)
    if origin is types.UnionType:
        return None if data is None else _convert(typing.get_args(kind)[0], data, place)
    if origin is tuple:
        _expect(data, list, place)
        inner = typing.get_args(kind)[0]
        return tuple(_convert(inner, each, f"{place}[{position}]") for position, each in enumerate(data))
    if origin is dict:
        _expect(data, dict, place)
        return {key: _convert(typing.get_args(kind)[1], value, f"{place}.{key}") for key, value in data.items()}
    if is_dataclass(kind):
        return _record(kind, data, place)
    _expect(data, (int, float) if kind is float else kind, place)
    return data


def _record(kind: type, data: Any, place: str) -> Any:
    _expect(data, dict, place)
    hints = typing.get_type_hints(kind)
    if unknown := sorted(data.keys() - hints.keys()):
        raise ExerciseError(f"champ inconnu à {place or 'la racine'} : {', '.join(unknown)}.")
    required = {field.name for field in fields(kind) if field.default is MISSING}
    if missing := sorted(required - data.keys()):
        raise ExerciseError(f"il manque à {place or 'la racine'} : {', '.join(missing)}.")
    return kind(**{key: _convert(hints[key], value, f"{place}.{key}".lstrip(".")) for key, value in data.items()})


def _expect(data: Any, kind: Any, place: str) -> None:
    if not isinstance(data, kind) or (isinstance(data, bool) and kind is not bool):
        raise ExerciseError(f"{place or 'la racine'} contient {data!r}, qui n’est pas du type attendu.")


def _without_defaults(item: Any) -> Any:
    if is_dataclass(item):
        pairs = ((field, getattr(item, field.name)) for field in fields(item))
        return {
            field.name: _without_defaults(value)
            for field, value in pairs
            if field.name == "schema" or field.default is MISSING or value != field.default
        }
    if isinstance(item, tuple):
        return [_without_defaults(each) for each in item]
    return item
