"""What is kept of each hand-in, from one archive to the next: nobody loses a mark, nobody stops the others.

Nothing is run here: a test passes unless the notebook says « faux ». All the rest is the real marking of a class.
"""

from __future__ import annotations

import contextlib
import json
import re
import shutil
import sqlite3
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest
from tests.grading import classroom
from tests.grading import course as fixture

from parcours.grading import batch, keep
from parcours.grading.batch import Summary, grade
from parcours.grading.conclude import begin, conclude, failed
from parcours.grading.model import CellResult, GradingError, Limits, Outcome, RunResult, Status
from parcours.grading.outcomes import Outcomes
from parcours.grading.sandbox import Warm
from parcours.grading.sanitize import Unreadable, parse, sanitize

DAY = (2026, 10, 24, 12, 0, 0)
LIMITS = Limits()


class Room:
    """A trainer's folder: archives come in, one after the other."""

    def __init__(self, course: fixture.Course, root: Path) -> None:
        self.course, self.root = course, root
        self.places = classroom.places(root)
        for name in ("release", "source"):
            (root / name).symlink_to(course.root / name)
        shutil.copy(course.root / "gradebook.db", root)

    def notebook(self, word: str = "juste") -> bytes:
        answers = fixture.SOLUTIONS | {"m90-ex02-reponse": f"moyenne = messages['mots'].mean()  # {word}"}
        return json.dumps(fixture.fill(self.course.released, answers)).encode()

    def mark(self, files: dict[str, bytes], at: tuple = DAY, **options) -> Summary:
        """``files`` by what Moodle calls a participant, or by a whole path."""
        archive = self.root / "rendus.zip"
        with zipfile.ZipFile(archive, "w") as zipped:
            for who, data in files.items():
                path = who if "/" in who else f"{who}_assignsubmission_file/m90.ipynb"
                zipped.writestr(zipfile.ZipInfo(path, at), data)
        return self.again(archive, **options)

    def again(self, source: Path, **options) -> Summary:
        return grade(source, "m90", self.places, slots=1, **options)

    def known(self) -> dict[str, Outcome]:
        return Outcomes(self.places.state / "m90").read()

    def gradebook(self, query: str) -> list[tuple]:
        with sqlite3.connect(self.root / "gradebook.db") as db:
            return db.execute(query).fetchall()

    def points(self) -> dict[str, float]:
        return dict(
            self.gradebook(
                "select a.student_id, sum(coalesce(g.manual_score, g.auto_score, 0)) from grade g "
                "join submitted_notebook n on g.notebook_id = n.id "
                "join submitted_assignment a on n.assignment_id = a.id group by 1"
            )
        )


def judged(submission, job):
    """In the place of a run: every test passes, unless the notebook says otherwise."""
    made = begin(submission, job.template)
    if submission.notebook is None:
        return made
    if b"panne" in submission.notebook:
        failed(made, "panne")
        return made
    try:
        clean = sanitize(parse(submission.notebook, LIMITS), job.template, LIMITS)
    except Unreadable as error:
        made.outcome.reasons = [str(error)]
        return made
    wrong = "\ud800" if b"surrogat" in submission.notebook else "Non." if b"faux" in submission.notebook else None
    cells = {g: CellResult(g, completed=wrong is None, error=wrong) for g in clean.tests}
    conclude(made, clean, RunResult(cells), job.template, job.due)
    return made


@pytest.fixture
def room(course, tmp_path, monkeypatch) -> Room:
    sandbox = SimpleNamespace(kind="warm", limits=LIMITS, warm=Warm())
    monkeypatch.setattr(batch, "open_sandbox", lambda *_: contextlib.nullcontext(sandbox))
    monkeypatch.setattr(batch, "calibrate", lambda *_: frozenset())
    monkeypatch.setattr(batch, "mark_one", judged)
    return Room(course, tmp_path)


WHOLE = 14.0  # all that tests can give


def test_half_a_character_in_an_error_stops_nobody(room):
    summary = room.mark({"Ana Paz_1": room.notebook("surrogat"), "Bo_2": room.notebook()})
    assert (summary.marked, summary.left) == (2, 0)
    assert room.known().keys() == {"ana-paz", "bo"}
    assert room.mark({"Ana Paz_1": room.notebook("surrogat"), "Bo_2": room.notebook()}).kept == 2


def test_whatever_fails_while_one_is_kept_the_others_go_on(room, monkeypatch):
    real = keep.Keeper._record

    def record(self, made, same):
        if made.outcome.student == "ana-paz":
            raise ValueError("inattendu")
        real(self, made, same)

    monkeypatch.setattr(keep.Keeper, "_record", record)
    summary = room.mark({"Ana Paz_1": room.notebook(), "Bo_2": room.notebook()})
    assert {o.student: o.status for o in summary.outcomes} == {"ana-paz": Status.REVIEW, "bo": Status.GRADED}
    assert "Relancez" in summary.text()
    monkeypatch.undo()


