"""Nothing is assessed before it has been practised: objectives, project deliverables, and where the minutes go."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from parcours.book.coverage import places
from parcours.book.frontmatter import STRANDS, read_front_matter

ROOT = Path(__file__).parents[2]
BOOK = ROOT / "book"
PROJECT = "m11"
DOING = ("ordre", "appariement", "numerique", "texte-court")  # the reader makes something

# *Produire et organiser*: where a trainee writes, plans, draws up, answers; at least six hours (the declared minutes are
# held against the computed ones by test_whole_site).
MAKING = [
    "m04-accueillir/02-animer",
    "m04-accueillir/03-voix",
    "m04-accueillir/04-produire",
    "m04-accueillir/06-avis",
    "m04-accueillir/07-direct",
    "m04-accueillir/atelier-semaine",
    "m04-accueillir/atelier-bienvenue",
    "m09-automatiser/01-cartographier",
    "m09-automatiser/02-programmer",
    "m09-automatiser/03-veiller",
    "m09-automatiser/atelier-reponses",
]

# What the project asks for → where it was done before.
PRACTISED = {
    "clé : activation de mars": ["m04-ex01"],
    "clés : délai médian et neuvième décile": ["m05-ex03"],
    "clés : Gini, deux bases": ["m06-ex04"],
    "clé : écart A/B et ses bornes": ["m06-ex06"],
    "clés : sentiment avant et pendant": ["m05-ex04"],
    "clé : valeur basse, centrale, haute": ["m07-ex01", "m07-ex02"],
    "clés : retour et coût par membre": ["m07-ex04"],
    "clé : CO₂e des événements": ["m10-ex04"],
    "carnet qui s’exécute de haut en bas": ["m05-ex01"],
    "note à la directrice": ["m05-ex06", "m06-ex07", "m07-ex04"],
    "trois graphiques": ["m05-ex05"],
    "recommandations avec contre-métrique": ["m02-ex03"],
    "extrait de règles": ["m03-ex03"],
    "exposé des motifs": ["m03-ex04"],
    "réponse en direct à un scénario": ["sc1", "sc4", "m08-ex04"],
    "déclaration d’usage de l’IA": ["m09-ex03"],
    # asked of the course as a whole, beyond the project
    "parcours d’accueil": ["m04-ex04"],
    "première heure d’une crise": ["m08-ex05"],
    "tour de garde d’une équipe de modération": ["m08-ex06"],
    "carte des tâches": ["m09-ex04"],
}


def exercises() -> dict[str, dict]:
    found = {}
    for path in sorted((ROOT / "solutions").glob("m*/m*.yml")):
        found |= yaml.safe_load(path.read_text("utf-8"))["exercices"]
    return found


def modules() -> list[Path]:
    return sorted(path.parent for path in BOOK.glob("*/index.md") if read_front_matter(path).type == "module")


EXERCISES = exercises()


@pytest.mark.parametrize("folder", modules(), ids=lambda folder: folder.name)
def test_each_objective_has_its_practice(folder):
    """An exercise, or at least a question where the reader orders, matches, computes or names."""
    front = read_front_matter(folder / "index.md")
    bank = folder / "quiz.yml"
    items = yaml.safe_load(bank.read_text("utf-8"))["items"] if bank.is_file() else []
    practised = {each for exercise in EXERCISES.values() for each in exercise["objectifs"]}
    practised |= {item["objectif"] for item in items if item["type"] in DOING}
    assert not set(front.objectives) - practised, f"jamais pratiqués : {set(front.objectives) - practised}"


@pytest.mark.parametrize("deliverable", PRACTISED)
def test_each_deliverable_was_done_before(deliverable):
    shown = places(BOOK)
    for task in PRACTISED[deliverable]:
        assert task in shown, f"« {deliverable} » compte sur {task}, qui n’est sur aucune page."
        assert not task.startswith(PROJECT)


def test_every_task_of_the_project_rests_on_competences_practised_earlier():
    earlier = {each for name, task in EXERCISES.items() if not name.startswith(PROJECT) for each in task["competences"]}
    for name, task in EXERCISES.items():
        if name.startswith(PROJECT):
            assert set(task["competences"]) <= earlier, f"{name} : {set(task['competences']) - earlier}"


def test_there_are_enough_tasks_of_each_sort():
    kinds = [task["type"] for task in EXERCISES.values()]
    assert kinds.count("auto") >= 30 and kinds.count("manuel") >= 12, kinds


def test_minutes_are_told_by_strand(capsys):
    """The goal is 40/30/30; the drift allowed is checked by test_consistency on the whole course."""
    minutes = dict.fromkeys(STRANDS, 0)
    for folder in modules():
        for path in folder.glob("*.md"):
            front = read_front_matter(path)
            if front.strand:
                minutes[front.strand] += front.duration
    total = sum(minutes.values())
    making = {page: read_front_matter(BOOK / f"{page}.md").duration for page in MAKING}
    with capsys.disabled():
        print(
            "\n"
            + " ; ".join(f"{STRANDS[name]} : {minutes[name]} min ({minutes[name] / total:.0%})" for name in minutes)
        )
        print(f"Produire et organiser : {sum(making.values())} min sur {len(making)} pages")
    assert all(minutes.values()), f"un volet n’a aucune minute : {minutes}"
    assert sum(making.values()) >= 360, making


@pytest.mark.parametrize("page", MAKING)
def test_each_page_where_one_makes_something_has_its_task(page):
    assert page in set(places(BOOK).values()), f"{page} n’a ni exercice ni question"
    made = [name for name, where in places(BOOK).items() if where == page and name in EXERCISES]
    assert any(EXERCISES[name]["type"] == "manuel" for name in made), f"{page} : rien à produire ({made})"


@pytest.mark.site
def test_a_page_of_practice_leads_to_the_next_one():
    """As a lesson does: whoever ends a scenario or a workshop is not left at the bottom of the page."""
    for folder in modules():
        for path in folder.glob("*.md"):
            if read_front_matter(path).type == "pratique":
                page = ROOT / "_build" / "html" / path.relative_to(BOOK).with_suffix(".html")
                assert 'rel="prev"' in page.read_text("utf-8").partition('class="suite"')[2], page.name
