"""Peer review: fair shares, packs without names, files from thirty computers read back, what they say together."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections import Counter

import pytest

from parcours.desk import peer, session
from parcours.desk.errors import DeskError
from parcours.moodle import parse_entry
from tests.desk_core import classe
from tests.desk_core.classe import PRACTICE, TEXT, said


def started(people: int = 8, readers: int = 3, own: bool = False):
    made = classe.filled(people)
    return made, peer.start(made, PRACTICE, readers, own, seed="graine")["id"]


def packs(made, turn) -> dict[str, dict[str, bytes]]:
    """The files of each person's pack, by Moodle's number."""
    held: dict[str, dict[str, bytes]] = {}
    with zipfile.ZipFile(io.BytesIO(peer.packs(made, turn).data)) as archive:
        for name in archive.namelist():
            entry = parse_entry(name)
            held.setdefault(entry.uniqueid, {})[entry.rest] = archive.read(name)
    return held


def reply(made, who: str, level: int = 2, **change) -> bytes:
    """What the form's button saves."""
    turn = made.rounds[0]
    reviews = [
        {"text": peer.text_code(turn, author), "levels": {"clair": level, "exact": 3}, "comment": "Clair."}
        for author in turn.given[who]
    ]
    told = {"format": "parcours-relecture", "version": 1, "round": turn.id, "reviews": reviews}
    return json.dumps(told | {"reader": peer.reader_code(turn, who)} | change).encode()


def sheet(made, reader: str, level: str = "2") -> str:
    """The CSV twin, filled in a spreadsheet."""
    turn = made.rounds[0]
    held = packs(made, turn.id)[str(70 + int(reader[1:]))]["relecture.csv"].decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(held), delimiter=";"))
    for row in rows[1:]:
        row[4] = "Bien dit." if row[3] == "remarque" else level
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";").writerows(rows)
    return out.getvalue()


@pytest.mark.parametrize(("people", "readers"), [(2, 1), (4, 3), (8, 3), (18, 2), (31, 4)])
def test_everybody_reads_and_is_read_as_much_and_never_oneself(people, readers):
    names = [f"e{n}" for n in range(people)]
    given = peer.share(names, [], readers, "s")
    assert all(len(set(texts)) == readers and name not in texts for name, texts in given.items())
    assert set(Counter(text for texts in given.values() for text in texts).values()) == {readers}
    assert peer.share(list(reversed(names)), [], readers, "s") == given  # the seed decides, not the order
    assert peer.share(names, [], readers, "t") != given or people == 2


def test_who_wrote_nothing_reads_the_least_read():
    names = [f"e{n}" for n in range(6)]
    given = peer.share(names, ["x", "y", "z"], 2, "s")
    counts = Counter(text for texts in given.values() for text in texts)
    assert all(len(given[name]) == 2 for name in "xyz")
    assert set(counts.values()) == {3}


def test_a_blank_text_is_given_to_nobody():
    made = classe.filled(5)
    session.add(made, classe.outcome(4, "Éva", True), {f"{PRACTICE}-texte": "…"}, blank=[f"{PRACTICE}-texte"])
    peer.start(made, PRACTICE, 2, own=True, seed="s")
    given = made.rounds[0].given
    assert "e4" not in [author for texts in given.values() for author in texts]
    assert len(given["e4"]) == 2


@pytest.mark.parametrize(
    ("act", "sentence"),
    [
        (lambda s: peer.start(s, PRACTICE, 3), "3 texte(s) remis ne suffisent pas pour 3 lecteur(s) chacun"),
        (lambda s: peer.start(s, "m93-ex01"), "il n’a pas de grille"),
        (lambda s: peer.start(s, PRACTICE, 0), "personne ne lirait personne"),
    ],
)
def test_a_round_that_cannot_be_is_refused(act, sentence):
    made = classe.filled(3)
    with pytest.raises(DeskError) as caught:
        act(made)
    assert sentence in said(caught)
    assert made.rounds == []


