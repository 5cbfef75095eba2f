"""How the trainee's process, the checker and the driver talk: frames of JSON and raw buffers, never pickle.

A frame is ``u32 json length, u32 buffers, u64 length × buffers, json, buffers``. What the trainee's side sends is
hostile until proven otherwise: ``decode`` builds exact plain types, or arrays and tables made from them, and raises
BadFrame for anything else.
"""

from __future__ import annotations

import collections
import dataclasses
import datetime as dt
import decimal
import fractions
import json
import math
import pathlib
import re
import socket
import struct
import types
from collections.abc import Callable

import numpy as np
import pandas as pd

FRAME_LIMIT = 64 * 2**20
_HEADER = struct.Struct("<II")
_LENGTH = struct.Struct("<Q")
_MAX_BUFFERS = 20_000
_MAX_NODES = 3_000_000
_MAX_DEPTH = 100
_MAX_ITEMS = 100_000  # of a generator
_DTYPE = re.compile(r"[<>|=]?(?:[biufc][0-9]{1,2}|[mM]8(?:\[[a-zA-Z]{1,2}\])?|[US][1-9][0-9]{0,5})")
_MASKED = {"Int", "UInt", "Float", "boolean"}


class BadFrame(ValueError):
    """What arrived is not of our making."""


class Uncrossable(TypeError):
    """A value that has no plain form, named by its type."""


class Closed(EOFError):
    """The other side is gone."""


# --- frames


def pack(message: dict, buffers: list[bytes] | None = None) -> bytes:
    """One frame as bytes. Raises Uncrossable above FRAME_LIMIT."""
    buffers = buffers or []
    text = json.dumps(message, ensure_ascii=True, separators=(",", ":")).encode()
    lengths = b"".join(_LENGTH.pack(len(buffer)) for buffer in buffers)
    if len(text) + sum(map(len, buffers)) > FRAME_LIMIT or len(buffers) > _MAX_BUFFERS:
        raise Uncrossable("une valeur de plus de 64 Mo")
    return b"".join([_HEADER.pack(len(text), len(buffers)), lengths, text, *buffers])


class Frames:
    """Cuts a stream of bytes into frames as they come. ``feed`` raises BadFrame and is then of no further use."""

    def __init__(self, limit: int = FRAME_LIMIT) -> None:
        self.limit = limit
        self.data = bytearray()

    def feed(self, data: bytes) -> list[tuple[dict, list[bytes]]]:
        self.data += data
        frames = []
        while (frame := self._next()) is not None:
            frames.append(frame)
        return frames

    def _next(self) -> tuple[dict, list[bytes]] | None:
        if len(self.data) < _HEADER.size:
            return None
        text_length, count = _HEADER.unpack_from(self.data)
        if count > _MAX_BUFFERS or text_length > self.limit:
            raise BadFrame("trop grand")
        start = _HEADER.size + count * _LENGTH.size
        if len(self.data) < start:
            return None
        lengths = [_LENGTH.unpack_from(self.data, _HEADER.size + i * _LENGTH.size)[0] for i in range(count)]
        total = start + text_length + sum(lengths)
        if total > self.limit + start:
            raise BadFrame("trop grand")
        if len(self.data) < total:
            return None
        message = load_json(bytes(self.data[start : start + text_length]))
        position, buffers = start + text_length, []
        for length in lengths:
            buffers.append(bytes(self.data[position : position + length]))
            position += length
        del self.data[:total]
        return message, buffers


def load_json(text: bytes) -> dict:
    """A JSON object, or BadFrame."""
    try:
        message = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadFrame(f"JSON illisible ({type(error).__name__})") from error
    if not isinstance(message, dict):
        raise BadFrame("pas un objet")
    return message


class Channel:
    """Frames over a stream socket, blocking."""

    def __init__(self, sock: socket.socket, limit: int = FRAME_LIMIT) -> None:
        self.sock = sock
        self.frames = Frames(limit)
        self.ready: collections.deque[tuple[dict, list[bytes]]] = collections.deque()

    def send(self, message: dict, buffers: list[bytes] | None = None) -> None:
        self.sock.sendall(pack(message, buffers))

    def recv(self) -> tuple[dict, list[bytes]]:
        while not self.ready:
            data = self.sock.recv(1 << 18)
            if not data:
                raise Closed
            self.ready.extend(self.frames.feed(data))
        return self.ready.popleft()


