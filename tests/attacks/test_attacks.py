"""No escape, no unearned point, no neighbour harmed, nothing lost: one hand-in of the whole corpus shows it."""

from __future__ import annotations

import json
import re

import pytest

from parcours.grading.outcomes import Outcomes
from tests.attacks import cases
from tests.attacks.conftest import digests
from tests.grading import course as fixture

EVERY = [pytest.param(position, case, id=f"{case.number:02d}-{case.name}") for position, case in enumerate(cases.CASES)]
HONEST_POINTS = 14.0
ALONE = "m90-ex06-test1"  # the one test that runs in the trainee's process
HONEST_REASON = re.compile(r"« m90-ex06-test1 » : vérifié dans le processus du participant, preuve plus faible\.")


def shown(notebook: dict) -> str:
    """What the trainee's own cells printed or showed."""
    cells = [c for c in notebook["cells"] if not c["metadata"].get("nbgrader", {}).get("locked")]
    return json.dumps([c.get("outputs", []) for c in cells], ensure_ascii=False)


@pytest.mark.parametrize(("position", "case"), EVERY)
def test_it_ends_well_and_earns_nothing(field, position, case):
    outcome = field.outcomes[f"attaque-{position:02d}"]
    assert outcome.status.value in case.statuses, outcome.reasons
    assert (outcome.score or 0.0) == case.points
    assert field.scores().get(outcome.student, 0.0) == case.points
    if outcome.status.value != "graded":
        assert outcome.reasons
        assert all(reason.strip() for reason in outcome.reasons)


@pytest.mark.parametrize(("position", "case"), EVERY)
def test_it_saw_nothing(field, position, case):
    outcome = field.outcomes[f"attaque-{position:02d}"]
    if outcome.score is None:
        return
    printed = shown(field.notebook(outcome.student))
    for secret in (
        cases.HIDDEN,
        cases.NEIGHBOUR,
        cases.ENVIRONMENT,
        "OMBRE",
        "RESEAU_ATTEINT",
        "CARNET_TOUCHE",
        "TUE",
        "FORK",
    ):
        assert secret not in printed


def test_neighbours_keep_all_their_points(field):
    neighbours = [outcome for student, outcome in field.outcomes.items() if student.startswith("voisin")]
    assert len(neighbours) == len(range(0, len(cases.CASES), 8))
    assert {(outcome.status.value, outcome.score) for outcome in neighbours} == {("needs review", HONEST_POINTS)}
    for outcome in neighbours:  # nothing but the weaker proof of the one test whose object does not cross
        assert [bool(HONEST_REASON.fullmatch(told.replace("\u00a0", " "))) for told in outcome.reasons] == [True]


def test_nobody_is_lost(field):
    assert len(field.summary.outcomes) == len(cases.CASES) + len(range(0, len(cases.CASES), 8))
    kept = Outcomes(field.places.state / fixture.ASSIGNMENT).read()  # what is not kept would be marked again for ever
    assert kept.keys() == field.outcomes.keys()


def test_the_instructors_files_and_the_gradebook_were_written_by_us_alone(field):
    assert digests(field.root) == field.untouched
    expected = {outcome.student: outcome.score for outcome in field.summary.outcomes if outcome.score is not None}
    assert field.scores() == pytest.approx(expected)


def test_what_a_reader_opens_is_harmless(field):
    for student, outcome in field.outcomes.items():
        if outcome.score is None:
            continue
        notebook = field.notebook(student)
        outputs = str([each.get("outputs") for each in notebook["cells"]])
        assert len(outputs) < 3_000_000
        assert not re.search(r"\\x1b|\\x07|\\u202e", outputs)  # as repr would show them
        for each in notebook["cells"]:
            for bundle in [o["data"] for o in each.get("outputs", []) if "data" in o]:
                assert set(bundle) <= {"text/plain", "text/html", "image/png", "image/jpeg", "image/gif"}
                assert not re.search(r"<script|\bon\w+=|javascript:|<svg|<img", bundle.get("text/html", ""))
            assert not each.get("attachments")
            if each["cell_type"] == "markdown":
                assert not re.search(r"<script|<img|javascript:", each["source"])


THIEVES = {2, 3, 4, 28, 29}  # and those that walk the stack: they print FINI once they have tried everything


@pytest.mark.parametrize(
    ("position", "case"), [p for p in EVERY if p.values[1].number in THIEVES or "pile" in p.values[1].name]
)
def test_the_thieves_really_tried_everything(field, position, case):
    """One who was stopped at his first line would prove nothing."""
    assert "FINI" in shown(field.notebook(f"attaque-{position:02d}"))


def test_the_one_process_path_was_searched_too(field):
    """There a test stands beside the trainee's code; those of the other exercises do not."""
    position = next(p for p, case in enumerate(cases.CASES) if "à côté d’un test" in case.name)
    notebook = field.notebook(f"attaque-{position:02d}")
    [told] = [
        str(c["outputs"]) for c in notebook["cells"] if c["metadata"].get("nbgrader", {}).get("grade_id") == ALONE
    ]
    assert "FINI" in told
    assert not any(secret in told for secret in (cases.HIDDEN, cases.NEIGHBOUR, cases.ENVIRONMENT))
