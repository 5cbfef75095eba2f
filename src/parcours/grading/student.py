"""Inside the sandbox, the trainee's process: ``answers`` in the shell that nbgrader's kernel would give.

Nothing here is trusted: see ``answers``.
"""

from __future__ import annotations

import gc
import os
import socket

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell

from . import wire
from .answers import Outputs, Student, text_of


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
        message = text_of(evalue)
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


def main(shell: Shell, driver: socket.socket, checker: socket.socket) -> None:
    """Run until the program ends; the process then disappears without a word."""
    gc.enable()
    gc.set_threshold(100_000)  # a short process: to look for rubbish at IPython's pace costs a twentieth of its time
    null = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(null, standard)
    os.close(null)
    try:
        Student(shell, wire.Channel(driver), wire.Channel(checker)).run()
    finally:
        os._exit(0)
