"""A second marker's session joins the first's after harmless changes, and again after more reading."""

from __future__ import annotations

import pytest

from parcours.desk import marking, session
from parcours.desk.errors import DeskError
from tests.desk_core import classe
from tests.desk_core.classe import TEST, TEXT


def handed_over(made):
    """The copy of a second marker, as a file goes and comes."""
    return session.load(session.save(session.second_copy(made, "Zed")))


def test_hidden_tests_added_meanwhile_do_not_turn_the_second_marker_away():
    made = classe.filled()
    other = classe.read_all(handed_over(made))
    made.template = "le site a été reconstruit"
    made.task("m93-ex01").cells["m93-ex01-test2"] = 2.0
    assert session.merge(made, other)["added"] == 8


def test_another_rubric_still_does():
    made = classe.filled()
    other = classe.read_all(handed_over(made))
    made.task(TEXT).criteria[0].levels[4] = "autre chose"
    with pytest.raises(DeskError, match="sa grille"):
        session.merge(made, other)


def test_the_second_marker_s_copy_sent_again_brings_their_marks_up_to_date():
    made = classe.read_all(classe.filled())
    other = classe.read_all(handed_over(made))
    session.merge(made, other)
    reader = other.people[0].student
    marking.set_level(other, reader, TEXT, "clair", 4)
    marking.set_comment(other, reader, TEXT, "Relu.")
    told = session.merge(made, other)
    assert (told["added"], told["changed"], told["conflicts"]) == (0, 1, [])
    student = next(person.student for person in made.people if person.label == other.people[0].label)
    assert made.marks["Zed"][student][TEXT].comment == "Relu."


def test_a_copy_that_quotes_the_lead_s_marks_changes_none():
    made = classe.filled(3)
    away = session.load(session.save(made))  # the whole session, given to a colleague who marks under another name
    marking.set_level(made, "e0", TEXT, "clair", 4)
    marking.set_level(away, "e0", TEXT, "clair", 2)
    marking.override(away, "e1", TEST, 1, "Revu.")
    session.settings(away, marker="Zed")
    marking.set_level(away, "e0", TEXT, "clair", 1)
    told = session.merge(made, away)
    assert (told["added"], told["changed"], len(told["conflicts"])) == (2, 0, 1)
    assert made.marks["Ana B."]["e0"][TEXT].levels == {"clair": 4}
    assert made.marks["Zed"]["e0"][TEXT].levels == {"clair": 1}
