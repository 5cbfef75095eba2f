"""Peer review and self-assessment: who reads whom, the packs, what comes back, what it says.

Each reader gets texts that are not theirs; each text gets as many readers as the others, or one more or less. Readers
and texts go by codes drawn from the session's seed, so that nobody can tell or forge who is who.
"""

from __future__ import annotations

import base64
import hashlib
import io
import secrets
import statistics
import zipfile

from parcours.moodle import write_feedback_zip

from . import peer_form, peer_read
from .agreement import alpha
from .errors import DeskError, File
from .model import Round, Session, Task

SECRET_LENGTH = 6


def start(session: Session, task_id: str, readers: int = 3, own: bool = False, seed: str = "") -> dict:
    """Share out the texts of a task. `readers=0, own=True`: self-assessment alone.

    `{id, task, given: {student: number of texts}, told}`. Raises DeskError when there are too few texts or no rubric.
    """
    task = session.task(task_id)
    if not task.criteria:
        raise DeskError(task_id, "il n’a pas de grille.", "Choisissez un travail rédigé, avec son guide de correction.")
    if not (readers or own) or readers < 0:
        raise DeskError(task_id, "personne ne lirait personne.", "Demandez un lecteur au moins, ou l’auto-évaluation.")
    authors = [each.student for each in session.people if _wrote(session, each.student, task)]
    if len(authors) <= readers or not authors:
        cause = f"{len(authors)} texte(s) remis ne suffisent pas pour {readers} lecteur(s) chacun."
        raise DeskError(task_id, cause, "Demandez moins de lecteurs, ou attendez d’autres rendus.")
    turn = Round(f"{task_id}-{len(session.rounds) + 1}", task_id, seed or secrets.token_hex(8), {})
    present = [each.student for each in session.people if each.student in session.answers]
    turn.given = share(authors, [each for each in present if each not in authors], readers, turn.seed)
    if own:
        for author in authors:
            turn.given[author] = [*turn.given.get(author, []), author]
    turn.given = {reader: given for reader, given in turn.given.items() if given}
    session.rounds.append(turn)
    counts = [sum(author in given for given in turn.given.values()) for author in authors]
    told = f"{len(authors)} textes, {min(counts)} à {max(counts)} lectures chacun."
    return {"id": turn.id, "task": task_id, "given": {r: len(g) for r, g in turn.given.items()}, "told": told}


def share(authors: list[str], others: list[str], readers: int, seed: str) -> dict[str, list[str]]:
    """Who reads whom. Authors sit in a drawn circle and each reads the next `readers`: never oneself, all read alike.

    `others`, who wrote nothing, read the texts that have been given least.
    """
    circle = sorted(authors, key=lambda name: _hash(seed, "cercle", name))
    size = len(circle)
    given = {name: [circle[(at + gap) % size] for gap in range(1, readers + 1)] for at, name in enumerate(circle)}
    counts = dict.fromkeys(circle, readers)
    for name in sorted(others, key=lambda name: _hash(seed, "cercle", name)):
        least = sorted(circle, key=lambda author: (counts[author], _hash(seed, name, author)))[:readers]
        given[name] = least
        for author in least:
            counts[author] += 1
    return given


def packs(session: Session, turn_id: str) -> File:
    """One zip for the class, as Moodle sends feedback files: a form (HTML) and its CSV twin for each reader.

    A reader without Moodle's number gets a folder under their pseudonym; `told` says so.
    """
    moodle, apart, told = [], [], []
    for reader, files in forms(session, turn_id).items():
        person = session.person(reader)
        if session.in_moodle(reader):
            moodle += [(person.prefix, name, data) for name, data in files.items()]
        else:
            apart += [(f"{person.label}/{name}", data) for name, data in files.items()]
            told.append(f"{person.label} : sans numéro de Moodle à son nom, remettez-lui son dossier à la main.")
    target = io.BytesIO()
    write_feedback_zip(target, moodle)
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, data in apart:
            archive.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), data)
    return File(f"relectures-{turn_id}.zip", target.getvalue(), tuple(told))


def forms(session: Session, turn_id: str) -> dict[str, dict[str, bytes]]:
    """Each reader's files, by name."""
    turn = round_of(session, turn_id)
    task, made = session.task(turn.task), {}
    for reader, authors in turn.given.items():
        texts = tuple(
            peer_form.Text(
                text_code(turn, author), session.answers.get(author, {}).get(task.manual, ""), author == reader
            )
            for author in authors
        )
        pack = peer_form.Pack(turn.id, reader_code(turn, reader), task.title, tuple(task.criteria), texts)
        made[reader] = {"relecture.html": peer_form.html(pack), "relecture.csv": peer_form.sheet(pack)}
    return made


