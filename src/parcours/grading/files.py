"""One file of a hand-in, in an archive or on a disk: read with a limit, never unpacked, no link followed. Pure."""

from __future__ import annotations

import datetime as dt
import os
import re
import stat
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from ..moodle import repair_name
from .sanitize import Unreadable

NOTEBOOK = re.compile(r"\.ipynb(?:\.(?:txt|json))?$", re.IGNORECASE)
NOISE = re.compile(
    r"(?:^|/)(?:(?:__MACOSX|\.ipynb_checkpoints|\.git|__pycache__)/|(?:\.DS_Store|Thumbs\.db|desktop\.ini)$)"
)
_COPY = re.compile(r"(?:\s*[-_ ]?\s*(?:\(\d+\)|copy\d*|copie\d*|final[e]?))+$", re.IGNORECASE)


@dataclass
class File:
    """One file of a person's. ``read(limit)`` gives at most ``limit + 1`` bytes; ``problem``: why it is not opened."""

    path: str
    name: str
    size: int
    modified: dt.datetime | None
    read: Callable[[int], bytes]
    problem: str | None = None


def is_expected(name: str, assignment: str) -> bool:
    """``m05.ipynb``, through what systems add to a name: ``m05 (1).ipynb``, ``M05-Copie.ipynb.txt``…"""
    return _COPY.sub("", NOTEBOOK.sub("", name)).strip().casefold() == assignment.casefold()


def zip_file(archive: zipfile.ZipFile, info: zipfile.ZipInfo, zone: ZoneInfo) -> File:
    """A member of an archive. Its date, which has no zone, is read in ``zone``."""
    path = repair_name(info.filename, bool(info.flag_bits & 0x800)).replace("\\", "/")
    try:
        modified = dt.datetime(*info.date_time, tzinfo=zone)
    except ValueError:
        modified = None
    file = File(
        path, path.rsplit("/", 1)[-1], info.file_size, modified, lambda limit: _read_member(archive, info, limit)
    )
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        file.problem = "un lien ou un fichier spécial"
    elif _escapes(path):
        file.problem = "un chemin qui sort du dossier"
    elif info.flag_bits & 0x1:
        file.problem = "un fichier protégé par mot de passe"
    return file


def _read_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limit: int) -> bytes:
    """At most ``limit + 1`` bytes, whatever the header claims: a bomb stops there."""
    try:
        with archive.open(info) as member:
            return member.read(limit + 1)
    except Exception as error:  # each way of compressing has its own, and they are not all here in a browser
        raise Unreadable("Le fichier est abîmé dans l’archive : redéposez-le.") from error


def _escapes(path: str) -> bool:
    return path.startswith("/") or ".." in path.split("/") or "\x00" in path or bool(re.match(r"^[A-Za-z]:", path))


def disk_file(path: Path, relative: str) -> File:
    """A file of a folder; ``relative`` is its path inside the source."""
    relative = relative.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    try:
        status = path.lstat()
    except OSError:
        return File(relative, path.name, 0, None, lambda limit: b"", "un fichier illisible")
    modified = dt.datetime.fromtimestamp(status.st_mtime, dt.UTC)
    file = File(relative, relative.rsplit("/", 1)[-1], status.st_size, modified, lambda limit: _read_disk(path, limit))
    if not stat.S_ISREG(status.st_mode):
        file.problem = "un lien ou un fichier spécial"
    elif status.st_nlink > 1:
        file.problem = "un lien vers un autre fichier"
    return file


def _read_disk(path: Path, limit: int) -> bytes:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(descriptor, "rb") as file:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode) or status.st_nlink > 1:
                raise Unreadable("Le fichier déposé est un lien : redéposez le notebook lui-même.")
            return file.read(limit + 1)
    except OSError as error:
        raise Unreadable(f"Le fichier ne peut pas être lu ({error.strerror}).") from error
