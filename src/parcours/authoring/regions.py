"""nbgrader's marks in a cell: `### BEGIN SOLUTION` … `### END SOLUTION`, and the same for `HIDDEN TESTS`."""

from __future__ import annotations

SOLUTION = "SOLUTION"
HIDDEN = "HIDDEN TESTS"


def without(text: str, kind: str, instead: str | None = None) -> str:
    """`text` without the region of that kind, `instead` in its place. Raises ValueError when a mark is not paired."""
    lines, inside = [], False
    for line in text.split("\n"):
        if f"BEGIN {kind}" in line:
            if inside:
                raise ValueError(f"deux « ### BEGIN {kind} » de suite")
            inside = True
            if instead is not None:
                indent = line[: len(line) - len(line.lstrip())]
                lines += [indent + each for each in instead.split("\n")]
        elif f"END {kind}" in line:
            if not inside:
                raise ValueError(f"« ### END {kind} » sans début")
            inside = False
        elif not inside:
            lines.append(line)
    if inside:
        raise ValueError(f"« ### BEGIN {kind} » sans fin")
    return "\n".join(lines)


def inside(text: str, kind: str) -> str:
    """What stands between the marks, '' when there are none."""
    lines, keep = [], False
    for line in text.split("\n"):
        if f"BEGIN {kind}" in line or f"END {kind}" in line:
            keep = f"BEGIN {kind}" in line
        elif keep:
            lines.append(line)
    return "\n".join(lines)


def without_marks(text: str) -> str:
    """The whole cell as it runs, the marks taken away."""
    marks = [f"{end} {kind}" for end in ("BEGIN", "END") for kind in (SOLUTION, HIDDEN)]
    return "\n".join(line for line in text.split("\n") if not any(mark in line for mark in marks))
