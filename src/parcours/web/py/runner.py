"""Run and check a page's exercises, in their order, each from a copy of what the exercises before it have left.

An exercise's state is kept with the code that made it: when that code, or one before it, has changed, or when Python
has just been started again, the exercises before are replayed silently. A page behaves as a notebook run from its top.
"""

from __future__ import annotations

import ast
import builtins
import contextlib
import importlib
import json
import time
import warnings
from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import Any

import display
import errors

from parcours.exercises.check import check as check_answer
from parcours.exercises.check import copied
from parcours.exercises.model import Exercise
from parcours.exercises.packs import packs

Emit = Callable[[dict], None]
FLUSH = 0.05  # seconds between two messages of printed text
PRINTED = 60_000  # characters a run may print


class Printer:
    """Stands for stdout and stderr: sends text in pieces, stops sending (not running) after `PRINTED` characters."""

    encoding = "utf-8"

    def __init__(self, emit: Emit):
        self.emit, self.pending, self.sent, self.last = emit, "", 0, time.monotonic()

    def write(self, text: str) -> int:
        if self.sent <= PRINTED:
            self.pending += text[: PRINTED + 1 - self.sent]
            self.sent += len(text)
            if time.monotonic() - self.last > FLUSH:
                self.flush()
        return len(text)

    def flush(self) -> None:
        if self.pending:
            cut = "\n… (la suite de l’affichage est coupée)" if self.sent > PRINTED else ""
            self.emit({"sorte": "imprime", "texte": self.pending + cut})
        self.pending, self.last = "", time.monotonic()

    def isatty(self) -> bool:
        return False


class Runner:
    """The exercises of one page. `known` gives the exercise of an id; codes are the texts of the answer cells."""

    def __init__(self, known: Callable[[str], Exercise]):
        self.known = known
        self.states: dict[str, tuple[tuple, dict]] = {}

    def before(self, earlier: list[tuple[str, str]]) -> tuple[tuple, dict]:
        """(what was run, the names it left) after `earlier`: [(exercise id, code)]; replays what is not known."""
        chain: tuple = ()
        names: dict[str, Any] = {}
        for name, code in earlier:
            chain = (*chain, (name, code))
            kept = self.states.get(name)
            if kept is None or kept[0] != chain:
                names = copied(names)
                silent = Printer(lambda _output: None)
                self._execute(self.known(name), code, names, silent, lambda _output: None)
                self.states[name] = (chain, names)
            names = self.states[name][1]
        return chain, names

    def run(
        self, name: str, code: str, earlier: list[tuple[str, str]], emit: Emit, started: Callable = lambda: None
    ) -> dict:
        """Run `code` as the answer of `name`, sending what it shows to `emit`; {"erreur": None or the told error}."""
        chain, names = self.before(earlier)
        started()
        if problem := errors.before(code):
            return {"erreur": asdict(problem)}
        names = copied(names)
        printer = Printer(emit)
        error = self._execute(self.known(name), code, names, printer, emit)
        printer.flush()
        if error is not None:
            return {"erreur": asdict(errors.told(error, f"<{name}>", code, names))}
        self.states[name] = ((*chain, (name, code)), names)
        if remark := errors.after(code):
            emit({"sorte": "avis", "texte": remark})
        return {"erreur": None}

    def check(self, name: str, code: str, earlier: list[tuple[str, str]], started: Callable = lambda: None) -> dict:
        """The verdict on `code`, as `parcours.exercises.check` gives it; "erreur_python" tells what stopped it."""
        _chain, names = self.before(earlier)
        started()
        if problem := errors.before(code):
            return {"reussi": False, "phrase": "", "erreur_python": asdict(problem)}
        with _no_questions():
            verdict = check_answer(self.known(name), code, names)
        answer = asdict(verdict)
        stop = answer.pop("arret")
        told = errors.explain(stop["type"], stop["message"], stop["ligne"], code, names) if stop else None
        return {**answer, "erreur_python": asdict(told) if told else None}

    def _execute(
        self, exercise: Exercise, code: str, names: dict, printer: Printer, emit: Emit
    ) -> BaseException | None:
        """Run preparation and code, showing the last expression; what stopped the code, or None."""

        def show(*values: Any) -> None:
            printer.flush()
            for value in values:
                emit(display.shown(value))

        names.setdefault("__name__", "__main__")
        names["display"] = show
        filename = f"<{exercise.id}>"
        try:
            with contextlib.redirect_stdout(printer), contextlib.redirect_stderr(printer), _no_questions():
                given = _cell(exercise.preparation, f"{filename[:-1]}-donnees>", names)
                if given is not None:
                    emit({**display.shown(given), "donnees_de_l_exercice": True})
                value = _cell(code, filename, names)
                if value is not None:
                    show(value)
        except (Exception, SystemExit) as error:
            return error
        finally:
            names.pop("display", None)
        return None


def _cell(code: str, filename: str, names: dict) -> Any:
    """Run `code` as a notebook's cell: the value of its last expression, or None."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)  # in English; the error itself, which follows, is told in French
        tree = ast.parse(code, filename)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        first = compile(tree, filename, "exec")
        value = compile(ast.Expression(last.value), filename, "eval") if last is not None else None
    exec(first, names)
    return eval(value, names) if value is not None else None


@contextlib.contextmanager
def _no_questions():
    """`input()` would wait for ever in a page: it raises EOFError, which errors.py tells."""

    def refuse(_prompt: str = "") -> str:
        raise EOFError

    kept, builtins.input = builtins.input, refuse
    try:
        yield
    finally:
        builtins.input = kept


def remember_tables() -> None:
    """Make `parcours.datasets.load` read each table once; everyone still gets a copy of their own."""
    from parcours import datasets

    read, kept = datasets.load, {}

    def load(name: str):
        if name not in kept:
            kept[name] = read(name)
        return kept[name].copy()

    load.__doc__ = read.__doc__
    datasets.load = load


# --- what python-worker.js calls: JSON in, JSON out ---

_exercises: dict[str, Exercise] = {}
_runner = Runner(_exercises.__getitem__)


def learn(module_json: str) -> None:
    """Take in the exercises of a module's JSON."""
    from parcours.exercises import module_from_dict

    for exercise in module_from_dict(json.loads(module_json)).exercices:
        _exercises[exercise.id] = exercise


def needs(name: str, code: str) -> list[str]:
    """The packages to load before running: those that the exercise or the code imports, in Pyodide's names."""
    exercise = _exercises[name]
    tests = [test.code for test in exercise.tests]
    return packs(exercise.preparation, code, *tests, tables=bool(exercise.donnees))


def ready(names: Iterable[str]) -> None:
    """Import these packages, so that their import, slow on a phone, is not held against the time a run may last."""
    for name in names:
        importlib.import_module(name)


def tables(codes: Iterable[str]) -> list[str]:
    """The tables of the course that these cells load by name, declared by an exercise or not."""
    from parcours.datasets import names
    from parcours.grading.analysis import tables as loaded

    return sorted({name for code in codes for name in loaded(code)} & set(names()))


def call(verb: str, request_json: str, emit_json: Callable[[str], None], started: Callable[[], None]) -> str:
    """`run` or `check` a request {id, code, avant: [[id, code]…]}; the answer as JSON."""
    request = json.loads(request_json)
    earlier = [(name, code) for name, code in request["avant"]]

    def emit(output: dict) -> None:
        emit_json(json.dumps(output, default=str))

    if verb == "run":
        answer = _runner.run(request["id"], request["code"], earlier, emit, started)
    else:
        answer = _runner.check(request["id"], request["code"], earlier, started)
    return json.dumps(answer, default=str)