# --- values → plain tree


class Encoder:
    """Turns values into JSON trees and buffers. ``export`` numbers a function so that the other side may call it;
    without it, functions do not cross."""

    def __init__(self, export: Callable[[object], int] | None = None) -> None:
        self.export = export
        self.buffers: list[bytes] = []
        self.nodes = 0
        self.depth = 0

    def encode(self, value: object) -> object:
        """The tree of ``value``; Uncrossable names the type that has none."""
        self.nodes += 1
        if self.nodes > _MAX_NODES or self.depth > _MAX_DEPTH:
            raise Uncrossable("une valeur trop grande ou trop profonde")
        self.depth += 1
        try:
            return self._encode(value)
        finally:
            self.depth -= 1

    def _encode(self, value: object) -> object:
        kind = type(value)
        if value is None or kind is bool or kind is str:
            return value
        if kind is int:
            return value if abs(value) < 2**53 else ["i", hex(value)]
        if kind is float:
            return value if math.isfinite(value) else ["f", repr(value)]
        simple = _ENCODE.get(kind)
        if simple is not None:
            return simple(self, value)
        return self._other(value)

    def items(self, values) -> list:
        return [self.encode(each) for each in values]

    def pairs(self, mapping: dict) -> list:
        return [[self.encode(key), self.encode(each)] for key, each in dict.items(mapping)]

    def buffer(self, data: bytes) -> int:
        self.buffers.append(data)
        return len(self.buffers) - 1

    def array(self, array: np.ndarray) -> list:
        """An ndarray of numbers, dates or text as a buffer; of objects, item by item."""
        if type(array) is not np.ndarray:
            array = np.asarray(array)
        shape = list(array.shape)
        if array.dtype.kind == "O":
            return ["ao", shape, self.items(array.ravel().tolist())]
        if not array.dtype.itemsize:
            array = array.astype(array.dtype.kind + "1")
        if not _DTYPE.fullmatch(array.dtype.str):
            raise Uncrossable(f"un tableau de {array.dtype}")
        return ["a", array.dtype.str, shape, self.buffer(np.ascontiguousarray(array).tobytes())]

    def column(self, values) -> list:
        """The values of an index or column, whatever pandas keeps them in."""
        dtype = values.dtype
        if isinstance(dtype, pd.StringDtype):
            name = "string" if dtype.na_value is pd.NA else "str"
            plain = np.asarray(values, dtype=object).tolist()  # the array's own iterator takes a hundred times longer
            return ["ps", name, [each if isinstance(each, str) else None for each in plain]]
        if isinstance(dtype, np.dtype) or isinstance(values, pd.arrays.NumpyExtensionArray):
            return self.array(np.asarray(values))
        if isinstance(dtype, pd.CategoricalDtype):
            return ["pc", self.index(values.categories), self.array(np.asarray(values.codes)), bool(values.ordered)]
        if isinstance(dtype, pd.DatetimeTZDtype):
            plain = values.tz_convert("UTC").tz_localize(None)
            return ["pd", self.array(np.asarray(plain)), str(dtype.tz)]
        if isinstance(dtype, pd.PeriodDtype):
            return ["pp", dtype.name.removeprefix("period[")[:-1], self.array(np.asarray(values.asi8))]
        if isinstance(dtype, pd.IntervalDtype):
            return ["pi", self.index(pd.Index(values.left)), self.index(pd.Index(values.right)), dtype.closed]
        if hasattr(values, "_mask") and hasattr(values, "_data") and isinstance(values._data, np.ndarray):
            return ["pm", dtype.name, self.array(values._data), self.array(values._mask)]
        raise Uncrossable(f"une colonne de type {dtype}")

    def index(self, index: pd.Index) -> list:
        if isinstance(index, pd.MultiIndex):
            levels = [self.index(level) for level in index.levels]
            return ["M", levels, [self.array(np.asarray(code)) for code in index.codes], self.items(index.names)]
        if isinstance(index, pd.RangeIndex):
            return ["R", index.start, index.stop, index.step, self.encode(index.name)]
        freq = getattr(index, "freqstr", None) if isinstance(index, pd.DatetimeIndex | pd.TimedeltaIndex) else None
        return ["X", self.column(index.array), self.encode(index.name), freq]

    def _other(self, value: object) -> object:
        if isinstance(value, np.generic):
            return ["n", self.array(np.asarray(value))]
        if isinstance(value, np.ndarray):
            return self.array(np.asarray(value))
        if isinstance(value, pd.DataFrame):
            columns = [self.column(value.iloc[:, i].array) for i in range(value.shape[1])]
            return ["D", self.index(value.columns), self.index(value.index), columns]
        if isinstance(value, pd.Series):
            return ["S", self.index(value.index), self.column(value.array), self.encode(value.name)]
        if isinstance(value, pd.Index):
            return ["x", self.index(value)]
        if isinstance(value, pathlib.PurePath):
            return ["path", str(value)]
        if isinstance(value, tuple) and (fields := getattr(type(value), "_fields", None)):
            return ["nt", type(value).__name__, list(map(str, fields)), self.items(tuple(value))]
        if type(value).__module__.startswith("altair.") and callable(getattr(value, "to_dict", None)):
            return ["alt", self.encode(value.to_dict())]
        if type(value).__module__.startswith("parcours.metrics.") and dataclasses.is_dataclass(value):
            parts = [getattr(value, each.name) for each in dataclasses.fields(value)]
            return ["me", type(value).__name__, self.items(parts)]
        if callable(value) and not isinstance(value, type) and self.export:
            return ["fn", self.export(value), str(getattr(value, "__name__", "fonction"))]
        if isinstance(value, collections.abc.Iterator):
            return ["it", self.items(_few(value))]
        for plain in (bool, int, float, str, tuple, list, dict, set, frozenset, bytes):
            if isinstance(value, plain) and type(value).__module__ != "enum":
                return self.encode(plain(value))
        raise Uncrossable(f"un objet « {type(value).__name__} »")


