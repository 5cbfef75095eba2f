"""The trainee's side of the conversation: runs the notebook's cells and answers the checker's questions.

Nothing here is trusted: the trainee's code shares this interpreter and may rewrite all of it. It can lose points, or
make a mess of its own outputs; the points are given elsewhere (``checker``). Knows neither IPython nor sockets: the
sandbox gives it the one (``student``), the browser's marking page its own two.
"""

from __future__ import annotations

import contextlib
import io
import signal
import sys
import time
from collections.abc import Generator, Iterator

from . import wire

_STDERR_KEPT = 2_000


class CellTimeout(KeyboardInterrupt):
    """The cell took too long; as when nbgrader interrupts a kernel."""


class Outputs:
    """What the running cell prints and shows, up to a number of characters."""

    def __init__(self) -> None:
        self.items: list[dict] = []
        self.left = 0
        self.cut = False

    def start(self, limit: int) -> None:
        self.items, self.left, self.cut = [], limit, False

    def add(self, item: dict, size: int) -> None:
        if len(self.items) < 200 and size <= self.left:
            self.items.append(item)
            self.left -= size
        else:
            self.cut = True

    def stream(self, name: str, text: str) -> None:
        kept = text[: max(self.left, 0)]
        self.cut |= len(kept) < len(text)
        last = self.items[-1] if self.items else {}
        if last.get("output_type") == "stream" and last.get("name") == name:
            last["text"] += kept
            self.left -= len(kept)
        elif kept:
            self.add({"output_type": "stream", "name": name, "text": kept}, len(kept))


class Stream(io.TextIOBase):
    encoding = "utf-8"

    def __init__(self, outputs: Outputs, name: str) -> None:
        self.outputs, self.name = outputs, name

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self.outputs.stream(self.name, str(text))
        return len(text)


def text_of(error: BaseException) -> str:
    try:
        return str(error)[:2_000]
    except Exception:
        return ""


class Student:
    """Runs one program. ``driver`` takes the outputs, ``checker`` asks the questions."""

    def __init__(self, shell, driver, checker) -> None:
        self.shell, self.driver, self.checker = shell, driver, checker
        self.functions: list[object] = []

    def run(self) -> None:
        """From the program to its end, waiting for each question."""
        program, _ = self.driver.recv()
        turns = self.turns(program)
        with contextlib.suppress(StopIteration):
            next(turns)
            while True:
                turns.send(self.checker.recv())

    def turns(self, program: dict) -> Generator[None, tuple[dict, list[bytes]], None]:
        """The same, stopping wherever the next question (a message and its buffers) must be sent in."""
        self.seconds = float(program["cell_seconds"])
        self.limit = int(program["output_bytes"])
        sys.stdout, sys.stderr = Stream(self.shell.outputs, "stdout"), Stream(self.shell.outputs, "stderr")
        self.shell.user_ns["input"] = _no_input
        signal.signal(signal.SIGALRM, _alarm)
        for cell in program["cells"]:
            if cell["kind"] == "sync":
                yield from self.serve(cell["test"])
            else:
                self.run_cell(cell)
        self.driver.send({"end": True, "cpu": time.process_time()})

    def run_cell(self, cell: dict) -> None:
        outputs = self.shell.outputs
        outputs.start(self.limit)
        with self.clock():
            self.shell.run_cell(cell["source"], store_history=True)
        if outputs.cut:
            outputs.items.append({"output_type": "stream", "name": "stdout", "text": "\n[… sortie coupée …]\n"})
        self.report(cell, outputs.items)

    def report(self, cell: dict, items: list[dict]) -> None:
        plain = [item if "data" not in item else item | {"data": _plain(item["data"])} for item in items]
        key = "test" if cell.get("test") else "out"
        try:
            self.driver.send({key: cell["at"], "outputs": plain})
        except (TypeError, ValueError):
            self.driver.send({key: cell["at"], "outputs": []})

    def serve(self, test: str) -> Generator[None, tuple[dict, list[bytes]], None]:
        """Answer the checker until it is done with this test."""
        self.checker.send({"ready": test})
        while True:
            message, buffers = yield
            if "get" in message:
                self.get(message["get"])
            elif "call" in message:
                self.call(message, buffers)
            else:
                return

    def get(self, names: list[str]) -> None:
        encoder = wire.Encoder(self.export)
        values: dict[str, object] = {}
        for name in names:
            if name in self.shell.user_ns:
                try:
                    values[name] = ["v", encoder.encode(self.shell.user_ns[name])]
                except Exception as error:
                    values[name] = ["u", text_of(error) if isinstance(error, wire.Uncrossable) else "illisible"]
        self.answer({"vals": values}, encoder.buffers)

    def export(self, function: object) -> int:
        self.functions.append(function)
        return len(self.functions) - 1

    def call(self, message: dict, buffers: list[bytes]) -> None:
        function = self.functions[message["call"]]
        arguments = wire.decode(message["args"], buffers)
        named = wire.decode(message["named"], buffers)
        everything = [*arguments, *named.values()]
        before = [_frozen(each) for each in everything]
        outputs = self.shell.outputs
        outputs.start(_STDERR_KEPT)
        encoder = wire.Encoder(self.export)
        answer: dict[str, object] = {}
        try:
            with self.clock():
                result = function(*arguments, **named)
                same = next((i for i, each in enumerate(everything) if each is result and _mutable(each)), None)
                answer["val"] = ["same", same] if same is not None else ["v", encoder.encode(result)]
        except wire.Uncrossable as error:
            answer["val"] = ["u", text_of(error)]
        except BaseException as error:
            answer["exc"] = [[kind.__name__ for kind in type(error).__mro__], text_of(error)]
        answer["mut"] = []
        for position, (each, old) in enumerate(zip(everything, before, strict=True)):
            if old is not None and _frozen(each) != old:
                answer["mut"].append([position, encoder.encode(each)])
        answer["err"] = "".join(item["text"] for item in outputs.items if item.get("name") == "stderr")
        self.answer(answer, encoder.buffers)

    def answer(self, message: dict, buffers: list[bytes]) -> None:
        try:
            self.checker.send(message, buffers)
        except wire.Uncrossable as error:
            if "vals" in message:
                self.checker.send({"vals": {name: ["u", text_of(error)] for name in message["vals"]}})
            else:
                self.checker.send({"val": ["u", text_of(error)], "mut": [], "err": ""})

    @contextlib.contextmanager
    def clock(self) -> Iterator[None]:
        signal.setitimer(signal.ITIMER_REAL, self.seconds, 0.5)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)


def _mutable(value: object) -> bool:
    return isinstance(value, wire.MUTABLE)


def _frozen(value: object) -> bytes | None:
    """What the argument holds now, to tell afterwards whether the function changed it."""
    if not _mutable(value):
        return None
    try:
        encoder = wire.Encoder()
        return wire.pack({"v": encoder.encode(value)}, encoder.buffers)
    except Exception:
        return b"?"


def _plain(data: dict) -> dict:
    return {mime: value for mime, value in data.items() if isinstance(value, str)}


def _alarm(*_: object) -> None:
    raise CellTimeout("Temps dépassé : cette cellule ne se termine pas.")


def _no_input(*_: object) -> str:
    raise RuntimeError("input() ne peut pas être utilisé pendant la correction : écrivez la valeur dans une variable.")
