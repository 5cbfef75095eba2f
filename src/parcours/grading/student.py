"""Inside the sandbox, the trainee's process: runs the notebook's cells and answers the checker's questions.

Nothing here is trusted: the trainee's code shares this interpreter and may rewrite all of it. It can lose points, or
make a mess of its own outputs; the points are given elsewhere (``checker``).
"""

from __future__ import annotations

import contextlib
import io
import os
import signal
import socket
import sys
import time
from collections.abc import Iterator

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell

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


class _Stream(io.TextIOBase):
    encoding = "utf-8"

    def __init__(self, outputs: Outputs, name: str) -> None:
        self.outputs, self.name = outputs, name

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self.outputs.stream(self.name, str(text))
        return len(text)


class _Hook(DisplayHook):
    outputs: Outputs

    def write_output_prompt(self) -> None:
        pass

    def write_format_data(self, format_dict: dict, md_dict: dict | None = None) -> None:
        self.outputs.add({"output_type": "execute_result", "data": format_dict}, _size(format_dict))

    def finish_displayhook(self) -> None:
        self._is_active = False


class _Publisher(DisplayPublisher):
    outputs: Outputs

    def publish(self, data: dict, metadata: dict | None = None, **_: object) -> None:
        self.outputs.add({"output_type": "display_data", "data": data}, _size(data))

    def clear_output(self, wait: bool = False) -> None:
        self.outputs.items.clear()


def _size(data: dict) -> int:
    return sum(len(value) if isinstance(value, str) else 200 for value in data.values())


class Shell(InteractiveShell):
    """IPython as nbgrader's kernel gives it, without its sockets and its history."""

    def __init__(self, **arguments: object) -> None:
        super().__init__(**arguments)
        self.outputs = Outputs()
        self.displayhook.outputs = self.display_pub.outputs = self.outputs

    def init_history(self) -> None:
        super().init_history()
        self.history_manager.enabled = False

    def _showtraceback(self, etype: type, evalue: BaseException, stb: list[str]) -> None:
        lines = [str(line) for line in stb][-40:]
        message = _text_of(evalue)
        error = {"output_type": "error", "ename": etype.__name__, "evalue": message, "traceback": lines}
        self.outputs.items.append(error)

    def enable_gui(self, gui: str | None = None) -> None:
        pass


Shell.displayhook_class.default_value = _Hook
Shell.display_pub_class.default_value = _Publisher


def warm_shell() -> Shell:
    """The shell that every fork inherits, ready to run."""
    from traitlets.config import Config

    config = Config()
    config.HistoryManager.enabled = False
    config.HistoryManager.hist_file = ":memory:"
    config.InteractiveShell.colors = "nocolor"
    config.InteractiveShell.displayhook_class = _Hook
    config.InteractiveShell.display_pub_class = _Publisher
    shell = Shell.instance(config=config)
    shell.InteractiveTB.set_mode("Plain")
    shell.outputs.start(10_000)
    shell.run_cell("1 + 1")
    shell.reset(new_session=True)
    return shell


def _text_of(error: BaseException) -> str:
    try:
        return str(error)[:2_000]
    except Exception:
        return ""


class Student:
    """Runs one program. ``driver`` takes the outputs, ``checker`` (absent in one-process mode) asks the questions."""

    def __init__(self, shell: Shell, driver: wire.Channel, checker: wire.Channel | None) -> None:
        self.shell, self.driver, self.checker = shell, driver, checker
        self.functions: list[object] = []

    def run(self) -> None:
        program, _ = self.driver.recv()
        self.seconds = float(program["cell_seconds"])
        self.limit = int(program["output_bytes"])
        sys.stdout, sys.stderr = _Stream(self.shell.outputs, "stdout"), _Stream(self.shell.outputs, "stderr")
        self.shell.user_ns["input"] = _no_input
        signal.signal(signal.SIGALRM, _alarm)
        for cell in program["cells"]:
            if cell["kind"] == "sync":
                self.serve(cell["test"])
            else:
                self.run_cell(cell)
        self.driver.send({"end": True, "cpu": time.process_time()})

    def run_cell(self, cell: dict) -> None:
        outputs = self.shell.outputs
        outputs.start(self.limit)
        self.driver.send({"at": cell["at"]})
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

    def serve(self, test: str) -> None:
        """Answer the checker until it is done with this test."""
        self.checker.send({"ready": test})
        while True:
            message, buffers = self.checker.recv()
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
                    values[name] = ["u", _text_of(error) if isinstance(error, wire.Uncrossable) else "illisible"]
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
            answer["val"] = ["u", _text_of(error)]
        except BaseException as error:
            answer["exc"] = [[kind.__name__ for kind in type(error).__mro__], _text_of(error)]
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
                self.checker.send({"vals": {name: ["u", _text_of(error)] for name in message["vals"]}})
            else:
                self.checker.send({"val": ["u", _text_of(error)], "mut": [], "err": ""})

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


def main(shell: Shell, driver: socket.socket, checker: socket.socket | None) -> None:
    """Run until the program ends; the process then disappears without a word."""
    null = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(null, standard)
    os.close(null)
    try:
        Student(shell, wire.Channel(driver), wire.Channel(checker) if checker else None).run()
    finally:
        os._exit(0)
