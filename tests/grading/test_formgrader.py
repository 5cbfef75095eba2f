"""Formgrader, in a real browser, on a class that we recorded: a text is read and marked, feedback is made."""

from __future__ import annotations

import re

import pytest
from tests.grading import demo, formgrader

from parcours.grading.back import results
from parcours.grading.places import Places

MODULE, CELL = "m05", "m05-ex06-texte"
COMMENT = "Le message ouvre bien le texte."


@pytest.mark.complet
def test_a_text_is_read_and_marked_and_feedback_made(browser, tmp_path):
    maker = demo.Maker(MODULE)
    summary = formgrader.marked_class(tmp_path, MODULE, [maker.whole(), maker.whole()])
    assert summary.exit_code == 0, summary.text()
    places = Places.of_course(tmp_path)
    student = summary.outcomes[0].student
    with formgrader.opened(tmp_path) as address:
        page = browser.new_page()
        page.set_default_timeout(60_000)
        page.goto(f"{address}/formgrader?token={formgrader.TOKEN}")
        page.goto(f"{address}/formgrader/gradebook/{MODULE}/{MODULE}")
        page.locator(
            f"a[href$='/formgrader/submissions/{formgrader.notebook_id(tmp_path, MODULE, student)}']"
        ).first.click()
        page.wait_for_load_state("networkidle")  # the marks are fetched after the page
        score = page.locator(f"input.score#{CELL}")
        score.fill("12")
        score.press("Tab")
        page.locator(".nbgrader_cell", has=score).locator("textarea.comment").fill(COMMENT)
        score.focus()  # leaving the comment saves it
        _until(page, lambda: results(MODULE, places)[student].cells[CELL] == (12.0, 16.0, COMMENT))
        page.goto(f"{address}/formgrader/manage_submissions/{MODULE}")
        row = page.locator("tr", has=page.locator("td.student-id", has_text=re.compile(f"^{student}$")))
        row.locator("td.generate-feedback a").click()
        made = tmp_path / "cours" / "feedback" / student / MODULE / f"{MODULE}.html"
        _until(page, made.is_file)
        page.close()
    assert COMMENT in made.read_text(encoding="utf-8")


def _until(page, true) -> None:
    """Wait up to a minute for the server to have done it."""
    for _ in range(120):
        if true():
            return
        page.wait_for_timeout(500)
    raise AssertionError("formgrader n’a pas enregistré")
