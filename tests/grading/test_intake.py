"""Whatever comes in, each person's work is found, or refused with a French reason; and nothing is written."""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import re
import stat
import zipfile
import zlib
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parcours.grading.intake import open_source
from parcours.grading.model import GradingError, Limits, Status

NOTEBOOK = json.dumps({"cells": [{"cell_type": "code", "source": "1"}], "metadata": {}}).encode()
OTHER = json.dumps({"cells": [1], "metadata": {"parcours": {"assignment": "m03"}}}).encode()
LIMITS = Limits(notebook_bytes=2**20)


def archive(files: dict[str, bytes], dates: dict[str, tuple] | None = None) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, data in files.items():
            info = zipfile.ZipInfo(name, (dates or {}).get(name, (2026, 11, 22, 16, 11, 0)))
            info.compress_type = zipfile.ZIP_DEFLATED
            zipped.writestr(info, data)
    return target.getvalue()


def submissions(source, assignment="m05"):
    return list(open_source(source, assignment, LIMITS).submissions(assignment, LIMITS))


def one(files: dict[str, bytes], **more):
    [submission] = submissions(archive(files, **more))
    return submission


P = "Zoé D’Aragon_77_assignsubmission_file/"


def test_the_usual_hand_in_keeps_moodles_identity_and_date_in_local_time():
    found = one({P + "m05.ipynb": NOTEBOOK})
    assert (found.student, found.name, found.uniqueid, found.prefix) == (
        "zoe-d-aragon",
        "Zoé D’Aragon",
        "77",
        "Zoé D’Aragon_77",
    )
    assert found.notebook == NOTEBOOK
    assert found.submitted_at.astimezone(dt.UTC) == dt.datetime(2026, 11, 22, 15, 11, tzinfo=dt.UTC)  # winter in Paris
    assert found.notes == []


@pytest.mark.parametrize(
    "name",
    [
        "m05 (1).ipynb",
        "m05.ipynb.txt",
        "m05.ipynb.json",
        "M05.IPYNB",
        "m05-Copy1.ipynb",
        "m05 - copie.ipynb",
        "dossier/m05.ipynb",
    ],
)
def test_the_expected_name_is_seen_through_what_systems_add(name):
    found = one({P + name: NOTEBOOK, P + "essai.ipynb": OTHER})
    assert found.notebook == NOTEBOOK
    assert "2 notebooks" in found.notes[0]


def test_of_two_versions_the_newest_counts():
    old, new = NOTEBOOK, NOTEBOOK + b" "
    dates = {P + "m05 (2).ipynb": (2026, 1, 1, 0, 0, 0), P + "m05.ipynb": (2026, 1, 2, 0, 0, 0)}
    assert one({P + "m05 (2).ipynb": old, P + "m05.ipynb": new}, dates=dates).notebook == new


def test_an_unexpected_name_is_taken_and_told():
    found = one({P + "devoir final.ipynb": NOTEBOOK})
    assert found.notebook == NOTEBOOK
    assert "devoir final.ipynb" in found.notes[0]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({P + "m03.ipynb": OTHER}, "m03"),
        ({P + "rapport.pdf": b"%PDF"}, ".pdf"),
        ({P + "m05.ipynb": b"{"}, "pas un notebook lisible"),
        ({P + "m05.ipynb": b""}, "pas un notebook lisible"),
        ({P + "m05.ipynb": b"x" * (2**20 + 1)}, "pèse"),
        ({P + "m05.zip": b"PK\x03\x04 faux"}, "abîmée"),
        ({P + f"{i}.txt": b"" for i in range(300)}, "300 fichiers"),
        ({"Zoé_77_assignsubmission_onlinetext/onlinetext.html": b"<p>"}, "texte en ligne"),
    ],
)
def test_what_cannot_be_marked_is_to_be_handed_in_again(files, said):
    found = one(files)
    assert found.status == Status.REJECTED
    assert said in found.reason
    assert "m05.ipynb" in found.reason or "redéposez" in found.reason


def test_a_zip_inside_the_hand_in_is_opened_once():
    assert one({P + "m05.zip": archive({"m05/m05.ipynb": NOTEBOOK})}).notebook == NOTEBOOK


