"""The map of the original lesson is whole, in the lesson's own words, and every target of it exists."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from parcours.book.coverage import KINDS, dead_targets, places, read_map

BOOK = Path(__file__).parents[2] / "book"
SENTENCES = read_map(BOOK)
# sha256 of the original's sentences joined by a space: a sentence changed, moved or left out no longer gives it.
FINGERPRINT = "9774642721aed9ce4bf1af950936d756c3c4fd71db9de9a18ad368f712662eca"


def test_no_sentence_of_the_original_is_missing():
    whole = " ".join(each.texte for each in SENTENCES if not each.texte.startswith("("))
    assert hashlib.sha256(whole.encode()).hexdigest() == FINGERPRINT


def test_every_target_exists():
    assert not dead_targets(BOOK, SENTENCES)


def test_a_target_that_leads_nowhere_is_named():
    from dataclasses import replace

    broken = replace(SENTENCES[0], questions=("m99-q01",), lecons=("m99-nulle-part/01-rien",))
    named = dead_targets(BOOK, [broken])
    assert [each.split(" ")[0] for each in named] == ["m99-nulle-part/01-rien", "m99-q01"]


@pytest.mark.parametrize("sentence", SENTENCES, ids=lambda each: each.texte[:40])
def test_each_sentence_is_taught_asked_and_practised(sentence):
    for kind in KINDS:
        assert getattr(sentence, kind), f"« {sentence.texte[:60]}… » n’a aucune cible dans « {kind} »."


def test_tasks_and_questions_are_on_a_page_of_their_own_module():
    for name, page in places(BOOK).items():
        if name.startswith("m"):
            assert page.startswith((name[:3], "projet/")), f"{name} est montré sur {page}"
