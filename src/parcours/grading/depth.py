"""Whether a stranger's text nests too deeply to be read. Pure.

In a browser the stack ends before Python's own guards, and the interpreter with it: such text is turned away first, in
the same way everywhere. Both limits are far above what a notebook holds and far below what breaks (5 000 in Chromium).
"""

from __future__ import annotations

import json
import re

JSON_DEPTH = 500  # objects in objects
CODE_MARKS = 3000  # signs that may each open a level, in one cell
_JSON = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)|([\[{])|[\]}]', re.DOTALL)
_CODE = re.compile(r"(?<!\d)\.|[\[({+*/%&|^~<>=@!]|-(?!\d)|\b(?:not|lambda|if|await)\b")


def read_json(text: str) -> object:
    """What a stranger's JSON says. Raises ValueError when it is not JSON, RecursionError when it nests too deeply."""
    if deep_json(text):
        raise RecursionError
    return json.loads(text)


def deep_json(text: str) -> bool:
    """Whether `text` nests beyond JSON_DEPTH; linear in its length, whatever it holds."""
    depth = 0
    for mark in _JSON.finditer(text):
        if mark[1]:
            depth += 1
            if depth > JSON_DEPTH:
                return True
        elif mark[0] in "]}":
            depth -= 1
    return False


def long_code(source: str) -> bool:
    """Whether one cell holds more than CODE_MARKS signs that may nest."""
    return len(source) > CODE_MARKS and len(_CODE.findall(source)) > CODE_MARKS