def _few(values) -> list:
    kept = []
    for each in values:
        kept.append(each)
        if len(kept) > _MAX_ITEMS:
            raise Uncrossable("une suite sans fin")
    return kept


def _stamp(encoder: Encoder, value: pd.Timestamp) -> list:
    zone = str(value.tz) if value.tz is not None else None
    plain = value.tz_convert("UTC").tz_localize(None) if zone else value
    return ["ts", encoder.array(np.asarray(plain.to_datetime64())), zone]


_ENCODE: dict[type, Callable] = {
    list: lambda e, v: ["l", e.items(v)],
    tuple: lambda e, v: ["t", e.items(v)],
    dict: lambda e, v: ["d", e.pairs(v)],
    set: lambda e, v: ["s", e.items(v)],
    frozenset: lambda e, v: ["fs", e.items(v)],
    collections.OrderedDict: lambda e, v: ["od", e.pairs(v)],
    collections.Counter: lambda e, v: ["ct", e.pairs(v)],
    collections.defaultdict: lambda e, v: ["dd", e.pairs(v)],
    collections.deque: lambda e, v: ["dq", e.items(v)],
    type({}.keys()): lambda e, v: ["dk", e.items(v)],
    type({}.values()): lambda e, v: ["dv", e.items(v)],
    type({}.items()): lambda e, v: ["di", e.items(v)],
    range: lambda e, v: ["r", v.start, v.stop, v.step],
    slice: lambda e, v: ["sl", e.items((v.start, v.stop, v.step))],
    bytes: lambda e, v: ["b", e.buffer(v)],
    bytearray: lambda e, v: ["ba", e.buffer(bytes(v))],
    complex: lambda e, v: ["c", repr(v.real), repr(v.imag)],
    decimal.Decimal: lambda e, v: ["dec", str(v)],
    fractions.Fraction: lambda e, v: ["fr", hex(v.numerator), hex(v.denominator)],
    dt.datetime: lambda e, v: ["dt", v.isoformat()],
    dt.date: lambda e, v: ["da", v.isoformat()],
    dt.time: lambda e, v: ["ti", v.isoformat()],
    dt.timedelta: lambda e, v: ["de", v.days, v.seconds, v.microseconds],
    pd.Timestamp: _stamp,
    pd.Timedelta: lambda e, v: ["td", e.array(np.asarray(v.to_timedelta64()))],
    pd.Period: lambda e, v: ["per", v.freqstr, v.ordinal],
    pd.Interval: lambda e, v: ["iv", e.encode(v.left), e.encode(v.right), v.closed],
    type(pd.NaT): lambda e, v: ["nat"],
    type(pd.NA): lambda e, v: ["na"],
}


