"""Figures and numbers of a page come from its code; a mistake there stops the build with its place."""

import pytest


@pytest.fixture
def build(tmp_path):
    """Build one page with the demo directive alone; give its HTML."""
    from sphinx.application import Sphinx

    from parcours.book.demo import setup_demo
    from parcours.book.nodes import setup_nodes

    def build_it(text: str) -> str:
        (tmp_path / "conf.py").write_text('extensions = ["myst_parser"]\nlanguage = "fr"\n', "utf-8")
        (tmp_path / "index.md").write_text("# Titre\n\n" + text, "utf-8")
        app = Sphinx(tmp_path, tmp_path, tmp_path / "out", tmp_path / "trees", "html", status=None, warning=None)
        setup_nodes(app)
        setup_demo(app)
        app.build()
        return (tmp_path / "out" / "index.html").read_text("utf-8")

    return build_it


CHART = """```{demo}
:titre: Trois fois plus le mardi
:alt: Deux barres, le lundi à 4 messages et le mardi à 12.
jours = pd.DataFrame({"Jour": ["lundi", "mardi"], "Messages": [4, 12]})
alt.Chart(jours).mark_bar().encode(x="Jour:N", y="Messages:Q")
```

Le mardi en compte {val}`jours["Messages"].max() / jours["Messages"].sum() | .0 %`.
"""


def test_a_chart_has_its_message_its_description_and_its_data(build):
    page = build(CHART)
    assert "Trois fois plus le mardi" in page
    assert "Deux barres" in page
    assert "<svg" in page and "var(--serie-1)" in page
    assert '<th scope="col">Messages</th>' in page
    assert "75\u202f%" in page


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (":titre: Trois fois plus le mardi\n", "", "n'a pas de titre"),
        (":alt: Deux barres, le lundi à 4 messages et le mardi à 12.\n", "", "n'a pas d'alternative"),
        ("[4, 12]", "[4, 12", "ce code échoue"),
        ('jours["Messages"].max()', 'jours["Message"].max()', "ce code échoue"),
        (" | .0 %", " | joli", "ne s'écrit pas"),
    ],
)
def test_what_is_missing_stops_the_build(build, old, new, says):
    with pytest.raises(Exception, match=says) as error:
        build(CHART.replace(old, new))
    assert "index.md:" in str(error.value)


def test_code_is_folded_shown_or_hidden(build):
    page = build("```{demo}\n1 + 1\n```\n\n```{demo}\n:code: cache\n3 * 7\n```\n")
    assert page.count("Voir le code") == 1
    assert "21" in page
