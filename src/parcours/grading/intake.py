"""What came in: Moodle's zip, a folder, nbgrader's ``submitted/`` → one submission a person. Pure; writes nothing.

Archives are read member by member in memory, never unpacked: a name such as ``../../x`` can reach nothing. In a folder,
only regular files with one name are opened, links never followed.
"""

from __future__ import annotations

import datetime as dt
import io
import os
import re
import stat
import unicodedata
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from ..moodle import parse_entry, repair_name
from . import harmless
from .model import SAFE_ID, GradingError, Limits, Submission
from .sanitize import Unreadable, parse

_COPY = re.compile(r"(?:\s*[-_ ]?\s*(?:\(\d+\)|copy\d*|copie\d*|final[e]?))+$", re.IGNORECASE)
_NOISE = re.compile(
    r"(?:^|/)(?:(?:__MACOSX|\.ipynb_checkpoints|\.git|__pycache__)/|(?:\.DS_Store|Thumbs\.db|desktop\.ini)$)"
)
_NOTEBOOK = re.compile(r"\.ipynb(?:\.(?:txt|json))?$", re.IGNORECASE)


@dataclass
class File:
    """One file of a person's. ``read(limit)`` gives at most ``limit + 1`` bytes; ``problem``: why it is not opened."""

    path: str
    name: str
    size: int
    modified: dt.datetime | None
    read: Callable[[int], bytes]
    problem: str | None = None


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

    def submissions(self, assignment: str, limits: Limits) -> Iterator[Submission]:
        """One Submission a person, read when asked for, in a stable order."""
        ids = _student_ids(self.people)
        for person, student in zip(self.people, ids, strict=True):
            yield _choose(person, student, assignment, limits)


def open_source(
    source: Path | bytes, assignment: str, limits: Limits | None = None, timezone: str = "Europe/Paris"
) -> Intake:
    """Look into a source. Dates without a zone, as zip files hold them, are read in ``timezone``.

    Raises GradingError (French) when the source is absent, is not an archive or holds too many files.
    """
    limits = limits or Limits()
    zone = ZoneInfo(timezone)
    if isinstance(source, bytes):
        return _from_zip(io.BytesIO(source), "l’archive", limits, zone)
    if source.is_dir():
        return _from_folder(source, assignment, limits)
    if not source.exists():
        raise GradingError(f"« {source} » n’existe pas. Donnez le zip de Moodle ou un dossier de notebooks.")
    if zipfile.is_zipfile(source):
        return _from_zip(source, source.name, limits, zone)
    if _NOTEBOOK.search(source.name):
        person = Person(source.stem, source.stem, files=[_disk_file(source, source.name)])
        return Intake([person], kind="notebook")
    raise GradingError(f"« {source.name} » n’est ni un zip, ni un dossier, ni un notebook. Donnez le zip de Moodle.")


# --- zip


def _from_zip(source: Path | io.BytesIO, name: str, limits: Limits, zone: ZoneInfo) -> Intake:
    try:
        archive = zipfile.ZipFile(source)
        infos = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise GradingError(f"{name} est abîmé ({error}). Téléchargez de nouveau l’archive depuis Moodle.") from error
    if len(infos) > limits.archive_files:
        raise GradingError(f"{name} contient {len(infos)} fichiers, la limite est {limits.archive_files}.")
    files = [_zip_file(archive, info, zone) for info in infos if not info.is_dir()]
    return _by_person(files, kind="zip")


def _zip_file(archive: zipfile.ZipFile, info: zipfile.ZipInfo, zone: ZoneInfo) -> File:
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
    except (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, NotImplementedError, EOFError, ValueError) as error:
        raise Unreadable("Le fichier est abîmé dans l’archive : redéposez-le.") from error


def _escapes(path: str) -> bool:
    return path.startswith("/") or ".." in path.split("/") or "\x00" in path or bool(re.match(r"^[A-Za-z]:", path))


# --- folders


