"""The page and `parcours grade` say the same of the same hand-ins, to the sentence; and nothing leaves the computer."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from parcours.grading.model import Limits
from parcours.grading.places import Places
from tests.attacks import cases
from tests.desk.conftest import archive, compared, graded
from tests.grading import classroom, demo
from tests.grading import course as fixture

# The longest time that the page did not answer, in milliseconds.
_WATCH = """() => {
  window.worst = 0;
  let last = performance.now();
  setInterval(() => {
    const now = performance.now();
    window.worst = Math.max(window.worst, now - last);
    last = now;
  }, 50);
}"""

# From Python to the browser: whatever is reached there must have no way out.
_BREAK_OUT = """
import gc, importlib, sys
reached = []
for name in ("js", "pyodide_js", "_pyodide_core"):
    sys.modules.pop(name, None)
    try:
        reached.append(importlib.import_module(name))
    except Exception:
        pass
reached += [each for each in gc.get_objects() if "JsProxy" in type(each).__name__]
doors = "fetch XMLHttpRequest WebSocket Worker indexedDB caches BroadcastChannel importScripts postMessage navigator"
found = []
for each in reached:
    for door in doors.split():
        try:
            found += [door] if getattr(each, door, None) is not None else []
        except Exception:
            pass
print("VOL:", found)
"""


def _source(course: fixture.Course) -> Path:
    return course.root / "source" / fixture.ASSIGNMENT / f"{fixture.ASSIGNMENT}.ipynb"


def _asked_only_for_its_own_files(desk, host) -> None:
    """Files of the site are read, and nothing is told to anybody: no body, and no query beyond a version."""
    blob = f"blob:{host.url.rsplit('/ecole', 1)[0]}"
    asked = [each for each in desk.asked if not each[0].startswith(blob)]
    assert any(url.endswith("carnets/m90.ipynb") for url, _, _ in asked)
    for url, method, body in asked:
        assert url.startswith(host.url), url
        assert (method, body) == ("GET", None), url
        assert re.fullmatch(r"(v=[\w.-]+)?", urlsplit(url).query), url
        assert host.find(url), url


def _found(desk, number: int) -> dict[str, dict]:
    return {student: compared(outcome) for student, outcome in desk.kept_by(number).items()}


@pytest.fixture(scope="module")
def class_of_eight(course, tmp_path_factory) -> Path:
    """Right, wrong, unfinished, clumsy, broken, hostile."""
    made = classroom.notebooks(course, 13)
    notebooks = {f"Élève {at:02d}": json.dumps(made[at]).encode() for at in (0, 2, 7, 8, 9, 12)}
    notebooks["Zoé Coupée"] = json.dumps(course.released).encode()[:1000]
    thief = cases.code(cases.ALWAYS_EQUAL, _BREAK_OUT)
    notebooks["Zoé Maligne"] = thief(course.released)
    return archive(tmp_path_factory.mktemp("rendus") / "rendus.zip", notebooks)


def test_the_same_marks_statuses_and_sentences(course, class_of_eight, open_desk, host, tmp_path):
    expected = graded(classroom.places(course.root), class_of_eight)
    desk = open_desk().drop(class_of_eight).private(_source(course)).mark()
    assert _found(desk, len(expected)) == expected
    assert desk.lines["Élève 00"][:2] == ["à vérifier", "14 / 18"]
    assert desk.lines["Zoé Coupée"][0] == "à redéposer"
    assert "VOL: []" in json.dumps(desk.session()["notebooks"]["zoe-maligne"])
    desk.reads_and_gives_back(tmp_path)
    _asked_only_for_its_own_files(desk, host)


@pytest.mark.complet
def test_a_pause_a_closed_tab_and_it_goes_on(course, open_desk, tmp_path):
    made = [json.dumps(each).encode() for each in classroom.notebooks(course, 3)]  # one more than run at once
    source = archive(tmp_path / "rendus.zip", {f"Élève {at}": each for at, each in enumerate(made)})
    desk = open_desk().drop(source).private(_source(course))
    desk.button("Corriger").click()
    desk.page.locator(".bureau-graded, .bureau-needs-review").first.wait_for(timeout=300_000)
    desk.button("Mettre en pause").click()
    desk.button("Continuer").wait_for()
    kept = desk.kept_by(1)
    desk.page.reload()
    desk.button("Reprendre").click()
    desk.finished()
    now = desk.kept_by(3)
    assert {name: now[name] for name in kept} == kept  # not marked again
    desk.button("Tout effacer de cet ordinateur").click()
    desk.button("Oui, tout effacer").click()
    desk.page.get_by_text("Tout est effacé").wait_for()
    assert desk.session() == {}


@pytest.mark.complet
def test_every_attack_ends_on_the_page_without_a_point(course, open_desk, tmp_path):
    """The corpus among honest neighbours: none reads a neighbour or a hidden test; the page answers all along."""
    honest = course.solved()
    honest["cells"][0]["source"] += f"\n{cases.NEIGHBOUR}"
    notebooks = {f"Attaque {at:02d}": case.make(course.released) for at, case in enumerate(cases.CASES)}
    notebooks |= {f"{name} {at}": json.dumps(honest).encode() for at in range(2) for name in ("Anne Voisine", "Voisin")}
    secret = tmp_path / "m90.ipynb"
    full = json.dumps(course.source, ensure_ascii=False)
    secret.write_text(full.replace("le tableau donné.", f"le tableau donné. {cases.HIDDEN}"), "utf-8")
    assert cases.HIDDEN in secret.read_text("utf-8")
    desk = open_desk().drop(archive(tmp_path / "rendus.zip", notebooks)).private(secret)
    desk.page.evaluate(_WATCH)
    desk.mark(3600)
    outcomes = desk.kept_by(len(notebooks))
    marked = desk.session()["notebooks"]
    assert cases.NEIGHBOUR in json.dumps(marked["voisin-0"])
    assert "VOL:" in json.dumps([_printed(each) for each in marked.values()])  # what they read is told
    for at, case in enumerate(cases.CASES):
        told = outcomes[f"attaque-{at:02d}"]
        assert (told["score"] or 0) == 0, case.name
        assert told["status"] in ("graded", "needs review", "rejected")
        assert told["status"] == "graded" or told["reasons"], case.name
        printed = _printed(marked.get(f"attaque-{at:02d}", {"cells": []}))
        assert cases.NEIGHBOUR not in printed, case.name
        assert cases.HIDDEN not in printed, case.name
    honest_ones = ("voisin-0", "voisin-1", "anne-voisine-0", "anne-voisine-1")
    assert {outcomes[name]["score"] for name in honest_ones} == {14.0}
    assert desk.page.evaluate("window.worst") < 5000


def _printed(notebook: dict) -> str:
    """All that the person's own cells show; a test's sentence is the trainer's to see."""
    own = [cell for cell in notebook["cells"] if not cell["metadata"].get("nbgrader", {}).get("grade")]
    return json.dumps([cell.get("outputs") for cell in own], ensure_ascii=False)


@pytest.mark.complet
@pytest.mark.parametrize("module", ["m05", "m02"])
def test_sixty_hand_ins_of_a_real_module(module, open_desk, tmp_path):
    """Right, known mistakes, half done, empty, damaged, hostile: as `make grade-demo` makes them."""
    demo.lay_out(tmp_path, module)
    source = tmp_path / "rendus.zip"
    demo.write_zip(source, demo.Maker(module).everyone(62))
    expected = graded(Places.of_course(tmp_path), source, module, limits=Limits())
    notebook = shutil.copy(demo.ROOT / "_build" / "nbgrader" / "source" / module / f"{module}.ipynb", tmp_path)
    found = _found(open_desk().drop(source).private(Path(notebook)).mark(3600), len(expected))
    for student, told in expected.items():
        if _wrote_on_pipes(told):
            assert (found[student]["status"], found[student]["score"]) == ("graded", told["score"] or 0), student
        else:
            assert found[student] == told, student


def _wrote_on_pipes(told: dict) -> bool:
    """The one hand-in that ends otherwise: it writes on Linux's pipes, and the sandbox stops it; a page has none."""
    return told["reasons"] == ["Le programme s’est arrêté avant la dernière cellule : les tests suivants valent 0."]
