"""The site's weight and the build's time, beside Jupyter Book's default theme on the same chapters, in the same run."""

from __future__ import annotations

import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.conftest import CHROMIUM
from tests.site.conftest import pages
from tests.site.ecoindex import ecoindex
from tests.site.server import StaticHost

ROOT = Path(__file__).parents[2]
SITE = ROOT / "_build" / "html"
# The same directives without our shell: the default theme draws the page around them.
PLAIN_EXTENSION = """
from parcours.book import extension
from parcours.book.shell import setup_shell

def setup(app):
    extension.setup_shell = lambda app: None
    return extension.setup(app)
"""


def plain_book(folder: Path) -> Path:
    """Build the same sources with `jupyter-book build` and its default theme; give the HTML folder."""
    (folder / "plain_parcours.py").write_text(PLAIN_EXTENSION, "utf-8")
    config = (ROOT / "_config.yml").read_text("utf-8")
    config = config.replace("parcours.book.extension", "plain_parcours").replace("    - sphinx_sitemap\n", "")
    config = re.sub(r"    (html_theme|html_theme_options|pygments_dark_style|sitemap_\w+):.*\n", "", config)
    for name in (f"m{n:02d}" for n in range(11)):
        config = config.replace(f"book/references/{name}.bib", f"references/{name}.bib")
    config = config.replace("book/references/annexes.bib", "references/annexes.bib")
    (folder / "_config.yml").write_text(config, "utf-8")
    shutil.copytree(ROOT / "book", folder / "book", dirs_exist_ok=True)
    for name in ("datasets", "solutions", "exercises"):
        (folder / name).symlink_to(ROOT / name)
    (folder / "_build").mkdir()
    (folder / "_build" / "exercices").symlink_to(ROOT / "_build" / "exercices")
    _run(
        [
            str(Path(sys.executable).parent / "jupyter-book"),
            "build",
            "book",
            "--config",
            "_config.yml",
            "--path-output",
            ".",
        ],
        folder,
        {"PYTHONPATH": str(folder)},
    )
    return folder / "_build" / "html"


def _run(command: list[str], folder: Path, env: dict[str, str] | None = None) -> float:

    begin = time.perf_counter()
    answer = subprocess.run(command, cwd=folder, env={**os.environ, **(env or {})}, capture_output=True, text=True)
    if answer.returncode:
        raise SystemExit(f"{' '.join(command)} a échoué :\n{answer.stdout[-1500:]}\n{answer.stderr[-1500:]}")
    return time.perf_counter() - begin


def weigh(root: Path, names: list[str]) -> dict[str, tuple[int, int, float, float]]:
    """DOM elements outside SVG, requests, KB transferred and EcoIndex of each page, cold cache, 1920 × 1080, scrolled."""
    host = StaticHost(root)
    found = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM)
        for name in names:
            context = browser.new_context(viewport={"width": 1920, "height": 1080}, service_workers="block")
            page = context.new_page()
            requests, sizes = [], []
            session = context.new_cdp_session(page)
            session.send("Network.enable")
            session.on("Network.loadingFinished", lambda event, sizes=sizes: sizes.append(event["encodedDataLength"]))
            page.on("request", lambda request, requests=requests: requests.append(request.url))
            page.goto(host.url + name, wait_until="load")
            page.evaluate("() => scrollTo(0, document.body.scrollHeight)")
            page.wait_for_timeout(600)
            dom = page.evaluate(
                "() => document.querySelectorAll('*').length - document.querySelectorAll('svg *').length"
            )
            kilobytes = sum(sizes) / 1024
            found[name] = (dom, len(requests), kilobytes, ecoindex(dom, len(requests), kilobytes))
            context.close()
        browser.close()
    host.close()
    return found


def run() -> dict[str, float]:
    sphinx = [sys.executable, "-m", "sphinx", "-q", "-b", "html", "-c", "."]
    names = [name for name in pages() if name.startswith("m") and "/" in name]
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        clean = _run([*sphinx, "-d", str(folder / "trees"), "book", str(folder / "html")], ROOT)
        changed = ROOT / "book" / "m01-metier" / "02-pertinence.md"
        stamp = changed.stat()
        changed.touch()
        one = _run([*sphinx, "-d", str(folder / "trees"), "book", str(folder / "html")], ROOT)

        os.utime(changed, (stamp.st_atime, stamp.st_mtime))
        plain_folder = folder / "plain"
        plain_folder.mkdir()
        begin = time.perf_counter()
        plain = plain_book(plain_folder)
        plain_clean = time.perf_counter() - begin
        ours, theirs = weigh(SITE, names), weigh(plain, names)
    print(f"{'page':44} {'DOM':>5} {'req.':>5} {'Ko':>6} {'EcoIndex':>9}   défaut : Ko, EcoIndex")
    for name in names:
        dom, requests, kilobytes, score = ours[name]
        print(
            f"{name:44} {dom:5} {requests:5} {kilobytes:6.1f} {score:9.1f}   {theirs[name][2]:6.0f} {theirs[name][3]:6.1f}"
        )
    print(f"construction complète {clean:.1f} s (jupyter-book build : {plain_clean:.1f} s), une page {one:.1f} s")
    return {
        "site.ecoindex.min": round(min(each[3] for each in ours.values()), 1),
        "site.ecoindex.median": round(statistics.median(each[3] for each in ours.values()), 1),
        "site.page_kb.max": round(max(each[2] for each in ours.values()), 1),
        "site.lighter_than_default": round(statistics.median(theirs[n][2] / ours[n][2] for n in names), 2),
        "site.build_ratio": round(clean / plain_clean, 2),
        "site.build_clean_s": round(clean, 1),
        "site.rebuild_s": round(one, 1),
    }
