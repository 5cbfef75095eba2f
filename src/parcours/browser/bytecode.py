"""The archives of the browser's Python with the modules of a first run compiled, made once and kept."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import tempfile
from pathlib import Path

from parcours.browser.parts import AssemblyError, sha256

HERE = Path(__file__).parent
SCRIPTS = (HERE / "compile.mjs", HERE / "compile_modules.py")
# What a page imports before a first answer: the libraries, and the standard modules of runner.py and of the course.
IMPORTED = ("pandas", "altair", "ast", "csv", "difflib", "json", "traceback", "zoneinfo")


def compiled(archives: list[Path], folder: Path, pyodide: Path) -> dict[str, Path]:
    """Each archive's name and its compiled form in `folder`. Raise AssemblyError when Node or Pyodide cannot."""
    key = hashlib.sha256(" ".join([*IMPORTED, *(sha256(path) for path in (*archives, *SCRIPTS))]).encode())
    target = folder / key.hexdigest()[:16]
    if not target.is_dir():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        with tempfile.TemporaryDirectory(dir=folder) as name:
            work = Path(name)
            (work / "in").mkdir()
            (work / "out").mkdir()
            for path in archives:
                shutil.copyfile(path, work / "in" / path.name)
            _run(work, pyodide)
            (work / "out").rename(target)
    return {path.name: target / path.name for path in archives}


def _run(work: Path, pyodide: Path) -> None:
    command = ["node", str(SCRIPTS[0]), f"{pyodide.resolve()}/", str(work), *IMPORTED]
    try:
        answer = subprocess.run(command, capture_output=True, text=True)
    except FileNotFoundError:
        raise AssemblyError("Node manque. « make site » l’installe ; relancez-le.") from None
    if answer.returncode:
        last = "\n".join(answer.stderr.strip().splitlines()[-8:])[-2000:]
        raise AssemblyError(
            f"compile.mjs : les modules de la page n’ont pas pu être compilés.\n{last}\n"
            "Effacez _build/browser, puis relancez « make site »."
        )
