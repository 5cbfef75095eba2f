"""What nests too deeply is turned away before it is read, in time that grows with its length alone."""

from __future__ import annotations

import gc
import json
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from parcours.grading.analysis import names, suspicions
from parcours.grading.depth import CODE_MARKS, JSON_DEPTH, deep_json, long_code
from parcours.grading.model import Limits
from parcours.grading.sanitize import Unreadable, parse


@pytest.mark.parametrize("opening", ["[", '{"a":', '["]", ', '{"\\\\": '])
def test_only_what_is_too_deep_is_told(opening):
    assert not deep_json(opening * JSON_DEPTH)
    assert deep_json(opening * (JSON_DEPTH + 1))


def test_brackets_in_texts_do_not_count():
    assert not deep_json(json.dumps({"source": "[[{" * 5000 + '\\"' * 5000}))
    assert not deep_json('"' + '\\"' * 1_000_000)  # never closed: read once


def test_a_notebook_of_brackets_is_to_hand_in_again():
    with pytest.raises(Unreadable, match="pas un notebook lisible"):
        parse(b'{"cells": ' + b"[" * 100_000, Limits())


@pytest.mark.parametrize("chain", ["a" + ".b" * 4000, "+".join("1" * 4000), "x" + "[0, 0]" * 4000, "not " * 4000 + "a"])
def test_an_endless_chain_is_not_read_but_told(chain):
    assert long_code(chain)
    assert names(chain).reads == set()
    assert suspicions(chain) == {"calcul trop long pour être relu"}


def test_a_long_table_of_numbers_is_read():
    table = "valeurs = [" + ", ".join(f"-{n}.5" for n in range(2 * CODE_MARKS)) + "]"
    assert names(table).binds == {"valeurs"}


@pytest.fixture
def hurried():
    """Threads that change places, and rubbish that is collected, as often as can be."""
    interval, threshold = sys.getswitchinterval(), gc.get_threshold()
    sys.setswitchinterval(1e-6)
    gc.set_threshold(1)
    yield
    gc.set_threshold(*threshold)
    sys.setswitchinterval(interval)


class _Rubbish:
    """Runs Python when it is collected, in the middle of whatever the thread was doing."""

    def __init__(self) -> None:
        self.itself = self

    def __del__(self) -> None:
        sum(range(50))


def test_two_threads_may_read_at_once(hurried):
    cell = "total = [x for x in (1, 2, 3) if x]\n" * 20 + "deep = " + "(" * 20 + "a" + ")" * 20 + "*(2+(3+(4+(5+6))))\n"

    def read(turn: int) -> set[str]:
        _Rubbish()
        return names(f"{cell}# {turn}").binds

    with ThreadPoolExecutor(2) as pool:
        assert all(found == {"total", "x", "deep"} for found in pool.map(read, range(600)))
