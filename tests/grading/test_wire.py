"""What crosses between the two processes: plain values arrive equal, and no bytes at all make the checker stumble."""

from __future__ import annotations

import collections
import contextlib
import datetime as dt
import decimal
import fractions
import json
import math
import random

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parcours.grading import wire


def cross(value: object) -> object:
    encoder = wire.Encoder()
    tree = encoder.encode(value)
    [(message, buffers)] = wire.Frames().feed(wire.pack({"v": tree}, encoder.buffers))
    return wire.decode(message["v"], buffers)


TABLE = pd.DataFrame(
    {
        "entiers": [1, 2, 3],
        "texte": ["x", None, "z"],
        "catégorie": pd.Categorical(["u", "v", "u"], ordered=True),
        "heure": pd.to_datetime(["2026-01-01"] * 3).tz_localize("Europe/Paris"),
        "Int64": pd.array([1, None, 3], dtype="Int64"),
        "réels": [1.5, np.nan, 2],
        "vrai": [True, False, True],
        "boolean": pd.array([True, None, False], dtype="boolean"),
        "mois": pd.period_range("2026-01", periods=3, freq="M"),
        "tranche": pd.interval_range(0, 3),
        "objets": [[1], {"a": 2}, None],
        "durée": pd.to_timedelta([1, 2, 3], unit="h"),
        "string": pd.array(["a", None, "c"], dtype="string"),
    }
)


def test_a_table_of_every_type():
    pd.testing.assert_frame_equal(cross(TABLE), TABLE)


def test_indexes_keep_their_levels_names_and_frequency():
    grouped = TABLE.groupby(["catégorie", "texte"], observed=True).entiers.agg(["mean", "sum"])
    pd.testing.assert_frame_equal(cross(grouped), grouped)
    dated = pd.Series([1, 2], index=pd.date_range("2026-01-01", periods=2, freq="D", tz="UTC"), name=("a", 1))
    pd.testing.assert_series_equal(cross(dated), dated)


@pytest.mark.parametrize(
    "value",
    [
        None, True, 3, 2**80, -(2**60), 1.5, "é\ud800", b"x", 1j, [1, (2, {3: 4}), {5}], frozenset([1]), range(3),
        decimal.Decimal("1.10"), fractions.Fraction(1, 3), dt.datetime(2026, 1, 1, tzinfo=dt.UTC), dt.date(2026, 1, 1),
        dt.timedelta(1), pd.Timestamp("2026-01-01", tz="Europe/Paris"), pd.Timedelta("1h"), np.float32(1.5),
        np.int64(3),
        collections.Counter("aab"), collections.OrderedDict(a=1), pd.Period("2026-01"), pd.Interval(0, 1), np.str_("a"),
        np.datetime64("2026-01-01"), collections.deque([1]),
    ],
    ids=repr,
)  # fmt: skip
def test_plain_values_arrive_equal_and_of_the_same_type(value):
    arrived = cross(value)
    assert arrived == value
    assert type(arrived) is type(value)


def test_not_a_number_and_generators():
    assert math.isnan(cross(math.nan))
    assert list(cross(each for each in range(3))) == [0, 1, 2]


def test_a_chart_arrives_with_its_specification():
    import altair

    chart = altair.Chart(TABLE[["entiers", "réels"]]).mark_bar().encode(x="entiers:Q", y="réels:Q")
    ours, theirs = cross(chart).to_dict(), chart.to_dict()
    assert {key: ours[key] for key in ("mark", "encoding")} == {key: theirs[key] for key in ("mark", "encoding")}


def test_a_result_of_the_courses_own_arrives_as_itself_and_nothing_else_does():
    from parcours.metrics import difference

    made = difference(108, 600, 150, 600)
    assert cross(made) == made
    assert type(cross(made)) is type(made)
    for name in ("os", "difference", "MetricError", "__loader__", 3, None):
        with pytest.raises(wire.BadFrame):
            wire.decode(["me", name, ["l"]], [])


class Sly(dict):
    def __eq__(self, other):
        return True

    __hash__ = None


def test_a_subclass_loses_its_tricks_on_the_way():
    assert type(cross(Sly(a=1))) is dict
    assert cross(Sly(a=1)) != {"a": 2}


@pytest.mark.parametrize("value", [object(), Sly, (lambda: 0), type("X", (), {})()])
def test_what_has_no_plain_form_is_named(value):
    with pytest.raises(wire.Uncrossable):
        cross(value)


def endless():
    while True:
        yield 1


