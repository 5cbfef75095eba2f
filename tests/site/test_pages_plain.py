"""Every page reads without JavaScript."""

import pytest

from tests.site.conftest import pages


@pytest.fixture(scope="module")
def plain(browser, host):
    """One tab without JavaScript: nothing of a page stays behind in it."""
    context = browser.new_context(java_script_enabled=False, locale="fr-FR")
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


@pytest.mark.site
@pytest.mark.parametrize("name", pages())
def test_page_reads_without_javascript(name, plain, host):
    plain.goto(host.url + name)
    text = plain.locator("main").inner_text()
    assert len(text.split()) >= 12, "sans JavaScript, la page est presque vide"
    hidden = plain.locator("main [data-island]:not([hidden])").evaluate_all(
        "nodes => nodes.filter((n) => !n.innerText.trim()).length"
    )
    assert not hidden, "un îlot visible n'a pas de contenu sans JavaScript"
