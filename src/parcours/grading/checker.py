"""Inside the sandbox, the checker's process: runs the instructor's tests and alone says which were passed.

The test cells run as they were written. The names that the instructor's answers bind come from the trainee's process as
plain data; his functions come as stubs that call over there. No code of the trainee's ever runs here.
"""

from __future__ import annotations

import ast
import builtins
import contextlib
import gc
import io
import linecache
import os
import re
import socket
import sys
import time
import traceback

from . import wire

_MAX_TEXT = 20_000


class RemoteError(Exception):
    """The trainee's process stopped answering."""


class Checker:
    """Runs the tests of one notebook; ``driver`` receives one verdict for each."""

    def __init__(self, driver: wire.Channel, student: wire.Channel) -> None:
        self.driver, self.student = driver, student
        self.namespace: dict[str, object] = {"__name__": "__main__", "__builtins__": builtins}
        self.gone = False
        self.blocked: list[str] = []  # values that could not cross, since the test began
        self.remote_errors: list[str] = []  # what the trainee's functions wrote on stderr

    def run(self) -> None:
        program, _ = self.driver.recv()
        for test in program["tests"]:
            if not self.await_ready(test["test"]):
                break
            verdict = self.run_test(test)
            self.driver.send({"done": test["test"]} | verdict)
            with contextlib.suppress(OSError):
                self.student.send({"done": True})
        self.driver.send({"end": True, "cpu": time.process_time()})

    def await_ready(self, test: str) -> bool:
        try:
            message, _ = self.student.recv()
        except (wire.BadFrame, wire.Closed, OSError):
            return False
        return message == {"ready": test}

    def run_test(self, test: dict) -> dict:
        out, err = io.StringIO(), io.StringIO()
        verdict: dict[str, object] = {"completed": False}
        self.blocked, self.remote_errors = [], []
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            for step in test["before"]:
                with contextlib.suppress(Exception):  # the instructor's own cell failed: the test will say of what
                    self.execute(step, "préparation")
        out.truncate(0), out.seek(0), err.truncate(0), err.seek(0)
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                value = self.execute(test["step"], test["test"])
                verdict["completed"] = True
                if value is not None:
                    verdict["value"] = repr(value)[:200]
            except BaseException as error:
                verdict |= _describe(error, test["test"])
        if self.gone:
            verdict["completed"] = False
        verdict["stdout"] = out.getvalue()[:_MAX_TEXT]
        verdict["stderr"] = (err.getvalue() + "".join(self.remote_errors))[:_MAX_TEXT]
        if self.blocked:
            verdict["blocked"] = self.blocked[:5]
        return verdict

    def execute(self, step: dict, name: str) -> object:
        """Run a cell as it stands; the value of its last expression, or None."""
        self.bind(step["fetch"], step["imports"])
        filename = f"<{name}>"
        linecache.cache[filename] = (len(step["source"]), None, step["source"].splitlines(True), filename)
        tree = ast.parse(step["source"], filename)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, filename, "exec"), self.namespace)
        if last is None:
            return None
        return eval(compile(ast.Expression(last.value), filename, "eval"), self.namespace)

    def bind(self, fetch: list[str], imports: list[str]) -> None:
        for statement in imports:
            exec(statement, self.namespace)
        for name in fetch:
            self.namespace.pop(name, None)
        if not fetch:
            return
        message, buffers = self.ask({"get": fetch}, [])
        values = message.get("vals")
        if not isinstance(values, dict):
            raise self.lost()
        for name in fetch:
            if name in values:
                kind, tree = _pair(values[name])
                if kind == "v":
                    self.namespace[name] = self.decode(tree, buffers)
                else:
                    self.blocked.append(f"{name} : {str(tree)[:100]}")

    def decode(self, tree: object, buffers: list[bytes]) -> object:
        try:
            return wire.decode(tree, buffers, self.stub)
        except wire.BadFrame as error:
            raise self.lost() from error

    def stub(self, number: int, name: str) -> object:
        def function(*arguments: object, **named: object) -> object:
            return self.call(number, arguments, named)

        function.__name__ = function.__qualname__ = name
        return function

    def call(self, number: int, arguments: tuple, named: dict) -> object:
        encoder = wire.Encoder()
        frame = {"call": number, "args": encoder.encode(list(arguments)), "named": encoder.encode(named)}
        message, buffers = self.ask(frame, encoder.buffers)
        if isinstance(message.get("err"), str):
            self.remote_errors.append(message["err"][:2_000])
        self.apply_changes(message.get("mut"), buffers, [*arguments, *named.values()])
        if "exc" in message:
            raise _exception(message["exc"])
        kind, tree = _pair(message.get("val"))
        if kind == "v":
            return self.decode(tree, buffers)
        everything = [*arguments, *named.values()]
        if kind == "same" and type(tree) is int and 0 <= tree < len(everything):
            return everything[tree]
        self.blocked.append(f"résultat : {str(tree)[:100]}")
        raise wire.Uncrossable(str(tree)[:100])

    def apply_changes(self, changes: object, buffers: list[bytes], arguments: list[object]) -> None:
        for change in changes if isinstance(changes, list) else []:
            position, tree = _pair(change)
            if type(position) is not int or not 0 <= position < len(arguments):
                raise self.lost()
            value = self.decode(tree, buffers)
            try:
                wire.update_in_place(arguments[position], value)
            except wire.BadFrame as error:
                raise self.lost() from error

    def ask(self, message: dict, buffers: list[bytes]) -> tuple[dict, list[bytes]]:
        if self.gone:
            raise RemoteError("Le programme du participant s’est arrêté.")
        try:
            self.student.send(message, buffers)
            return self.student.recv()
        except (wire.BadFrame, wire.Closed, OSError) as error:
            raise self.lost() from error

    def lost(self) -> RemoteError:
        self.gone = True
        return RemoteError("Le programme du participant s’est arrêté ou ne répond plus correctement.")


