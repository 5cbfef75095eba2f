"""Reading a class on the page, by name and by keyboard: rubric, kept comments, samples, a second marker, peers."""

from __future__ import annotations

import io
import json
import re
import zipfile

import pytest

from parcours.authoring.quiz import question_file
from parcours.desk import agreement, marking, session
from tests.axe import violations
from tests.desk.page import BOOK
from tests.desk_core import classe
from tests.desk_core.classe import PRACTICE, TEXT, said


@pytest.fixture
def read(open_desk, tmp_path):
    """The desk with a class of eight opened from its file."""

    def open_it(made=None):
        saved = tmp_path / "seance.json"
        saved.write_bytes(session.save(made or classe.filled()))
        desk = open_desk()
        desk.give("Choisir des fichiers", saved)
        desk.page.get_by_role("heading", name="Lire et noter").wait_for(timeout=60_000)
        desk.page.locator(".bureau-critere").first.wait_for()
        return desk

    return open_it


def _level(desk, criterion: str, number: int):
    return desk.page.locator(".bureau-deux").get_by_role("group", name=criterion).get_by_role("radio").nth(number)


def _returns(desk):
    """Close the tab and take the work up again."""
    desk.page.reload()
    desk.button("Reprendre").click()
    desk.page.locator(".bureau-critere").first.wait_for(timeout=60_000)


def _saved_with(desk, known) -> dict:
    for _ in range(60):
        kept = desk.session()
        if known(kept):
            return kept
        desk.page.wait_for_timeout(250)
    raise AssertionError("the session was not kept")


def _french(page, *digits: int) -> None:
    """Keys of the digit row of a French keyboard, without Shift."""
    keyboard = page.context.new_cdp_session(page)
    for digit in digits:
        for kind in ("rawKeyDown", "keyUp"):
            keyboard.send("Input.dispatchKeyEvent", {"type": kind, "code": f"Digit{digit}", "key": "à&é\"'"[digit]})


def test_a_class_is_read_with_the_keyboard_alone_then_the_tab_is_closed(read, tmp_path):
    desk = read()
    page = desk.page
    before = desk.lines["Copie 01"]
    assert before[2] == "1"
    page.locator(".bureau-lecture h3").focus()
    _french(page, 3)
    page.get_by_text("Il reste au moins un critère à choisir.").wait_for()
    _french(page, 4)
    page.get_by_text(re.compile(r"Note.: 7 sur 8\.$")).wait_for()
    assert desk.lines["Copie 01"][2] == ""
    assert _first(desk.lines["Copie 01"]) == _first(before) + 7
    page.keyboard.press("Delete")
    page.get_by_text("Il reste au moins un critère à choisir.").wait_for()
    assert desk.lines["Copie 01"][1:3] == before[1:3]
    _french(page, 2)
    page.get_by_text(re.compile(r"Note.: 5 sur 8\.$")).wait_for()
    page.keyboard.press("Alt+ArrowRight")
    page.get_by_text("Copie 2 sur 8").wait_for()
    assert page.evaluate("document.activeElement.tagName") == "H3"
    _french(page, 4, 4)
    page.get_by_text(re.compile(r"Note.: 8 sur 8\.$")).wait_for()
    page.get_by_text("S’écarter de la grille").click()
    page.get_by_label("Points, sur 8").fill("beaucoup")
    page.keyboard.press("Alt+ArrowRight")
    page.get_by_role("alert").get_by_text("« beaucoup » n’est pas un nombre.").wait_for()
    page.get_by_label("Points, sur 8").fill("6,5")
    page.keyboard.press("Alt+ArrowRight")
    page.get_by_text("Copie 3 sur 8").wait_for()
    page.get_by_text("Vos notes privées").click()
    fields = {"draft": "Le brouillon montré", "ai": "L’usage de l’IA", "oral": "Les réponses à l’oral"}
    for label in fields.values():
        page.get_by_label(label).fill(f"{label} : oui.")
    page.keyboard.press("Alt+ArrowLeft")
    page.get_by_text("Vos points remplacent ceux de la grille.").wait_for()
    notes = {key: f"{label} : oui." for key, label in fields.items()}

    def known(kept):
        points = {mark["points"] for each in kept["marks"].get("Ana B.", {}).values() for mark in each.values()}
        return points == {None, 6.5} and [each[TEXT] for each in kept["notes"].values()] == [notes]

    _saved_with(desk, known)
    _returns(desk)
    page.get_by_text("2 texte(s) noté(s)").wait_for()
    page.locator(".bureau-critere input:checked").nth(1).wait_for()


