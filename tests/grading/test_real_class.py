"""A class made from the real exercises: right gets full marks, a known mistake its sentence, a thief nothing."""

from __future__ import annotations

import zipfile
from html import escape

import pytest
from tests.grading import demo

from parcours.authoring.assignment import modules
from parcours.grading.back import moodle_feedback
from parcours.grading.batch import grade
from parcours.grading.class_page import plain
from parcours.grading.model import Limits
from parcours.grading.outcomes import Outcomes
from parcours.grading.places import Places
from parcours.grading.report import report

LIMITS = Limits(cell_seconds=8.0, total_seconds=60.0)
ALWAYS = "m05"  # one in `make test`, all in `make test-complet`
EVERY = [
    pytest.param(name, marks=() if name == ALWAYS else pytest.mark.complet)
    for name in modules(demo.ROOT / "solutions")
    if (demo.ROOT / "exercises" / name / f"{name}.ipynb").is_file()
]


@pytest.mark.parametrize("module", EVERY)
def test_everybody_gets_what_his_work_is_worth(module, tmp_path):
    demo.lay_out(tmp_path, module)
    maker = demo.Maker(module)
    hand_ins = maker.everyone(24 if module == ALWAYS else demo.NUMBER)
    names = demo.write_zip(tmp_path / "rendus.zip", hand_ins)
    summary = grade(tmp_path / "rendus.zip", module, Places.of_course(tmp_path), limits=LIMITS)
    examination = [task.id for task in maker.tasks if task.summative and not task.solution]
    assert ["n’est pas ici" in warning for warning in summary.warnings] == [True] * bool(examination), summary.text()
    kept = Outcomes(Places.of_course(tmp_path).state / module)
    outcomes = {outcome.name: outcome for outcome in kept.each()}
    assert outcomes.keys() == set(names)
    messages = {
        told["id"]: (told["grade_id"], plain(told["message"]))
        for task in maker.tasks
        for told in task.data.get("erreurs", [])
    }
    for name, hand_in in zip(names, hand_ins, strict=True):
        outcome = outcomes[name]
        missed = {g: cell.get("error") for g, cell in outcome.cells.items() if (cell["auto"] or 0) < cell["max"]}
        missed = {g: error for g, error in missed.items() if g.rpartition("-")[2] != "texte"}
        missed = {g: error for g, error in missed.items() if g.rpartition("-")[0] not in examination}
        if hand_in.kind == "right":
            assert (outcome.status.value, missed) == ("graded", {}), (outcome.reasons, missed)
        elif hand_in.kind == "mistake":
            assert outcome.status.value == "graded", outcome.reasons
            for grade_id, message in (messages[each] for each in hand_in.mistakes):
                assert plain(missed[grade_id]) == message
        elif hand_in.kind in ("empty", "hostile"):
            assert not outcome.score, (hand_in, outcome.score)


def test_pages_and_report_speak_with_the_exercises_words(tmp_path):
    """Titles and hints in the trainee's page, known mistakes by their ids in the trainer's."""
    demo.lay_out(tmp_path, ALWAYS)
    maker, places = demo.Maker(ALWAYS), Places.of_course(tmp_path)
    told = next(task for task in maker.tasks if task.data.get("erreurs"))
    wrong = told.data["erreurs"][0]
    mistaken = demo.HandIn(
        "mistake", maker.as_file(maker.filled(maker.right() | {told.id: maker.mistake(told, wrong["id"])}))
    )
    names = demo.write_zip(tmp_path / "rendus.zip", [mistaken] * 5 + [maker.whole(), maker.empty()])
    summary = grade(tmp_path / "rendus.zip", ALWAYS, places, limits=LIMITS)
    assert summary.marked == len(names), summary.text()
    html = report(ALWAYS, places, tmp_path / "rapport.html").read_text(encoding="utf-8")
    assert f"<td>{wrong['id']}</td><td>{escape(wrong['message'].strip())}</td><td>5</td>" in html
    assert not [name for name in names if name in html]
    assert f"Encore à lire, donc sans chiffres : {ALWAYS}-ex06." in html
    assert moodle_feedback(ALWAYS, places, tmp_path / "retours.zip") == []
    with zipfile.ZipFile(tmp_path / "retours.zip") as archive:
        page = archive.read(next(name for name in archive.namelist() if name.startswith(names[0]))).decode()
    assert escape(told.data["titre"]) in page
    assert escape(wrong["message"].strip()) in page
    assert escape(told.data["indices"][0]) in page
    written = next(task for task in maker.tasks if task.written and sum(task.data["points"].values()))
    assert escape(written.data["grille"][0]["critere"]) in page
