"""What a cell binds, reads and changes, told from its text. Pure.

The answers are safe over-estimates: a name too many costs a fetch, never a point.
"""

from __future__ import annotations

import ast
import builtins
import functools
import re
import threading
from dataclasses import dataclass, field

from .depth import long_code

_MAGIC = re.compile(r"^(\s*)[%!].*$", re.MULTILINE)
_ONE_AT_A_TIME = threading.Lock()
_LONG = 10_000  # characters


def parse(source: str) -> ast.Module:
    """``ast.parse`` for threads: CPython 3.11 counts the depth of all of them in one place, and two that parse at once
    may get « SystemError: AST constructor recursion depth mismatch » (python/cpython#106905)."""
    with _ONE_AT_A_TIME:
        return ast.parse(source)


@dataclass
class Names:
    """Names at the level of the notebook. ``functions`` maps a function or class to what its body reads."""

    binds: set[str] = field(default_factory=set)
    reads: set[str] = field(default_factory=set)
    changes: set[str] = field(default_factory=set)  # x[…] = , x.a = , x += , x.append(…), inplace=True
    imports: dict[str, str] = field(default_factory=dict)  # name → the import statement that binds it
    functions: dict[str, set[str]] = field(default_factory=dict)
    compares_identity: bool = False


def plain_python(source: str) -> str | None:
    """The cell without its magics, or None when Python alone cannot read it."""
    if source.lstrip().startswith("%%") or long_code(source):
        return None
    source = _MAGIC.sub(r"\1pass", source)
    try:
        parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    return source


def _once(function):
    """A class hands in the same cells again and again: answers are shared (read them, never change them), but for
    sources so long that a thousand of them would fill the memory."""
    kept = functools.lru_cache(maxsize=1000)(function)

    @functools.wraps(function)
    def answer(source: str):
        return (kept if len(source) < _LONG else function)(source)

    return answer


@_once
def names(source: str) -> Names:
    """Analyse one cell; an unreadable cell has no names."""
    found = Names()
    text = plain_python(source)
    if text is not None:
        tree = parse(text)
        visitor = _Visitor(found)
        for statement in tree.body:
            visitor.visit(statement)
    return found


def tables(source: str) -> set[str]:
    """The names that a cell gives to ``load("…")``."""
    text = plain_python(source)
    calls = [node for node in ast.walk(parse(text or "")) if isinstance(node, ast.Call) and node.args]
    loads = [call.args[0] for call in calls if isinstance(call.func, ast.Name) and call.func.id == "load"]
    return {name.value for name in loads if isinstance(name, ast.Constant) and isinstance(name.value, str)}


class _Visitor(ast.NodeVisitor):
    def __init__(self, found: Names) -> None:
        self.found = found
        self.depth = 0

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Load):
            self.found.reads.add(node.id)
        elif self.depth == 0:
            self.found.binds.add(node.id)

    def _scope(self, node: ast.AST, name: str | None) -> None:
        if name and self.depth == 0:
            self.found.binds.add(name)
            inner = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
            self.found.functions[name] = inner
        for child in (*getattr(node, "decorator_list", ()), *getattr(node, "bases", ())):
            self.visit(child)
        self.depth += 1
        for child in ast.iter_child_nodes(node):
            self.visit(child)
        self.depth -= 1

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self._scope(node, node.name)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self._scope(node, node.name)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._scope(node, node.name)

    def visit_Lambda(self, node: ast.Lambda) -> None:
        self._scope(node, None)

    def visit_Global(self, node: ast.Global) -> None:
        self.found.binds.update(node.names)

    def _import(self, node: ast.Import | ast.ImportFrom) -> None:
        for alias in node.names:
            name = alias.asname or alias.name.split(".")[0]
            single = (
                ast.Import([alias])
                if isinstance(node, ast.Import)
                else ast.ImportFrom(node.module, [alias], node.level)
            )
            if self.depth == 0:
                self.found.binds.add(name)
                self.found.imports[name] = ast.unparse(ast.fix_missing_locations(single))

    visit_Import = visit_ImportFrom = _import

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        if node.name and self.depth == 0:
            self.found.binds.add(node.name)
        self.generic_visit(node)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        if isinstance(node.target, ast.Name):
            self.found.reads.add(node.target.id)
            self.found.changes.add(node.target.id)
        self.generic_visit(node)

    def _store(self, node: ast.Attribute | ast.Subscript) -> None:
        if not isinstance(node.ctx, ast.Load) and (root := _root(node)):
            self.found.changes.add(root)
        self.generic_visit(node)

    visit_Attribute = visit_Subscript = _store

    def visit_Expr(self, node: ast.Expr) -> None:
        if (
            isinstance(node.value, ast.Call)
            and isinstance(node.value.func, ast.Attribute)
            and (root := _root(node.value.func))
        ):
            self.found.changes.add(root)
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        if any(keyword.arg == "inplace" for keyword in node.keywords) and (root := _root(node.func)):
            self.found.changes.add(root)
        self.generic_visit(node)

    def visit_Compare(self, node: ast.Compare) -> None:
        sides = [node.left, *node.comparators]
        for operator, left, right in zip(node.ops, sides, sides[1:], strict=False):
            if isinstance(operator, ast.Is | ast.IsNot) and not any(isinstance(s, ast.Constant) for s in (left, right)):
                self.found.compares_identity = True
        self.generic_visit(node)


