"""Marking by hand: a rubric's levels become points, a person's words stay, reading goes in a useful order."""

from __future__ import annotations

import json

import pytest

from parcours.desk import marking, session
from parcours.desk.errors import DeskError
from parcours.desk.results import result_of
from tests.desk_core import classe
from tests.desk_core.classe import PRACTICE, TEST, TEXT, said


def test_levels_become_points_once_the_rubric_is_whole():
    made = classe.filled(2)
    first = marking.set_level(made, "e0", TEXT, "clair", 3)
    assert (first["points"], first["complete"]) == (None, False)
    whole = marking.set_level(made, "e0", TEXT, "exact", 4)
    assert (whole["points"], whole["max"], whole["complete"]) == (7.0, 8.0, True)
    assert marking.set_level(made, "e0", TEXT, "exact", None)["points"] is None
    marking.set_level(made, "e0", TEXT, "clair", None)
    assert made.marks == {}  # nothing is left of a reading taken back


def test_what_changes_comes_with_the_person_s_line():
    made = classe.filled(2)
    row = marking.set_level(made, "e0", TEXT, "clair", 3)["row"]
    assert row == {"student": "e0", "score": 4, "max": 12, "todo": 1}
    row = marking.set_level(made, "e0", TEXT, "exact", 4)["row"]
    assert row == {"student": "e0", "score": 11, "max": 12, "todo": 0}
    copy = session.second_copy(made, "Zed")  # texts alone: no points to add to
    [first, _] = copy.people
    marking.set_level(copy, first.student, TEXT, "clair", 3)
    told = marking.set_level(copy, first.student, TEXT, "exact", 4)["row"]
    assert told == {"student": first.student, "score": None, "max": None, "todo": 0}


def test_level_zero_is_a_level():
    made = classe.filled(1)
    marking.set_level(made, "e0", TEXT, "clair", 0)
    assert marking.set_level(made, "e0", TEXT, "exact", 0)["points"] == 0.0


def test_points_may_depart_from_the_rubric_and_come_back():
    made = classe.read_all(classe.filled(1))
    rubric = marking.view(made, "e0", TEXT)["points"]
    assert marking.set_points(made, "e0", TEXT, 7.5)["points"] == 7.5
    assert marking.set_points(made, "e0", TEXT, None)["points"] == rubric


@pytest.mark.parametrize(
    ("act", "sentence"),
    [
        (lambda s: marking.set_level(s, "e0", TEXT, "clair", 5), "5 n’est pas un niveau"),
        (lambda s: marking.set_level(s, "e0", TEXT, "clair", True), "True n’est pas un niveau"),
        (lambda s: marking.set_level(s, "e0", TEXT, "beau", 1), "« beau » n’est pas un critère"),
        (lambda s: marking.set_level(s, "e0", "m93-ex01", "clair", 1), "« clair » n’est pas un critère"),
        (lambda s: marking.set_points(s, "e0", "m93-ex01", 0), "ses contrôles la notent"),
        (lambda s: marking.set_points(s, "e0", TEXT, 8.5), "8,5 sort des bornes. Donnez entre 0 et 8."),
        (lambda s: marking.set_points(s, "e0", TEXT, float("nan")), "nan n’est pas un nombre"),
        (lambda s: marking.override(s, "e0", TEST, 2, "  "), "il manque la raison"),
        (lambda s: marking.override(s, "e0", TEST, -1, "x"), "-1 sort des bornes"),
        (lambda s: marking.override(s, "e0", f"{TEXT}-texte", 1, "x"), "ce texte se note avec sa grille"),
        (lambda s: marking.bank_add(s, "  "), "le commentaire est vide"),
    ],
)
def test_what_cannot_be_is_said_and_changes_nothing(act, sentence):
    made = classe.filled(1)
    before = session.save(made)
    with pytest.raises(DeskError) as caught:
        act(made)
    assert sentence in said(caught)
    assert session.save(made) == before


def test_an_automatic_mark_is_replaced_with_its_reason_and_restored():
    made = classe.filled(2)
    assert result_of(made, "e1").score == 0
    assert marking.override(made, "e1", TEST, 2.5, "Bonne démarche.")["score"] == 2.5
    assert result_of(made, "e1").cells[TEST] == (2.5, 4.0, "Bonne démarche.")
    line, text, _ = marking.cells(made, "e1")
    assert (line["auto"], line["points"], line["error"]) == (0.0, 2.5, "Comptez les réponses.")
    assert (line["override"]["reason"], line["manual"], text["manual"]) == ("Bonne démarche.", False, True)
    assert marking.restore(made, "e1", TEST)["score"] == 0
    assert made.overrides == {}


def test_points_withheld_from_unusual_code_wait_for_a_person():
    made = classe.filled(1)
    made.outcomes["e0"].cells[TEST]["auto"] = None
    classe.read_all(made)
    assert marking.to_do(made, "e0") == [TEST]
    marking.override(made, "e0", TEST, 4, "Code relu : il est juste.")
    assert marking.to_do(made, "e0") == []


