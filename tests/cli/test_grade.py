"""`parcours grade` from end to end: what it prints, what it exits with, what a stop costs."""

from __future__ import annotations

import csv
import json
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
from tests.grading import course as fixture

from parcours.cli import main

REPOSITORY = Path(__file__).parents[2]
NUMBER = 4


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """A course laid out as this one, a class that handed in, nothing marked yet."""
    built = fixture.build(tmp_path_factory.mktemp("nbgrader"))
    root = tmp_path_factory.mktemp("cours")
    shutil.copytree(built.root / "release", root / "exercises")
    shutil.copytree(built.root / "source", root / "_build" / "nbgrader" / "source")
    (root / "cours").mkdir()
    with zipfile.ZipFile(root / "rendus.zip", "w") as zipped:
        for number in range(NUMBER):
            zipped.writestr(zipfile.ZipInfo(_file(f"Élève {number:03d}", number), (2026, 11, 20, 12, 0, 0)), work(root))
    return root


def _file(name: str, number: int) -> str:
    return f"{name}_{number}_assignsubmission_file/{fixture.ASSIGNMENT}.ipynb"


def work(root: Path) -> str:
    """All right but a class, whose test would be passed beside the trainee's code, for a person to confirm."""
    released = json.loads((root / "exercises" / fixture.ASSIGNMENT / f"{fixture.ASSIGNMENT}.ipynb").read_text("utf-8"))
    return json.dumps(fixture.fill(released, fixture.SOLUTIONS | {"m90-ex06-reponse": "Compteur = None"}))


@pytest.fixture
def class_room(made, tmp_path) -> Path:
    root = tmp_path / "cours"
    shutil.copytree(made, root)
    return root


def words(root: Path, *more: str) -> list[str]:
    return ["grade", str(root / "rendus.zip"), "--assignment", fixture.ASSIGNMENT, "--cours", str(root), *more]


def test_all_is_marked_then_kept_then_seen_again(class_room, capsys):
    assert main(words(class_room, "--echeance", "2026-11-20 10:30")) == 0
    told = capsys.readouterr().out
    assert f"{NUMBER} rendus" in told
    assert f"en retard\u00a0: {NUMBER}" in told and "1 h 30 min" in told
    assert main(words(class_room, "--json")) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["kept"], told["marked"], told["counts"]["graded"]) == (NUMBER, 0, NUMBER)
    assert main(words(class_room, "--again", "--json")) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["kept"], told["marked"], told["changed"]) == (0, NUMBER, [])


def test_what_a_person_must_look_at_exits_with_three(class_room, capsys):
    with zipfile.ZipFile(class_room / "rendus.zip", "a") as zipped:
        zipped.writestr("Zoé_99_assignsubmission_file/rapport.pdf", b"%PDF")
    assert main(words(class_room)) == 3
    assert "à redéposer\u00a0: Zoé" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("more", "says"),
    [(("--fuseau", "Europe/Pari"), "fuseau"), (("--echeance", "mardi"), "2026-12-01 18:00")],
)
def test_a_word_that_cannot_be_read_is_said_in_a_sentence(class_room, capsys, more, says):
    assert main(words(class_room, *more)) == 1
    assert says in capsys.readouterr().err


def test_the_danger_is_told_before_any_code_runs(class_room, capsys, monkeypatch):
    from parcours.grading import batch

    said = []
    monkeypatch.setattr(batch, "open_sandbox", lambda *_: said.append(capsys.readouterr().err) or 1 / 0)
    with pytest.raises(ZeroDivisionError):
        main(words(class_room, "--sans-isolation"))
    assert "va tourner avec vos droits" in said[0]


def test_windows_is_told_where_to_go(class_room, capsys, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(sys, "platform", "win32")
        code = main(words(class_room))
    assert code == 1
    assert "WSL" in capsys.readouterr().err


def test_stopped_by_hand_it_says_how_many_wait_and_the_same_command_goes_on(class_room):
    state = class_room / "cours" / "correction" / fixture.ASSIGNMENT
    with zipfile.ZipFile(class_room / "rendus.zip", "a") as zipped:  # long enough to be stopped under way
        for number in range(20):
            zipped.writestr(_file(f"Suite {number}", 100 + number), work(class_room))
    command = [sys.executable, "-m", "parcours.cli", *words(class_room)]
    process = subprocess.Popen(
        command,
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # tests run behind hear none
    )
    while process.poll() is None and len(list(state.glob("*.json"))) < 2:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    told = process.communicate(timeout=120)[0]
    assert process.returncode == 130, told
    done = len(list(state.glob("*.json")))
    assert 2 <= done < NUMBER + 20
    assert f"Arrêté\u00a0: {done} faits, {NUMBER + 20 - done} restent\u00a0; relancez la même commande." in told
    again = subprocess.run([*command, "--json"], cwd=REPOSITORY, capture_output=True, text=True, check=True)
    told = json.loads(again.stdout)
    assert (told["kept"], told["marked"], told["left"]) == (done, NUMBER + 20 - done, 0)


HEADER = ["Identifiant", "Nom complet", "Note", "Note maximale", "Dernière modification (note)"]


def test_the_worksheet_counts_its_rows_and_an_empty_gradebook_is_not_a_success(class_room, capsys, monkeypatch):
    sheet = class_room / "Notes.csv"
    with sheet.open("w", encoding="utf-8", newline="") as file:
        rows = [[f"Participant {n}", f"Élève {n:03d}", "", "100,00", "-"] for n in range(NUMBER + 1)]
        csv.writer(file).writerows([HEADER, *rows])
    assert main(words(class_room)) == 0
    fill = ["moodle", "notes", str(sheet), "--assignment", fixture.ASSIGNMENT, "--cours", str(class_room)]
    capsys.readouterr()
    assert main(fill) == 0
    assert f"{NUMBER} ligne(s) remplie(s), 1 sans note." in capsys.readouterr().out
    # the gradebook is elsewhere, and nobody said so
    monkeypatch.setenv("PARCOURS_DB", f"sqlite:///{class_room / 'ailleurs.db'}")
    assert main(fill) == 1
    told = capsys.readouterr()
    assert "0 ligne(s) remplie(s)" in told.out and "PARCOURS_DB" in told.err