def _first(line: list[str]) -> int:
    return int(line[1].split()[0])


def test_kept_comments_follow_the_marker_to_the_next_class(read, tmp_path):
    desk = read()
    page = desk.page
    page.locator(".bureau-lecture h3").focus()
    page.keyboard.press("Alt+c")
    page.keyboard.type("Le ton est juste.")
    desk.button("Garder ce commentaire").click()
    desk.button("Le ton est juste.").wait_for()
    page.get_by_label("Commentaire pour la personne").press("Alt+ArrowRight")
    page.get_by_text("Copie 2 sur 8").wait_for()
    desk.button("Le ton est juste.").click()
    page.wait_for_function("document.querySelector('#bureau-commentaire').value === 'Le ton est juste.'")
    _, exported = desk.download("Exporter")
    desk.button("Oublier « Le ton est juste. »").click()
    desk.button("Le ton est juste.").wait_for(state="detached")
    bank = tmp_path / "banque.json"
    bank.write_text("{", "utf-8")
    desk.give("Importer", bank)
    page.get_by_role("alert").get_by_text("banque.json").wait_for()
    bank.write_bytes(exported)  # the same name again, mended
    desk.give("Importer", bank)
    desk.button("Le ton est juste.").wait_for()
    _saved_with(desk, lambda kept: any("Le ton" in json.dumps(each) for each in kept["marks"].values()))
    desk.give("Ouvrir une séance", tmp_path / "seance.json")  # the next class: nothing is read, no comment in its file
    page.get_by_text("0 texte(s) noté(s)").wait_for()
    desk.button("Le ton est juste.").wait_for()


def test_quizzes_without_a_class_then_one_person_and_an_automatic_mark(open_desk, tmp_path):
    made = classe.filled()
    session.settings(made, anonymous=False)
    session.add(made, classe.outcome(1, "Bo Li", False) | {"status": "needs review", "reasons": ["Un code rare."]}, {})
    (tmp_path / "seance.json").write_bytes(session.save(made))
    desk = open_desk()
    page = desk.page
    for form, button in (("xml", "Tous les quiz (XML Moodle)"), ("gift", "Tous les quiz (GIFT)")):
        _, data = desk.download(button)
        assert data.decode() == question_file(BOOK, form, "m00")
    desk.give("Choisir des fichiers", tmp_path / "seance.json")

    page.get_by_text("Toutes les tâches d’une personne").click()
    page.get_by_label("Personne", exact=True).select_option(label="Chloé N’Diaye")
    page.get_by_text("Copie 1 sur 2").wait_for()
    assert "Le texte de 2" in page.locator(".bureau-copie").first.inner_text()
    desk.button("Copie suivante").click()
    page.get_by_text("Copie 2 sur 2").wait_for()
    assert "L’essai de 2." in page.locator(".bureau-copie").first.inner_text()

    row = page.get_by_role("row", name="Bo Li")
    assert row.locator("td").first.inner_text() == "à vérifier"
    row.get_by_text("Un code rare.").click()
    row.get_by_label("J’ai regardé ce rendu").check()
    row.get_by_text("noté, regardé").wait_for()
    row.get_by_text("Changer une note automatique").click()
    row.get_by_label("Raison").fill("Bonne démarche.")
    desk.button("Changer").click()
    page.get_by_role("alert").get_by_text("Il manque les points.").wait_for()
    row.get_by_label("Points", exact=True).fill("2,5")
    desk.button("Changer").click()
    row.get_by_text("note changée : Bonne démarche.").wait_for()
    assert said(row.locator("td").nth(1).inner_text()) == "2,5 / 12"
    desk.button("Revenir à la note automatique").click()
    row.get_by_text("Comptez les réponses.").wait_for()
    assert said(row.locator("td").nth(1).inner_text()) == "0 / 12"
    assert desk.problems == []


def test_samples_are_marked_before_the_class(read):
    desk = read()
    box = desk.page.locator("details", has=desk.page.get_by_text("S’étalonner sur deux exemples"))
    box.locator("summary").click()
    for at, level in enumerate("4421"):
        box.get_by_role("group").nth(at).get_by_role("radio").nth(0).focus()
        desk.page.keyboard.press(level)
        checked = box.get_by_role("group").nth(at).locator("input:checked")
        checked.wait_for()
        assert desk.page.evaluate("document.activeElement.value") == level  # the keyboard stays where it was
    box.get_by_text("Référence : Clarté 4, Exactitude 4.").wait_for()
    box.get_by_text("Référence : Clarté 2, Exactitude 1.").wait_for()


