"""Everything that is promised is taught, practised and asked: objectives, items, exercises and sources hold together."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from parcours.book.frontmatter import read_front_matter
from parcours.book.terms import read_terms

ROOT = Path(__file__).parents[2]
BOOK = ROOT / "book"
MODULES = sorted(path.parent for path in BOOK.glob("m[0-9][0-9]-*/index.md"))
OUTSIDE_FIGURE = re.compile(r"\b(?:enquête|étude|selon|d’après|rapport|sondage)\b[^.]*\d", re.IGNORECASE)


def module_id(folder: Path) -> str:
    return folder.name[:3]


def lessons(folder: Path) -> dict[Path, object]:
    return {path: read_front_matter(path) for path in sorted(folder.glob("*.md")) if path.name != "index.md"}


def bank(folder: Path) -> list[dict]:
    return yaml.safe_load((folder / "quiz.yml").read_text("utf-8"))["items"]


def exercises(folder: Path) -> dict[str, dict]:
    path = ROOT / "solutions" / module_id(folder) / f"{module_id(folder)}.yml"
    return yaml.safe_load(path.read_text("utf-8"))["exercices"]


@pytest.mark.parametrize("folder", MODULES, ids=lambda folder: folder.name)
def test_each_objective_is_taught_asked_and_practised(folder):
    objectives = set(read_front_matter(folder / "index.md").objectives)
    taught = {objective for front in lessons(folder).values() for objective in front.objectives}
    asked = {item["objectif"] for item in bank(folder)}
    practised = {objective for each in exercises(folder).values() for objective in each["objectifs"]}
    assert taught >= objectives, f"jamais enseignés : {objectives - taught}"
    assert asked >= objectives, f"sans question : {objectives - asked}"
    assert asked | taught | practised <= objectives, f"non déclarés : {(asked | taught | practised) - objectives}"
    assert practised, "aucun exercice ne vise un objectif"


@pytest.mark.parametrize("folder", MODULES, ids=lambda folder: folder.name)
def test_items_and_exercises_are_on_the_pages(folder):
    text = "\n".join(path.read_text("utf-8") for path in folder.rglob("*.md"))
    placed = set(re.findall(r"\bm\d\d-q\d\d\b", text))
    every = "```{quiz}\n" in text
    missing = {item["id"] for item in bank(folder)} - placed
    assert every or not missing, f"questions posées nulle part : {missing}"
    absent = [name for name in exercises(folder) if f"{{exercise}} {name}" not in text]
    assert not absent, f"exercices absents des pages : {absent}"


@pytest.mark.parametrize("folder", [f for f in MODULES if module_id(f) != "m00"], ids=lambda folder: folder.name)
def test_a_module_has_eight_questions_and_three_to_nine_lessons(folder):
    assert len(bank(folder)) >= 8
    count = sum(front.type == "lecon" for front in lessons(folder).values())
    assert 3 <= count <= 9, f"{count} leçons"


def test_every_source_is_cited_and_every_citation_has_its_source():
    keys = set()
    for path in (BOOK / "references").glob("*.bib"):
        keys |= set(re.findall(r"^@\w+\{([^,]+),", path.read_text("utf-8"), re.MULTILINE))
    text = "\n".join(path.read_text("utf-8") for path in BOOK.rglob("*.md"))
    cited = {key.strip() for group in re.findall(r"\{cite:[a-z]+\}`([^`]+)`", text) for key in group.split(",")}
    assert not cited - keys, f"sources absentes : {cited - keys}"
    assert not keys - cited, f"sources jamais citées : {keys - cited}"


@pytest.mark.parametrize("path", sorted((BOOK / "references").glob("*.bib")), ids=lambda path: path.stem)
def test_each_source_says_its_year(path):
    for entry in re.split(r"^@", path.read_text("utf-8"), flags=re.MULTILINE)[1:]:
        assert re.search(r"year\s*=\s*\{?(?:\d{4}|s\. d\.)", entry), f"sans année : {entry.split(',')[0]}"


def test_figures_from_outside_carry_a_source():
    bare = []
    for path in BOOK.rglob("m[0-9][0-9]-*/*.md"):
        if path.stem == "05-labo":  # its flawed drafts invent studies on purpose
            continue
        text = re.sub(r"```\{(?:demo|situation)\}.*?```", "", path.read_text("utf-8"), flags=re.DOTALL)
        for block in re.split(r"\n\s*\n", text):
            if OUTSIDE_FIGURE.search(block) and re.search(r"\b(?:19|20)\d\d\b", block) and "{cite" not in block:
                if "```" not in block and not block.startswith(("|", ">", "- **", "---")) and "load(" not in block:
                    bare.append(f"{path.relative_to(BOOK)} : {block.strip()[:140]}")
    assert not bare, "\n".join(bare)


def test_the_balance_of_the_strands(capsys):
    """Goal 40 / 30 / 30; a strand may drift by five points before someone has to look."""
    minutes = {"communiquer": 0, "relation": 0, "donnees": 0}
    for folder in MODULES:
        for front in lessons(folder).values():
            if front.strand:
                minutes[front.strand] += front.duration
    total = sum(minutes.values())
    shares = {name: value / total for name, value in minutes.items()}
    with capsys.disabled():
        print("\nminutes par volet :", ", ".join(f"{name} {shares[name]:.0%}" for name in shares))
    if len(MODULES) == 11:
        assert abs(shares["communiquer"] - 0.40) <= 0.05
        assert abs(shares["relation"] - 0.30) <= 0.05
        assert abs(shares["donnees"] - 0.30) <= 0.05


def test_the_glossary_holds_a_hundred_and_fifty_terms_and_each_is_met_in_a_page():
    terms = read_terms(BOOK / "annexes" / "termes")
    assert len(terms) >= 150
    text = "\n".join(path.read_text("utf-8") for path in BOOK.rglob("*.md"))
    used = {(target or name).lower() for name, target in re.findall(r"\{term\}`([^`<]+?)(?:\s*<([^>]+)>)?`", text)}
    never = [term["terme"] for term in terms if not {each.lower() for each in (term["terme"], *term.get("aussi", []))} & used]
    assert not never, f"termes que personne ne rencontre : {never}"


def test_a_format_in_a_table_escapes_its_bar():
    """In a Markdown table, « | » ends a cell even between backquotes: `{val}` would lose its format, and the row gain a cell."""
    wrong = []
    for path in BOOK.rglob("*.md"):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            for expression in re.findall(r"\{val\}`([^`]*)`", line):
                escaped = r"\|" in expression
                bare = re.search(r"(?<!\\)\|", expression)
                if line.lstrip().startswith("|") and bare or escaped and not line.lstrip().startswith("|"):
                    wrong.append(f"{path.relative_to(BOOK)}, ligne {number} : {expression}")
    assert not wrong, "\n".join(wrong)


def test_four_texts_and_the_project_are_marked_by_the_trainer():
    """Amendment 6: the others are read by oneself or by peers."""
    marked = [name for folder in MODULES for name, each in exercises(folder).items() if each["usage"] == "note"]
    assert len(marked) == 4 and all(exercises(BOOK / f"{name[:3]}-")[name]["oral"] for name in marked), marked