def _pair(value: object) -> tuple[object, object]:
    return (value[0], value[1]) if isinstance(value, list) and len(value) == 2 else (None, None)


def _exception(told: object) -> Exception:
    """The nearest builtin exception of what the trainee's function claims to have raised."""
    names, message = _pair(told)
    text = message[:2_000] if isinstance(message, str) else ""
    for name in names if isinstance(names, list) else []:
        kind = getattr(builtins, name, None) if isinstance(name, str) else None
        if isinstance(kind, type) and issubclass(kind, Exception):
            try:
                return kind(text)
            except TypeError:  # UnicodeDecodeError and its like want five arguments
                continue
    return RuntimeError(text)


def _describe(error: BaseException, name: str) -> dict:
    """What to tell: the assertion's sentence alone, or the exception and its message; where in the test's text."""
    message = str(error)[:2_000]
    short = message if isinstance(error, AssertionError) and message else f"{type(error).__name__} : {message}"
    frames = [f for f in traceback.extract_tb(error.__traceback__) if re.fullmatch(r"<[\w-]+>", f.filename)]
    lines = ["Traceback (most recent call last):"]
    for frame in frames[-10:]:
        lines.append(f"  {frame.filename[1:-1]}, ligne {frame.lineno}\n    {frame.line}")
    lines.append(f"{type(error).__name__}: {message}")
    own = [frame.lineno for frame in frames if frame.filename == f"<{name}>"]
    told = {"ename": type(error).__name__, "evalue": message, "traceback": lines}
    return told | {"error": short, "line": own[0] if own else 0}


def main(driver: socket.socket, student: socket.socket) -> None:
    """Run until the tests end; the verdicts already sent stay valid whatever happens after."""
    gc.disable()
    null = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(null, standard)
    os.close(null)
    sys.stdout, sys.stderr = io.StringIO(), io.StringIO()
    try:
        Checker(wire.Channel(driver), wire.Channel(student)).run()
    finally:
        os._exit(0)
