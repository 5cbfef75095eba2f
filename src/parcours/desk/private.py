"""The trainer's own files, one by one or in a zip: notebooks, modules with their rubrics, solutions with samples."""

from __future__ import annotations

import io
import json
import re
import zipfile
import zlib
from dataclasses import dataclass, field

from .errors import DeskError

_FULL = re.compile(r"### BEGIN (?:SOLUTION|HIDDEN TESTS)")
_ADVICE = "Prenez ceux de « make exercises » : mNN.ipynb, mNN.json, solutions/mNN-exNN.json, ou leur zip."
_MEMBERS, _BYTES = 2000, 50 * 2**20


@dataclass
class Private:
    """What the files hold, by assignment. ``source`` and ``released`` are notebooks' texts."""

    source: dict[str, str] = field(default_factory=dict)
    released: dict[str, str] = field(default_factory=dict)
    modules: dict[str, dict] = field(default_factory=dict)
    solutions: dict[str, dict[str, dict]] = field(default_factory=dict)

    def take(self, data: bytes, name: str) -> None:
        """Add one file. Raises DeskError when it is none of those, and has then changed nothing."""
        if not name.lower().endswith(".zip"):
            if not self._file(data):
                raise DeskError(name, "ce n’est pas un fichier du formateur.", _ADVICE)
            return
        if not sum([self._file(each) for each in _members(data, name)]):
            raise DeskError(name, "cette archive ne contient aucun fichier du formateur.", _ADVICE)

    def names(self) -> list[str]:
        """The assignments that these files are of."""
        return sorted(self.source.keys() | self.released.keys() | self.modules.keys() | self.solutions.keys())

    def titles(self) -> dict[str, str]:
        """The assignments that these files are enough to mark, with their titles."""
        return {name: str(self.modules.get(name, {}).get("titre") or name) for name in sorted(self.released)}

    def _file(self, data: bytes) -> bool:
        try:
            told = json.loads(data.decode("utf-8-sig"))
        except (ValueError, RecursionError):
            return False
        if not isinstance(told, dict):
            return False
        if isinstance(told.get("cells"), list):
            return self._notebook(told, data.decode("utf-8-sig"))
        module, solved = told.get("module"), told.get("id")
        if isinstance(module, str) and isinstance(told.get("exercices"), list):
            self.modules[module] = told
        elif isinstance(solved, str) and ("code" in told or "exemples" in told):
            self.solutions.setdefault(solved.split("-")[0], {})[solved] = told
        else:
            return False
        return True

    def _notebook(self, notebook: dict, text: str) -> bool:
        try:
            name = notebook["metadata"]["parcours"]["assignment"]
        except (KeyError, TypeError):
            return False
        if not isinstance(name, str):
            return False
        (self.source if _FULL.search(text) else self.released)[name] = text
        return True


def _members(data: bytes, name: str) -> list[bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = [info for info in archive.infolist() if info.filename.lower().endswith((".ipynb", ".json"))]
            if len(infos) > _MEMBERS or sum(info.file_size for info in infos) > _BYTES:
                raise DeskError(name, "cette archive est trop grosse.", _ADVICE)
            return [archive.read(info) for info in infos]
    except DeskError:
        raise
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, RuntimeError):
        raise DeskError(name, "cette archive est abîmée.", "Refaites-la, puis choisissez-la de nouveau.") from None
