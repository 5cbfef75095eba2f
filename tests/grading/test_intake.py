"""Whatever comes in, each person's work is found, or refused with a French reason; and nothing is written."""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import stat
import zipfile
import zlib

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
    assert found.student == "participant"


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
