"""A page that forgets what a reader needs stops the build, and says where and what to write."""

import pytest

from parcours.book.frontmatter import FrontMatterError, read_front_matter

LESSON = """---
type: lecon
module: m05
parcours: [essentiel, complet]
volet: donnees
duree: 10
objectifs: [m05-o1]
en_bref:
  - Un.
  - Deux.
  - Trois.
description: Une phrase.
---
# Titre
"""


def page(tmp_path, text):
    path = tmp_path / "lecon.md"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_complete_lesson_is_read(tmp_path):
    front = read_front_matter(page(tmp_path, LESSON))
    assert front.paths == ("essentiel", "complet")
    assert front.duration == 10
    assert list(front.objectives) == ["m05-o1"]


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("duree: 10\n", "", 1, "il manque la durée"),
        ("duree: 10", "duree: dix", 6, "il manque la durée"),
        ("objectifs: [m05-o1]\n", "", 1, "il manque un objectif"),
        ("[essentiel, complet]", "[rapide]", 4, "« rapide » est inconnu"),
        ("volet: donnees", "volet: maths", 5, "« maths » est inconnu"),
        ("  - Trois.\n", "", 8, "trois phrases"),
        ("description: Une phrase.\n", "", 1, "description"),
        ("type: lecon", "type: chapitre", 2, "« chapitre » est inconnu"),
        ("parcours: [", "parcours: [[", 4, "pas du YAML"),
        ("---\n# Titre", "# Titre", 1, "n'est pas fermé"),
    ],
)
def test_what_is_missing_is_named_with_its_line(tmp_path, old, new, line, says):
    path = page(tmp_path, LESSON.replace(old, new))
    with pytest.raises(FrontMatterError) as error:
        read_front_matter(path)
    assert says in str(error.value)
    assert f"lecon.md:{line}:" in str(error.value) or says == "pas du YAML"
