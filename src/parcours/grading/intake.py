"""What came in: Moodle's zip, a folder, nbgrader's ``submitted/`` → one submission a person. Pure; writes nothing.

Archives are read member by member in memory, never unpacked: a name such as ``../../x`` can reach nothing. In a folder,
only regular files with one name are opened, links never followed (``files``). Who is who: ``owners``, ``identity``;
which file counts: ``choose``.
"""

from __future__ import annotations

import datetime as dt
import io
import os
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ..moodle import parse_entry
from . import harmless
from .choose import choose
from .files import NOISE, NOTEBOOK, File, disk_file, zip_file
from .identity import Known, identify
from .model import SAFE_ID, GradingError, Limits, Submission
from .owners import owners
from .sanitize import Unreadable


@dataclass
class Person:
    """The files of one hand-in, before one of them is chosen."""

    key: str
    name: str
    prefix: str = ""
    uniqueid: str | None = None
    files: list[File] = field(default_factory=list)
    submitted_at: dt.datetime | None = None
    online_text: bool = False
    safe_id: str | None = None


@dataclass
class Intake:
    """Everything found in a source. ``ignored``: paths that belong to nobody, with the reason, in French."""

    people: list[Person]
    ignored: list[tuple[str, str]] = field(default_factory=list)
    kind: str = ""

    def submissions(self, assignment: str, limits: Limits, known: Iterable[Known] = ()) -> Iterator[Submission]:
        """One Submission a person, read when asked for, in a stable order.

        ``known``: those met before. They keep their id, and what Moodle once said of them where this source is silent.
        """
        for person, (student, before) in zip(self.people, identify(self.people, known), strict=True):
            made = _submission(person, student, before)
            yield choose(person.files, made, assignment, limits, person.online_text)


def _submission(person: Person, student: str, before: Known | None) -> Submission:
    name = harmless.text(person.name, 200).strip() or student
    made = Submission(student, name, prefix=person.prefix, uniqueid=person.uniqueid, submitted_at=person.submitted_at)
    if before is not None and not person.prefix:
        made.prefix, made.uniqueid, made.name = before.prefix, before.uniqueid, before.name
    return made