def _from_folder(folder: Path, assignment: str, limits: Limits) -> Intake:
    files = []
    for root, directories, names in os.walk(folder, followlinks=False):
        directories.sort()
        linked = [d for d in directories if (Path(root) / d).is_symlink()]
        directories[:] = [d for d in directories if d not in linked]
        for name in sorted(names) + linked:
            path = Path(root) / name
            files.append(_disk_file(path, path.relative_to(folder).as_posix()))
        if len(files) > limits.archive_files:
            raise GradingError(f"« {folder} » contient plus de {limits.archive_files} fichiers.")
    if any(re.fullmatch(rf"[^/]+/{re.escape(assignment)}/[^/]+", file.path) for file in files):
        return _nbgrader(files, assignment)
    return _by_person(files, kind="dossier")


def _disk_file(path: Path, relative: str) -> File:
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


def _nbgrader(files: list[File], assignment: str) -> Intake:
    """``submitted/{student}/{assignment}/…``; ``timestamp.txt`` there is the server's, not the trainee's."""
    people: dict[str, Person] = {}
    intake = Intake([], kind="nbgrader")
    for file in files:
        parts = file.path.split("/")
        if len(parts) < 3 or parts[1] != assignment:
            if len(parts) < 3:
                intake.ignored.append((file.path, "hors des dossiers de nbgrader"))
            continue
        person = people.setdefault(parts[0], Person(parts[0], parts[0]))
        person.safe_id = parts[0] if SAFE_ID.fullmatch(parts[0]) else None
        if parts[2:] == ["timestamp.txt"] and file.problem is None:
            person.submitted_at = _timestamp(file)
        elif not _NOISE.search(file.path):
            person.files.append(file)
    intake.people = [people[key] for key in sorted(people)]
    return intake


def _timestamp(file: File) -> dt.datetime | None:
    try:
        text = file.read(100).decode("ascii").strip()
        stamp = dt.datetime.fromisoformat(re.sub(r"\s+(?:UTC|Z)$", "+00:00", text))
    except (ValueError, Unreadable):
        return None
    return stamp if stamp.tzinfo else stamp.replace(tzinfo=dt.UTC)


# --- who handed in what


def _by_person(files: list[File], kind: str) -> Intake:
    people: dict[str, Person] = {}
    intake = Intake([], kind=kind)
    moodle = any(parse_entry(file.path) for file in files)
    for file in files:
        if _NOISE.search(file.path):
            continue
        entry = parse_entry(file.path)
        if entry:
            person = people.setdefault(entry.prefix, Person(entry.prefix, entry.name, entry.prefix, entry.uniqueid))
            if not entry.is_file:
                person.online_text = True
                continue
            file.name = entry.rest.rsplit("/", 1)[-1]
        elif moodle:
            intake.ignored.append((harmless.text(file.path, 200), "nom que Moodle ne donne pas"))
            continue
        else:
            key = _owner(file.path)
            person = people.setdefault(key, Person(key, unicodedata.normalize("NFC", key)))
        person.files.append(file)
    intake.people = [people[key] for key in sorted(people)]
    return intake


def _owner(path: str) -> str:
    """Without Moodle's names: the first folder, or the file's own name."""
    parts = [part for part in path.split("/") if part not in ("", ".", "..")]
    return parts[0] if len(parts) > 1 else _NOTEBOOK.sub("", parts[0] if parts else "sans-nom")


def _slug(name: str) -> str:
    ascii_name = unicodedata.normalize("NFKD", name.replace("’", "'")).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", ascii_name).strip("-")[:80]


def _student_ids(people: list[Person]) -> list[str]:
    """Readable ids for the gradebook. Two people of one name get their Moodle number, else a rank, behind it."""
    slugs = [person.safe_id or _slug(person.name) or "participant" for person in people]
    count = Counter(slugs)
    rank: Counter[str] = Counter()
    ids: dict[str, None] = {}  # ordered, quick to search
    for person, slug in zip(people, slugs, strict=True):
        anonymous = slug in ("participant", "groupe")
        if (count[slug] > 1 or anonymous) and person.uniqueid:
            slug = f"{slug}-{person.uniqueid}"
        elif count[slug] > 1:
            rank[slug] += 1
            slug = f"{slug}-{rank[slug]}"
        while slug in ids:
            slug += "x"
        ids[slug] = None
    return list(ids)


# --- which file is the notebook