# --- plain tree → values


def decode(tree: object, buffers: list[bytes], function: Callable[[int, str], object] | None = None) -> object:
    """The value of a tree. ``function(number, name)`` makes the stub of an exported function. Raises BadFrame."""
    try:
        return _Decoder(buffers, function).value(tree)
    except BadFrame:
        raise
    except Exception as error:  # whatever a constructor makes of hostile input
        raise BadFrame(f"valeur refusée ({type(error).__name__})") from error


class _Decoder:
    def __init__(self, buffers: list[bytes], function: Callable[[int, str], object] | None) -> None:
        self.buffers = buffers
        self.function = function
        self.depth = 0

    def value(self, tree: object) -> object:
        if tree is None or type(tree) in (bool, str, int, float):
            return tree
        if type(tree) is not list or not tree or type(tree[0]) is not str:
            raise BadFrame("étiquette absente")
        make = _DECODE.get(tree[0])
        if make is None:
            raise BadFrame("étiquette inconnue")
        self.depth += 1
        if self.depth > 2 * _MAX_DEPTH:
            raise BadFrame("trop profond")
        made = make(self, *tree[1:])
        self.depth -= 1
        return made

    def many(self, trees: object) -> list:
        if type(trees) is not list:
            raise BadFrame("liste attendue")
        return [self.value(tree) for tree in trees]

    def pairs(self, trees: object) -> list[tuple]:
        if type(trees) is not list:
            raise BadFrame("liste attendue")
        return [(self.value(key), self.value(each)) for key, each in trees]

    def buffer(self, number: object) -> bytes:
        if type(number) is not int or not 0 <= number < len(self.buffers):
            raise BadFrame("tampon absent")
        return self.buffers[number]

    def array(self, tree: object) -> np.ndarray:
        made = self.value(tree)
        if type(made) is not np.ndarray:
            raise BadFrame("tableau attendu")
        return made

    def ndarray(self, dtype: object, shape: object, number: object) -> np.ndarray:
        if not isinstance(dtype, str) or not _DTYPE.fullmatch(dtype):
            raise BadFrame("type de tableau refusé")
        raw = self.buffer(number)
        if np.dtype(dtype).kind == "b":  # any byte but 0 and 1 would be a third truth value
            return (np.frombuffer(raw, np.uint8) != 0).reshape(_shape(shape))
        return np.frombuffer(raw, np.dtype(dtype)).reshape(_shape(shape)).copy()

    def objects(self, shape: object, trees: object) -> np.ndarray:
        made = np.empty(len(trees), dtype=object)
        for position, each in enumerate(self.many(trees)):
            made[position] = each
        return made.reshape(_shape(shape))

    def column(self, tree: object):
        """An array that a Series or Index can hold."""
        if type(tree) is not list or not tree:
            raise BadFrame("colonne attendue")
        kind = tree[0]
        if kind in ("a", "ao"):
            return self.array(tree)
        if kind == "pc":
            return pd.Categorical.from_codes(self.array(tree[2]), self.index(tree[1]), ordered=bool(tree[3]))
        if kind == "pd":
            return _in_calendar(self.array(tree[1])).tz_localize("UTC").tz_convert(_zone(tree[2])).array
        if kind == "ps" and tree[1] in ("str", "string"):
            if not all(each is None or type(each) is str for each in tree[2]):
                raise BadFrame("texte attendu")
            return pd.array(tree[2], dtype=tree[1])
        if kind == "pp":
            return pd.PeriodIndex.from_ordinals(self.array(tree[2]), freq=_freq(tree[1])).array
        if kind == "pi":
            return pd.arrays.IntervalArray.from_arrays(self.index(tree[1]), self.index(tree[2]), closed=tree[3])
        if kind == "pm":
            return _masked(tree[1], self.array(tree[2]), self.array(tree[3]))
        raise BadFrame("colonne inconnue")

    def index(self, tree: object) -> pd.Index:
        if type(tree) is not list or not tree:
            raise BadFrame("index attendu")
        if tree[0] == "M":
            levels, codes = [self.index(each) for each in tree[1]], [self.array(each) for each in tree[2]]
            return pd.MultiIndex(levels=levels, codes=codes, names=self.many(tree[3]), verify_integrity=True)
        if tree[0] == "R":
            return pd.RangeIndex(*(_int(each) for each in tree[1:4]), name=self.value(tree[4]))
        if tree[0] == "X":
            made = pd.Index(self.column(tree[1]), name=self.value(tree[2]))
            if tree[3] is not None:
                made.freq = _freq(tree[3])
            return made
        raise BadFrame("index inconnu")

    def frame(self, columns: object, index: object, arrays: object) -> pd.DataFrame:
        rows = self.index(index)
        series = {i: pd.Series(self.column(each), index=rows, copy=False) for i, each in enumerate(arrays)}
        made = pd.DataFrame(series, index=rows)
        made.columns = self.index(columns)
        return made

    def stub(self, number: object, name: object) -> object:
        if self.function is None or type(number) is not int or type(name) is not str:
            raise BadFrame("fonction inattendue")
        return self.function(number, name[:200])

    def namedtuple(self, name: str, fields: list, values: list) -> tuple:
        made = collections.namedtuple(name, fields)  # refuses what is not an identifier
        return made(*self.many(values))

    def measure(self, name: object, parts: object) -> object:
        """What a function of the course gives back (``Difference``…): a frozen bag of plain values."""
        from parcours import metrics

        kind = getattr(metrics, name, None) if type(name) is str else None
        if not isinstance(kind, type) or not dataclasses.is_dataclass(kind):
            raise BadFrame("mesure inconnue")
        return kind(*self.many(parts))

    def chart(self, tree: object) -> object:
        import altair
        from altair.utils.schemapi import debug_mode

        with debug_mode(False):  # checked when it was taken apart: checking every part again is half of the time
            return altair.Chart.from_dict(self.value(tree), validate=False)


