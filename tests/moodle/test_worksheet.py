"""Marks go back into the very file that Moodle gave, and nowhere else."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parcours.moodle import Note, WorksheetError, fill_worksheet, read_worksheet

FR = (
    'Identifiant,"Nom complet","Adresse de courriel",Statut,Note,"Note maximale","La note peut être modifiée",'
    '"Dernière modification (travail remis)","Dernière modification (note)","Feedback par commentaires"\n'
    'Participant77,"Jean Dupont",jean@exemple.fr,"Remis pour évaluation",,"20,00",Oui,'
    '"dimanche 22 novembre 2026, 16:11",-,\n'
    'Participant78,"Zoé d\'Aragon",zoe@exemple.fr,"Remis pour évaluation - Noté","12,00","20,00",Oui,'
    '"dimanche 22 novembre 2026, 16:11","dimanche 22 novembre 2026, 18:00","<p>Bien, merci</p>"\n'
    'Participant79,"Ali Benali",ali@exemple.fr,"Pas de travail remis",,"20,00",Non,-,-,\n'
)
EN = "Identifier,Status,Grade,Maximum Grade,Grade can be changed,Last modified (grade),Feedback comments\n" + (
    'Participant 77,Submitted,,100.00,Yes,-,""\n'
)


def cells(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8"), newline="")))


def test_french_sheet_gets_decimal_commas_and_keeps_every_other_cell():
    data, report = fill_worksheet(read_worksheet(FR.encode()), {"77": Note(15.5, 20, "Regardez l’exercice 2.\n<b>")})
    before, after = cells(FR.encode()), cells(data)
    changed = {(r, c) for r, row in enumerate(after) for c, cell in enumerate(row) if cell != before[r][c]}
    assert changed == {(1, 4), (1, 9)}
    assert after[1][4] == "15,50"
    assert after[1][9] == "Regardez l’exercice 2.<br>&lt;b&gt;"
    assert report.filled == ["77"]


def test_english_sheet_gets_points_on_its_own_maximum():
    data, _ = fill_worksheet(read_worksheet(EN.encode()), {"77": Note(3, 4)})
    assert cells(data)[1][2] == "75.00"
    assert cells(data)[1][0] == "Participant 77"


def test_already_graded_rows_bring_the_french_date_warning():
    _, report = fill_worksheet(read_worksheet(FR.encode()), {"78": Note(10, 20)})
    assert report.already_graded == ["78"]
    assert "ne sait pas relire ses propres dates" in report.warnings[0]


def test_locked_rows_and_unknown_ids_are_left_and_told():
    data, report = fill_worksheet(read_worksheet(FR.encode()), {"79": Note(1, 2), "500": Note(1, 2)})
    assert cells(data) == cells(FR.encode())
    assert (report.locked, report.unknown) == (["79"], ["500"])


def test_semicolons_and_bom_are_read():
    sheet = read_worksheet(b"\xef\xbb\xbf" + EN.replace(",", ";").encode())
    assert sheet.uniqueid(sheet.rows[0]) == "77"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "vide"),
        (b"nom;note\nA;1\n", "« Identifiant »"),
        (FR.encode("latin-1", "replace"), "UTF-8"),
        ((FR + "Participant80,trop court\n").encode(), "ligne 5"),
    ],
)
def test_a_file_that_moodle_would_refuse_is_refused_with_what_to_do(data, said):
    with pytest.raises(WorksheetError, match=said):
        read_worksheet(data)


def test_a_scale_of_words_is_refused():
    with pytest.raises(WorksheetError, match="barème"):
        fill_worksheet(read_worksheet(EN.replace("Maximum Grade", "Scale").encode()), {"77": Note(1, 1)})


@given(score=st.floats(-5, 30), comment=st.text(st.characters(blacklist_categories=("Cs",)), max_size=80))
def test_filling_is_a_round_trip(score, comment):
    data, _ = fill_worksheet(read_worksheet(FR.encode()), {"77": Note(score, 20, comment)})
    again = read_worksheet(data)
    mark = float(again.cell(again.rows[0], "grade").replace(",", "."))
    assert mark == pytest.approx(min(max(score, 0), 20), abs=0.0051)
    assert again.rows[1:] == read_worksheet(FR.encode()).rows[1:]
    assert "<b" not in again.cell(again.rows[0], "comment").replace("<br>", "")
