"""Archives and folders made to harm, marked by the real command beside honest people: nothing is read or written out
of its place, and everybody ends with a reason that says what to do."""

from __future__ import annotations

import io
import json
import os
import re
import stat
import zipfile
from pathlib import Path

import pytest

from parcours.grading.batch import grade
from parcours.grading.outcomes import Outcomes
from parcours.grading.places import Places
from tests.attacks.conftest import LIMITS
from tests.grading import course as fixture

SECRET = "SECRET_DU_DISQUE"
BOMB = 80 * 2**20  # more than a notebook may weigh


class Marked:
    """A class marked from ``source``, in a folder of its own; ``before``: every file there was around it."""

    def __init__(self, course: fixture.Course, source: Path, root: Path) -> None:
        work = root / "travail"
        url = f"sqlite:///{work}/gradebook.db"
        work.mkdir()
        folders = [work / name for name in ("submitted", "autograded", "state")]
        self.root, self.work = root, work
        self.before = self.around()
        places = Places(course.root / "release", course.root / "source", *folders, url, "cm")
        grade(source, fixture.ASSIGNMENT, places, limits=LIMITS, slots=2)
        self.outcomes = {each.name: each for each in Outcomes(places.state / fixture.ASSIGNMENT).each()}

    def around(self) -> set[str]:
        """What lies outside of the working folder, which is the command's."""
        paths = [path for path in self.root.rglob("*") if self.work not in (path, *path.parents)]
        return {str(path) for path in paths}

    def kept(self) -> bytes:
        return b"".join(path.read_bytes() for path in self.work.rglob("*") if path.is_file())


def entry(name: str, kind: int = stat.S_IFREG, date: tuple = (2026, 11, 20, 12, 0, 0)) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, date)
    info.external_attr = (kind | 0o644) << 16
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def bomb() -> bytes:
    inside = io.BytesIO()
    with zipfile.ZipFile(inside, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("m90.ipynb", b"[" + bytes(BOMB))
    return inside.getvalue()


@pytest.fixture(scope="module")
def archive(hostile_course, tmp_path_factory) -> Marked:
    """Moodle's zip as an attacker would rewrite it."""
    root = tmp_path_factory.mktemp("archive")
    (root / "secret.txt").write_text(SECRET)
    honest = json.dumps(hostile_course.solved())
    at = "{}_assignsubmission_file/{}"
    with zipfile.ZipFile(root / "rendus.zip", "w") as made:
        made.writestr(entry(at.format("Voisine_1", "m90.ipynb")), honest)
        made.writestr(entry(at.format("Glisse_2", "../../../../echappe.ipynb")), honest)
        made.writestr(entry(at.format("Racine_3", "/../../echappe/m90.ipynb")), honest)
        made.writestr(entry(at.format("Lien_4", "m90.ipynb"), stat.S_IFLNK), str(root / "secret.txt"))
        made.writestr(entry(at.format("Tuyau_5", "m90.ipynb"), stat.S_IFIFO), "")
        made.writestr(entry(at.format("Appareil_6", "m90.ipynb"), stat.S_IFCHR), "")
        made.writestr(entry(at.format("Bombe_7", "m90.ipynb")), b"[" + bytes(BOMB))
        made.writestr(entry(at.format("Poupée_8", "rendu.zip")), bomb())
        made.writestr(entry(at.format("../../Points_9", "m90.ipynb")), honest)
        made.writestr(entry(at.format("Nom (a|b)*; $(touch x)_10", "m90.ipynb")), honest)
        made.writestr(entry(at.format("Horloge_11", "m90.ipynb")), honest)
        made.writestr(entry(at.format("Horloge_11", "timestamp.txt")), "2001-01-01 00:00:00 UTC")
        made.writestr(entry(at.format("Voisin_12", "m90.ipynb")), honest)
    return Marked(hostile_course, root / "rendus.zip", root)


@pytest.fixture(scope="module")
def folder(hostile_course, tmp_path_factory) -> Marked:
    """nbgrader's ``submitted/`` with links and devices where notebooks should be."""
    root = tmp_path_factory.mktemp("dossier")
    (root / "secret.txt").write_text(SECRET)
    (root / "secret").mkdir()
    honest = json.dumps(hostile_course.solved())
    (root / "secret" / "m90.ipynb").write_text(honest.replace("Module d", SECRET))
    source = root / "submitted"

    def place(student: str) -> Path:
        (source / student / "m90").mkdir(parents=True)
        return source / student / "m90" / "m90.ipynb"

    for name in ("voisine", "(voisin)"):
        place(name).write_text(honest)
    os.symlink(root / "secret" / "m90.ipynb", place("lien"))
    os.link(root / "secret" / "m90.ipynb", place("lien-dur"))
    os.mkfifo(place("tuyau"))
    (source / "dossier-lie").mkdir()
    os.symlink(root / "secret", source / "dossier-lie" / "m90")
    return Marked(hostile_course, source, root)


STOPPED = ["Glisse", "Racine", "Points", "Lien", "Tuyau", "Appareil", "Bombe", "Poupée"]


@pytest.mark.parametrize("name", STOPPED)
def test_a_trap_in_an_archive_is_to_be_handed_in_again(archive, name):
    outcome = archive.outcomes[name]
    assert (outcome.status.value, outcome.score) == ("rejected", None)
    assert any(re.search(r"redépos|Effacer les sorties", reason, re.IGNORECASE) for reason in outcome.reasons)


@pytest.mark.parametrize("name", ["Voisine", "Voisin", "Nom (a|b)*; $(touch x)", "Horloge"])
def test_honest_work_beside_them_or_under_an_absurd_name_is_marked(archive, name):
    outcome = archive.outcomes[name]
    assert outcome.score == 14.0, outcome.reasons
    assert re.fullmatch(r"[a-z0-9-]+", outcome.student)


def test_a_forged_timestamp_moves_no_date(archive):
    assert archive.outcomes["Horloge"].submitted_at == archive.outcomes["Voisine"].submitted_at


def test_a_link_or_a_device_in_a_folder_is_not_opened(folder):
    for name in ("lien", "lien-dur", "tuyau"):
        outcome = folder.outcomes[name]
        assert (outcome.status.value, outcome.score) == ("rejected", None), outcome.reasons
        assert "redéposez" in " ".join(outcome.reasons)
    assert "dossier-lie" not in folder.outcomes or folder.outcomes["dossier-lie"].score is None


def test_honest_folders_are_marked(folder):
    assert {folder.outcomes[name].score for name in ("voisine", "(voisin)")} == {14.0}


@pytest.mark.parametrize("source", ["archive", "folder"])
def test_nothing_was_written_elsewhere_and_no_secret_taken(request, source):
    marked = request.getfixturevalue(source)
    assert marked.around() == marked.before
    assert not list(marked.work.rglob("*echappe*"))
    assert SECRET.encode() not in marked.kept()
