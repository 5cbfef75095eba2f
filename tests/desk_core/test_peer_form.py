"""The reader's form in a real Chromium, from a file, without network: filled by keyboard, saved, read back."""

from __future__ import annotations

import json

import pytest

from parcours.desk import peer
from tests.axe import violations
from tests.desk_core import classe
from tests.desk_core.classe import PRACTICE, said


@pytest.fixture
def form(browser, tmp_path):
    """An open form, its session, and what went wrong in the page."""
    made = classe.filled(3)
    turn = peer.start(made, PRACTICE, 1, own=True, seed="s")["id"]
    page = browser.new_page(viewport={"width": 360, "height": 700}, accept_downloads=True)
    page.faults, page.asked = [], []
    page.on("console", lambda told: page.faults.append(told.text) if told.type == "error" else None)
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    page.on("request", lambda request: page.asked.append(request.url))
    path = tmp_path / "relecture.html"
    path.write_bytes(peer.forms(made, turn)["e1"]["relecture.html"])
    page.goto(path.as_uri())
    yield page, made, turn
    page.close()


def test_a_reader_fills_the_form_and_the_desk_reads_it(form):
    page, made, turn = form
    assert said(page.inner_text("[role=status]")) == "Il reste 4 critère(s) à choisir."
    for fieldset in page.query_selector_all("fieldset"):
        fieldset.query_selector("input").focus()
        page.keyboard.press("Space")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
    page.fill("article >> nth=0 >> textarea", "Une phrase <à> garder.")
    assert page.inner_text("[role=status]") == "Tous les critères sont choisis."
    with page.expect_download() as download:
        page.get_by_role("button", name="Enregistrer ma relecture").press("Enter")
    data = download.value.path().read_bytes()
    assert download.value.suggested_filename == f"relecture-{peer.reader_code(made.rounds[0], 'e1')}.json"
    assert json.loads(data)["round"] == turn
    assert peer.collect(made, turn, {"relecture.json": data})["refused"] == []
    first, own = made.rounds[0].reviews["e1"].values()
    assert (first.levels, first.comment) == ({"clair": 2, "exact": 2}, "Une phrase <à> garder.")
    assert own.levels == {"clair": 2, "exact": 2}
    assert page.faults == []
    assert all(url.startswith(("file:", "blob:")) for url in page.asked)


def test_the_form_fits_a_phone_and_axe_finds_nothing(form):
    page, _, _ = form
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert violations(page) == []