def test_two_people_of_one_name_and_anonymous_ones_stay_apart():
    files = {f"{who}_assignsubmission_file_m05.ipynb": NOTEBOOK for who in ("Ana Paz_1", "Ana Paz_2", "Participant_3")}
    assert [s.student for s in submissions(archive(files))] == ["ana-paz-1", "ana-paz-2", "participant-3"]


@pytest.mark.parametrize("kind", ["zip", "dossier"])
@pytest.mark.parametrize(
    ("paths", "people"),
    [
        (["rendus/zoe/m05.ipynb", "rendus/jean/m05.ipynb"], ["jean", "zoe"]),
        (["rendus/zoe/m05.ipynb"], ["zoe"]),
        (["zoe/m05.ipynb", "zoe/anciens/m05.ipynb", "zoe/notes.txt"], ["zoe"]),
        (["rendus/zoe.ipynb", "rendus/jean.ipynb"], ["jean", "zoe"]),
        (["zoe/m05/m05.ipynb", "jean/m05.ipynb", "eve/rapport.pdf"], ["eve", "jean", "zoe"]),
        (["groupe1/zoe/m05.ipynb", "groupe1/jean/m05 (1).ipynb", "groupe2/eve/m05.ipynb"], ["eve", "jean", "zoe"]),
        (["g1/zoe/m05.ipynb", "g2/zoe/m05.ipynb"], ["g1-zoe", "g2-zoe"]),
        (["rendus/zoe/m05.ipynb", "rendus/jean/rapport.pdf"], ["jean", "zoe"]),
        (["zoe/essai.ipynb"], ["zoe"]),
    ],
)
def test_outer_folders_make_nobody_disappear(paths, people, kind, tmp_path):
    source = archive(dict.fromkeys(paths, NOTEBOOK))
    if kind == "dossier":
        zipfile.ZipFile(io.BytesIO(source)).extractall(tmp_path)
        source = tmp_path
    assert sorted(found.student for found in submissions(source)) == people


def test_an_older_draft_marked_in_the_place_of_a_damaged_notebook_is_for_a_person_to_see():
    found = one({P + "m05.ipynb": b"{", P + "brouillon.ipynb": NOTEBOOK, P + "m05.zip": b"PK faux"})
    assert found.notebook == NOTEBOOK
    assert "abîmée" in found.review[0]
    assert "« m05.ipynb » ne peut pas être lu" in found.review[1] and "« brouillon.ipynb »" in found.review[1]


@dataclass(frozen=True)
class Met:
    """Somebody marked before."""

    student: str
    name: str
    prefix: str = ""
    uniqueid: str | None = None


def students(names: list[str], known: list[Met]) -> list[str]:
    files = {f"{who}_assignsubmission_file_m05.ipynb": NOTEBOOK for who in names}
    return [s.student for s in open_source(archive(files), "m05", LIMITS).submissions("m05", LIMITS, known)]


def test_who_was_marked_once_keeps_the_same_id_whoever_comes_after():
    ana = Met("ana-paz", "Ana Paz", "Ana Paz_1", "1")
    assert students(["Ana Paz_1", "Ana Paz_2"], [ana]) == ["ana-paz", "ana-paz-2"]
    assert students(["Ana Paz_2"], [ana]) == ["ana-paz-2"]
    assert students(["Jean Dupont_77"], [Met("participant-77", "Participant", "Participant_77", "77")]) == [
        "participant-77"
    ]
    # first in a plain folder, then through Moodle; but two of one name are not told apart by it
    assert students(["Zoé_5"], [Met("zoe-1", "Zoé")]) == ["zoe-1"]
    assert students(["Zoé_5", "Zoé_6"], [Met("zoe", "Zoé")]) == ["zoe-5", "zoe-6"]


def test_names_in_other_alphabets_do_not_depend_on_who_else_is_there(tmp_path):
    for name in ("Ольга", "محمد"):
        (tmp_path / f"{name}.ipynb").write_bytes(NOTEBOOK)
    first = {s.name: s.student for s in submissions(tmp_path)}
    (tmp_path / "Анна.ipynb").write_bytes(NOTEBOOK)
    second = {s.name: s.student for s in submissions(tmp_path)}
    assert len(set(second.values())) == 3
    assert first.items() <= second.items()


