"""Write a formula once: for numbers, for numpy arrays, and for the page.

A formula of this room is a plain Python function. Called with numbers it gives a number; with numpy arrays, one number
a draw; with `Symbol`s, an expression tree that `program` turns into a short list of JSON instructions for the page's
evaluator. Python's own `min`, `if` or chained comparisons would be decided once, at build, and stay constant for ever
in the page: a symbol therefore refuses to be a truth value, and formulas branch with `si`, `mini`, `maxi`, `plafond`,
`quotient` and `racine`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping


class UntraceableFormula(TypeError):
    """A formula asked Python to decide on a value that only the page will know."""

    def __init__(self, what: str):
        super().__init__(
            f"{what} would be decided once, at build, and stay constant in the page; use si(), mini(), maxi(),"
            " plafond(), quotient() or racine()"
        )


class Expression:
    """A node of the tree: `op` and its arguments (expressions, numbers, or a name for op `v`)."""

    __slots__ = ("args", "op")
    __hash__ = object.__hash__
    __array_ufunc__ = None  # a numpy array never swallows a symbol

    def __init__(self, op: str, *args):
        self.op, self.args = op, args

    def __add__(self, other):
        return Expression("+", self, other)

    def __radd__(self, other):
        return Expression("+", other, self)

    def __sub__(self, other):
        return Expression("-", self, other)

    def __rsub__(self, other):
        return Expression("-", other, self)

    def __mul__(self, other):
        return Expression("*", self, other)

    def __rmul__(self, other):
        return Expression("*", other, self)

    def __truediv__(self, other):
        return Expression("/", self, other)

    def __rtruediv__(self, other):
        return Expression("/", other, self)

    def __neg__(self):
        return Expression("-", 0, self)

    def __lt__(self, other):
        return Expression("<", self, other)

    def __le__(self, other):
        return Expression("<=", self, other)

    def __gt__(self, other):
        return Expression("<", other, self)

    def __ge__(self, other):
        return Expression("<=", other, self)

    def __eq__(self, other):
        return Expression("==", self, other)

    def __bool__(self):
        raise UntraceableFormula("a truth value of a symbol (if, and, or, min, max, a < b < c, in)")

    def __float__(self):
        raise UntraceableFormula("float() of a symbol")

    __int__ = __index__ = __float__

    def __round__(self, digits=None):
        raise UntraceableFormula("round() of a symbol")

    def __iter__(self):
        raise UntraceableFormula("a loop over a symbol")


def symbol(name: str) -> Expression:
    """The value that the page knows under `name`."""
    return Expression("v", name)


def _symbolic(*values) -> bool:
    return any(isinstance(value, Expression) for value in values)


def _vector(*values) -> bool:
    return any(getattr(value, "ndim", 0) for value in values)


def si(condition, then, otherwise):
    """`then` where `condition` holds, else `otherwise`; both are computed, whichever is kept."""
    if _symbolic(condition, then, otherwise):
        return Expression("si", condition, then, otherwise)
    if _vector(condition, then, otherwise):
        import numpy as np

        return np.where(condition, then, otherwise)
    return then if condition else otherwise


def mini(a, b):
    """The smaller of two values."""
    return si(a < b, a, b)


def maxi(a, b):
    """The larger of two values."""
    return si(b < a, a, b)


def plafond(value):
    """The smallest whole number that is not below `value` (a plain ratio, without unit)."""
    if _symbolic(value):
        return Expression("plafond", value)
    if _vector(value):
        import numpy as np

        return np.ceil(value)
    return math.ceil(float(value))


def racine(value):
    """Square root of a value that is not negative."""
    if _symbolic(value):
        return Expression("racine", value)
    if _vector(value):
        import numpy as np

        return np.sqrt(value)
    return math.sqrt(value)


def quotient(a, b):
    """`a / b`, or not-a-number when `b` is zero (a break-even that never comes)."""
    if _symbolic(a, b):
        return Expression("quotient", a, b)
    if _vector(a, b):
        import numpy as np

        return np.where(b == 0, np.nan, np.divide(a, np.where(b == 0, 1, b)))
    return math.nan if b == 0 else a / b


def program(outputs: Mapping[str, object]) -> dict:
    """Turn named expressions into `{"code": [...], "outputs": {name: index}}`, equal parts computed once.

    An instruction is a number, a name, or `[op, index, …]` where an index points to an earlier instruction.
    """
    code: list = []
    seen: dict = {}

    def place(node) -> int:
        if not isinstance(node, Expression):
            instruction = key = float(node)
            if math.isnan(instruction) or math.isinf(instruction):
                raise UntraceableFormula(f"the constant {node}")
            instruction = int(instruction) if instruction.is_integer() else instruction
        elif node.op == "v":
            instruction = key = node.args[0]
        else:
            instruction = [node.op, *(place(argument) for argument in node.args)]
            key = tuple(instruction)
        if key not in seen:
            seen[key] = len(code)
            code.append(instruction)
        return seen[key]

    return {"outputs": {name: place(tree) for name, tree in outputs.items()}, "code": code}


_OPERATIONS: dict[str, Callable] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    "==": lambda a, b: a == b,
    "si": si,
    "plafond": plafond,
    "racine": racine,
    "quotient": quotient,
}


def run(traced: Mapping, values: Mapping) -> dict:
    """Evaluate a traced program in Python; `values` holds numbers or equal-length arrays. The page's evaluator does the
    same.
    """
    done: list = []
    for instruction in traced["code"]:
        if isinstance(instruction, str):
            done.append(values[instruction])
        elif isinstance(instruction, list):
            op, *arguments = instruction
            done.append(_OPERATIONS[op](*(done[index] for index in arguments)))
        else:
            done.append(instruction)
    return {name: done[index] for name, index in traced["outputs"].items()}
