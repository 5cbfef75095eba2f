"""Who is who in the gradebook: the same person keeps one id from one archive to the next. Pure."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from .intake import Person

_ANONYMOUS = ("participant", "groupe")  # what Moodle writes in the place of a name


class Known(Protocol):
    """Somebody met before: an Outcome, or what a desk's session knows."""

    student: str
    name: str
    prefix: str
    uniqueid: str | None


class Newcomer(Protocol):
    """Somebody in a source. ``safe_id``: the id that a folder of nbgrader's gives."""

    name: str
    prefix: str
    uniqueid: str | None
    safe_id: str | None


class _Memory:
    """Those met before, by all that may tell them again; a name that two people share tells nothing."""

    def __init__(self, known: Iterable[Known], people: list[Newcomer]) -> None:
        known = list(known)
        self.by_student = {each.student: each for each in known}
        self.by_number = {each.uniqueid: each for each in known if each.uniqueid}
        before, now = Counter(each.name for each in known), Counter(person.name for person in people)
        self.by_name = {each.name: each for each in known if before[each.name] == 1 and now[each.name] <= 1}

    def find(self, person: Newcomer) -> Known | None:
        if person.safe_id:
            return self.by_student.get(person.safe_id)
        named = self.by_name.get(person.name)
        if not person.uniqueid:
            return named or self.by_student.get(person.name)
        # else first met in a plain folder, without a number yet
        return self.by_number.get(person.uniqueid) or (named if named and not named.uniqueid else None)


def identify(people: list[Newcomer], known: Iterable[Known] = ()) -> list[tuple[str, Known | None]]:
    """One ``(student, met before or None)`` a person. Moodle's number decides before a name does."""
    memory = _Memory(known, people)
    again: list[Known | None] = []
    taken: set[str] = set()
    for person in people:
        found = memory.find(person)
        again.append(found if found and found.student not in taken else None)
        taken |= {found.student} if found else set()
    wanted = [person.safe_id or slug(person.name) for person in people]
    count = Counter(wanted)
    taken |= memory.by_student.keys()
    made = []
    for person, name, found in zip(people, wanted, again, strict=True):
        student = found.student if found else _new(person, name, count[name] > 1, taken)
        taken.add(student)
        made.append((student, found))
    return made


def merged(people: Iterable[Person]) -> list[Person]:
    """One hand-in a person, whichever archives it came in. The newest file is chosen later, and said."""
    found: dict[object, Person] = {}
    for person in people:
        key = (person.prefix, person.uniqueid) if person.uniqueid else id(person)
        first = found.setdefault(key, person)
        if first is person:
            continue
        seen = {(file.path, file.size, file.modified) for file in first.files}
        first.files += [file for file in person.files if (file.path, file.size, file.modified) not in seen]
        first.online_text |= person.online_text
    return list(found.values())


def _new(person: Newcomer, wanted: str, shared: bool, taken: set[str]) -> str:
    """A readable id, whoever else comes: Moodle's number, else a print of the name, tells two of one name apart."""
    if person.safe_id:
        shared = False
    elif not wanted or wanted in _ANONYMOUS:
        wanted, shared = wanted or "participant", True
    shared |= wanted in taken
    if shared and person.uniqueid:
        wanted = f"{wanted}-{person.uniqueid}"
    if wanted in taken or (shared and not person.uniqueid):
        wanted = f"{wanted}-{hashlib.sha256(person.name.encode('utf-8', 'replace')).hexdigest()[:8]}"
    while wanted in taken:
        wanted += "x"
    return wanted


def slug(name: str) -> str:
    """``Zoé D’Aragon`` → ``zoe-d-aragon``; empty for a name without a Latin letter."""
    ascii_name = unicodedata.normalize("NFKD", name.replace("’", "'")).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", ascii_name).strip("-")[:80]