def test_what_moodle_said_is_found_again_in_nbgraders_folder(tmp_path):
    [moodle] = submissions(archive({P + "m05.ipynb": NOTEBOOK}))
    folder = tmp_path / moodle.student / "m05"
    folder.mkdir(parents=True)
    (folder / "m05.ipynb").write_bytes(NOTEBOOK)
    (folder / "timestamp.txt").write_text("2026-11-22 15:11:00 UTC")
    [again] = open_source(tmp_path, "m05", LIMITS).submissions("m05", LIMITS, [moodle])
    assert (again.prefix, again.uniqueid, again.name) == (moodle.prefix, "77", moodle.name)
    assert again.digest == moodle.digest


def test_a_files_own_date_does_not_make_it_another_hand_in(tmp_path):
    file = tmp_path / "zoe.ipynb"
    file.write_bytes(NOTEBOOK)
    [first] = submissions(tmp_path)
    os.utime(file, (1, 1))
    [second] = submissions(tmp_path)
    assert (first.digest, first.submitted_at) == (second.digest, None)


def test_the_other_assignments_of_the_year_are_not_counted(tmp_path):
    for assignment, number in (("m04", 30), ("m05", 1)):
        folder = tmp_path / "ana" / assignment
        folder.mkdir(parents=True)
        for position in range(number):
            (folder / f"{position}.txt").write_bytes(b"")
    (tmp_path / "ana" / "m05" / "m05.ipynb").write_bytes(NOTEBOOK)
    few = Limits(archive_files=5)
    [found] = open_source(tmp_path, "m05", few).submissions("m05", few)
    assert found.notebook == NOTEBOOK


def test_many_archives_in_one_hand_in_are_not_all_opened():
    inner = archive({"x.txt": b"x"})
    found = one({P + f"{position}.zip": inner for position in range(150)})
    assert found.status == Status.REJECTED
    assert "150 archives" in found.reason
    heavy = archive({"x.bin": os.urandom(400_000)})
    found = one({P + f"{position}.zip": heavy for position in range(3)})
    assert "trop grosse" in found.reason  # each would pass, together they pass the limit of one notebook


def test_a_damaged_lzma_member_is_that_persons_alone():
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_LZMA) as zipped:
        zipped.writestr("m05.ipynb", NOTEBOOK * 50)
    broken = bytearray(inner.getvalue())
    broken[60:90] = b"\xff" * 30
    files = {P + "m05.zip": bytes(broken), "Ana_1_assignsubmission_file/m05.ipynb": NOTEBOOK}
    ana, zoe = submissions(archive(files))
    assert ana.notebook == NOTEBOOK
    assert zoe.status == Status.REJECTED


def test_whatever_goes_wrong_with_one_person_stops_nobody(monkeypatch):
    from parcours.grading import choose

    real = choose.parse

    def parse(data, limits):
        if data == b"piege":
            raise RecursionError
        return real(data, limits)

    monkeypatch.setattr(choose, "parse", parse)
    ana, zoe = submissions(archive({"Ana_1_assignsubmission_file/m05.ipynb": b"piege", P + "m05.ipynb": NOTEBOOK}))
    assert ana.status == Status.REJECTED and "redéposez" in ana.reason
    assert zoe.notebook == NOTEBOOK


def test_a_time_zone_that_does_not_exist_is_told():
    with pytest.raises(GradingError, match="fuseau"):
        open_source(archive({P + "m05.ipynb": NOTEBOOK}), "m05", LIMITS, "Europe/Pari")


def test_a_bomb_stops_at_the_limit():
    bomb = zlib.compress(bytes(10**6))
    data = archive({P + "m05.ipynb": bytes(300_000_000)})
    assert len(data) < 10**6 + len(bomb)
    [found] = submissions(data)
    assert found.status == Status.REJECTED