def time_zone(name: str) -> ZoneInfo:
    """Raises GradingError (French) for a zone that does not exist."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise GradingError(f"Le fuseau « {name} » n’existe pas. Écrivez par exemple Europe/Paris.") from error


def open_source(
    source: Path | bytes, assignment: str, limits: Limits | None = None, timezone: str = "Europe/Paris"
) -> Intake:
    """Look into a source. Dates without a zone, as zip files hold them, are read in ``timezone``.

    Raises GradingError (French) when the source is absent, is not an archive or holds too many files.
    """
    limits = limits or Limits()
    zone = time_zone(timezone)
    if isinstance(source, bytes):
        return _from_zip(io.BytesIO(source), "l’archive", assignment, limits, zone)
    if source.is_dir():
        return _from_folder(source, assignment, limits, zone)
    if not source.exists():
        raise GradingError(f"« {source} » n’existe pas. Donnez le zip de Moodle ou un dossier de notebooks.")
    if zipfile.is_zipfile(source):
        return _from_zip(source, source.name, assignment, limits, zone)
    if NOTEBOOK.search(source.name):
        person = Person(source.stem, source.stem, files=[disk_file(source, source.name)])
        return Intake([person], kind="notebook")
    raise GradingError(f"« {source.name} » n’est ni un zip, ni un dossier, ni un notebook. Donnez le zip de Moodle.")


def _from_zip(source: Path | io.BytesIO, name: str, assignment: str, limits: Limits, zone: ZoneInfo) -> Intake:
    try:
        archive = zipfile.ZipFile(source)
        infos = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise GradingError(f"{name} est abîmé ({error}). Téléchargez de nouveau l’archive depuis Moodle.") from error
    if len(infos) > limits.archive_files:
        raise GradingError(f"{name} contient {len(infos)} fichiers, la limite est {limits.archive_files}.")
    files = [zip_file(archive, info, zone) for info in infos if not info.is_dir()]
    return _by_person(files, assignment, kind="zip")


# --- folders


def _from_folder(folder: Path, assignment: str, limits: Limits, zone: ZoneInfo) -> Intake:
    theirs, strays = _nbgrader_folders(folder, assignment)
    nbgrader = any(any(path.iterdir()) for path in theirs) and not any(NOTEBOOK.search(stray) for stray in strays)
    files = []
    for path in _walk(theirs if nbgrader else [folder]):
        files.append(disk_file(path, path.relative_to(folder).as_posix()))
        if len(files) > limits.archive_files:
            raise GradingError(f"« {folder} » contient plus de {limits.archive_files} fichiers.")
    if not nbgrader:
        return _by_person(files, assignment, kind="dossier")
    ignored = [(harmless.text(stray, 200), "hors des dossiers de nbgrader") for stray in strays]
    return Intake(_nbgrader(files, zone), ignored, kind="nbgrader")


def _nbgrader_folders(folder: Path, assignment: str) -> tuple[list[Path], list[str]]:
    """Each student's folder of this assignment (the year's others are not looked into), and what lies about."""
    found, strays = [], []
    for path in sorted(folder.iterdir()):
        for each in sorted(path.iterdir()) if _is_folder(path) else [path]:
            if not _is_folder(each):
                strays.append(each.relative_to(folder).as_posix())
            elif each.name == assignment:
                found.append(each)
    return found, strays


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def _walk(folders: list[Path]) -> Iterator[Path]:
    """All files, and the links to folders, which are shown but not followed."""
    for folder in folders:
        for root, directories, names in os.walk(folder, followlinks=False):
            directories.sort()
            linked = [d for d in directories if (Path(root) / d).is_symlink()]
            directories[:] = [d for d in directories if d not in linked]
            yield from (Path(root) / name for name in sorted(names) + linked)


def _nbgrader(files: list[File], zone: ZoneInfo) -> list[Person]:
    """``submitted/{student}/{assignment}/…``; ``timestamp.txt`` there is the server's, not the trainee's."""
    people: dict[str, Person] = {}
    for file in files:
        student, _, *inside = file.path.split("/")
        person = people.setdefault(student, Person(student, student))
        person.safe_id = student if SAFE_ID.fullmatch(student) else None
        if inside == ["timestamp.txt"] and file.problem is None:
            person.submitted_at = _timestamp(file, zone)
        elif not NOISE.search(file.path):
            person.files.append(file)
    return [people[key] for key in sorted(people)]


def _timestamp(file: File, zone: ZoneInfo) -> dt.datetime | None:
    """Told in local time, as when it came in Moodle's archive."""
    try:
        text = file.read(100).decode("ascii").strip()
        stamp = dt.datetime.fromisoformat(re.sub(r"\s+(?:UTC|Z)$", "+00:00", text))
        return (stamp if stamp.tzinfo else stamp.replace(tzinfo=dt.UTC)).astimezone(zone)
    except (ValueError, OverflowError, Unreadable):
        return None


# --- who handed in what


def _by_person(files: list[File], assignment: str, kind: str) -> Intake:
    files = [file for file in files if not NOISE.search(file.path)]
    if any(parse_entry(file.path) for file in files):
        return _moodle(files, kind)
    people: dict[str, Person] = {}
    theirs = owners([file.path for file in files], assignment)
    for file in files:
        key, name = theirs[file.path]
        people.setdefault(key, Person(key, unicodedata.normalize("NFC", name))).files.append(file)
    return Intake([people[key] for key in sorted(people)], kind=kind)


def _moodle(files: list[File], kind: str) -> Intake:
    people: dict[str, Person] = {}
    intake = Intake([], kind=kind)
    for file in files:
        entry = parse_entry(file.path)
        if entry is None:
            intake.ignored.append((harmless.text(file.path, 200), "nom que Moodle ne donne pas"))
            continue
        person = people.setdefault(entry.prefix, Person(entry.prefix, entry.name, entry.prefix, entry.uniqueid))
        if not entry.is_file:
            person.online_text = True
            continue
        file.name = entry.rest.rsplit("/", 1)[-1]
        if entry.doubtful:
            file.problem = file.problem or "un nom qui imite celui d’un autre rendu"
        person.files.append(file)
    intake.people = [people[key] for key in sorted(people)]
    return intake