def _in_calendar(moments: np.ndarray) -> pd.DatetimeIndex:
    """Beyond the years that Python counts, a column with a zone could be made but neither read nor shown."""
    made = pd.DatetimeIndex(moments)
    years = made.year[made.notna()]
    if len(years) and not (1 < years.min() and years.max() < 9999):
        raise BadFrame("date hors du calendrier")
    return made


def _shape(shape: object) -> tuple[int, ...]:
    if type(shape) is not list or len(shape) > 32 or not all(type(n) is int and n >= 0 for n in shape):
        raise BadFrame("forme refusée")
    return tuple(shape)


def _int(value: object) -> int:
    if type(value) is not int:
        raise BadFrame("entier attendu")
    return value


def _zone(name: object) -> str:
    if not isinstance(name, str) or not re.fullmatch(r"[A-Za-z0-9_+:/-]{1,60}", name):
        raise BadFrame("fuseau refusé")
    return name


def _freq(name: object) -> str:
    if not isinstance(name, str) or not re.fullmatch(r"[A-Za-z0-9-]{1,30}", name):
        raise BadFrame("fréquence refusée")
    return name


def _masked(name: object, data: np.ndarray, mask: np.ndarray):
    if not isinstance(name, str) or re.sub(r"[0-9]+$", "", name) not in _MASKED or mask.dtype != bool:
        raise BadFrame("colonne masquée refusée")
    kind = pd.arrays.BooleanArray if name == "boolean" else pd.array([], dtype=name).__class__
    return kind(data, mask)


def _big(text: object) -> int:
    if not isinstance(text, str) or len(text) > 20_000:
        raise BadFrame("entier refusé")
    return int(text, 16)


