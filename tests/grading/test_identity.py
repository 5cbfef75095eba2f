"""The same person twice is one person; the same name twice is two."""

from __future__ import annotations

import datetime as dt

from parcours.grading import identity
from parcours.grading.files import File
from parcours.grading.intake import Person
from parcours.grading.model import Submission


def _ids(people, known=()) -> list[str]:
    return [student for student, _ in identity.identify(people, known)]


def test_a_namesake_of_another_group_is_somebody_else():
    known = [Submission("jean-dupont", "Jean Dupont", prefix="Jean Dupont_77", uniqueid="77"), Submission("ana", "Ana")]
    assert _ids([_person("Jean Dupont", "99")], known) == ["jean-dupont-99"]
    both = [_person("Jean Dupont", "77"), _person("Jean Dupont", "99")]  # both groups dropped together
    assert _ids(both, known) == ["jean-dupont", "jean-dupont-99"]
    assert _ids([_person("Ana", "12")], known) == ["ana"]  # a folder without Moodle's numbers came first
    assert _ids([_person("Jean Dupont", None)], known) == ["jean-dupont"]
    assert _ids([_person("Bo", "12")], known) == ["bo"]
    taken = [*known, Submission("jean-dupont-99", "Jean Dupont", uniqueid="100")]
    assert _ids([_person("Jean Dupont", "99")], taken)[0] not in {each.student for each in taken}


def _person(name: str, uniqueid: str | None, *days: int) -> Person:
    prefix = f"{name}_{uniqueid}" if uniqueid else ""
    files = [_file(f"{prefix}/m01.ipynb", day) for day in days]
    return Person(prefix or name, name, prefix, uniqueid, files)


def _file(path: str, day: int) -> File:
    return File(path, "m01.ipynb", 10, dt.datetime(2026, 11, day, tzinfo=dt.UTC), lambda limit: b"")


def test_a_class_downloaded_twice_is_one_class():
    people = [_person("Ana", "77", 1), _person("Bo", "78", 1), _person("Ana", "77", 2), _person("Bo", "78", 1)]
    ana, bo = identity.merged(people)
    assert [file.modified.day for file in ana.files] == [1, 2]
    assert len(bo.files) == 1  # the same file in both archives
    others = [_person("Ana", "77", 1), _person("Ana", "99", 1), _person("Ana", None, 1), _person("Ana", None, 2)]
    assert len(identity.merged(others)) == 4
