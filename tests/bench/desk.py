"""The marking desk: from the drop to the first mark, cold; 18 real hand-ins; the memory that 200 leave behind."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.conftest import CHROMIUM
from tests.grading import demo
from tests.site.conftest import SITE
from tests.site.server import StaticHost

MODULE, CLASS, MANY = "m05", 18, 200
WAIT = 3_600_000  # milliseconds


def run() -> dict[str, float]:
    """First mark and mean time of a class; memory after the whole of a large one against its first tenth."""
    host = StaticHost(SITE)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM)
        first, whole, _ = _mark(browser, host, Path(folder), CLASS)
        _, _, memory = _mark(browser, host, Path(folder), MANY)
        browser.close()
    host.close()
    figures = {
        "desk.first_s": round(first, 1),
        "desk.per_submission_s": round(whole / CLASS, 2),
        "desk.mem_ratio": round(memory[-1] / memory[0], 2),
    }
    for name, value in figures.items():
        print(f"{name:26} {value}")
    return figures


def _mark(browser, host: StaticHost, folder: Path, number: int) -> tuple[float, float, list[float]]:
    """Seconds from the drop to the first mark and to the last; megabytes after each tenth of the class."""
    maker = demo.Maker(MODULE)
    demo.write_zip(
        folder / "rendus.zip", [each for each in maker.everyone(60 + 4 * number) if each.kind in _HONEST][:number]
    )
    context = browser.new_context(locale="fr-FR")
    page = context.new_page()
    page.set_default_timeout(WAIT)
    page.goto(f"{host.url}formateur/corriger.html")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choisir des fichiers", exact=True).click()
    started = time.monotonic()
    chooser.value.set_files(str(folder / "rendus.zip"))
    page.get_by_role("button", name="Corriger", exact=True).click()
    done = "document.querySelectorAll('.bureau-resultats tbody tr:not(.bureau-attente)').length"
    page.wait_for_function(f"() => {done} > 0", timeout=WAIT)
    first = time.monotonic() - started
    memory = []
    for tenth in range(1, 11):
        page.wait_for_function(f"() => {done} >= {tenth * number // 10}", timeout=WAIT)
        memory.append(_megabytes())
    page.get_by_text("Tous les rendus sont corrigés.").wait_for(timeout=WAIT)
    whole = time.monotonic() - started
    context.close()
    return first, whole, memory


_HONEST = ("right", "mistake", "half", "empty")


def _megabytes() -> float:
    """Resident memory of every process that descends from this one: the browser's."""
    parents, sizes = {}, {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, _, rest = entry.read_text().rpartition(")")
            parents[int(name.split()[0])] = int(rest.split()[1])
            sizes[int(name.split()[0])] = int(rest.split()[21]) * os.sysconf("SC_PAGE_SIZE") / 2**20
        except (OSError, ValueError, IndexError):
            continue
    ours = {os.getpid()}
    while more := {each for each, parent in parents.items() if parent in ours} - ours:
        ours |= more
    return sum(sizes[each] for each in ours - {os.getpid()} if each in sizes)
