"""A small site of exercises, served as a static host would."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.site import MADE, make_site
from tests.site.server import StaticHost


@pytest.fixture(scope="session")
def place(tmp_path_factory) -> Path:
    if not (MADE / "m00.json").is_file():
        pytest.fail("Les exercices ne sont pas générés. Lancez « make exercises », puis les tests.")
    return make_site(tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="session")
def host(place) -> Iterator[StaticHost]:
    server = StaticHost(place)
    yield server
    server.close()


@pytest.fixture(scope="session")
def context(browser):
    made = browser.new_context(locale="fr-FR", accept_downloads=True)
    yield made
    made.close()


@pytest.fixture(scope="session")
def open_page(context, host):
    """`open_page("python")` → the page, its islands ready, with `page.problems`, what its console said."""

    def open_it(name: str):
        page = context.new_page()
        page.problems, page.asked = [], []
        page.on(
            "console",
            lambda message: page.problems.append(message.text) if message.type in ("error", "warning") else None,
        )
        page.on("pageerror", lambda error: page.problems.append(str(error)))
        page.on("request", lambda request: page.asked.append(request.url))
        page.goto(f"{host.url}essai/{name}.html")
        return ready(page)

    return open_it


def ready(page):
    """The page, once its exercises are enhanced: each one when it comes near the window."""
    for exercise in page.query_selector_all(".exercise"):
        exercise.scroll_into_view_if_needed()
        page.wait_for_function("(exercise) => 'ready' in exercise.dataset", arg=exercise)
    return page


@pytest.fixture(scope="session")
def page(open_page):
    """The trial page, its Python started once for all the tests that do not break it."""
    return open_page("python")