def _root(node: ast.AST) -> str | None:
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else None


# Code that has no place in an exercise of this course, and that the known attacks need. Seen, not punished.
_SUSPECT_NAMES = frozenset(
    [
        "get_ipython",
        "ctypes",
        "gc",
        "inspect",
        "subprocess",
        "socket",
        "multiprocessing",
        "threading",
        "importlib",
        "builtins",
        "signal",
        "pickle",
        "marshal",
        "exec",
        "eval",
        "compile",
        "globals",
        "vars",
        "breakpoint",
        "__import__",
        "__builtins__",
        "__loader__",
        "__spec__",
    ]
)
_SUSPECT_ATTRIBUTES = frozenset(
    [
        "ast_transformers",
        "input_transformers_cleanup",
        "input_transformers_post",
        "run_cell",
        "run_code",
        "events",
        "showtraceback",
        "set_custom_exc",
        "run_cell_async",
        "_getframe",
        "settrace",
        "setprofile",
        "modules",
        "__globals__",
        "__code__",
        "__closure__",
        "__subclasses__",
        "__bases__",
        "__mro__",
        "__dict__",
        "__builtins__",
        "f_back",
        "f_globals",
        "f_locals",
        "tb_frame",
        "gi_frame",
        "__array_ufunc__",
        "__reduce__",
        "__getattribute__",
        "__class__",
        "system",
        "popen",
        "fork",
        "kill",
        "_exit",
        "execv",
        "os",
        "sys",
        "gc",
        "ctypes",
        "inspect",
        "builtins",
        "attrgetter",
        "methodcaller",
        "read_pickle",
    ]
)
_DUNDER = re.compile(r"__\w+__")
_PLAIN_DUNDERS = frozenset({"__init__", "__post_init__", "__repr__", "__str__", "__name__", "__main__", "__doc__"})
_SUSPECT_MODULES = frozenset(
    {"parcours.grading", "nbgrader", "IPython", "ipykernel", "_ctypes", "_thread", "code", "unittest"}
)
_TABLES = frozenset({"numpy", "pandas", "altair"})
# fmt: off
_PLAIN_MODULES = frozenset([
    "calendar", "collections", "copy", "dataclasses", "datetime", "decimal", "fractions", "functools", "itertools",
    "json", "math", "parcours.datasets", "random", "re", "statistics", "string", "textwrap", "time", "typing",
    "unicodedata", "warnings",
])
_PASSAGES = frozenset([
    "bltns", "codecs", "compat", "core", "ctypeslib", "encodings", "f2py", "fdopen", "io", "lib", "linecache", "locale",
    "mmap", "open", "pathlib", "plotting", "socket", "tempfile", "tokenize", "util", "utils", "vegalite",
])
# fmt: on
_CORE = frozenset({"pd", "np", "pandas", "numpy", "builtins", "sys", "os", "alt", "altair", "parcours", "load"})