def test_the_endless_and_the_deep_are_refused():
    deep: list = []
    for _ in range(300):
        deep = [deep]
    for value in (endless(), deep):
        with pytest.raises(wire.Uncrossable):
            cross(value)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([1], [1, 2]),
        ({"a": 1}, {}),
        ({1}, {2}),
        (np.zeros(2), np.ones(2)),
        (pd.DataFrame({"a": [1]}), pd.DataFrame({"b": [2]})),
    ],
)
def test_changes_made_over_there_are_made_here(before, after):
    wire.update_in_place(before, after)
    assert type(before) is type(after)
    assert str(before) == str(after)


# --- hostile bytes

TAGS = sorted(wire._DECODE)
leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(TAGS)
trees = st.recursive(leaves, lambda inner: st.lists(inner, max_size=6), max_leaves=20)
tagged = st.builds(lambda tag, rest: [tag, *rest], st.sampled_from(TAGS), st.lists(trees, max_size=5))
buffers = st.lists(st.binary(max_size=64), max_size=3)


def survive(tree: object, raw: list[bytes]) -> None:
    try:
        value = wire.decode(tree, raw)
    except wire.BadFrame:
        return
    if isinstance(value, pd.DataFrame | pd.Series | pd.Index | np.ndarray):
        repr(value)


@settings(max_examples=400, deadline=None)
@given(tree=tagged | trees, raw=buffers)
def test_any_tree_is_a_value_or_a_bad_frame(tree, raw):
    survive(tree, raw)


def feed(data: bytes, parts: int) -> None:
    """The bytes in so many pieces; what comes out as frames is decoded too."""
    stream = wire.Frames()
    step = max(len(data) // parts, 1)
    try:
        for start in range(0, len(data), step):
            for message, raw in stream.feed(data[start : start + step]):
                survive(message.get("v"), raw)
    except wire.BadFrame:
        pass


@settings(max_examples=300, deadline=None)
@given(data=st.binary(max_size=300), parts=st.integers(1, 5))
def test_any_bytes_are_frames_or_a_bad_frame(data, parts):
    feed(data, parts)


def damaged_frames(seed: int, count: int):
    """A valid frame of a small value, its bytes changed, cut or doubled: headers, lengths, JSON and buffers alike."""
    choice = random.Random(seed)
    encoder = wire.Encoder()
    whole = wire.pack({"v": encoder.encode([1, "é", TABLE["entiers"], TABLE["heure"]])}, encoder.buffers)
    for _ in range(count):
        changed = bytearray(whole)
        for _ in range(choice.randint(1, 6)):
            position = choice.choice((choice.randrange(60), choice.randrange(len(changed))))
            changed[position : position + choice.randint(0, 2)] = choice.randbytes(choice.randint(0, 2))
        yield bytes(changed) if choice.random() < 0.8 else bytes(changed) + whole


@pytest.mark.parametrize(
    ("seed", "count"), [(1, 500), *(pytest.param(n, 5_000, marks=pytest.mark.complet) for n in range(2, 12))]
)
def test_damaged_frames_are_values_or_bad_frames(seed, count):
    fed = 0
    for data in damaged_frames(seed, count):
        feed(data, 1 + fed % 3)
        fed += 1
    assert fed == count


def mutations(seed: int, count: int):
    """``count`` readable trees of the large table with marks changed here and there: those whose JSON breaks are made
    again, since they would not reach the decoder."""
    choice = random.Random(seed)
    encoder = wire.Encoder()
    text = json.dumps(encoder.encode(TABLE))
    made = 0
    while made < count:
        changed = list(text)
        for _ in range(choice.randint(1, 4)):
            position = choice.randrange(len(changed))
            changed[position : position + choice.randint(0, 3)] = choice.choice('0123456789"[],-.aXlDSMRnull')
        raw = [b[: choice.randrange(len(b) + 1)] if choice.random() < 0.1 else b for b in encoder.buffers]
        with contextlib.suppress(ValueError):
            tree = json.loads("".join(changed))
            made += 1
            yield tree, raw


@pytest.mark.parametrize(
    ("seed", "count"), [(1, 500), *(pytest.param(n, 5_000, marks=pytest.mark.complet) for n in range(2, 14))]
)
def test_damaged_tables_are_values_or_bad_frames(seed, count):
    """With the frames above, 110 000 inputs reach the decoder in ``make test-complet``."""
    reached = 0
    for tree, raw in mutations(seed, count):
        survive(tree, raw)
        reached += 1
    assert reached == count