@pytest.mark.parametrize("name", ["../../m05.ipynb", "/etc/m05.ipynb", P + "../../../m05.ipynb", "C:\\m05.ipynb"])
def test_names_that_climb_out_are_not_opened(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for found in submissions(archive({name: NOTEBOOK})):
        assert found.notebook is None or "/" not in found.student
        assert ".." not in found.student
    assert list(tmp_path.iterdir()) == []


def test_links_in_an_archive_are_not_opened():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as zipped:
        info = zipfile.ZipInfo(P + "m05.ipynb")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        zipped.writestr(info, "/etc/passwd")
    [found] = submissions(target.getvalue())
    assert found.status == Status.REJECTED
    assert "lien" in found.reason


def test_links_pipes_and_devices_in_a_folder_are_not_opened(tmp_path):
    secret = tmp_path / "secret.ipynb"
    secret.write_bytes(NOTEBOOK)
    folder = tmp_path / "rendus"
    for who in ("ana", "bo", "cy", "di", "eve"):
        (folder / who).mkdir(parents=True)
    (folder / "ana" / "m05.ipynb").symlink_to(secret)
    os.link(secret, folder / "bo" / "m05.ipynb")
    os.mkfifo(folder / "cy" / "m05.ipynb")
    (folder / "di" / "m05").symlink_to(tmp_path)
    (folder / "eve" / "m05.ipynb").write_bytes(NOTEBOOK)
    found = {s.student: s for s in submissions(folder)}
    assert {who: s.status for who, s in found.items()} == {
        "ana": Status.REJECTED,
        "bo": Status.REJECTED,
        "cy": Status.REJECTED,
        "di": Status.REJECTED,
        "eve": None,
    }
    assert all("lien" in found[who].reason for who in ("ana", "bo", "cy", "di"))


def test_nbgraders_folders_and_their_dates(tmp_path):
    folder = tmp_path / "submitted" / "ana" / "m05"
    folder.mkdir(parents=True)
    (folder / "m05.ipynb").write_bytes(NOTEBOOK)
    (folder / "timestamp.txt").write_text("2026-11-22 16:11:00 UTC")
    [found] = submissions(tmp_path / "submitted")
    assert found.student == "ana"
    assert found.submitted_at == dt.datetime(2026, 11, 22, 16, 11, tzinfo=dt.UTC)


def test_a_forged_date_is_no_date_and_a_forged_student_no_path(tmp_path):
    folder = tmp_path / "submitted" / "(..)" / "m05"
    folder.mkdir(parents=True)
    (folder / "m05.ipynb").write_bytes(NOTEBOOK)
    (folder / "timestamp.txt").write_text("hier\x00")
    [found] = submissions(tmp_path / "submitted")
    assert re.fullmatch(r"participant-[0-9a-f]{8}", found.student)
    assert found.submitted_at is None


@pytest.mark.parametrize("data", [b"", b"pas un zip", b"PK\x05\x06" + bytes(18)])
def test_a_source_that_is_nothing_says_so(data, tmp_path):
    path = tmp_path / "rendus.zip"
    path.write_bytes(data)
    if data.startswith(b"PK"):
        assert submissions(path) == []
    else:
        with pytest.raises(GradingError, match="Moodle"):
            submissions(path)


names = st.text(max_size=60)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    files=st.dictionaries(names, st.binary(max_size=200), max_size=6),
    prefix=st.sampled_from(["", P, "a_1_assignsubmission_file_"]),
)
def test_any_archive_ends_in_a_status_and_a_safe_name(files, prefix):
    data = archive({(prefix + name).replace("\x00", "") or "x": content for name, content in files.items()})
    for found in submissions(data):
        assert found.status in (None, Status.REJECTED)
        assert (found.status is None) == (found.notebook is not None)
        assert found.reason or found.notebook
        assert set(found.student) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


@settings(max_examples=150, deadline=None)
@given(data=st.binary(max_size=400), cut=st.integers(0, 400))
def test_a_damaged_archive_is_told_or_read(data, cut):
    whole = archive({P + "m05.ipynb": NOTEBOOK})
    broken = whole[:cut] + data + whole[cut + len(data) // 2 :]
    try:
        list(submissions(broken))
    except GradingError as error:
        assert "archive" in str(error)


@pytest.mark.complet
@settings(max_examples=30_000, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.binary(max_size=600), start=st.integers(0, 400))
def test_thirty_thousand_damaged_archives(data, start):
    whole = archive({P + "m05.ipynb": NOTEBOOK})
    try:
        for found in submissions(whole[:start] + data + whole[start:]):
            assert found.reason or found.notebook
    except GradingError as error:
        assert "archive" in str(error)
