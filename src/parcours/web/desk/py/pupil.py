"""In the trainee's thread: the notebook's cells in a plain shell, and the answers to the judge's questions.

The conversation is the sandbox's own (``parcours.grading.answers``). The shell stands for IPython, which is too heavy
for a thread that serves once: cells one after the other, the last expression shown, an error told, the next cell run.
"""

from __future__ import annotations

import ast
import builtins
import signal
import sys
import traceback
import types

import tables  # noqa: F401 (from now on, tables are read once)

from parcours.grading import wire
from parcours.grading.analysis import plain_python
from parcours.grading.answers import Outputs, Student, text_of

_QUIET_MAGICS = ("%%time", "%%capture")


class Shell:
    """What ``Student`` asks of a shell: ``outputs``, ``user_ns``, ``run_cell``."""

    def __init__(self) -> None:
        self.outputs = Outputs()
        module = types.ModuleType("__main__")
        sys.modules["__main__"] = module
        self.user_ns = module.__dict__
        self.user_ns |= {"__builtins__": builtins, "display": self.display}
        self.count = 0

    def run_cell(self, source: str, store_history: bool = True) -> None:
        self.count += 1
        name = f"<cellule {self.count}>"
        try:
            tree = ast.parse(_python(source), name)
            for node in tree.body[:-1]:
                exec(compile(ast.Module([node], []), name, "exec"), self.user_ns)
            for node in tree.body[-1:]:
                self.last(node, name, source)
        except BaseException as error:
            self.tell(error)

    def last(self, node: ast.stmt, name: str, source: str) -> None:
        if not isinstance(node, ast.Expr):
            exec(compile(ast.Module([node], []), name, "exec"), self.user_ns)
            return
        value = eval(compile(ast.Expression(node.value), name, "eval"), self.user_ns)
        if value is not None and not source.rstrip().endswith(";"):
            self.user_ns["_"] = value
            self.show(value, "execute_result")

    def display(self, *values: object, **_: object) -> None:
        for value in values:
            self.show(value, "display_data")

    def show(self, value: object, kind: str) -> None:
        data = _bundle(value)
        self.outputs.add({"output_type": kind, "data": data}, sum(len(each) for each in data.values()))

    def tell(self, error: BaseException) -> None:
        lines = "".join(traceback.format_exception(error)).split("\n")[-40:]
        told = {"output_type": "error", "ename": type(error).__name__, "evalue": text_of(error), "traceback": lines}
        self.outputs.items.append(told)


def _python(source: str) -> str:
    """The cell without its magics; Python then says itself what it cannot read."""
    if source.lstrip().startswith(_QUIET_MAGICS):
        source = source.lstrip().partition("\n")[2]
    found = plain_python(source)
    return source if found is None else found


def _bundle(value: object) -> dict[str, str]:
    data = {"text/plain": repr(value)}
    html = getattr(value, "_repr_html_", None)
    if callable(html) and not isinstance(value, type) and isinstance(shown := html(), str):
        data["text/html"] = shown
    return data


def _stand_in() -> None:
    """``from IPython.display import display`` works as in Jupyter."""

    class Shown:
        def __init__(self, data: str = "", **_: object) -> None:
            self.data = data

    class HTML(Shown):
        def _repr_html_(self) -> str:
            return self.data

    package, module = types.ModuleType("IPython"), types.ModuleType("IPython.display")
    package.display = module
    package.get_ipython = lambda: None
    package.version_info = (9, 0, 0)
    module.display, module.HTML, module.Markdown, module.Image = _shell.display, HTML, Shown, Shown
    sys.modules |= {"IPython": package, "IPython.display": module}


class _Channel:
    def __init__(self, post, to: str) -> None:
        self.post, self.to = post, to

    def send(self, message: dict, buffers: list[bytes] | None = None) -> None:
        self.post(self.to, wire.pack(message, buffers))


_shell = Shell()
_turns = None
_frames = wire.Frames()


def prepare(clock, post) -> None:
    """Everything that needs JavaScript, before its doors are closed."""
    global _student
    signal.ITIMER_REAL = 0
    signal.setitimer = lambda _which, seconds, interval=0.0: clock(seconds, interval)
    _stand_in()
    _student = Student(_shell, _Channel(post, "driver"), _Channel(post, "checker"))
    for name in [
        name
        for name in sys.modules
        if name.split(".")[0] in ("js", "pyodide_js", "pyodide", "_pyodide", "_pyodide_core")
    ]:
        sys.modules[name] = None


def start(program: str) -> bool:
    """Run until the first question or the end; True at the end."""
    global _turns
    _turns = _student.turns(wire.load_json(program.encode()))
    try:
        next(_turns)
    except StopIteration:
        return True
    return False


def answer(data) -> bool:
    """Answer the judge's frame, go on to the next question; True at the end."""
    try:
        for question in _frames.feed(data.to_bytes()):
            _turns.send(question)
    except StopIteration:
        return True
    return False
