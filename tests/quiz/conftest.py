"""What the quiz tests share: a bank with one question of each type, and the means to break it."""

from __future__ import annotations

import copy

import pytest
import yaml

from parcours.authoring.quiz import read_bank

COMMON = {"difficulte": 1, "objectif": "m05-o1", "explication": "Voilà pourquoi."}


def part(item_id: str, letter: str, **fields) -> dict:
    return {"id": f"{item_id}-{letter}", **fields, "pourquoi": f"Raison {letter}."}


def options(item_id: str, *rights: bool, texts=None) -> list[dict]:
    texts = texts or [f"Option {letter}" for letter in "abcdef"]
    return [
        part(item_id, letter, texte=text, juste=right)
        for letter, text, right in zip("abcdef", texts, rights, strict=False)
    ]


BANK = {
    "module": "m05",
    "items": [
        {
            "id": "m05-q01",
            "type": "choix",
            "enonce": "Quel **mot** ?",
            "options": options("m05-q01", False, True, False),
        },
        {
            "id": "m05-q02",
            "type": "choix-multiple",
            "enonce": "Lesquels ?",
            "options": options("m05-q02", True, True, False, True, False),
        },
        {
            "id": "m05-q03",
            "type": "vrai-faux",
            "enonce": "La moyenne suffit.",
            "options": options("m05-q03", False, True, texts=["Vrai", "Faux"]),
        },
        {
            "id": "m05-q04",
            "type": "numerique",
            "enonce": "Quel coût par membre ?",
            "valeur": 12.5,
            "tolerance": 0.1,
            "unite": "€",
            "unites": ["euros", "euro"],
            "calcul": "250 / 20",
            "indice": "Divisez le coût par le nombre de membres.",
            "pieges": [{"reponse": 5000, "pourquoi": "Vous avez multiplié."}],
        },
        {
            "id": "m05-q05",
            "type": "texte-court",
            "enonce": "Quel mot désigne un groupe suivi dans le temps ?",
            "reponses": ["cohorte", "œuvre d’équipe"],
            "indice": "Le mot vient de l’armée romaine.",
            "pieges": [{"reponse": "segment", "pourquoi": "Un segment ne suit pas le temps."}],
        },
        {
            "id": "m05-q06",
            "type": "ordre",
            "enonce": "Dans quel ordre ?",
            "etapes": [part("m05-q06", letter, texte=f"Étape {letter}") for letter in "abcd"],
        },
        {
            "id": "m05-q07",
            "type": "appariement",
            "enonce": "Qui va avec qui ?",
            "paires": [
                part("m05-q07", "a", gauche="Chien", droite="Mammifère"),
                part("m05-q07", "b", gauche="Merle", droite="Oiseau"),
                part("m05-q07", "c", gauche="Chat", droite="Mammifère"),
            ],
        },
    ],
}
for _item in BANK["items"]:
    _item.update(COMMON)


@pytest.fixture
def data() -> dict:
    """The bank as plain data, free to be broken."""
    return copy.deepcopy(BANK)


@pytest.fixture
def save(tmp_path):
    """Write data (or text) as a module's quiz.yml and give its path."""

    def _save(content, folder="m05-mesurer"):
        path = tmp_path / folder / "quiz.yml"
        path.parent.mkdir(exist_ok=True)
        text = content if isinstance(content, str) else yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
        path.write_text(text, encoding="utf-8")
        (path.parent / "index.md").write_text(
            '---\nmodule: m05\ntype: module\nobjectifs:\n  m05-o1: "Calculer un coût"\n---\n# Mesurer\n',
            encoding="utf-8",
        )
        return path

    return _save


@pytest.fixture
def bank(data, save):
    return read_bank(save(data))
