"""What a page fetches for an exercise is what its cells import, whatever else the page has fetched before."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from parcours.exercises import load_module
from parcours.exercises.packs import PACKS
from tests.browser.site import MADE, ROOT
from tests.browser.test_same_checks import MODULES, trials
from tests.browser.work import Work

PY = ROOT / "src" / "parcours" / "web" / "py"
sys.path.insert(0, str(PY))
import runner  # noqa: E402

# Python as a page has it: what was not fetched cannot be imported.
PROBE = """
import json, sys

asked = json.load(sys.stdin)

class NotFetched:
    def find_spec(self, name, path=None, target=None):
        if name in asked["absent"]:
            raise ModuleNotFoundError(f"No module named '{name}'", name=name)

sys.meta_path.insert(0, NotFetched())
sys.path.insert(0, asked["py"])
import runner

for module in asked["modules"]:
    runner.learn(module)
for trial in asked["trials"]:
    request = json.dumps({"id": trial["id"], "code": trial["code"], "avant": []})
    for verb in ("run", "check"):
        answer = runner.call(verb, request, lambda output: None, lambda: None)
        if "ModuleNotFoundError" in answer:
            print(trial["id"], verb, answer)
"""


def test_every_import_of_an_exercise_is_fetched_for_it():
    texts = [(MADE / f"{module}.json").read_text("utf-8") for module in MODULES]
    for text in texts:
        runner.learn(text)
    by_needs: dict[tuple, list[dict]] = {}
    for trial in (each for module in MODULES for each in trials(module)):
        by_needs.setdefault(tuple(runner.needs(trial["id"], trial["code"])), []).append(trial)
    assert by_needs.keys() == {(), ("pandas",), ("altair", "pandas")}
    for needs, asked in by_needs.items():
        there = {*needs, "numpy"} if "pandas" in needs else {*needs}  # pandas comes with numpy
        request = {"absent": [*{*PACKS} - there], "py": str(PY), "modules": texts, "trials": asked}
        done = subprocess.run(
            [sys.executable, "-c", PROBE],
            input=json.dumps(request),
            capture_output=True,
            text=True,
            env={**os.environ, "PARCOURS_DONNEES": str(ROOT / "datasets")},
        )
        assert (done.stdout, done.returncode) == ("", 0), f"{needs} : {done.stdout}{done.stderr[-2000:]}"


WATCH = """(bar) => {
  window.seen = [];
  new MutationObserver(() => seen.push(bar.value)).observe(bar, {attributeFilter: ["value"]});
}"""


@pytest.mark.parametrize("module", MODULES)
def test_what_an_exercise_announces_is_what_its_answers_need(module):
    bank = load_module(MADE / f"{module}.json")
    runner.learn((MADE / f"{module}.json").read_text("utf-8"))
    for trial in trials(module):
        assert set(runner.needs(trial["id"], trial["code"])) <= {*bank.exercise(trial["id"]).paquets}, trial
    announced = {pack for each in bank.exercices for pack in each.paquets}
    assert ("altair" in announced) == (module == "m05")


def test_a_page_s_only_exercise_finds_its_packages(open_page):
    """m07-ex02 names no table, and reads the course's metrics, which rest on pandas."""
    page = open_page("m07")
    work = Work(page, "m07-ex02")
    work.box.get_by_text("télécharge Python : environ 15 Mo, une seule fois").wait_for()
    work.box.locator("progress").evaluate(WATCH)
    work.check(next(trial["code"] for trial in trials("m07") if trial["id"] == "m07-ex02"))
    assert "C’est réussi" in work.verdict
    seen = page.evaluate("window.seen")
    assert seen == sorted(seen) and seen[-1] == 1  # everything is fetched in one go
    page.evaluate("() => localStorage.clear()")
    page.close()
