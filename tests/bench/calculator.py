"""The calculators: milliseconds from an input event to the result shown; weight of their scripts and data."""

from __future__ import annotations

import gzip
import shutil
import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.calculators.conftest import serve, small_site
from tests.conftest import CHROMIUM
from tests.site.conftest import SITE

SCRIPTS = ("formula.js", "calculator.js", "calculator-chart.js", "calculator-panels.js")
# From the event to the new result laid out; the comparison follows in the next frame.
MEASURE = """async () => {
    const control = document.querySelector("#calc-cout-horizon"), times = [];
    for (let i = 0; i < 100; i++) {
        control.value = String(24 + i % 60);
        const start = performance.now();
        control.dispatchEvent(new Event("input", { bubbles: true }));
        document.querySelector('[data-output="total.mois"]').getBoundingClientRect();
        times.push(performance.now() - start);
        await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    }
    return times;
}"""


def run() -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        built = small_site(Path(folder))
        with serve(built) as address:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM)
            page = browser.new_page()
            page.goto(address)
            page.evaluate("window.ready")
            times = sorted(page.evaluate(MEASURE))
            browser.close()
        scripts = [len(gzip.compress((SITE / "assets" / name).read_bytes())) / 1024 for name in SCRIPTS]
        data = [len(gzip.compress(path.read_bytes())) / 1024 for path in built.glob("assets/calculators/*.json")]
    figures = {
        "calc.update_ms.median": round(statistics.median(times), 1),
        "calc.update_ms.p95": round(times[94], 1),
        "calc.kb": round(sum(scripts), 1),
        "calc.data_kb": round(max(data), 1),
    }
    for name, value in figures.items():
        print(f"{name:28} {value}")
    return figures
