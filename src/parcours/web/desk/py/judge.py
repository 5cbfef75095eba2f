"""In the judge's thread: the instructor's tests, with answers that come from another thread.

A test is ordinary Python and cannot wait for a message. It is run up to its first unanswered question, the question is
sent, and the test is run again from its start with the answers already known, until it ends. Nothing else is needed of
the browser. Names, tables and random numbers are put back before each attempt, so that an attempt asks what the one
before it asked; a test that asks something else is told as such.
"""

from __future__ import annotations

import copy
import json
import random
import types

import numpy as np
import tables  # noqa: F401 (from now on, tables are read once)

from parcours.grading import wire
from parcours.grading.checker import Checker, RemoteError

_CHANGING = "Ce test ne pose pas deux fois les mêmes questions : il ne peut pas être vérifié dans la page."


class _Pending(BaseException):
    """The attempt stops here until an answer comes."""


class _Judge(Checker):
    """The checker of one notebook, an event at a time."""

    def __init__(self, tests: list[dict]) -> None:
        super().__init__(None, None)
        self.tests, self.at = tests, 0
        self.answers: list[tuple[bytes, tuple[dict, list[bytes]] | None]] = []
        self.asked: bytes | None = None
        self.changing = False
        self.running = False
        self.saved: tuple = ()
        self.verdicts: list[dict] = []

    @property
    def ended(self) -> bool:
        return self.at >= len(self.tests)

    def ready(self, message: dict) -> bytes | None:
        """The trainee's side has come to a test: False-like when it is not the one expected."""
        if self.ended or message != {"ready": self.tests[self.at]["test"]}:
            self.at = len(self.tests)
            return None
        self.answers, self.running = [], True
        self.saved = (_copied(self.namespace), random.getstate(), np.random.get_state(), self.gone)
        return self.attempt()

    def answered(self, answer: tuple[dict, list[bytes]] | None) -> bytes | None:
        """``None``: the other side is gone."""
        assert self.asked is not None
        self.answers.append((self.asked, answer))
        return self.attempt()

    def attempt(self) -> bytes | None:
        """Run the test with what is known; the next frame for the trainee's side."""
        names, numbers, more_numbers, self.gone = self.saved
        self.namespace.clear()
        self.namespace.update(_copied(names))
        random.setstate(numbers)
        np.random.set_state(more_numbers)
        self.position, self.asked, self.changing = 0, None, False
        test = self.tests[self.at]
        try:
            verdict = self.run_test(test)
        except _Pending:
            return self.asked
        if self.asked is not None:  # the test caught what was to stop it
            return self.asked
        if self.changing:
            verdict |= {"completed": False, "error": _CHANGING, "blocked": [_CHANGING]}
        self.verdicts.append({"done": test["test"]} | verdict)
        self.running, self.at = False, self.at + 1
        return wire.pack({"done": True})

    def ask(self, message: dict, buffers: list[bytes]) -> tuple[dict, list[bytes]]:
        if self.asked is not None:
            raise _Pending
        if self.gone:
            raise RemoteError("Le programme du participant s’est arrêté.")
        frame = wire.pack(message, buffers)
        if self.position == len(self.answers):
            self.asked = frame
            raise _Pending
        known, answer = self.answers[self.position]
        self.position += 1
        if known != frame:
            self.changing = True
            raise self.lost()
        if answer is None:
            raise self.lost()
        return answer


def _copied(names: dict) -> dict:
    """The same names on values of their own. Functions keep reading the one namespace that is refilled."""
    memo: dict[int, object] = {}
    made = {}
    for name, value in names.items():
        if isinstance(value, types.ModuleType | type) or name == "__builtins__":
            made[name] = value
            continue
        try:
            made[name] = copy.deepcopy(value, memo)
        except Exception:  # what cannot be copied is shared
            made[name] = value
    return made


_judge = _Judge([])
_lines = {False: wire.Frames(), True: wire.Frames()}
_outputs: list[dict] = []
_state: dict = {}
over = False


def start(program: str) -> None:
    global _judge, over
    _judge = _Judge(json.loads(program)["tests"])
    _lines.update({False: wire.Frames(), True: wire.Frames()})
    _outputs.clear()
    _state.clear()
    _state.update(ended=False, why="", deaf=False)
    over = False


def take(for_checker: bool, data) -> list[bytes]:
    """Bytes from the trainee's side; the frames to send back. ``over`` becomes True after its last word."""
    try:
        messages = _lines[for_checker].feed(data.to_bytes())
    except wire.BadFrame:
        return _bad(for_checker)
    frames = []
    for message, buffers in messages:
        if for_checker:
            frames.append(_for_checker(message, buffers))
        else:
            _for_driver(message)
    return [frame for frame in frames if frame is not None]


def _bad(for_checker: bool) -> list[bytes]:
    global over
    if not for_checker:
        over, _state["why"] = True, "message illisible"
    else:
        _lose()
        _state["deaf"] = True
        over = True
    return []


def _for_checker(message: dict, buffers: list[bytes]) -> bytes | None:
    if _judge.running:
        return _judge.answered((message, buffers))
    return _judge.ready(message)


def _for_driver(message: dict) -> None:
    global over
    if message.get("end") is True:
        _state["ended"] = over = True
    elif "outputs" in message:
        _outputs.append(message)


def _lose() -> None:
    """No answer will come any more."""
    while _judge.running:
        _judge.answered(None)
    _judge.at = len(_judge.tests)


def told() -> str:
    """What is new since the last call, for the office."""
    news = {"outputs": list(_outputs), "verdicts": list(_judge.verdicts)}
    _outputs.clear()
    _judge.verdicts.clear()
    return json.dumps(news)


def finish(why: str) -> str:
    """The last news, after the trainee's side is gone. Out of time, the test under way says no more (see ``run``)."""
    if why != "temps dépassé":
        _lose()
    news = json.loads(told())
    return json.dumps(news | {"over": True, "ended": _state["ended"], "why": _state["why"] or why})