def test_a_checked_hand_in_is_no_longer_to_look_at():
    made = classe.filled(1)
    session.add(made, classe.outcome(0, "Ana Roux", True) | {"status": "needs review", "reasons": ["?"]}, {})
    assert result_of(made, "e0").outcome.status == "needs review"
    marking.check(made, "e0")
    assert result_of(made, "e0").outcome.status == "graded"
    assert session.people(made)[0]["status"] == "needs review"  # what the machine said is still there
    marking.check(made, "e0", done=False)
    assert result_of(made, "e0").outcome.status == "needs review"


def test_one_task_across_people_then_one_person_across_tasks():
    made = classe.filled(4)
    by_task = marking.queue(made)
    assert [each["task"] for each in by_task] == [TEXT] * 4 + [PRACTICE] * 4
    assert [each["label"] for each in by_task[:4]] == ["Copie 01", "Copie 02", "Copie 03", "Copie 04"]
    assert [each["label"] for each in marking.queue(made, by="person")[:2]] == ["Copie 01", "Copie 01"]
    assert [each["task"] for each in marking.queue(made, by="person", name="e2")] == [TEXT, PRACTICE]
    first = by_task[0]["student"]
    marking.set_points(made, first, TEXT, 1)
    assert first not in {each["student"] for each in marking.queue(made, name=TEXT, todo=True)}


def test_progress_counts_what_is_worth_points_and_was_written():
    made = classe.filled(4)
    session.add(made, classe.outcome(3, "Driss", True), {f"{TEXT}-texte": "Votre réponse ici"}, blank=[f"{TEXT}-texte"])
    marking.set_points(made, "e0", TEXT, 1)
    told = marking.progress(made)
    assert (told["done"], told["total"]) == (1, 3)
    assert told["tasks"] == {TEXT: {"done": 1, "total": 3}}
    assert told["people"]["e0"] == {"done": 1, "total": 1}
    assert marking.queue(made, by="person", name="e3")[0]["state"] == "blank"


def test_a_text_handed_in_again_keeps_its_mark_and_says_it_changed():
    made = classe.read_all(classe.filled(1))
    assert not marking.view(made, "e0", TEXT)["changed"]
    session.add(made, classe.outcome(0, "Ana Roux", True), {f"{TEXT}-texte": "Une autre version."})
    seen = marking.view(made, "e0", TEXT)
    assert (seen["changed"], seen["complete"], seen["text"]) == (True, True, "Une autre version.")
    marking.set_level(made, "e0", TEXT, "clair", 1)
    assert not marking.view(made, "e0", TEXT)["changed"]


def test_the_comment_bank_learns_travels_and_offers_the_most_used_first():
    made = classe.filled(3)
    general = marking.bank_add(made, "Citez votre source.")["id"]
    special = marking.bank_add(made, " Donnez un nombre. ", TEXT)["id"]
    assert marking.bank_add(made, "Citez votre source.")["id"] == general
    assert len(made.bank) == 2
    marking.bank_use(made, special, "e0", TEXT)
    assert marking.bank_use(made, general, "e0", TEXT)["mark"]["comment"] == "Donnez un nombre.\nCitez votre source."
    marking.bank_use(made, special, "e0", TEXT)  # already there
    marking.bank_use(made, special, "e1", TEXT)
    assert [(each["text"], each["uses"]) for each in marking.bank(made, TEXT)] == [
        ("Donnez un nombre.", 2),
        ("Citez votre source.", 1),
    ]
    assert [each["text"] for each in marking.bank(made, PRACTICE)] == ["Citez votre source."]
    file = marking.bank_export(made)
    other = classe.filled(1)
    assert marking.bank_import(other, file.data) == {"added": 2, "known": 0}
    assert marking.bank_import(other, file.data) == {"added": 0, "known": 2}
    marking.bank_remove(other, general)
    assert [each.id for each in other.bank] == [special]


@pytest.mark.parametrize("data", [b"", b"{}", b"\xff", json.dumps({"format": "parcours-commentaires"}).encode() + b"]"])
def test_a_foreign_bank_is_refused(data):
    with pytest.raises(DeskError, match="banque.json"):
        marking.bank_import(classe.filled(1), data, "banque.json")


def test_private_notes_are_kept_and_emptied():
    made = classe.filled(1)
    marking.set_notes(made, "e0", TEXT, draft="Brouillon papier.", oral="Explique bien.")
    marking.set_notes(made, "e0", TEXT, ai="Aucun.")
    assert marking.view(made, "e0", TEXT)["notes"] == {
        "draft": "Brouillon papier.",
        "ai": "Aucun.",
        "oral": "Explique bien.",
    }
    marking.set_notes(made, "e0", TEXT, draft="", ai="", oral="")
    assert made.notes == {}


def test_the_lead_s_mark_counts_and_a_second_reading_fills_a_gap():
    made = classe.filled(2)
    session.settings(made, marker="Zed")
    marking.set_points(made, "e0", TEXT, 2)
    marking.set_points(made, "e1", TEXT, 3)
    session.settings(made, marker="Ana B.")
    marking.set_points(made, "e0", TEXT, 6)
    assert result_of(made, "e0").cells[f"{TEXT}-texte"][0] == 6
    assert result_of(made, "e1").cells[f"{TEXT}-texte"][0] == 3
    session.settings(made, lead="Zed")
    assert result_of(made, "e0").cells[f"{TEXT}-texte"][0] == 2
