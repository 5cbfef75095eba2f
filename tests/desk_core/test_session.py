"""The session: an anonymous order, a file that comes back whole, a second marker's work."""

from __future__ import annotations

import contextlib
import functools
import json
import random

import pytest

from parcours.desk import giving, marking, peer, session
from parcours.desk.errors import DeskError
from tests.desk_core import classe
from tests.desk_core.classe import PRACTICE, TEST, TEXT, said


def test_pseudonyms_tell_nothing_and_never_change():
    made = classe.filled(6)
    labels = {each.student: each.label for each in made.people}
    assert [each.label for each in made.people] == [f"Copie {n:02d}" for n in range(1, 7)]
    assert [each.student for each in made.people] != sorted(labels)  # not the order of arrival
    late = classe.outcome(7, "Zoé Tard", True)
    session.add(made, late, {f"{TEXT}-texte": "En retard."})
    assert made.people[-1].label == "Copie 07"
    assert {each.student: each.label for each in made.people if each.student != "e7"} == labels
    session.enrol(made, [{"student": "e0", "name": "Ana Roux-Blanc"}])
    assert made.person("e0").label == labels["e0"]
    assert made.person("e0").name == "Ana Roux-Blanc"


def test_names_are_shown_on_demand_only():
    made = classe.filled(2)
    assert {line["name"] for line in session.people(made)} == {""}
    session.settings(made, anonymous=False)
    assert {line["name"] for line in session.people(made)} == {"Ana Roux", "Bo Li"}


def test_another_drawing_gives_another_order():
    orders = set()
    for seed in ("a", "b", "c"):
        made = classe.empty()
        made.settings.seed = seed
        session.enrol(made, [{"student": f"e{n}"} for n in range(8)])
        orders.add(tuple(each.student for each in made.people))
    assert len(orders) == 3


def test_the_tasks_come_from_the_notebook_and_the_exercise_file():
    auto, text, practice = classe.empty().tasks
    assert (auto.id, auto.cells, auto.manual, auto.maximum) == ("m93-ex01", {TEST: 4.0}, "", 0.0)
    assert (text.manual, text.maximum, text.number, text.words) == (f"{TEXT}-texte", 8.0, "93.2", 150)
    assert [each.id for each in text.criteria] == ["clair", "exact"]
    assert [each.title for each in text.samples] == ["Niveau 4", "Niveau 2"]
    assert (practice.maximum, practice.use, practice.samples) == (0.0, "pairs", [])


def test_without_the_exercise_file_a_text_keeps_its_title_and_points():
    made = session.create(classe.template(), seed="s")
    text = made.task(TEXT)
    assert text.title == "Exercice 93.2 · Écrire l’annonce"
    assert text.criteria == []
    session.add(made, classe.outcome(0, "Ana", True), {f"{TEXT}-texte": "Bonjour."})
    assert marking.set_points(made, "e0", TEXT, 6.5)["complete"]


def test_the_exercise_file_of_another_module_is_refused():
    with pytest.raises(DeskError) as caught:
        session.create(classe.template(), classe.module() | {"module": "m05"})
    assert said(caught) == "Le fichier des exercices : il décrit m05, les rendus sont de m93. Choisissez m93.json."
    with pytest.raises(DeskError, match=r"exercices\[0\]"):
        session.create(classe.template(), classe.module() | {"exercices": [{"id": 3}]})


def test_a_saved_session_comes_back_the_same_to_the_byte():
    made = classe.read_all(classe.filled())
    marking.set_notes(made, "e1", TEXT, draft="photo vue", ai="correcteur", oral="sait expliquer")
    marking.override(made, "e1", TEST, 2, "La phrase du test prêtait à confusion.")
    marking.bank_add(made, "Donnez un nombre.", TEXT)
    marking.check(made, "e3")
    peer.start(made, PRACTICE, 2, own=True)
    data = session.save(made)
    assert session.load(data) == made
    assert session.save(session.load(data)) == data
    assert session.load(data.decode()) == made


def broken(change) -> bytes:
    told = json.loads(session.save(classe.read_all(classe.filled(3))))
    change(told)
    return json.dumps(told).encode()


FAULTS = [
    (lambda t: t.update(format="autre"), "pas une séance"),
    (lambda t: t.update(version=2), "version 2, cette page lit la version 1"),
    (lambda t: t.pop("tasks"), "il manque tasks"),
    (lambda t: t.update(extra=1), "champ inconnu (extra)"),
    (lambda t: t["people"][0].update(student="../../x"), "« ../../x » ne peut pas désigner une personne"),
    (lambda t: t["people"][0].update(student="e1"), "« people » : « e1 » figure deux fois"),
    (lambda t: t["people"][0].update(name=3), "people[0].name » : 3 n’est pas un texte"),
    (lambda t: t["marks"]["Ana B."].update(inconnu={}), "« inconnu » n’existe pas"),
    (lambda t: t["marks"]["Ana B."]["e1"][TEXT]["levels"].update(clair=5), "e1.m93-ex02.clair » : le niveau 5"),
    (lambda t: t["marks"]["Ana B."]["e1"][TEXT]["levels"].update(clair=True), "True n’est pas un nombre entier"),
    (lambda t: t["marks"]["Ana B."]["e1"][TEXT]["levels"].update(beau=1), "« beau » n’existe pas"),
    (lambda t: t["outcomes"]["e1"].update(status="fini"), "« fini » n’est pas prévu"),
    (lambda t: t["overrides"].update(e1={TEST: {"points": float("nan"), "reason": "x"}}), "nan n’est pas un nombre"),
    (lambda t: t["tasks"][1]["criteria"][0].update(levels=["un"]), "n’a pas cinq niveaux"),
    (lambda t: t["calibration"].update(A={TEXT: {"9": {}}}), "« 9 » n’existe pas"),
    (lambda t: t["settings"].update(marker="<script>"), "ne peut pas nommer un correcteur"),
]