def collect(session: Session, turn_id: str, files: dict[str, bytes]) -> dict:
    """Read what came back: `{accepted, refused, missing}`.

    `files`: forms (JSON or CSV) or zips of them, by name. `accepted`: sentences; `refused`: errors as dicts, each with
    the file, the cause and what to do; `missing`: pseudonyms of readers who have not answered. A second file of the
    same reader replaces the first when it comes later, and is refused when both come at once and differ.
    """
    turn = round_of(session, turn_id)
    task = session.task(turn.task)
    readers = {reader_code(turn, reader): reader for reader in turn.given}
    authors = {text_code(turn, author): author for given in turn.given.values() for author in given}
    labels = {person.student: person.label for person in session.people}
    names = [person.name for person in session.people]
    owners = {person.name: person.student for person in session.people if names.count(person.name) == 1}
    accepted, refused, seen = [], [], {}
    for name, data, sender in peer_read.opened(files, refused):
        try:
            form = peer_read.parse(name, data, [each.id for each in task.criteria])
            reader = peer_read.checked(name, form, turn, readers, authors, owners.get(sender or ""))
            reviews = {authors[code]: review for code, review in form.reviews.items()}
            if reader in seen and seen[reader][1] != reviews:
                cause = f"« {seen[reader][0]} » porte le même code et dit autre chose."
                raise DeskError(name, cause, "Gardez un seul des deux.")
        except DeskError as error:
            refused.append(error.to_dict())
            continue
        seen[reader] = (name, reviews)
        turn.reviews[reader] = reviews
        whole = sum(len(review.levels) == len(task.criteria) for review in reviews.values())
        accepted.append(f"{labels[reader]} : {whole} texte(s) lus en entier sur {len(turn.given[reader])}.")
    missing = next(each["missing"] for each in rounds(session) if each["id"] == turn_id)
    return {"accepted": accepted, "refused": refused, "missing": missing}


def summary(session: Session, turn_id: str) -> dict:
    """What the round says: a line a text, and how far readers agree on each criterion.

    `{texts: [{student, label, readers, criteria, comments}], agreement: [{id, title, n, alpha, near}]}`; `alpha`:
    Krippendorff's, `near`: share of pairs of readers one level apart at most, both None when they cannot be told.
    """
    turn = round_of(session, turn_id)
    authors = {author for given in turn.given.values() for author in given}
    texts = [summary_of(session, turn, each.student) for each in session.people if each.student in authors]
    agreement = []
    for criterion in session.task(turn.task).criteria:
        units = [peers for text in texts if len(peers := _levels(turn, text["student"], criterion.id)) > 1]
        gaps = [abs(a - b) for unit in units for at, a in enumerate(unit) for b in unit[at + 1 :]]
        line = {"id": criterion.id, "title": criterion.title, "n": len(units), "alpha": alpha(units)}
        agreement.append(line | {"near": sum(gap <= 1 for gap in gaps) / len(gaps) if gaps else None})
    return {"texts": texts, "agreement": agreement}


def summary_of(session: Session, turn: Round, author: str) -> dict:
    """What readers said of one text, and what its author said; nobody's name."""
    readers = [r for r, reviews in turn.reviews.items() if r != author and author in reviews]
    own = turn.reviews.get(author, {}).get(author)
    criteria = []
    for criterion in session.task(turn.task).criteria:
        levels = _levels(turn, author, criterion.id)
        told = {"id": criterion.id, "title": criterion.title, "median": None, "low": None, "high": None, "own": None}
        if levels:
            told |= {"median": statistics.median(levels), "low": min(levels), "high": max(levels)}
        if own:
            told["own"] = own.levels.get(criterion.id)
        criteria.append(told)
    comments = sorted(comment for r in readers if (comment := turn.reviews[r][author].comment))
    label = session.person(author).label
    told = {"student": author, "label": label, "readers": len(readers)}
    return told | {"criteria": criteria, "comments": comments}


def rounds(session: Session) -> list[dict]:
    """The rounds begun, oldest first: `{id, task, readers, back, missing}`, numbers and pseudonyms still waited for."""
    labels = {person.student: person.label for person in session.people}
    told = []
    for turn in session.rounds:
        missing = sorted(labels[reader] for reader in turn.given if reader not in turn.reviews)
        line = {"id": turn.id, "task": turn.task, "readers": len(turn.given), "back": len(turn.reviews)}
        told.append(line | {"missing": missing})
    return told


def round_of(session: Session, turn_id: str) -> Round:
    """Raises KeyError when there is no such round."""
    return {turn.id: turn for turn in session.rounds}[turn_id]


def reader_code(turn: Round, student: str) -> str:
    """The code on a reader's form."""
    return "L-" + _code(turn, "lecteur", student)


def text_code(turn: Round, student: str) -> str:
    """The code of a text; it is not its author's code as a reader."""
    return "T-" + _code(turn, "texte", student)


def _code(turn: Round, kind: str, student: str) -> str:
    drawn = hashlib.sha256(f"{turn.seed}:{turn.id}:{kind}:{student}".encode()).digest()
    return base64.b32encode(drawn).decode()[:SECRET_LENGTH]


def _hash(*parts: str) -> str:
    return hashlib.sha256(":".join(parts).encode()).hexdigest()


def _levels(turn: Round, author: str, criterion: str) -> list[int]:
    """The levels that others gave."""
    held = [reviews[author] for reader, reviews in turn.reviews.items() if reader != author and author in reviews]
    return [review.levels[criterion] for review in held if criterion in review.levels]


def _wrote(session: Session, student: str, task: Task) -> bool:
    return task.manual in session.answers.get(student, {}) and task.manual not in session.blank.get(student, ())
