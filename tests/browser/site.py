"""A small site in a folder: a page for the trial module t00, one for each real module, the assets around them."""

from __future__ import annotations

import html
import json
import shutil
from pathlib import Path
from types import SimpleNamespace

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from parcours.book.offline import write_offline
from parcours.book.shell import BROWSER, EARLY_SCRIPT, content_security_policy, write_assets
from parcours.browser import assemble
from parcours.exercises import Exercise, Module, to_dict
from parcours.exercises.model import Mistake, VisibleTest

ROOT = Path(__file__).parents[2]
MADE = ROOT / "_build" / "exercices"

PAGE = """<!doctype html>
<html lang="fr"><head><meta charset="utf-8"><title>Essai</title>
<meta http-equiv="Content-Security-Policy" content="{csp}">
<meta name="viewport" content="width=device-width,initial-scale=1">
<link rel="icon" href="../assets/favicon.svg"><link rel="stylesheet" href="../assets/parcours.css"></head>
<body data-assets="../assets" data-page="essai/{name}"><header>
<button data-action="lecture" hidden>Affichage</button></header>
<main><article><h1>Essai</h1><h2>S’entraîner</h2>{body}</article></main>
<script type="module" src="../assets/parcours.js"></script></body></html>
"""


def exercise(number: int, **fields) -> Exercise:
    """An exercise of the trial module t00, with what a test does not care about filled in."""
    name = f"t00-ex{number:02d}"
    usual = {
        "id": name,
        "numero": f"0.{number}",
        "titre": f"Essai {number}",
        "type": "auto",
        "forme": "libre",
        "mode": "formatif",
        "usage": "autoevaluation",
        "objectifs": ("t00-o1",),
        "competences": ("C5",),
        "donnees": (),
        "points": 1,
        "enonce": "…",
        "cellule": f"{name}-reponse",
        "depart": "# Écrivez votre réponse ici",
        "indices": ("Vague.", "Moins vague.", "Précis."),
        "reussite": "Vous savez ranger un nombre.",
    }
    return Exercise(**{**usual, **fields})


TRIAL = Module(
    module="t00",
    titre="Module d’essai",
    version="1",
    carnet="t00.ipynb",
    exercices=(
        exercise(
            1,
            tests=(
                VisibleTest(
                    "t00-ex01-test1",
                    1,
                    'assert total != 12, "Vous avez multiplié."\nassert total == 7, "Ajoutez 3 et 4."',
                ),
            ),
            erreurs=(Mistake("t00-ex01-e1", "t00-ex01-test1", "Vous avez multiplié."),),
        ),
        exercise(2, tests=(VisibleTest("t00-ex02-test1", 1, 'assert double == 2 * total, "Doublez « total »."'),)),
        exercise(
            3,
            donnees=("membres_mini",),
            paquets=("pandas",),
            usage="entrainement",
            preparation='from parcours.datasets import load\n\nmembres = load("membres_mini")',
            tests=(VisibleTest("t00-ex03-test1", 1, 'assert n == len(membres), "Comptez les lignes."'),),
        ),
        exercise(4, type="manuel", cellule="t00-ex04-texte", depart="", mots=40, points=4),
        exercise(5, depart='mes_parties = {\n    "sc1": [],\n    "sc2": [],\n    "sc3": [],\n}'),
    ),
)


def trial_notebook() -> str:
    """The trial module's notebook as it would be released: one answer cell an exercise."""
    cells = []
    for each in TRIAL.exercices:
        made = new_markdown_cell if each.type == "manuel" else new_code_cell
        cells.append(made(each.depart, id=each.cellule, metadata={"nbgrader": {"grade_id": each.cellule}}))
    about = {"parcours": {"assignment": TRIAL.module, "version": TRIAL.version}}
    return nbformat.writes(new_notebook(cells=cells, metadata=about)) + "\n"


def write_page(folder: Path, name: str, module: str, ids: list[str]) -> None:
    body = "".join(
        f'<div class="exercise" data-island="exercise" data-id="{each}" data-module="{module}"><h3>{each}</h3>'
        '<div class="exercise-sans">Sans JavaScript</div></div>'
        for each in ids
    )
    (folder / f"{name}.html").write_text(PAGE.format(csp=_policy(), name=name, body=body), "utf-8")


def _policy() -> str:
    return html.escape(content_security_policy(EARLY_SCRIPT), quote=True)


def make_site(folder: Path) -> Path:
    """Write the site: pages under `essai/`, everything else under `assets/`."""
    assets = folder / "assets"
    (folder / "_static").mkdir()
    (folder / "_static" / "pygments.css").touch()  # Sphinx's own, which the book's style sheet takes in
    assemble(BROWSER)
    write_assets(SimpleNamespace(builder=SimpleNamespace(format="html"), outdir=folder), None)
    (assets / "datasets").mkdir()
    for path in (ROOT / "datasets").iterdir():
        if path.suffix in (".csv", ".json"):
            shutil.copyfile(path, assets / "datasets" / path.name)
    (assets / "carnets").mkdir()
    (assets / "exercises").mkdir()
    (folder / "essai").mkdir()
    for path in sorted(MADE.glob("m*.json")):
        shutil.copyfile(path, assets / "exercises" / path.name)
        notebook = f"{path.stem}.ipynb"
        shutil.copyfile(ROOT / "exercises" / path.stem / notebook, assets / "carnets" / notebook)
        ids = [each["id"] for each in json.loads(path.read_text("utf-8"))["exercices"]]
        write_page(folder / "essai", path.stem, path.stem, ids)
    shutil.copytree(MADE / "solutions", assets / "solutions")
    (assets / "carnets" / "t00.ipynb").write_text(trial_notebook(), "utf-8")
    (assets / "exercises" / "t00.json").write_text(json.dumps(to_dict(TRIAL)), "utf-8")
    (assets / "solutions" / "t00-ex03.json").write_text('{"schema": 1, "id": "t00-ex03", "code": "n = len(membres)"}')
    write_page(folder / "essai", "python", "t00", [each.id for each in TRIAL.exercices])
    write_page(folder / "essai", "jamais-vue", "t00", ["t00-ex01", "t00-ex03"])
    offline = PAGE.format(
        csp=_policy(), name="hors-ligne", body='<div data-island="horsligne"><p>Sans JavaScript</p></div>'
    )
    (folder / "essai" / "hors-ligne.html").write_text(offline, "utf-8")
    write_offline(folder)
    return folder