def test_a_pack_holds_the_texts_the_rubric_and_no_name():
    made, turn = started(own=True)
    held = packs(made, turn)
    assert sorted(held) == [str(70 + n) for n in range(8)]
    page = held["71"]["relecture.html"].decode()
    assert page.count("<article") == 4
    assert page.count("<fieldset") == 8
    assert page.count('type="radio"') == 8 * 5
    assert "Votre texte" in page
    assert "http" not in page.replace("http-equiv", "")
    assert not any(name in page for name in classe.NAMES)
    assert not any(f'"e{n}"' in page or f"_{70 + n}" in page for n in range(8))
    assert peer.packs(made, turn).data == peer.packs(made, turn).data


def test_a_trainee_s_text_is_shown_as_text():
    made = classe.filled(3)
    made.answers["e0"][f"{PRACTICE}-texte"] = "<img src=x onerror=alert(1)></div><script>1</script>"
    turn = peer.start(made, PRACTICE, 2, seed="s")["id"]
    for held in packs(made, turn).values():
        assert b"<img" not in held["relecture.html"]
        assert held["relecture.html"].count(b"<script") == 1


def test_codes_change_with_the_round_and_do_not_pair_reader_and_text():
    made, _ = started()
    peer.start(made, PRACTICE, 1, seed="graine")
    first, second = made.rounds
    assert peer.reader_code(first, "e1")[2:] != peer.text_code(first, "e1")[2:]
    assert peer.reader_code(first, "e1") != peer.reader_code(second, "e1")


def test_without_moodle_s_number_a_folder_is_made():
    made = classe.filled(3)
    made.person("e1").prefix = ""
    turn = peer.start(made, PRACTICE, 1, seed="s")["id"]
    file = peer.packs(made, turn)
    label = made.person("e1").label
    with zipfile.ZipFile(io.BytesIO(file.data)) as archive:
        assert f"{label}/relecture.html" in archive.namelist()
    assert said(file.told[0]).startswith(f"{label} : sans numéro de Moodle")


def test_forms_come_back_from_moodle_as_a_zip():
    made, turn = started(4, 2)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for n in (0, 1, 2):  # another assignment of Moodle's: other numbers, same names
            folder = f"{classe.NAMES[n]}_{900 - n}_assignsubmission_file"
            archive.writestr(f"{folder}/relecture.json", reply(made, f"e{n}"))
        archive.writestr("__MACOSX/._x", b"\0")
    told = peer.collect(made, turn, {"rendus.zip": target.getvalue()})
    assert (len(told["accepted"]), told["refused"]) == (3, [])
    assert told["missing"] == [made.person("e3").label]
    assert said(told["accepted"][0]).endswith("2 texte(s) lus en entier sur 2.")
    assert session.load(session.save(made)) == made
    waited = {"id": turn, "task": PRACTICE, "readers": 4, "back": 3, "missing": told["missing"]}
    assert peer.rounds(made) == [waited]


@pytest.mark.parametrize(
    "turned",
    [
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.encode("cp1252"),
        lambda text: text.replace(";", ",").encode(),
        lambda text: text.replace(";", "\t").encode(),
        lambda text: text.replace("\r\n", "\n").encode(),
    ],
)
def test_the_csv_survives_spreadsheets(turned):
    made, turn = started(4, 2)
    told = peer.collect(made, turn, {"relecture.csv": turned(sheet(made, "e1", "3,0"))})
    assert told["refused"] == []
    [review, _] = made.rounds[0].reviews["e1"].values()
    assert (review.levels, review.comment) == ({"clair": 3, "exact": 3}, "Bien dit.")


def test_a_form_begun_is_taken_as_it_is():
    made, turn = started(4, 2)
    peer.collect(made, turn, {"a.csv": sheet(made, "e1", "").encode()})
    assert {tuple(review.levels) for review in made.rounds[0].reviews["e1"].values()} == {()}


def code(made, kind, student):
    return getattr(peer, kind)(made.rounds[0], student)


