"""Durations are ranges computed from the page; search forgives accents."""

from parcours.book.minutes import minutes_range
from parcours.book.search import SearchFrenchWithoutAccents, fold


def test_a_duration_is_a_range():
    assert minutes_range(10) == "10\u00a0min" or "à" in minutes_range(10)
    assert minutes_range(12) == "10 à 15\u00a0min"
    assert minutes_range(100) == "1\u00a0h\u00a030 à 2\u00a0h"


def test_accents_do_not_matter_in_a_search():
    stem = SearchFrenchWithoutAccents({}).stem
    assert stem("modération") == stem("moderation") == stem("Modérations")
    assert fold("Bœuf été") == "Boeuf ete"