def test_a_trainee_cannot_hand_in_for_a_neighbour(room):
    attack = "Zoé_1_assignsubmission_file/Paul Martin_88_assignsubmission_file_m90.ipynb"
    deeper = "Zoé_1_assignsubmission_file/Paul Martin_88_assignsubmission_file/m90.ipynb"
    flat = "Zoé_1_assignsubmission_file_Paul Martin_88_assignsubmission_file_m90.ipynb"
    for path in (attack, deeper):
        room.mark({path: room.notebook("faux"), "Paul Martin_88": room.notebook()}, (2026, 10, 25, 12, 0, 0))
        assert {s: o.score for s, o in room.known().items()} == {"paul-martin": WHOLE, "zoe": 0.0}
    archive = room.root / "a-plat.zip"
    with zipfile.ZipFile(archive, "w") as zipped:
        zipped.writestr(flat, room.notebook("faux"))
        zipped.writestr("Paul Martin_88_assignsubmission_file_m90.ipynb", room.notebook())
    room.again(archive)
    assert room.known()["paul-martin"].score == WHOLE
    assert "imite" in " ".join(room.known()["zoe"].reasons)


def test_a_broken_file_that_replaces_a_marked_one_takes_no_mark_away(room):
    room.mark({"Ana Paz_1": room.notebook(), "Bo_2": b"{"})
    summary = room.mark({"Ana Paz_1": b"{", "Bo_2": b"{"}, (2026, 10, 25, 12, 0, 0))
    ana, bo = summary.outcomes
    assert (ana.status, ana.score, bo.status, bo.score) == (Status.REVIEW, WHOLE, Status.REJECTED, None)
    assert "la note reste celle du fichier «\u00a0m90.ipynb\u00a0», remis le 24/10/2026 à 12:00" in ana.reasons[0]
    assert room.points() == {"ana-paz": WHOLE}
    assert room.known()["ana-paz"].cells and summary.changed == []
    assert room.gradebook("select flagged from submitted_notebook") == [(1,)]
    # seen again, it is not said twice; a sound file ends it
    [told] = room.again(room.root / "rendus.zip", again=True).outcomes[0].reasons
    assert told == ana.reasons[0]
    sound = room.mark({"Ana Paz_1": room.notebook("faux"), "Bo_2": b"{"}, (2026, 10, 26, 12, 0, 0))
    assert (sound.outcomes[0].status, sound.changed) == (Status.GRADED, [("ana-paz", WHOLE, 0.0)])


def test_a_second_hand_in_is_marked_anew_and_what_a_person_gave_stays(room):
    room.mark({"Ana Paz_1": room.notebook("faux")})
    with sqlite3.connect(room.root / "gradebook.db") as db:
        db.execute("update grade set manual_score = 3, needs_manual_grade = 0 where auto_score is null")
    summary = room.mark({"Ana Paz_1": room.notebook()}, (2026, 10, 25, 12, 0, 0))
    assert summary.changed == [("ana-paz", 0.0, WHOLE)]
    assert room.points() == {"ana-paz": WHOLE + 3}
    rows = room.gradebook("select manual_score, needs_manual_grade from grade where manual_score is not null")
    assert rows == [(3.0, 1)]


def test_our_own_failure_is_not_a_mark_that_changed(room):
    room.mark({"Ana Paz_1": room.notebook()})
    summary = room.mark({"Ana Paz_1": room.notebook("panne")}, (2026, 10, 25, 12, 0, 0))
    assert (summary.changed, summary.outcomes[0].status) == ([], Status.REVIEW)
    assert room.known()["ana-paz"].score == WHOLE


def test_a_homonym_who_comes_later_gets_a_mark_of_her_own(room):
    room.mark({"Ana Paz_1": room.notebook()})
    room.mark({"Ana Paz_1": room.notebook(), "Ana Paz_2": room.notebook("faux")})
    assert {s: (o.uniqueid, o.score) for s, o in room.known().items()} == {
        "ana-paz": ("1", WHOLE),
        "ana-paz-2": ("2", 0.0),
    }


def test_once_marking_is_no_longer_blind_the_same_person_has_her_name(room):
    room.mark({"Participant_77": room.notebook()})
    summary = room.mark({"Jean Dupont_77": room.notebook()})
    assert (summary.kept, list(room.known())) == (1, ["participant-77"])
    jean = room.known()["participant-77"]
    assert (jean.name, jean.prefix, jean.score) == ("Jean Dupont", "Jean Dupont_77", WHOLE)
    assert jean.cells


