"""Data classes to JSON and back, so that a damaged or foreign file is refused with the place of its mistake."""

from __future__ import annotations

import enum
import types
import typing
from dataclasses import MISSING, fields, is_dataclass
from typing import Any

from .errors import DeskError

_WORDS = {str: "un texte", int: "un nombre entier", float: "un nombre", bool: "vrai ou faux", list: "une liste"}
_MOST = 2**53  # whole numbers beyond it are no longer told apart
_ADVICE = "Reprenez un fichier que la page a enregistré, sans le modifier."


def plain(item: Any) -> Any:
    """A data class, and all it holds, as dicts and lists; what is already plain is shared, not copied."""
    if is_dataclass(item):
        return {field.name: plain(getattr(item, field.name)) for field in fields(item)}
    if isinstance(item, (list, tuple)):
        return [plain(each) for each in item]
    if isinstance(item, dict):
        return {key: plain(value) for key, value in item.items()}
    return item


def read(kind: Any, data: Any, place: str, source: str) -> Any:
    """`data` (parsed JSON) as `kind`: a data class, list[X], tuple[X, ...], dict[str, X], X | None or a plain type.

    Raises DeskError: `source` names the file, `place` the path in it.
    """
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if kind is Any:
        return data
    if origin is types.UnionType:
        return None if data is None else read(inner[0], data, place, source)
    if origin in (list, tuple):
        _expect(data, list, place, source)
        return origin(read(inner[0], each, f"{place}[{at}]", source) for at, each in enumerate(data))
    if origin is dict or kind is dict:
        _expect(data, dict, place, source)
        held = inner[1] if inner else Any
        return {key: read(held, value, f"{place}.{key}".lstrip("."), source) for key, value in data.items()}
    if is_dataclass(kind):
        return _record(kind, data, place, source)
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        known = [each.value for each in kind]
        if data not in known:
            raise refused(source, place, f"« {data} » n’est pas prévu (attendu : {', '.join(known)}).")
        return kind(data)
    _expect(data, kind, place, source)
    return float(data) if kind is float else data


def refused(source: str, place: str, cause: str, advice: str = _ADVICE) -> DeskError:
    """The error for one place of a file."""
    return DeskError(f"{source}, à « {place} »" if place else source, cause, advice)


def _record(kind: type, data: Any, place: str, source: str) -> Any:
    _expect(data, dict, place, source)
    hints = typing.get_type_hints(kind)
    if unknown := sorted(data.keys() - hints.keys()):
        raise refused(source, place, f"champ inconnu ({', '.join(unknown)}).")
    bare = {field.name for field in fields(kind) if field.default is MISSING and field.default_factory is MISSING}
    if missing := sorted(bare - data.keys()):
        raise refused(source, place, f"il manque {', '.join(missing)}.")
    return kind(**{key: read(hints[key], value, f"{place}.{key}".lstrip("."), source) for key, value in data.items()})


def _expect(data: Any, kind: type, place: str, source: str) -> None:
    right = isinstance(data, (int, float) if kind is float else kind) and (kind is bool or not isinstance(data, bool))
    if right and kind in (int, float):
        right = -_MOST <= data <= _MOST  # false for NaN and infinities too
    if not right:
        shown = repr(data) if len(repr(data)) <= 40 else f"{repr(data)[:40]}…"
        raise refused(source, place, f"{shown} n’est pas {_WORDS.get(kind, 'un ensemble de champs')}.")