@pytest.mark.parametrize(("change", "sentence"), FAULTS)
def test_a_damaged_file_is_refused_with_its_place(change, sentence):
    with pytest.raises(DeskError) as caught:
        session.load(broken(change), "ma-seance.json")
    told = said(caught)
    assert told.startswith("ma-seance.json")
    assert sentence in told
    assert caught.value.to_dict()["advice"]


def _places(told, path=()):
    yield path
    for key, value in told.items() if isinstance(told, dict) else enumerate(told) if isinstance(told, list) else ():
        yield from _places(value, (*path, key))


@pytest.mark.parametrize("seed", [pytest.param(n, marks=pytest.mark.complet if n else ()) for n in range(20)])
def test_any_damage_is_refused_or_harmless(seed):
    """A random place of the file takes a random value: either it is refused, or everything still works."""
    made = classe.read_all(classe.filled(3))
    peer.start(made, PRACTICE, 1, own=True, seed="s")
    marking.override(made, "e1", TEST, 2, "Relu.")
    base, draw = session.save(made), random.Random(seed)
    places = [path for path in _places(json.loads(base)) if path]
    values = [None, True, -1, 10**400, 1.5, "", "x", [], {}, [1], {"a": 1}, "../x", float("nan")]
    loaded = 0
    for _ in range(60):
        told = json.loads(base)
        *steps, last = draw.choice(places)
        held = functools.reduce(lambda part, step: part[step], steps, told)
        held[last] = draw.choice(values)
        try:
            found = session.load(json.dumps(told), "s.json")
        except DeskError:
            continue
        loaded += 1
        session.people(found), marking.progress(found)
        for act in (giving.feedback_zip, giving.marks_csv, giving.class_report, giving.nbgrader_zip):
            with contextlib.suppress(DeskError):
                act(found)
        if found.rounds:
            peer.packs(found, found.rounds[0].id), peer.summary(found, found.rounds[0].id)
    assert 0 < loaded < 60


@pytest.mark.parametrize("data", [b"9" * 5000, b"", b"\xff\xfe", b"[1]", b'{"format":', b"PK\x03\x04", b"[" * 200_000])
def test_a_foreign_file_is_refused(data):
    with pytest.raises(DeskError, match="photo.png"):
        session.load(data, "photo.png")


def test_a_cut_file_tells_its_line():
    data = session.save(classe.filled(2))
    with pytest.raises(DeskError, match="la ligne [0-9]+ est abîmée"):
        session.load(data[: len(data) // 2], "s.json")


def test_a_wrong_list_of_people_changes_nothing():
    made = classe.filled(2)
    before = session.save(made)
    with pytest.raises(DeskError):
        session.enrol(made, [{"student": "e9", "name": "Bon"}, {"student": "../e"}])
    with pytest.raises(DeskError):
        session.add(made, {"student": "e9"}, {})
    assert session.save(made) == before


def test_a_second_marker_receives_texts_and_nothing_else():
    made = classe.read_all(classe.filled())
    marking.set_comment(made, "e2", TEXT, "Secret du premier.")
    copy = session.save(session.second_copy(made, "Zed")).decode()
    assert "Le texte de 2" in copy
    for hidden in (*classe.NAMES, "Secret du premier", '"e2"', "graine", "_72"):
        assert hidden not in copy
    with pytest.raises(DeskError, match="a déjà noté"):
        session.second_copy(made, "Ana B.")


def test_the_second_marker_s_work_joins_the_first_s():
    made = classe.read_all(classe.filled())
    other = session.load(session.save(session.second_copy(made, "Zed")))
    classe.read_all(other, shift=-1)
    marking.bank_add(other, "Citez la source.")
    told = session.merge(made, other)
    assert (told["added"], told["conflicts"], told["ignored"]) == (8, [], [])
    assert made.marks["Zed"].keys() == made.marks["Ana B."].keys()
    assert [each.text for each in made.bank] == ["Citez la source."]
    assert session.merge(made, other)["added"] == 0  # twice changes nothing
    assert session.load(session.save(made)) == made


def test_the_same_marker_on_two_computers_is_told_what_differs():
    home = classe.filled(3)
    office = session.load(session.save(home))
    marking.set_level(home, "e0", TEXT, "clair", 4)
    marking.set_level(office, "e0", TEXT, "clair", 2)
    marking.set_level(office, "e1", TEXT, "clair", 1)
    told = session.merge(home, office)
    assert told["added"] == 1
    assert [said(each) for each in told["conflicts"]] == [
        f"{home.person('e0').label}, {TEXT}, note de Ana B. : les deux séances diffèrent, la vôtre reste."
    ]
    assert home.marks["Ana B."]["e0"][TEXT].levels == {"clair": 4}


def test_the_session_of_another_assignment_does_not_join():
    made, other = classe.filled(2), classe.filled(2)
    other.assignment = "m94"
    before = session.save(made)
    with pytest.raises(DeskError, match="elle porte sur m94"):
        session.merge(made, other)
    plain = session.create(classe.template(), seed="s")
    with pytest.raises(DeskError, match="sa grille"):
        session.merge(made, plain)
    assert session.save(made) == before
