"""The full lab: JupyterLite with the pages’ Python and every notebook; nothing leaves the site, nothing is lost."""

from __future__ import annotations

import pytest

from parcours.book.lab import MEGABYTES
from tests.bench.page import Counted
from tests.site.conftest import SITE

NOTEBOOK = "lab/notebooks/index.html?path={}"
PANDAS = 'from parcours.datasets import load\nlen(load("membres_mini"))'
CHART = 'import altair as alt\nalt.Chart(load("membres_mini")).mark_bar().encode(x="canal", y="count()")'
SLIDER = 'import ipywidgets\nipywidgets.IntSlider(description="Essai")'
QUIZ = 'from parcours.widgets import quiz\nquiz("m01-q01")'
CALCULATOR = 'from parcours.widgets import calculator\ncalculator("cout")'

KEPT = """async () => (await import("../../assets/labo-carnets.js")).notebooks(new URL("..", location))"""
STORED = "async (path) => (await (" + KEPT + ")()).some((each) => each.path === path)"
OLDER = """async (path) => {
  const { notebooks, put } = await import("../../assets/labo-carnets.js"), root = new URL("..", location);
  const { content } = (await notebooks(root)).find((each) => each.path === path);
  content.metadata.parcours.generated_from = "avant";
  await put(root, path, content);
}"""


class Lab:
    """The lab in a fresh browser profile, on a host that counts what it sends."""

    def __init__(self, browser, root=SITE):
        self.host = Counted(root)
        self.context = browser.new_context(locale="fr-FR")
        self.page = self.context.new_page()
        self.asked, self.failed = [], []
        self.context.on("request", lambda request: self.asked.append(request.url))
        self.context.on("response", lambda answer: answer.status >= 400 and self.failed.append(answer.url))

    def open(self, name: str):
        self.page.goto(self.host.url + NOTEBOOK.format(name))
        self.page.locator(".jp-Notebook .jp-MarkdownCell h1").click(timeout=60_000)
        return self.page

    def run(self, code: str) -> None:
        """Write `code` in a new cell below the selected one and run it, by keyboard."""
        self.page.keyboard.press("Escape")
        self.page.keyboard.press("b")
        self.page.locator(".jp-CodeCell.jp-mod-active .cm-content").fill(code)
        self.page.keyboard.press("Shift+Enter")

    def close(self) -> None:
        self.context.close()
        self.host.close()


@pytest.fixture
def lab(browser):
    if not (SITE / "lab" / "index.html").is_file():
        pytest.fail("Le laboratoire n’est pas dans le site. Lancez « make site », puis les tests.")
    made = Lab(browser)
    yield made
    made.close()


@pytest.mark.site
def test_tables_charts_and_widgets_work_and_nothing_leaves_the_site(lab):
    page = lab.open("m05.ipynb")
    assert page.locator("html").get_attribute("lang").startswith("fr")
    for word in ("Fichier", "Édition", "Exécution", "Noyau"):
        page.locator(".lm-MenuBar-itemLabel", has_text=word).wait_for()
    lab.run(PANDAS)
    page.locator(".jp-OutputArea-executeResult", has_text="12").wait_for(timeout=60_000)
    sent = lab.host.sent / 1e6
    assert 0.8 * MEGABYTES < sent < 1.15 * MEGABYTES, f"le lien annonce {MEGABYTES} Mo, la page en a pris {sent:.1f}"
    lab.run(CHART)
    page.locator(".jp-RenderedVegaCommon5 canvas, .jp-RenderedVegaCommon5 svg").first.wait_for(timeout=60_000)
    lab.run(SLIDER)
    page.locator(".widget-slider .noUi-handle").first.wait_for(timeout=60_000)
    lab.run(QUIZ)
    page.locator(".jp-OutputArea fieldset").first.wait_for(timeout=60_000)
    lab.run(CALCULATOR)
    page.locator(".widget-label", has_text="Ordinateur").first.wait_for(timeout=60_000)
    origin = lab.host.url.removesuffix(lab.host.prefix)
    assert [url for url in lab.asked if not url.startswith((origin, "data:", "blob:"))] == []
    assert [url for url in lab.failed if "/api/" not in url] == []


@pytest.mark.site
def test_a_newer_release_is_put_beside_the_trainee_s_notebook(lab):
    """The lab shows a changed notebook from the browser's storage: the site's newer one must not stay hidden."""
    page = lab.open("m00.ipynb")
    lab.run("mon_travail = 1")
    page.keyboard.press("Control+s")
    page.wait_for_function(STORED, arg="m00.ipynb")
    page.evaluate(OLDER, "m00.ipynb")  # as if it had been opened before a release
    lab.open("m00.ipynb")
    notice = page.locator(".labo-avis")
    notice.wait_for()
    assert "m00-version-2.ipynb" in notice.inner_text() and "Votre travail est intact" in notice.inner_text()
    assert "mon_travail = 1" in page.locator(".jp-Notebook").inner_text()
    notice.get_by_role("button", name="Fermer").click()
    lab.open("m00-version-2.ipynb")
    assert "mon_travail" not in page.locator(".jp-Notebook").inner_text()
    assert page.locator(".labo-avis").count() == 0  # said once
