"""One round in a real JupyterLab: player, quiz, calculator and a chart, with no request to another host."""

import os
import socket
import subprocess
import sys
import time
import urllib.request

import nbformat
import pytest
from tests.scenarios.files import ROOT

from parcours.authoring.quiz import read_bank, write_bank
from parcours.authoring.scenario import to_json
from parcours.scenarios import best_path

CELLS = {
    "jeu": 'from parcours import widgets\njeu = widgets.scenario("sc1")\njeu',
    "choix": 'print("CHOIX", jeu.mes_choix, jeu.run.score)',
    "quiz": 'quiz = widgets.quiz("m05-q01")\nquiz',
    "reussite": 'print("QUIZ", quiz.resultats["m05-q01"]["essais"])',
    "cout": 'cout = widgets.calculator("cout")\ncout',
    "total": 'print("HORIZON", cout.resultat.central["total.mois"] > 0, cout.valeurs)',
    "dessin": "import altair as alt, pandas as pd\nwidgets.local_charts()\n"
    'alt.Chart(pd.DataFrame({"jour": [1, 2], "n": [3, 4]}), title="Un jour").mark_bar().encode(x="jour:O", y="n")',
}
PATIENCE = 90_000


@pytest.fixture
def lab(tmp_path, compiled):
    """The address of a JupyterLab opened on a folder that holds the notebook and what a trainee downloads."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(text) for text in CELLS.values()])
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    work = tmp_path / "travail"
    work.mkdir()
    nbformat.write(notebook, work / "essai.ipynb")
    (work / "sc1.json").write_text(to_json(compiled["sc1"]), encoding="utf-8")
    write_bank(read_bank(ROOT / "book" / "m05-mesurer" / "quiz.yml"), work / "items" / "m05.json")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    own = {name: str(tmp_path / name) for name in ("JUPYTER_CONFIG_DIR", "JUPYTERLAB_WORKSPACES_DIR", "IPYTHONDIR")}
    process = subprocess.Popen(
        [sys.executable, "-m", "jupyter", "lab", "--no-browser", "--allow-root", f"--port={port}",
         "--IdentityProvider.token=essai", "--LabApp.news_url=None", f"--ServerApp.root_dir={work}"],
        env={**os.environ, **own, "PARCOURS_DONNEES": str(ROOT / "datasets")},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    limit = time.monotonic() + PATIENCE / 1000
    while True:
        try:
            urllib.request.urlopen(f"{address}/api?token=essai", timeout=5).close()
            break
        except OSError:
            assert time.monotonic() < limit, "JupyterLab ne répond pas."
            time.sleep(0.3)
    yield address
    process.terminate()
    process.wait(timeout=30)


@pytest.mark.complet
def test_a_trainee_plays_answers_and_calculates_in_jupyterlab(lab, browser, scenarios):
    page = browser.new_page(viewport={"width": 1280, "height": 1000}, locale="fr-FR")
    elsewhere, errors = [], []
    page.on("request", lambda request: elsewhere.append(request.url) if "//127.0.0.1" not in request.url else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{lab}/lab/tree/essai.ipynb?token=essai")
    page.locator(".jp-Notebook .jp-CodeCell").first.wait_for(timeout=PATIENCE)
    page.get_by_text("| Idle").wait_for(timeout=PATIENCE)  # the kernel is there

    def run(name, shows):
        """Run a cell and wait for what it shows."""
        cell = page.locator(".jp-Notebook .jp-CodeCell", has_text=CELLS[name].splitlines()[0]).first
        cell.locator(".jp-InputArea-editor").click()
        page.keyboard.press("Control+Enter")
        cell.locator(".jp-Cell-outputArea").locator(shows).first.wait_for(timeout=PATIENCE)
        return cell.locator(".jp-Cell-outputArea")

    best = best_path(scenarios["sc1"]).choices
    game = run("jeu", "button:has-text('Commencer')")
    game.get_by_role("button", name="Commencer").click()
    for rank, choice in enumerate(best, 1):
        game.locator(f'[data-choix="{choice}"]').click()
        label, value = (game.locator(f".sc-jauges {tag}").first.bounding_box() for tag in ("dt", "dd"))
        assert label["y"] + label["height"] <= value["y"] + 1, "JupyterLab's own styles lay names over values"
        game.get_by_role("button", name="Continuer" if rank < len(best) else "Voir la fin").click()
    assert "Score\u00a0: 100 sur 100." in game.inner_text()
    assert f"CHOIX {best} 100" in run("choix", "text=CHOIX").inner_text()

    quiz = run("quiz", "fieldset")
    quiz.locator("input").first.check()
    quiz.locator("fieldset").nth(1).locator("input").nth(1).check()
    quiz.get_by_role("button", name="Vérifier").click()
    quiz.locator(".quiz-retour p").first.wait_for()
    assert "QUIZ 1" in run("reussite", "text=QUIZ").inner_text()

    cost = run("cout", "canvas, svg.marks")
    horizon = cost.get_by_label("Horizon de calcul (mois)")
    horizon.fill("48")
    horizon.press("Tab")
    assert "HORIZON True {'horizon': '48'}" in run("total", "text=HORIZON").inner_text()
    run("dessin", "canvas, svg.marks")
    page.close()
    assert elsewhere == [] and errors == []
