"""The zip of «Déposer plusieurs fichiers de feedback dans un fichier zip».

Moodle's importer (mod/assign/feedback/file/importziplib.php) splits each name on ``_`` and wants at least four parts,
``[full name, uniqueid, plug-in type, plug-in]``; it ignores files that begin with ``.`` or ``~``.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from typing import BinaryIO

_FIXED_DATE = (2020, 1, 1, 0, 0, 0)  # same content, same bytes


class FeedbackError(ValueError):
    """A file that Moodle would not attach to anybody; the message is in French."""


def write_feedback_zip(target: BinaryIO | str, files: Iterable[tuple[str, str, bytes]]) -> list[str]:
    """Write ``(prefix, file name, content)`` triples; ``prefix`` as read from the archive. Returns the names written.

    Raises FeedbackError when the importer could not tell whose file it is.
    """
    written: list[str] = []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for prefix, name, content in files:
            path = _path(prefix, name)
            if path in written:
                raise FeedbackError(f"Deux feedbacks portent le même nom : « {path} ».")
            info = zipfile.ZipInfo(path, _FIXED_DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, content)
            written.append(path)
    return written


def _path(prefix: str, name: str) -> str:
    person, _, uniqueid = prefix.rpartition("_")
    if not person or "_" in person or "/" in person or not (uniqueid.isascii() and uniqueid.isdigit()):
        raise FeedbackError(
            f"« {prefix} » ne désigne pas un participant de Moodle (« Nom_77 ») : "
            "rendez ce feedback à la main, ou redemandez l’archive à Moodle."
        )
    if not name or name.startswith((".", "~")) or "/" in name or "\\" in name:
        raise FeedbackError(f"Moodle ignorerait un fichier nommé « {name} » : donnez-lui un autre nom.")
    if name.endswith(".ipynb"):
        raise FeedbackError("Ne renvoyez pas le notebook : Moodle écarte un fichier identique au rendu.")
    return f"{prefix}_assignsubmission_file/{name}"