BAD = [
    (lambda s: b"\x89PNG\r\n", "ce n’est pas une relecture"),
    (lambda s: b"<!doctype html><html lang=fr>", "c’est le formulaire lui-même"),
    (lambda s: reply(s, "e0")[:-9], "coupé ou abîmé"),
    (lambda s: b"x" * 1_000_001, "bien trop gros"),
    (lambda s: reply(s, "e0", format="autre"), "ce n’est pas une relecture"),
    (lambda s: reply(s, "e0", round="m93-ex03-9"), "d’un autre tour de relecture (« m93-ex03-9 »)"),
    (lambda s: reply(s, "e0", reader="L-ZZZZZZ"), "« L-ZZZZZZ » n’existe pas"),
    (lambda s: reply(s, "e0", reader=code(s, "reader_code", "e1")), "n’a pas été donné à ce lecteur"),
    (lambda s: reply(s, "e0", level=7), "7 n’est pas un niveau de 0 à 4"),
    (lambda s: reply(s, "e0", level=2.5), "2.5 n’est pas un nombre entier"),
    (lambda s: reply(s, "e0", reviews=[]), "il est vide"),
    (lambda s: sheet(s, "e0", "bien").encode(), "« bien » n’est pas un niveau de 0 à 4"),
    (lambda s: sheet(s, "e0").replace("clair", "beau").encode(), "« beau » n’est pas un critère"),
    (lambda s: (sheet(s, "e0") + sheet(s, "e1").partition("\n")[2]).encode(), "un seul code de lecteur"),
]


@pytest.mark.parametrize(("make", "sentence"), BAD)
def test_a_bad_file_is_named_with_its_cause_and_the_others_pass(make, sentence):
    made, turn = started(4, 2)
    told = peer.collect(made, turn, {"mauvais.json": make(made), "bon.json": reply(made, "e2")})
    [fault] = told["refused"]
    assert sentence in said(fault["text"])
    assert fault["place"].startswith("mauvais.json")
    assert fault["advice"]
    assert list(made.rounds[0].reviews) == ["e2"]


def test_a_form_handed_in_by_somebody_else_is_refused():
    made, turn = started(4, 2)
    name = f"{classe.NAMES[1]}_5_assignsubmission_file/relecture.json"
    told = peer.collect(made, turn, {name: reply(made, "e0")})
    assert "le code d’un autre lecteur" in said(told["refused"][0]["text"])


def test_two_different_files_of_one_reader_are_not_guessed_at():
    made, turn = started(4, 2)
    told = peer.collect(made, turn, {"1.json": reply(made, "e0", 1), "2.json": reply(made, "e0", 4)})
    assert "« 1.json » porte le même code" in said(told["refused"][0]["text"])
    assert peer.collect(made, turn, {"3.json": reply(made, "e0", 4)})["refused"] == []  # a correction, later
    assert {review.levels["clair"] for review in made.rounds[0].reviews["e0"].values()} == {4}


def test_what_the_round_says_together():
    made, turn = started(4, 2, own=True)
    levels = {"e0": 4, "e1": 2, "e2": 3, "e3": 2}
    peer.collect(made, turn, {f"{name}.json": reply(made, name, level) for name, level in levels.items()})
    told = peer.summary(made, turn)
    for text in told["texts"]:
        readers = [r for r, given in made.rounds[0].given.items() if text["student"] in given and r != text["student"]]
        clear, exact = text["criteria"]
        expected = sorted(levels[reader] for reader in readers)
        assert (clear["low"], clear["high"], clear["median"]) == (expected[0], expected[-1], sum(expected) / 2)
        assert clear["own"] == levels[text["student"]]
        assert (exact["median"], text["comments"]) == (3, ["Clair.", "Clair."])
    clear, exact = told["agreement"]
    assert (clear["n"], exact["n"], exact["near"]) == (4, 4, 1.0)
    assert exact["alpha"] is None  # everybody gave 3: nothing varies
    assert clear["alpha"] < 1


def test_self_assessment_alone():
    made = classe.filled(3)
    told = peer.start(made, TEXT, readers=0, own=True, seed="s")
    assert made.rounds[0].given == {f"e{n}": [f"e{n}"] for n in range(3)}
    peer.collect(made, told["id"], {"a.json": reply(made, "e1", 1)})
    line = next(text for text in peer.summary(made, told["id"])["texts"] if text["student"] == "e1")
    assert (line["readers"], line["criteria"][0]["own"], line["criteria"][0]["median"]) == (0, 1, None)
