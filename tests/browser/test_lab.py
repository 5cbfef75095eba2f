"""The full lab: JupyterLite with the pages’ Python and every notebook; nothing leaves the site, nothing is lost."""

from __future__ import annotations

import zipfile

import nbformat
import pytest

from parcours.book.lab import MEGABYTES
from tests.browser.lab import Lab
from tests.content.test_projet import KEYS
from tests.site.conftest import ROOT, SITE

SOURCES = ROOT / "_build" / "nbgrader" / "source"  # the instructor's notebooks: solutions and every test
PANDAS = 'from parcours.datasets import load\nlen(load("membres_mini"))'
CHART = 'import altair as alt\nalt.Chart(load("membres_mini")).mark_bar().encode(x="canal", y="count()")'
SLIDER = 'import ipywidgets\nipywidgets.IntSlider(description="Essai")'
QUIZ = 'from parcours.widgets import quiz\nquiz("m01-q01")'
CALCULATOR = 'from parcours.widgets import calculator\ncalculator("cout")'

KEPT = """async () => (await import("../../assets/labo-carnets.js")).notebooks(new URL("..", location))"""
STORED = "async (path) => (await (" + KEPT + ")()).some((each) => each.path === path)"
PUT = """async ([path, content]) =>
  (await import("../../assets/labo-carnets.js")).put(new URL("..", location), path, content)"""
OLDER = """async (path) => {
  const { notebooks, put } = await import("../../assets/labo-carnets.js"), root = new URL("..", location);
  const { content } = (await notebooks(root)).find((each) => each.path === path);
  content.metadata.parcours.generated_from = "avant";
  await put(root, path, content);
}"""


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
@pytest.mark.complet
def test_every_menu_is_reached_on_a_phone(lab):
    lab.page.set_viewport_size({"width": 360, "height": 740})
    page = lab.open("m00.ipynb")
    bar = page.locator("#jp-MainMenu")
    assert bar.evaluate("bar => getComputedStyle(bar).overflowX") == "auto"  # a finger slides it
    assert bar.evaluate("bar => bar.clientWidth") > 340
    for label in page.locator(".lm-MenuBar-itemLabel").all():
        label.click()
        page.locator(".lm-Menu").first.wait_for()
        page.keyboard.press("Escape")
        page.locator(".lm-Menu").first.wait_for(state="detached")


@pytest.mark.site
@pytest.mark.complet
def test_a_newer_release_is_put_beside_the_trainee_s_notebook(lab):
    """The lab shows a changed notebook from the browser's storage: the site's newer one must not stay hidden."""
    page = changed(lab, "mon_travail = 1")
    page.evaluate(OLDER, "m00.ipynb")  # as if it had been opened before a release
    lab.open("m00.ipynb")
    notice = page.locator(".labo-avis")
    notice.wait_for()
    assert "m00-version-2.ipynb" in notice.inner_text() and "Votre travail est intact" in notice.inner_text()
    assert "mon_travail = 1" in page.locator(".jp-Notebook").inner_text()
    notice.get_by_role("button", name="Fermer").click()
    download = take_all(page, lab.host.url)
    with zipfile.ZipFile(download) as archive:
        assert set(archive.namelist()) == {"laboratoire/m00.ipynb", "laboratoire/m00-version-2.ipynb"}
        assert "mon_travail = 1" in archive.read("laboratoire/m00.ipynb").decode()
    lab.open("m00-version-2.ipynb")
    assert "mon_travail" not in page.locator(".jp-Notebook").inner_text()
    assert page.locator(".labo-avis").count() == 0  # said once


def changed(lab, code: str):
    """The lab's page, once it has kept m00 with one more cell."""
    page = lab.open("m00.ipynb")
    lab.run(code)
    page.keyboard.press("Control+s")
    page.wait_for_function(STORED, arg="m00.ipynb")
    return page


def take_all(page, url: str):
    """Press «Télécharger tous mes carnets»; give the file's place."""
    page.goto(f"{url}ma-progression.html")
    with page.expect_download() as taken:
        page.get_by_role("button", name="Télécharger tous mes carnets").click()
    return taken.value.path()


@pytest.mark.site
def test_all_notebooks_of_the_pages_come_in_one_zip(lab):
    record = {
        "m00-ex01": {"code": "prenom = 'Zoé'"},
        "m01-ex01": {"texte": "Mon annonce"},
        "mon-dossier": {"titre": "x"},
    }
    whole = {"schema": 1, "course_version": "1", "exercices": record}
    lab.page.goto(f"{lab.host.url}ma-progression.html")
    lab.page.get_by_role("button", name="Télécharger tous mes carnets").click()
    lab.page.get_by_text("Aucun carnet pour l’instant").wait_for()
    lab.page.evaluate("(record) => localStorage.setItem('parcours:v1', JSON.stringify(record))", whole)
    with zipfile.ZipFile(take_all(lab.page, lab.host.url)) as archive:
        assert archive.namelist() == ["m00.ipynb", "m01.ipynb"]
        notebook = nbformat.reads(archive.read("m00.ipynb").decode(), as_version=4)
    nbformat.validate(notebook)
    assert any(cell.source == "prenom = 'Zoé'" for cell in notebook.cells)


@pytest.mark.site
@pytest.mark.complet
@pytest.mark.parametrize("number", range(12))
def test_every_module_s_solutions_pass_their_tests_in_the_lab(lab, number):
    """The instructor's notebook, hidden tests and all, from the first cell to the last; the project's keys are ours."""
    module = f"m{number:02}"
    notebook = nbformat.read(SOURCES / module / f"{module}.ipynb", as_version=4)
    for cell in notebook.cells:
        cell.source = KEYS.get(cell.metadata.get("nbgrader", {}).get("grade_id", "").removesuffix("-reponse"), cell.source)
    notebook.cells.append(nbformat.v4.new_code_cell('print("Tout est " + "passé")'))
    page = changed(lab, "debut = 1")  # the lab has made its storage
    page.evaluate(PUT, ["resolu.ipynb", notebook])
    lab.open("resolu.ipynb")
    page.locator(".lm-MenuBar-itemLabel", has_text="Exécution").click()
    page.get_by_role("menuitem", name="Exécuter toutes les cellules", exact=True).click()
    ended = page.locator(".jp-OutputArea-output", has_text="Tout est passé")
    wrong = page.locator(".jp-OutputArea-output[data-mime-type='application/vnd.jupyter.error']")
    ended.or_(wrong).first.wait_for(state="attached", timeout=120_000)  # what is far from the window is not drawn
    assert wrong.all_text_contents() == []
    assert ended.count() == 1
