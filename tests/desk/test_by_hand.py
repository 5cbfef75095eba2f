"""Reading a class on the page, by name and by keyboard: rubric, kept comments, samples, a second marker, peers."""

from __future__ import annotations

import io
import json
import re
import zipfile

import pytest

from parcours.desk import agreement, session
from tests.axe import violations
from tests.desk_core import classe
from tests.desk_core.classe import PRACTICE, said


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


def test_a_rubric_and_comments_with_the_keyboard_then_the_tab_is_closed(read, tmp_path):
    desk = read()
    page = desk.page
    _level(desk, "Clarté", 0).focus()
    page.keyboard.press("3")
    page.get_by_text("Il reste au moins un critère à choisir.").wait_for()
    _level(desk, "Exactitude", 0).focus()
    page.keyboard.press("4")
    page.get_by_text(re.compile(r"Note.: 7 sur 8\.$")).wait_for()
    page.keyboard.press("Alt+c")
    page.keyboard.type("Le ton est juste.")
    desk.button("Garder ce commentaire").click()
    desk.button("Le ton est juste.").wait_for()
    page.get_by_label("Commentaire pour la personne").press("Alt+ArrowRight")
    page.get_by_text("Copie 2 sur 8").wait_for()
    assert page.evaluate("document.activeElement.tagName") == "H3"
    desk.button("Le ton est juste.").click()
    page.wait_for_function("document.querySelector('#bureau-commentaire').value === 'Le ton est juste.'")
    name, data = desk.download("Exporter")
    (tmp_path / name).write_bytes(data)
    desk.button("Oublier « Le ton est juste. »").click()
    desk.button("Le ton est juste.").wait_for(state="detached")
    desk.give("Importer", tmp_path / name)
    desk.button("Le ton est juste.").wait_for()
    broken = tmp_path / "banque.json"
    broken.write_text("{", "utf-8")
    desk.give("Importer", broken)
    page.get_by_role("alert").get_by_text("banque.json").wait_for()
    _saved_with(desk, lambda kept: kept["bank"] and any("Le ton" in json.dumps(each) for each in kept["marks"].values()))
    _returns(desk)
    page.get_by_text("1 texte(s) noté(s)").wait_for()
    page.locator(".bureau-critere input:checked").nth(1).wait_for()
    desk.button("Le ton est juste.").wait_for()


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


def test_peers_read_each_other_and_the_tab_may_be_closed_meanwhile(read, tmp_path):
    desk = read()
    page = desk.page
    page.get_by_text("Lecture entre pairs et auto-évaluation").click()
    page.get_by_label("Tâche", exact=True).last.select_option(PRACTICE)
    page.get_by_label("Lecteurs par texte").fill("2")
    _, packs = desk.download("Préparer les lectures")
    page.get_by_text("8 textes, 2 à 2 lectures chacun.").wait_for()
    _saved_with(desk, lambda kept: kept["rounds"])
    _returns(desk)
    page.get_by_text("Lecture entre pairs et auto-évaluation").click()
    page.get_by_text("Lectures attendues").wait_for()
    filled = _filled(packs, all_but=1)
    (tmp_path / "lectures.zip").write_bytes(filled)
    desk.give("Rapporter les lectures", tmp_path / "lectures.zip")
    page.get_by_text("1 texte(s) lus en entier").first.or_(page.get_by_text("2 texte(s) lus en entier").first).wait_for()
    assert page.get_by_text(re.compile(r"^Lectures attendues.: Copie \d+\.$")).count() == 1
    shown = page.get_by_role("table", name="Niveau médian donné par les lecteurs").locator("tbody tr").all_inner_texts()
    assert len(shown) == 8
    assert all(re.search(r"\t3\t3$", line) for line in shown), shown
    assert "100 %" in said(page.get_by_role("table", name="Accord entre les lecteurs").inner_text())
    stranger = tmp_path / "autre.csv"
    stranger.write_text("nom;note\nAna;12\n", "utf-8")
    desk.give("Rapporter les lectures", stranger)
    page.locator(".bureau-rendre .bureau-alerte", has_text="autre.csv").wait_for()


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