def _choose(person: Person, student: str, assignment: str, limits: Limits) -> Submission:
    name = harmless.text(person.name, 200).strip() or student
    made = Submission(student, name, prefix=person.prefix, uniqueid=person.uniqueid, submitted_at=person.submitted_at)
    expected = f"{assignment}.ipynb"
    if len(person.files) > limits.person_files:
        return made.reject(f"{len(person.files)} fichiers déposés : redéposez seulement {expected}.")
    for file in person.files:
        if file.problem:
            made.notes.append(f"Écarté : {harmless.text(file.name, 100)} ({file.problem}).")
    files = [file for file in person.files if not file.problem]
    try:
        files += _inside_zips(files, limits)
    except Unreadable as error:
        made.notes.append(str(error))
    notebooks = [file for file in files if _NOTEBOOK.search(file.name)]
    if not notebooks:
        return made.reject(_nothing(person, files, made, expected))
    notebooks.sort(key=lambda file: _rank(file, assignment), reverse=True)
    return _first_readable(notebooks, made, assignment, limits)


def _rank(file: File, assignment: str) -> tuple:
    """The expected name before all others, then the newest, then the highest ``(n)``."""
    stem = _NOTEBOOK.sub("", file.name)
    number = re.search(r"\((\d{1,6})\)\s*$", stem)
    date = file.modified.timestamp() if file.modified else 0.0
    return (
        _COPY.sub("", stem).strip().casefold() == assignment.casefold(),
        date,
        int(number[1]) if number else 0,
        file.path,
    )


def _first_readable(notebooks: list[File], made: Submission, assignment: str, limits: Limits) -> Submission:
    reason = ""
    for file in notebooks[:10]:
        try:
            data = file.read(limits.notebook_bytes)
            notebook = parse(data, limits)
        except Unreadable as error:
            reason = reason or str(error)
            continue
        other = _other_assignment(notebook, assignment)
        if other:
            reason = reason or f"C’est le notebook « {other} » : redéposez {assignment}.ipynb."
            continue
        if len(notebooks) > 1:
            made.notes.append(f"{len(notebooks)} notebooks déposés : « {harmless.text(file.name, 100)} » a été retenu.")
        elif not _rank(file, assignment)[0]:
            made.notes.append(f"Fichier « {harmless.text(file.name, 100)} » au lieu de {assignment}.ipynb.")
        made.notebook, made.filename = data, harmless.text(file.name, 200)
        made.submitted_at = made.submitted_at or file.modified
        return made
    return made.reject(reason)


def _other_assignment(notebook: dict, assignment: str) -> str | None:
    metadata = notebook.get("metadata")
    ours = metadata.get("parcours") if isinstance(metadata, dict) else None
    theirs = ours.get("assignment") if isinstance(ours, dict) else None
    return harmless.text(theirs, 40) if isinstance(theirs, str) and theirs != assignment else None


def _inside_zips(files: list[File], limits: Limits) -> list[File]:
    """The files of a zip that a trainee handed in; one level, no deeper."""
    found: list[File] = []
    for file in files:
        if file.name.lower().endswith(".zip"):
            data = file.read(limits.notebook_bytes)
            if len(data) > limits.notebook_bytes:
                raise Unreadable("L’archive déposée est trop grosse.")
            try:
                archive = zipfile.ZipFile(io.BytesIO(data))
                infos = [info for info in archive.infolist() if not info.is_dir()][: limits.person_files]
            except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
                raise Unreadable("L’archive déposée est abîmée.") from error
            inner = [_zip_file(archive, info, ZoneInfo("UTC")) for info in infos]
            for each in inner:
                each.modified = file.modified
            found += [each for each in inner if not each.problem and not _NOISE.search(each.path)]
    return found


def _nothing(person: Person, files: list[File], made: Submission, expected: str) -> str:
    if any(file.problem for file in person.files) and not files:
        return f"Le dépôt ne contient qu’{person.files[0].problem} : redéposez {expected}."
    if made.notes and made.notes[-1].startswith("L’archive"):
        return f"{made.notes[-1]} Redéposez {expected}, sans le compresser."
    kinds = sorted({Path(file.name).suffix.lower()[:10] or "sans extension" for file in files})
    if kinds:
        return f"Aucun notebook dans ce dépôt ({harmless.text(', '.join(kinds[:5]), 80)}) : redéposez {expected}."
    if person.online_text:
        return f"Un texte en ligne, mais aucun fichier : redéposez {expected}."
    return f"Dépôt vide : redéposez {expected}."
