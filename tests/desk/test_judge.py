"""Replaying a test until its questions are answered gives what waiting for the answers gives."""

from __future__ import annotations

import contextlib
import importlib
import json
import sys
import types
from pathlib import Path

import pytest

from parcours.grading import wire
from parcours.grading.answers import Outputs, Student

PY = Path(__file__).parents[2] / "src" / "parcours" / "web" / "desk" / "py"


class Bytes(bytes):
    """A JavaScript array as the threads get it."""

    def to_bytes(self) -> bytes:
        return bytes(self)


class Shell:
    """A shell that only runs."""

    def __init__(self) -> None:
        self.outputs, self.user_ns = Outputs(), {}

    def run_cell(self, source: str, store_history: bool = True) -> None:
        exec(source, self.user_ns)


@pytest.fixture
def judge(monkeypatch):
    monkeypatch.setitem(sys.modules, "tables", types.ModuleType("tables"))
    monkeypatch.syspath_prepend(str(PY))
    sys.modules.pop("judge", None)
    yield importlib.import_module("judge")
    sys.modules.pop("judge", None)


def verdicts(judge, answer: str, *tests: str) -> list[tuple[bool, str | None]]:
    """What the judge says of ``tests``, cells that read the trainee's ``f``: completed, error."""
    steps = [{"source": text, "fetch": ["f"], "imports": []} for text in tests]
    program = [{"test": f"t{n}", "before": [], "step": step} for n, step in enumerate(steps)]
    judge.start(json.dumps({"tests": program}))
    waiting: list[tuple[bool, bytes]] = []

    class Channel:
        def __init__(self, to_checker: bool) -> None:
            self.to_checker = to_checker

        def send(self, message: dict, buffers: list[bytes] | None = None) -> None:
            waiting.append((self.to_checker, wire.pack(message, buffers)))

    student = Student(Shell(), Channel(False), Channel(True))
    cells = [{"kind": "cell", "at": 0, "source": answer}]
    cells += [{"kind": "sync", "test": each["test"]} for each in program]
    standard, found = (sys.stdout, sys.stderr), []
    try:
        turns = student.turns({"cell_seconds": 10, "output_bytes": 1000, "cells": cells})
        next(turns)
        frames = wire.Frames()
        while waiting:
            for frame in judge.take(waiting[0][0], Bytes(waiting.pop(0)[1])):
                for question in frames.feed(frame):
                    with contextlib.suppress(StopIteration):
                        turns.send(question)
            found += json.loads(judge.told())["verdicts"]
    finally:
        sys.stdout, sys.stderr = standard
    return [(each["completed"], each.get("error")) for each in found]


def test_calls_are_answered_one_after_the_other(judge):
    assert verdicts(judge, "def f(x): return 2 * x", "assert f(f(f(1))) == 8") == [(True, None)]
    [(completed, error)] = verdicts(judge, "def f(x): return x + 1", 'assert f(f(1)) == 4, "Doublez."')
    assert (completed, error) == (False, "Doublez.")


def test_the_trainee_s_function_keeps_its_state_and_is_called_once_a_question(judge):
    counter = "n = 0\ndef f():\n    global n\n    n += 1\n    return n"
    assert verdicts(judge, counter, "assert [f(), f(), f()] == [1, 2, 3]", "assert f() == 4") == [(True, None)] * 2


def test_what_a_test_changes_is_put_back_before_each_attempt(judge):
    test = "made = []\nmade.append(f(1))\nmade.append(f(2))\nassert made == [1, 2]"
    again = "made.append(f(3))\nmade.append(f(4))\nassert made == [1, 2, 3, 4]"
    assert verdicts(judge, "def f(x): return x", test, again) == [(True, None)] * 2


def test_a_changed_argument_is_changed_once(judge):
    test = "given = ['a']\nf(given)\nf(given)\nassert given == ['a', 'b', 'b'], given"
    assert verdicts(judge, "def f(x): x.append('b')", test) == [(True, None)]


def test_random_numbers_are_the_same_at_each_attempt(judge):
    test = (
        "import random, numpy\nfor _ in range(3):\n    x = random.random() + numpy.random.rand()\n    assert f(x) == x"
    )
    assert verdicts(judge, "def f(x): return x", test) == [(True, None)]


def test_a_test_that_catches_everything_still_waits(judge):
    test = "try:\n    got = f(1)\nexcept BaseException:\n    got = None\nassert got == 1"
    assert verdicts(judge, "def f(x): return x", test) == [(True, None)]


def test_a_test_that_never_asks_the_same_is_told(judge):
    test = "import time\nassert f(time.perf_counter_ns()) is not None\nassert f(time.perf_counter_ns()) is not None"
    [(completed, error)] = verdicts(judge, "def f(x): return x", test)
    assert not completed
    assert "deux fois les mêmes questions" in error


def test_an_exception_crosses_under_its_name(judge):
    test = "try:\n    f(1)\nexcept ValueError as error:\n    told = str(error)\nassert told == 'non'"
    assert verdicts(judge, "def f(x): raise ValueError('non')", test) == [(True, None)]
