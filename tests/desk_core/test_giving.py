"""What goes back: Moodle's worksheet, pages for trainees, a table, a page on the class."""

from __future__ import annotations

import csv
import io
import zipfile
from html.parser import HTMLParser

import pytest

from parcours.desk import giving, marking, peer, session
from parcours.desk.errors import DeskError
from parcours.desk.model import Review
from parcours.grading.model import Status
from parcours.moodle import parse_entry, read_worksheet
from tests.desk_core import classe
from tests.desk_core.classe import PRACTICE, TEST, TEXT, said

HEADER = (
    "Identifiant,Nom complet,Statut,Note,Note maximale,La note peut être modifiée,Dernière modification (note),"
    "Feedback par commentaires\n"
)


class Page(HTMLParser):
    """The tags and the text of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags, self.text = [], ""
        self.feed(text)
        self.text = said(self.text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)

    def handle_data(self, data):
        self.text += data


def worksheet(people: int) -> bytes:
    rows = "".join(f'Participant{70 + n},{classe.NAMES[n]},Remis,,"20,00",Oui,-,\n' for n in range(people))
    return (HEADER + rows).encode()


def test_moodle_s_worksheet_takes_hand_marks_on_its_own_scale():
    made = classe.read_all(classe.filled(3))
    marking.override(made, "e1", TEST, 4, "Erreur du test.")
    file = giving.worksheet(made, worksheet(4), "Notes-cm.csv")
    sheet = read_worksheet(file.data)
    # e0: 4 + 1 of 8; e1: 4 (by hand) + 3; e2: 4 + 5, all of 12, on 20
    assert [sheet.cell(row, "grade") for row in sheet.rows] == ["8,33", "11,67", "15,00", ""]
    assert said(sheet.cell(sheet.rows[0], "comment")) == "5 sur 12. À reprendre : m93-ex02."
    assert file.name == "Notes-cm-rempli.csv"
    assert file.told[0].startswith("3 note(s)")


def test_the_worksheet_warns_of_what_is_not_finished():
    made = classe.filled(2)
    made.outcomes["e1"].status = Status.REVIEW
    told = said(" ".join(giving.worksheet(made, worksheet(2), "n.csv").told))
    assert "2 rendu(s) ont encore des réponses à lire" in told
    assert "1 rendu(s) sont à vérifier" in told


@pytest.mark.parametrize("data", [b"", b"a,b\n1,2\n", b"\xff\xfe\x00"])
def test_what_is_not_a_worksheet_is_refused(data):
    with pytest.raises(DeskError, match="n.csv"):
        giving.worksheet(classe.filled(1), data, "n.csv")


def test_a_class_from_a_folder_has_no_worksheet():
    made = classe.empty()
    session.add(made, classe.outcome(0, "Ana", True) | {"uniqueid": None, "prefix": ""}, {})
    with pytest.raises(DeskError, match="CSV"):
        giving.worksheet(made, worksheet(1), "n.csv")
    file = giving.feedback_zip(made)
    assert said(file.told[0]) == "Copie 01 : sans numéro de Moodle à son nom, rendez-lui son retour à la main."


def test_two_people_under_one_prefix_are_named_and_the_others_still_get_their_page():
    made = classe.filled(3)
    made.person("e1").prefix = made.person("e0").prefix
    file = giving.feedback_zip(made)
    with zipfile.ZipFile(io.BytesIO(file.data)) as archive:
        assert archive.namelist() == [f"{classe.NAMES[2]}_72_assignsubmission_file/feedback.html"]
    labels = {made.person(student).label for student in ("e0", "e1")}
    assert {said(line).partition(" : ")[0] for line in file.told if "sans numéro de Moodle" in line} == labels
    turn = peer.start(made, PRACTICE, 2, seed="s")["id"]
    assert len(peer.packs(made, turn).told) == 2


def test_nothing_marked_yet_is_said():
    for act in (giving.feedback_zip, giving.marks_csv, giving.class_report, giving.nbgrader_zip):
        with pytest.raises(DeskError, match="aucun rendu"):
            act(classe.empty())


def test_everybody_gets_one_page_with_rubric_comment_and_sentence():
    made = classe.read_all(classe.filled(4))
    marking.set_comment(made, "e1", TEXT, "Très clair.\nDonnez <un> nombre.")
    marking.set_notes(made, "e1", TEXT, ai="Soupçon à vérifier à l’oral.")
    with zipfile.ZipFile(io.BytesIO(giving.feedback_zip(made).data)) as archive:
        pages = {parse_entry(name).uniqueid: archive.read(name).decode() for name in archive.namelist()}
    assert sorted(pages) == ["70", "71", "72", "73"]
    page = Page(pages["71"])
    assert page.tags.count("h1") == 1
    assert not {"script", "img", "iframe", "form", "link"} & set(page.tags)
    assert "<caption>La grille</caption>" in pages["71"]
    level = made.marks["Ana B."]["e1"][TEXT].levels["clair"]
    rubric = f"Clarté{level} sur 4{classe.LEVELS[level]}"
    for told in ("retour pour Bo Li", "Comptez les réponses.", rubric, "Donnez <un> nombre.", "Lu par votre formateur"):
        assert told in page.text
    assert "Soupçon" not in pages["71"]  # private notes stay here
    assert "Ana Roux" not in pages["71"]


def test_a_hidden_test_s_sentence_goes_out_only_if_asked():
    made = classe.filled(2)
    made.outcomes["e1"].cells[TEST]["hidden"] = True
    assert "Comptez les réponses." not in giving.feedback_page(made, "e1")
    session.settings(made, show_hidden=True)
    assert "Comptez les réponses." in giving.feedback_page(made, "e1")


def test_a_rejected_hand_in_is_told_why():
    made = classe.filled(2)
    told = classe.outcome(1, "Bo Li", False) | {"status": "rejected", "reasons": ["Le fichier est vide."], "cells": {}}
    session.add(made, told | {"score": None, "max_score": None}, {})
    assert "Le fichier est vide." in giving.feedback_page(made, "e1")
    assert len(list(csv.reader(io.StringIO(giving.marks_csv(made).data.decode("utf-8-sig")), delimiter=";"))) == 3


def test_the_table_is_for_a_french_spreadsheet_and_runs_no_formula():
    made = classe.read_all(classe.filled(2))
    marking.set_points(made, "e0", TEXT, 2.5)
    made.person("e0").name = "=cmd|' /C calc'!A0"
    rows = list(csv.DictReader(io.StringIO(giving.marks_csv(made).data.decode("utf-8-sig")), delimiter=";"))
    assert [row["copie"] for row in rows] == ["Copie 01", "Copie 02"]
    assert "nom" not in rows[0]
    session.settings(made, anonymous=False)
    rows = list(csv.DictReader(io.StringIO(giving.marks_csv(made).data.decode("utf-8-sig")), delimiter=";"))
    ana = next(row for row in rows if row["nom"].startswith("'="))
    assert (ana["m93-ex01"], ana["m93-ex02"], ana["m93-ex03"], ana["total"], ana["sur"]) == (
        "4",
        "2,5",
        "",
        "6,5",
        "12",
    )


def test_the_class_page_has_figures_mistakes_and_agreement():
    made = classe.read_all(classe.filled())
    for number in (0, 2):  # five people now miss the same test
        made.outcomes[f"e{number}"].cells[TEST] |= {"auto": 0.0, "error": "Comptez les réponses."}
    other = session.second_copy(made, "Zed")
    session.merge(made, classe.read_all(other, shift=1))
    session.settings(made, anonymous=False)  # the page goes to the team: pseudonyms all the same
    made.outcomes["e5"].status = Status.REVIEW
    html = giving.class_report(made).data.decode()
    page = Page(html)
    assert page.tags.count("svg") == 2
    assert "script" not in page.tags
    assert "http" not in html
    assert not any(name in html for name in classe.NAMES)
    assert made.person("e5").label in page.text
    assert "L’accord entre Ana B. et Zed" in page.text
    assert "m93-ex01-e1Comptez les réponses.6" in page.text  # the mistake foreseen, its sentence, how many earned it


def test_the_class_page_of_the_desk_is_that_of_parcours_report():
    """Same marks, same figures, whichever door they came through."""
    from parcours.desk.results import results
    from parcours.grading.class_page import class_page

    made = classe.read_all(classe.filled())
    html, _ = class_page("m93", list(results(made).values()), [""] * 8)
    for line in ("Comment se répartissent les points de 8 rendus", "L’exercice le plus difficile est"):
        told = next(part for part in said(html).split("<h2>") if line in part).partition("</h2>")[0]
        assert told in said(giving.class_report(made).data.decode())


def test_what_peers_saw_is_on_the_page():
    made = classe.filled(4)
    turn = peer.start(made, PRACTICE, 2, own=True, seed="s")["id"]
    for reader, authors in made.rounds[0].given.items():
        made.rounds[0].reviews[reader] = {
            author: Review({"clair": 4 if author == reader else 2, "exact": 1}, f"Lu par quelqu’un ({author}).")
            for author in authors
        }
    page = Page(giving.feedback_page(made, "e0"))
    assert "Ce qu’ont vu vos 2 lecteurs" in page.text
    assert "Votre auto-évaluation" in page.text
    assert "Clarté2 sur 4" in page.text
    assert "Lu par quelqu’un (e0)." in page.text
    assert turn == f"{PRACTICE}-1"
