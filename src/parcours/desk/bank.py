"""The marker's comment bank: sentences kept, reused, taken from one session to the next."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from . import shape
from .errors import DeskError, File
from .model import BankComment, Session

_FORMAT = "parcours-commentaires"


@dataclass
class _Saved:
    comments: list[BankComment] = field(default_factory=list)
    format: str = _FORMAT
    version: int = 1


def bank(session: Session, task: str = "") -> list[dict]:
    """The comments for a task and those for all tasks, most used first; without a task, all of them."""
    fit = [each for each in session.bank if not task or each.task in ("", task)]
    return [shape.plain(each) for each in sorted(fit, key=lambda each: (-each.uses, each.text))]


def bank_add(session: Session, text: str, task: str = "") -> dict:
    """Keep a comment; the same one for the same task is kept once. Raises DeskError when it is empty."""
    text = text.strip()
    if not text:
        raise DeskError("La banque", "le commentaire est vide.", "Écrivez-le, puis ajoutez-le.")
    made = BankComment(_id(text, task), text, task)
    learn(session, [made])
    return shape.plain(next(each for each in session.bank if each.id == made.id))


def bank_remove(session: Session, comment: str) -> None:
    """Forget a kept comment; where it was used, it stays."""
    session.bank = [each for each in session.bank if each.id != comment]


def bank_export(session: Session) -> File:
    """The bank alone, to take it to another session."""
    kept = sorted(session.bank, key=lambda each: each.id)
    text = json.dumps(shape.plain(_Saved(kept)), ensure_ascii=False, sort_keys=True, indent=1)
    return File("commentaires.json", (text + "\n").encode("utf-8"))


def bank_import(session: Session, data: bytes, name: str = "Ce fichier") -> dict:
    """Add the comments of an exported bank: `{added, known}`. Raises DeskError when the file is not one."""
    try:
        told = json.loads(bytes(data).decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise DeskError(name, "ce n’est pas du JSON lisible.", "Choisissez « commentaires.json ».") from None
    if not isinstance(told, dict) or told.get("format") != _FORMAT:
        raise DeskError(name, "ce n’est pas une banque de commentaires.", "Choisissez « commentaires.json ».")
    saved = shape.read(_Saved, told, "", name)
    added = learn(session, [replace(each, id=_id(each.text, each.task)) for each in saved.comments])
    return {"added": added, "known": len(saved.comments) - added}


def learn(session: Session, comments: Iterable[BankComment]) -> int:
    """Add the comments that are not known yet; gives how many."""
    known = {each.id for each in session.bank}
    new = {each.id: each for each in comments if each.id not in known}
    session.bank += new.values()
    return len(new)


def _id(text: str, task: str) -> str:
    return "c" + hashlib.sha256(f"{task}\n{text}".encode()).hexdigest()[:10]
