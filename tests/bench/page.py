"""Python in the page: from the press to a first feedback with pandas, and JupyterLite's; a second check; weights."""

from __future__ import annotations

import gzip
import json
import shutil
import statistics
import time

from playwright.sync_api import sync_playwright

from tests.browser.conftest import ready
from tests.browser.lab import Counted, Lab
from tests.browser.work import Work
from tests.conftest import CHROMIUM
from tests.site.conftest import SITE

PAGE, EXERCISE = "m00-atelier/01-ouvrir.html", "m00-ex01"
SCRIPTS = ("python", "python-worker", "python-output", "editor", "exercise", "exercise-forms", "rendu")
COLD, AGAIN = 3, 20
# From the press to the verdict in the page, in milliseconds.
PRESS = """async (name) => {
  const box = document.querySelector(`[data-id="${name}"]`), verdict = box.querySelector(".exercise-verdict");
  const check = [...box.querySelectorAll("button")].find((each) => each.textContent === "Vérifier");
  const told = new Promise((done, fail) => {
    setTimeout(() => fail(new Error(box.querySelector(".exercise-etat").textContent)), 120000);
    new MutationObserver((_, watch) => {
      if (verdict.childElementCount) { watch.disconnect(); done(performance.now()); }
    }).observe(verdict, {childList: true});
  });
  const start = performance.now();
  check.click();
  return (await told) - start;
}"""


def _packed(paths) -> float:
    return sum(len(gzip.compress(path.read_bytes(), 9)) for path in paths) / 1000


def _in_the_lab(browser, exercise: dict, answer: str) -> float:
    """Seconds from the link to the same checks' verdict in JupyterLite, cold cache, pressed as soon as it lets one."""
    tests = "\n".join(test["code"] for test in exercise["tests"])
    lab = Lab(browser)
    start = time.perf_counter()
    page = lab.open(f"{EXERCISE[:3]}.ipynb")
    lab.run("\n".join([exercise["preparation"], answer, tests, 'print("C’est réussi")']))
    page.locator(".jp-OutputArea-output", has_text="C’est réussi").wait_for(timeout=180_000)
    seconds = time.perf_counter() - start
    lab.close()
    return seconds


def run() -> dict[str, float]:
    answer = json.loads((SITE / "assets" / "solutions" / f"{EXERCISE}.json").read_text("utf-8"))["code"]
    record = {"schema": 1, "course_version": "1", "exercices": {EXERCISE: {"code": answer}}}
    bank = json.loads((SITE / "assets" / "exercises" / f"{EXERCISE[:3]}.json").read_text("utf-8"))
    exercise = next(each for each in bank["exercices"] if each["id"] == EXERCISE)
    first, again, weights, lab = [], [], [], []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM)
        for _ in range(COLD):
            host, context = Counted(SITE), browser.new_context(locale="fr-FR")
            page = context.new_page()
            page.add_init_script(f"localStorage.setItem('parcours:v1', {json.dumps(json.dumps(record))})")
            page.goto(host.url + PAGE)
            ready(page)
            first.append(page.evaluate(PRESS, EXERCISE) / 1000)
            weights.append(host.sent / 1e6)
            verdict = Work(page, EXERCISE).verdict
            if "C’est réussi" not in verdict:
                raise SystemExit(f"{EXERCISE} : la solution devait réussir dans la page. La page dit : {verdict}")
            again += [page.evaluate(PRESS, EXERCISE) for _ in range(AGAIN)]
            context.close()
            host.close()
            lab.append(_in_the_lab(browser, exercise, answer))
        browser.close()
    figures = {
        "page.first_feedback_s": round(statistics.median(first), 2),
        "page.lab_first_result_s": round(statistics.median(lab), 2),
        "page.faster_than_lab": round(statistics.median(lab) / statistics.median(first), 1),
        "page.recheck_ms": round(statistics.median(again), 1),
        "page.mb": round(max(weights), 2),
        "page.own_kb": round(_packed(SITE / "assets" / f"{name}.js" for name in SCRIPTS), 1),
        "page.own_python_kb": round(_packed((SITE / "assets" / "py").glob("*.py")), 1),
    }
    for name, value in figures.items():
        print(f"{name:28} {value}")
    return figures
