"""E8.3 in the marking sandbox: the trainee's runs are replayed there, from the rules that the package carries."""

import copy
import json

import pytest
import yaml
from tests.scenarios.files import ROOT

from parcours.grading.batch import warm_of
from parcours.grading.model import Limits
from parcours.grading.run import run
from parcours.grading.sandbox import Sandbox
from parcours.grading.sanitize import sanitize
from parcours.grading.scoring import marks
from parcours.grading.template import build

LIMITS = Limits(cell_seconds=20.0, total_seconds=120.0)  # a loaded machine must not time honest work out
RELEASED = json.loads((ROOT / "exercises" / "m08" / "m08.ipynb").read_text("utf-8"))
TASK = yaml.safe_load((ROOT / "solutions" / "m08" / "m08.yml").read_text("utf-8"))["exercices"]["m08-ex03"]


@pytest.fixture(scope="module")
def template():
    source = json.loads((ROOT / "_build" / "nbgrader" / "source" / "m08" / "m08.ipynb").read_text("utf-8"))
    return build("m08", RELEASED, source)


@pytest.fixture(scope="module")
def sandbox(template):
    with Sandbox(LIMITS, warm=warm_of(template), data=ROOT / "datasets") as warm:
        yield warm


def marked(notebook, template, sandbox) -> tuple[list[float], list[str]]:
    """Points and sentences of the two tests of E8.3."""
    clean = sanitize(notebook, template, LIMITS)
    result = run(clean, template, sandbox)
    points = {mark.grade_id: mark.auto for mark in marks(clean, template, result)}
    ids = [f"m08-ex03-test{n}" for n in (1, 2)]
    return [points[each] for each in ids], [result.cells[each].error or "" for each in ids]


def with_answer(code: str) -> dict:
    notebook = copy.deepcopy(RELEASED)
    next(cell for cell in notebook["cells"] if cell["id"] == "m08-ex03-reponse")["source"] = code
    return notebook


def test_the_solution_earns_all_and_the_untouched_notebook_nothing(template, sandbox):
    assert marked(template.solved_notebook(), template, sandbox)[0] == [2, 2]
    assert marked(RELEASED, template, sandbox)[0] == [0, 0]


@pytest.mark.parametrize("mistake", TASK["erreurs"], ids=lambda mistake: mistake["id"])
def test_a_known_mistake_earns_its_sentence(template, sandbox, mistake):
    points, said = marked(with_answer(mistake["code"]), template, sandbox)
    test = int(mistake["grade_id"][-1]) - 1
    assert points[test] == 0 and mistake["message"] in said[test]
