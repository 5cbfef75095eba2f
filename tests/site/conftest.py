"""The built site and a static host for all the tests of pages (the browser is in tests/conftest.py)."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.site.server import StaticHost

ROOT = Path(__file__).parents[2]
SITE = ROOT / "_build" / "html"


def pages() -> list[str]:
    """Every HTML page of the built site, the lab apart (design §4.4)."""
    if not SITE.is_dir():
        return []
    found = (path.relative_to(SITE).as_posix() for path in SITE.rglob("*.html"))
    return sorted(name for name in found if not name.startswith(("lab/", "_", "assets/")))


@pytest.fixture(scope="session")
def site() -> Path:
    if not (SITE / "index.html").is_file():
        pytest.fail("Le site n'est pas construit. Lancez « make site », puis les tests.")
    return SITE


@pytest.fixture(scope="session")
def host(site) -> Iterator[StaticHost]:
    server = StaticHost(site)
    yield server
    server.close()


@pytest.fixture(scope="session")
def root_host(site) -> Iterator[StaticHost]:
    server = StaticHost(site, prefix="")
    yield server
    server.close()


@pytest.fixture
def open_page(browser, host):
    """Open a page of the site: `open_page("plan.html", width=360, theme="dark", script=True)`."""
    contexts = []

    def open_it(name: str, *, width: int = 1280, theme: str = "light", script: bool = True, **options):
        context = browser.new_context(
            viewport={"width": width, "height": 800},
            color_scheme=theme,
            java_script_enabled=script,
            locale="fr-FR",
            service_workers="block",
            reduced_motion="reduce",
            **options,
        )
        contexts.append(context)
        context.set_default_timeout(10_000)
        page = context.new_page()
        page.goto(host.url + name, wait_until="load")
        return page

    yield open_it
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def page_list(site) -> dict:
    return json.loads((site / "assets" / "pages.json").read_text("utf-8"))


def turn() -> int:
    """The number of commits: the variants rotate from one version to the next, and a failure is reproduced at its commit."""
    if "PARCOURS_TOUR" in os.environ:
        return int(os.environ["PARCOURS_TOUR"])
    answer = subprocess.run(["git", "rev-list", "--count", "HEAD"], cwd=ROOT, capture_output=True, text=True)
    return int(answer.stdout or 0)