_DECODE: dict[str, Callable] = {
    "i": lambda d, text: _big(text),
    "f": lambda d, text: {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}[text],
    "l": lambda d, items: d.many(items),
    "t": lambda d, items: tuple(d.many(items)),
    "d": lambda d, pairs: dict(d.pairs(pairs)),
    "s": lambda d, items: set(d.many(items)),
    "fs": lambda d, items: frozenset(d.many(items)),
    "od": lambda d, pairs: collections.OrderedDict(d.pairs(pairs)),
    "ct": lambda d, pairs: collections.Counter(dict(d.pairs(pairs))),
    "dd": lambda d, pairs: collections.defaultdict(None, d.pairs(pairs)),
    "dq": lambda d, items: collections.deque(d.many(items)),
    "dk": lambda d, items: dict.fromkeys(d.many(items)).keys(),
    "dv": lambda d, items: dict(enumerate(d.many(items))).values(),
    "di": lambda d, items: dict(d.many(items)).items(),
    "it": lambda d, items: iter(d.many(items)),
    "r": lambda d, start, stop, step: range(_int(start), _int(stop), _int(step)),
    "sl": lambda d, items: slice(*d.many(items)),
    "b": lambda d, number: d.buffer(number),
    "ba": lambda d, number: bytearray(d.buffer(number)),
    "c": lambda d, real, imaginary: complex(float(real), float(imaginary)),
    "dec": lambda d, text: decimal.Decimal(text),
    "fr": lambda d, top, bottom: fractions.Fraction(_big(top), _big(bottom)),
    "dt": lambda d, text: dt.datetime.fromisoformat(text),
    "da": lambda d, text: dt.date.fromisoformat(text),
    "ti": lambda d, text: dt.time.fromisoformat(text),
    "de": lambda d, days, seconds, micro: dt.timedelta(_int(days), _int(seconds), _int(micro)),
    "a": lambda d, dtype, shape, number: d.ndarray(dtype, shape, number),
    "ao": lambda d, shape, trees: d.objects(shape, trees),
    "n": lambda d, tree: d.array(tree)[()],
    "ts": lambda d, tree, zone: _timestamp(d.array(tree), zone),
    "td": lambda d, tree: pd.Timedelta(d.array(tree)[()]),
    "per": lambda d, freq, ordinal: pd.Period(ordinal=_int(ordinal), freq=_freq(freq)),
    "iv": lambda d, left, right, closed: pd.Interval(d.value(left), d.value(right), closed=closed),
    "nat": lambda d: pd.NaT,
    "na": lambda d: pd.NA,
    "path": lambda d, text: pathlib.PurePosixPath(text),
    "nt": lambda d, name, fields, values: d.namedtuple(name, fields, values),
    "x": lambda d, tree: d.index(tree),
    "S": lambda d, index, array, name: pd.Series(d.column(array), index=d.index(index), name=d.value(name)),
    "D": lambda d, columns, index, arrays: d.frame(columns, index, arrays),
    "alt": lambda d, tree: d.chart(tree),
    "me": lambda d, name, parts: d.measure(name, parts),
    "fn": lambda d, number, name: d.stub(number, name),
}


def _timestamp(array: np.ndarray, zone: object) -> pd.Timestamp:
    made = pd.Timestamp(array[()])
    return made if zone is None else made.tz_localize("UTC").tz_convert(_zone(zone))


def update_in_place(target: object, value: object) -> None:
    """Make the checker's own argument what the trainee's function made of it."""
    if type(target) is not type(value):
        raise BadFrame("une modification change le type")
    if isinstance(target, list):
        target[:] = value
    elif isinstance(target, dict | set):
        target.clear()
        target.update(value)
    elif isinstance(target, collections.deque | bytearray):
        target.clear()
        target.extend(value)
    elif isinstance(target, np.ndarray) and target.shape == value.shape:
        target[...] = value
    elif isinstance(target, pd.DataFrame | pd.Series):
        target._update_inplace(value)
    else:
        raise BadFrame("une modification impossible")


MUTABLE = (list, dict, set, collections.deque, bytearray, np.ndarray, pd.DataFrame, pd.Series)
FUNCTIONS = (types.FunctionType, types.BuiltinFunctionType)
