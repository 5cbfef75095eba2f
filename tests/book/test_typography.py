"""Writers type plain spaces; readers get no-break ones, once and for all."""

import pytest

from parcours.authoring.typography import french_typography

B, N = "\u00a0", "\u202f"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("« Bonjour »", f"«{B}Bonjour{B}»"),
        ("Pourquoi ? Parce que !", f"Pourquoi{N}? Parce que{N}!"),
        ("l'accueil : deux", f"l’accueil{B}: deux"),
        ("2 400 membres", f"2{N}400 membres"),
        ("12,5 % en 10 min", f"12,5{N}% en 10{B}min"),
        ("à 18:30 ou http://exemple", "à 18:30 ou http://exemple"),
        ("attendez...", "attendez…"),
    ],
)
def test_rules(typed, read):
    assert french_typography(typed) == read
    assert french_typography(read) == read, "une seconde passe ne change rien"