def test_marking_again_from_submitted_changes_nothing_and_keeps_moodles_identity(room):
    room.mark({"Zoé_5": room.notebook()})
    before = room.known()
    assert room.again(room.places.submitted).kept == 1
    assert room.again(room.places.submitted, again=True).marked == 1
    after = room.known()
    assert after == before and after["zoe"].prefix == "Zoé_5"


@pytest.mark.parametrize(
    ("handed_in", "late"),
    [
        ((2026, 10, 25, 1, 59, 0), None),
        ((2026, 10, 25, 3, 30, 0), "0 h 30 min"),  # in winter time, as the deadline
        ((2026, 10, 26, 4, 0, 0), "1 j 1 h"),
    ],
)
def test_lateness_is_counted_in_local_time_through_the_change_to_winter(room, handed_in, late):
    summary = room.mark({"Zoé_5": room.notebook()}, handed_in, due="2026-10-25 03:00")
    assert room.gradebook("select duedate from assignment") == [("2026-10-25 02:00:00.000000",)]
    assert ("en retard\u00a0: 1" in summary.text()) == bool(late)
    assert [note for note in room.known()["zoe"].notes if "retard" in note] == (
        [f"En retard de {late}."] if late else []
    )


def test_the_hour_that_winter_repeats_is_not_counted_twice(room):
    """From the Saturday at 18:00 to the Sunday at 18:00, that day lasts 25 hours."""
    room.mark({"Zoé_5": room.notebook()}, (2026, 10, 25, 18, 0, 0), due="2026-10-24 18:00")
    assert room.known()["zoe"].seconds_late == 25 * 3600


def test_a_deadline_told_afterwards_reaches_those_already_marked(room):
    files = {"Zoé_5": room.notebook()}
    assert room.mark(files).outcomes[0].seconds_late == 0
    summary = room.mark(files, due="2026-10-24 11:00")
    assert (summary.kept, summary.outcomes[0].seconds_late) == (1, 3600)
    assert room.known()["zoe"].cells
    assert room.mark(files).outcomes[0].seconds_late == 3600  # the gradebook remembers it
    assert room.mark(files, due="2026-10-24 13:00").outcomes[0].notes == []


def test_an_again_that_is_stopped_goes_on_and_tells_every_change(room, monkeypatch):
    files = {f"Élève {number}_{number}": room.notebook("faux") for number in range(5)}
    room.mark(files)
    monkeypatch.setattr(batch, "mark_one", lambda s, job: judged(_right(s), job))

    def stop(progress):
        if progress.done == 2:
            raise KeyboardInterrupt

    first = room.again(room.root / "rendus.zip", again=True, progress=stop)
    assert (first.exit_code, first.marked, first.left) == (130, 2, 3)
    assert "Arrêté\u00a0: 2 faits, 3 restent" in first.text()
    second = room.again(room.root / "rendus.zip", again=True)
    assert (second.kept, second.marked) == (2, 3)
    assert second.changed == [(f"eleve-{number}", 0.0, WHOLE) for number in range(5)]
    assert "suite d’un --again" in second.text()
    third = room.again(room.root / "rendus.zip", again=True)
    assert (third.marked, third.changed) == (5, [])


def _right(submission):
    """As if the tests had been corrected meanwhile; the hand-in itself is what it was."""
    digest = submission.digest
    right = SimpleNamespace(**vars(submission), digest=digest)
    right.notebook = submission.notebook.replace(b"faux", b"juste")
    return right


def test_a_busy_gradebook_stops_with_a_sentence_and_the_same_command_goes_on(room):
    files = {f"Élève {number}_{number}": room.notebook() for number in range(12)}
    busy = sqlite3.connect(room.root / "gradebook.db", isolation_level=None)

    marked = []

    def lock(progress):
        if not busy.in_transaction:
            marked.append(progress.done)
            busy.execute("begin exclusive")

    with pytest.raises(GradingError, match="relancez la même commande"):
        room.mark(files, progress=lock)
    busy.execute("rollback")
    busy.close()
    [done] = marked
    assert (len(room.known()), room.mark(files).marked) == (done, 12 - done)


def test_a_full_disk_stops_with_a_sentence(room, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(keep, "write_file", full)
    with pytest.raises(GradingError, match="faites de la place"):
        room.mark({"Zoé_5": room.notebook()})


def test_what_was_noticed_of_the_files_is_in_the_summary(room):
    folder = "Zoé_5_assignsubmission_file"
    summary = room.mark({f"{folder}/m90.ipynb": room.notebook(), f"{folder}/brouillon.ipynb": room.notebook("faux")})
    assert re.search(r"1 remarque.*\n.*Zoé — 2 notebooks déposés", summary.text())
    summary = room.mark({f"{folder}/m90.ipynb": b"{", f"{folder}/brouillon.ipynb": room.notebook("faux")})
    assert summary.outcomes[0].status == Status.REVIEW
    assert "«\u00a0brouillon.ipynb\u00a0» qui a été corrigé" in summary.text()