def test_a_second_marker_s_levels_come_back_with_the_agreement(read, tmp_path):
    desk = read(classe.read_all(classe.filled()))
    desk.page.get_by_text("Un second correcteur", exact=True).click()
    _, copy = desk.download("Préparer sa copie")
    assert b"Ana Roux" not in copy
    other = classe.read_all(session.load(copy), shift=1)
    (tmp_path / "seance-B.json").write_bytes(session.save(other))
    desk.give("Ajouter ses notes", tmp_path / "seance-B.json")
    table = desk.page.get_by_role("table", name="Accord entre les deux correcteurs")
    table.wait_for()
    whole = classe.read_all(classe.filled())
    session.merge(whole, other)
    expected = [f"{line['quadratic']:.2f}".rstrip("0").replace(".", ",") for line in agreement.between(whole)]
    assert table.locator("tbody td:nth-child(3)").all_inner_texts() == expected
    marking.set_comment(other, other.people[0].student, TEXT, "Relu.")
    (tmp_path / "seance-B.json").write_bytes(session.save(other))
    desk.give("Ajouter ses notes", tmp_path / "seance-B.json")
    desk.page.get_by_text("0 note(s) ajoutée(s), 1 mise(s) à jour.").wait_for()


def test_peers_read_each_other_and_the_tab_may_be_closed_meanwhile(read, tmp_path):
    desk = read()
    page = desk.page
    page.get_by_text("Lecture entre pairs et auto-évaluation").click()
    page.get_by_label("Tâche", exact=True).last.select_option(PRACTICE)
    page.get_by_label("Lecteurs par texte").fill("2")
    page.get_by_label("Chacun s’évalue aussi").check()
    _, packs = desk.download("Préparer les lectures")
    page.get_by_text("8 textes, 3 à 3 lectures chacun.").wait_for()
    _saved_with(desk, lambda kept: kept["rounds"])
    _returns(desk)
    page.get_by_text("Lecture entre pairs et auto-évaluation").click()
    page.get_by_text("Lectures attendues").wait_for()
    (tmp_path / "lectures.zip").write_bytes(_filled(packs, all_but=1))
    (tmp_path / "autre.csv").write_text("nom;note\nAna;12\n", "utf-8")
    (tmp_path / "zut.json").write_text("{", "utf-8")
    desk.give("Rapporter les lectures", *(tmp_path / name for name in ("autre.csv", "lectures.zip", "zut.json")))
    for name in ("autre.csv", "zut.json"):  # what is not a reading stops nothing else
        page.locator(".bureau-rendre .bureau-alerte", has_text=name).wait_for()
    assert page.get_by_text("3 texte(s) lus en entier").count() == 7
    assert page.get_by_text(re.compile(r"^Lectures attendues.: Copie \d+\.$")).count() == 1
    shown = page.get_by_role("table", name="Niveau médian donné par les lecteurs").locator("tbody tr").all_inner_texts()
    assert len(shown) == 8
    assert sum(bool(re.search(r"\t3 \(soi : 3\)\t3 \(soi : 3\)$", said(line))) for line in shown) == 7, shown
    assert sum(bool(re.search(r"\t3\t3$", line)) for line in shown) == 1, shown
    assert "100 %" in said(page.get_by_role("table", name="Accord entre les lecteurs").inner_text())


def _filled(packs: bytes, all_but: int) -> bytes:
    """The forms' CSV twins with level 3 everywhere, as so many readers send them; the last ones do not answer."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packs)) as given, zipfile.ZipFile(out, "w") as back:
        names = sorted(name for name in given.namelist() if name.endswith(".csv"))
        for name in names[: len(names) - all_but]:
            head, *rows = given.read(name).decode("utf-8-sig").splitlines()
            parts = [row.split(";") for row in rows]
            for part in parts:
                part[4] = "Clair." if part[3] == "remarque" else "3"
            back.writestr(name, "\n".join([head, *(";".join(part) for part in parts)]))
    return out.getvalue()


def test_the_whole_desk_is_accessible_with_everything_open(read):
    desk = read(classe.read_all(classe.filled()))
    page = desk.page
    page.get_by_text("Un second correcteur", exact=True).wait_for()
    assert page.get_by_text("Python arrive").count() == 0
    page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")
    page.locator("details .bureau-critere").first.wait_for()
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        assert violations(page) == []
    page.set_viewport_size({"width": 320, "height": 700})
    beyond = "(e) => !e.closest('.defile') && e.getBoundingClientRect().right > 320"
    assert page.evaluate(f"[...document.querySelectorAll('body *')].filter({beyond}).map((e) => e.outerHTML)") == []
    assert desk.problems == []
