"""What a thread has unpacked and compiled, for the threads that follow: they start in a third of the time."""

from __future__ import annotations

import importlib._bootstrap_external as pyc
import os
import sys
import zipfile

_SITE = "/lib/python3.12/site-packages"
_STDLIB = "/lib/python312.zip"


def files() -> list[str]:
    """Every installed file, the compiled modules included."""
    return [os.path.join(folder, name) for folder, _, names in os.walk(_SITE) for name in names]


def stdlib() -> bytes:
    """The standard library's archive, with the compiled form of what was imported."""
    loaded = {getattr(module, "__file__", None) for module in list(sys.modules.values())}
    with zipfile.ZipFile(_STDLIB) as source, zipfile.ZipFile("/tmp/stdlib.zip", "w") as made:
        for info in source.infolist():
            data = source.read(info)
            made.writestr(info.filename, data)
            place = f"{_STDLIB}/{info.filename}"
            if place in loaded and place.endswith(".py"):
                code = compile(data, place, "exec", dont_inherit=True)
                made.writestr(f"{info.filename}c", pyc._code_to_hash_pyc(code, bytes(8), False))
    with open("/tmp/stdlib.zip", "rb") as file:
        data = file.read()
    os.unlink("/tmp/stdlib.zip")
    return data
