"""The check is one text: each solution, stub and known mistake gets in the page the verdict and sentence of CPython."""

from __future__ import annotations

import json

import pytest

from parcours.authoring import forms
from parcours.authoring.assignment import modules, read_assignment
from parcours.authoring.overlay import overlay_folder
from parcours.exercises import check, load_module
from tests.browser.site import MADE, ROOT
from tests.site.conftest import turn

MODULES = sorted(path.stem for path in MADE.glob("m*.json"))
# Every other module in `make test`, in turn; all of them in `make test-complet`.
EVERY = [
    pytest.param(module, marks=() if (at + turn()) % 2 == 0 else pytest.mark.complet)
    for at, module in enumerate(MODULES)
]

ASK = """async ([module, trials]) => {
  const python = await import("../assets/python.js");
  const page = {assets: new URL("../assets/", location).href};
  const verdicts = [];
  for (const {id, code, data} of trials) {
    const {kind, why, result} = await python.request(page, "check", {id, code, module, data, before: []});
    verdicts.push(kind === "result" ? result : {kind, why});
  }
  return verdicts;
}"""


def trials(module: str) -> list[dict]:
    """Every answer of the module whose verdict is known: {id, code, data}."""
    bank = load_module(MADE / f"{module}.json")
    solved = {task.id: task for task in read_assignment(ROOT / "solutions", module, overlay_folder(None)).tasks}
    found = []
    for exercise in bank.exercices:
        if exercise.type == "auto":
            task = solved[exercise.id]
            wrong = [forms.mistake_cell(task.data, mistake) for mistake in task.data.get("erreurs", [])]
            for code in (task.solution, exercise.depart, *wrong):
                found.append({"id": exercise.id, "code": code, "data": list(exercise.donnees)})
    return found


@pytest.mark.parametrize("module", EVERY)
def test_page_and_cpython_agree(module, page, monkeypatch):
    assert module in modules(ROOT / "solutions", overlay_folder(None))
    monkeypatch.setenv("PARCOURS_DONNEES", str(ROOT / "datasets"))
    bank = load_module(MADE / f"{module}.json")
    asked = trials(module)
    answers = page.evaluate(ASK, [module, asked])
    for trial, answer in zip(asked, answers, strict=True):
        expected = check(bank.exercise(trial["id"]), trial["code"])
        place = f"{trial['id']} : {trial['code']}\n{json.dumps(answer, ensure_ascii=False)}"
        assert answer.get("reussi") == expected.reussi, place
        assert answer["phrase"] == expected.phrase, place
        assert answer["erreur"] == expected.erreur, place
