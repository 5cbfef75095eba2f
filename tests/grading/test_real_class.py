"""A class made from the real exercises: right gets full marks, a known mistake its sentence, a thief nothing."""

from __future__ import annotations

import pytest
from tests.grading import demo

from parcours.authoring.assignment import modules
from parcours.grading.batch import grade
from parcours.grading.model import Limits
from parcours.grading.places import Places

LIMITS = Limits(cell_seconds=4.0, total_seconds=40.0)
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
    assert not summary.warnings, summary.text()
    outcomes = {outcome.name: outcome for outcome in summary.outcomes}
    assert outcomes.keys() == set(names)
    messages = {
        told["id"]: (told["grade_id"], told["message"].strip())
        for task in maker.tasks
        for told in task.data.get("erreurs", [])
    }
    for name, hand_in in zip(names, hand_ins, strict=True):
        outcome = outcomes[name]
        missed = {g: cell.get("error") for g, cell in outcome.cells.items() if (cell["auto"] or 0) < cell["max"]}
        missed = {g: error for g, error in missed.items() if not g.endswith("-texte")}
        if hand_in.kind == "right":
            assert (outcome.status.value, missed) == ("graded", {}), (outcome.reasons, missed)
        elif hand_in.kind == "mistake":
            assert outcome.status.value == "graded", outcome.reasons
            for grade_id, message in (messages[each] for each in hand_in.mistakes):
                assert missed[grade_id] == message
        elif hand_in.kind in ("empty", "hostile"):
            assert not outcome.score, (hand_in, outcome.score)