@_once
def suspicions(source: str) -> set[str]:
    """The suspicious things that a cell uses, as short French-readable labels."""
    if long_code(source):
        return {"calcul trop long pour être relu"}
    text = plain_python(source)
    if text is None:
        return {"commande magique ou système"} if re.search(r"^\s*(?:%%|!)", source, re.MULTILINE) else set()
    found: set[str] = set()
    if re.search(r"^\s*!", source, re.MULTILINE):
        found.add("commande système (!)")
    for node in ast.walk(parse(text)):
        if isinstance(node, ast.Name) and (node.id in _SUSPECT_NAMES or (_stored(node) and _bends(node.id))):
            found.add(node.id)
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names if _suspect_module(alias.name)}
        elif isinstance(node, ast.ImportFrom) and _suspect_module(node.module or ""):
            found.add(node.module or "")
        elif isinstance(node, ast.Attribute):
            if node.attr in _SUSPECT_ATTRIBUTES or (_stored(node) and _bends(node.attr)):
                found.add(f".{node.attr}")
            elif _stored(node) and isinstance(node.value, ast.Name) and node.value.id in _CORE:
                found.add(f"{node.value.id}.{node.attr} = …")
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and _bends(node.name):
            found.add(node.name)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and _reaches(node):
            found.add(f"{node.func.id}(…)")
        elif isinstance(node, ast.keyword) and node.arg == "allow_pickle":
            found.add("allow_pickle")
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and _suspect_text(node.value):
            found.add(f"texte « {node.value[:40]} »")
    return found


def _stored(node: ast.Name | ast.Attribute) -> bool:
    return not isinstance(node.ctx, ast.Load)


def _bends(name: str) -> bool:
    """A special method that changes what comparing, counting or calling an object means."""
    return bool(_DUNDER.fullmatch(name)) and name not in _PLAIN_DUNDERS


def _reaches(node: ast.Call) -> bool:
    """setattr, delattr, a class made by type(); getattr with a name that is computed or begins with an underscore."""
    function = node.func.id if isinstance(node.func, ast.Name) else ""
    if function == "getattr" and len(node.args) > 1:
        name = node.args[1]
        return not (isinstance(name, ast.Constant) and isinstance(name.value, str) and not name.value.startswith("_"))
    return function in ("setattr", "delattr") or (function == "type" and len(node.args) == 3)


def shadows(source: str) -> set[str]:
    """Builtin names that a cell binds again. Beginners do it by accident; beside a test, it can also bend the test."""
    return {name for name in names(source).binds if hasattr(builtins, name)}


@_once
def reach(source: str) -> set[str]:
    """What a cell takes from beyond plain Python and tables: files, other modules, the inside of modules and objects.

    Little of it is suspect. Beside a test in the same process, what the instructor's own cells do without is enough to
    speak in the test's place (any descriptor can be written on).
    """
    found: set[str] = set()
    if long_code(source):  # suspect already
        return found
    for node in ast.walk(parse(plain_python(source) or "")):
        if isinstance(node, ast.Import):
            found |= {f"import {each.name}" for each in node.names if not _plain_import(each)}
        elif isinstance(node, ast.ImportFrom):
            plain = node.level == 0 and node.module in _PLAIN_MODULES | _TABLES
            found |= {f"from {node.module} import {each.name}" for each in node.names if not plain or _inner(each.name)}
        elif isinstance(node, ast.Name) and node.id == "open":
            found.add("open")
        elif isinstance(node, ast.Attribute) and _inner(node.attr) and not _of_itself(node):
            found.add(f".{node.attr}")
    return found


def _plain_import(alias: ast.alias) -> bool:
    return alias.name in _PLAIN_MODULES or (alias.name in _TABLES and (alias.asname or alias.name) in _CORE)


def _of_itself(node: ast.Attribute) -> bool:
    """``self._total``."""
    return isinstance(node.value, ast.Name) and node.value.id in ("self", "cls") and not node.attr.startswith("__")


def _inner(name: str) -> bool:
    """A name by which one comes from a module or an object to what lies behind it."""
    return name in _PASSAGES or (name.startswith("_") and name not in _PLAIN_DUNDERS) or name == "*"


def _suspect_module(name: str) -> bool:
    if name == "IPython.display":
        return False
    return name.split(".")[0] in _SUSPECT_NAMES | _SUSPECT_MODULES or name.startswith("parcours.grading")


def _suspect_text(value: str) -> bool:
    paths = ("/proc", "/etc", "/dev", "/sys", "/root", "/home")
    return value.startswith(paths) or "gradebook" in value or _bends(value)
