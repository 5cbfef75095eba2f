"""Names inside the zip of «Télécharger tous les travaux remis».

Moodle (mod/assign/classes/downloader.php) gives each participant a prefix, then the plug-in, then the file:

- folders, the default:   ``Jean Dupont_77_assignsubmission_file/m05.ipynb``
- folders before 4.1:     ``Jean Dupont_77_assignsubmission_file_/m05.ipynb``
- flat:                   ``Jean Dupont_77_assignsubmission_file_m05.ipynb``
- anonymous:              ``Participant_77_assignsubmission_file/m05.ipynb``
- team:                   ``Groupe A_12_…`` or, without a group, ``Groupe par défaut_…``
- text typed on line:     ``Jean Dupont_77_assignsubmission_onlinetext/onlinetext.html``
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

# The leftmost name that fits is Moodle's: what is behind it, the trainee named.
_LAYOUT = re.compile(
    r"^(?:.*?/)??(?P<prefix>[^/]+?)_(?P<sub>assignsubmission|assignfeedback)_(?P<plugin>[a-z]+)(?P<sep>_?/|_)(?P<rest>.*)$",
    re.DOTALL,
)
_NUMBERED = re.compile(r"^(?P<name>.*)_(?P<id>[0-9]+)$", re.DOTALL)


@dataclass(frozen=True)
class Entry:
    """One file of the archive.

    ``prefix`` is Moodle's own text, to be copied as it is when feedback goes back. ``uniqueid`` is the number of the
    worksheet's first column (not the user's id, and a different one for each assignment); None when Moodle wrote none.
    ``doubtful``: one name holds Moodle's mark twice; a file or a person was named so as to be taken for another.
    """

    prefix: str
    name: str
    uniqueid: str | None
    plugin: str
    rest: str
    doubtful: bool = False

    @property
    def is_file(self) -> bool:
        return self.plugin == "file"


def parse_entry(path: str) -> Entry | None:
    """Read a path inside the archive; None when it is not of Moodle's making."""
    found = _LAYOUT.match(path)
    if not found or found["sub"] != "assignsubmission" or not found["rest"]:
        return None
    prefix = found["prefix"]
    numbered = _NUMBERED.match(prefix)
    name, uniqueid = (numbered["name"], numbered["id"]) if numbered else (prefix, None)
    doubtful = found["sep"] == "_" and "_assignsubmission_" in found["rest"]
    return Entry(prefix, unicodedata.normalize("NFC", name).strip(), uniqueid, found["plugin"], found["rest"], doubtful)


def repair_name(name: str, utf8_flag: bool) -> str:
    """Undo the usual accident of zip tools: UTF-8 bytes stored without the flag and read back as code page 437."""
    if utf8_flag or name.isascii():
        return name
    try:
        return name.encode("cp437").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return name
