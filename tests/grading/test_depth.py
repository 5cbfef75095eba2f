"""What nests too deeply is turned away before it is read, in time that grows with its length alone."""

from __future__ import annotations

import json

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
