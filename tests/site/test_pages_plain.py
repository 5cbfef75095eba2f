"""Every page reads without JavaScript."""

import pytest

from tests.site.conftest import pages


@pytest.mark.site
@pytest.mark.parametrize("name", pages())
def test_page_reads_without_javascript(name, open_page):
    plain = open_page(name, script=False)
    text = plain.locator("main").inner_text()
    assert len(text.split()) >= 12, "sans JavaScript, la page est presque vide"
    hidden = plain.locator("main [data-island]:not([hidden])").evaluate_all(
        "nodes => nodes.filter((n) => !n.innerText.trim()).length"
    )
    assert not hidden, "un îlot visible n'a pas de contenu sans JavaScript"
