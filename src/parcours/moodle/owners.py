"""Whose row of the worksheet a hand-in is.

A row's number is a participant's. So is an archive's (``Jean Dupont_77_…``), but where teams hand in: there it is the
group's (``Groupe A_12_…``), and 12 may well be somebody's row. A team's work goes to each row that names its group.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .worksheet import Worksheet, WorksheetError

_TEAM = re.compile(r"(?:groupe?|équipe|equipe|team|binôme|trinôme)\b", re.IGNORECASE)
_NOT_IN_FILES = re.compile(r"[\x00-\x1f&<>\"`|':\\/]")  # what Moodle's clean_filename takes away
_HIDDEN = "participant"  # anonymous marking: the archive gives no name to compare


@dataclass(frozen=True)
class HandIn:
    """What the archive says of who handed in: ``Groupe A``, ``12``, ``Groupe A_12``."""

    name: str
    uniqueid: str | None
    prefix: str


def looks_like_teams(hand_ins: Iterable[HandIn]) -> bool:
    """Told from the names alone: one has no number (Moodle's « Groupe par défaut »), or most are called groups."""
    moodle = [each for each in hand_ins if each.prefix]
    called = sum(bool(_TEAM.match(each.name)) for each in moodle)
    return any(each.uniqueid is None for each in moodle) or 2 * called > len(moodle)


def owners(sheet: Worksheet, hand_ins: Mapping[str, HandIn]) -> dict[str, str]:
    """Row number → key of the hand-in whose mark it takes; « name » stands for a hand-in without a row.

    Raises WorksheetError (French) rather than give a mark to somebody else.
    """
    moodle = {key: each for key, each in hand_ins.items() if each.prefix or each.uniqueid}
    groups = {_group(sheet.cell(row, "group")) for row in sheet.rows} - {""}
    if any(_group(each.name) in groups for each in moodle.values()):
        return _by_group(sheet, moodle)
    if looks_like_teams(moodle.values()):
        raise WorksheetError(
            "Ces rendus sont ceux d’équipes, et la feuille ne dit pas qui est dans laquelle (colonne « Groupe »). "
            "Téléchargez la feuille du même devoir : sans elle, une note irait à une autre personne."
        )
    names = {sheet.uniqueid(row): sheet.cell(row, "name") for row in sheet.rows}
    for each in moodle.values():
        if each.uniqueid in names and not _same_person(each.name, names[each.uniqueid]):
            raise WorksheetError(
                f"Le rendu de « {each.name} » porte le numéro {each.uniqueid}, qui est celui de "
                f"« {names[each.uniqueid]} » dans la feuille. Prenez la feuille et l’archive du même devoir."
            )
    return {each.uniqueid: key for key, each in moodle.items() if each.uniqueid}


def prefixes(sheet: Worksheet, owned: Mapping[str, str]) -> list[tuple[str, str]]:
    """(key of the hand-in, prefix of a feedback file): one for each person of the worksheet who gets one."""
    found = []
    for row in sheet.rows:
        number = sheet.uniqueid(row)
        if number in owned:
            name = re.sub(r"[_/]", " ", sheet.cell(row, "name")).strip() or "Participant"
            found.append((owned[number], f"{name}_{number}"))
    return found


def _by_group(sheet: Worksheet, teams: Mapping[str, HandIn]) -> dict[str, str]:
    keys: dict[str, str] = {}
    for key, each in teams.items():
        if _group(each.name) in keys:
            raise WorksheetError(
                f"Deux équipes s’appellent « {each.name} » : la feuille ne permet pas de les distinguer. "
                "Renommez l’une d’elles dans Moodle, puis téléchargez de nouveau la feuille et l’archive."
            )
        keys[_group(each.name)] = key
    found, seen = {}, set()
    for row in sheet.rows:
        group, number = _group(sheet.cell(row, "group")), sheet.uniqueid(row)
        if group in keys and number:
            found[number] = keys[group]
            seen.add(group)
    return found | {f"« {teams[key].name} »": key for group, key in keys.items() if group not in seen}


def _group(name: str) -> str:
    plain = _NOT_IN_FILES.sub("", unicodedata.normalize("NFC", name).replace("_", " "))
    return " ".join(plain.split()).casefold()


def _same_person(ours: str, theirs: str) -> bool:
    """Sites order first and last names as they like: one word in common is enough, no word is somebody else."""
    if not theirs or ours.casefold() == _HIDDEN:
        return True
    return bool(_words(ours) & _words(theirs)) or not _words(ours) or not _words(theirs)


def _words(name: str) -> set[str]:
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    return set(re.findall(r"\w+", plain.replace("_", " ")))
