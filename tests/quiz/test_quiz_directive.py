"""`{quiz}` in a page: complete HTML without JavaScript, translatable texts, and a JSON bank beside it."""

import json

import pytest
from lxml import html as lxml_html
from sphinx.errors import ExtensionError
from sphinx.testing.util import SphinxTestApp

CONF = """
import sys
extensions = ["myst_parser"]
language = "fr"
gettext_compact = "tout"
def setup(app):
    from parcours.book.nodes import setup_nodes
    from parcours.book.quiz import setup_quiz
    setup_nodes(app)
    setup_quiz(app)
"""


@pytest.fixture
def build(data, save, tmp_path):
    """Build a small book whose module m05 has the pages given as {name: MyST}; gives the app once built."""

    apps: list[SphinxTestApp] = []

    def _build(pages: dict[str, str], builder: str = "html", **config) -> SphinxTestApp:
        folder = save(data).parent
        for name, text in pages.items():
            (folder / f"{name}.md").write_text(f"# {name}\n\n{text}\n", encoding="utf-8")
        listing = "\n".join(f"m05-mesurer/{name}" for name in ["index", *pages])
        (tmp_path / "index.md").write_text(f"# Cours\n\n```{{toctree}}\n{listing}\n```\n", encoding="utf-8")
        (tmp_path / "conf.py").write_text(CONF, encoding="utf-8")
        app = SphinxTestApp(builder, srcdir=tmp_path, warningiserror=True, confoverrides=config)
        apps.append(app)
        app.build()
        return app

    yield _build
    for app in apps:
        app.cleanup()


def page(app, name):
    return lxml_html.fromstring((app.outdir / "m05-mesurer" / f"{name}.html").read_text(encoding="utf-8"))


def quiz_items(app, name) -> list[list[str]]:
    return [quiz.get("data-items").split() for quiz in page(app, name).xpath("//div[@data-island='quiz']")]


def prose(value, key="") -> set[str]:
    """Every sentence of plain bank data."""
    if isinstance(value, dict):
        return set().union(*(prose(each, name) for name, each in value.items()))
    if isinstance(value, list):
        return set().union(*(prose(each) for each in value))
    return {value} if key in ("enonce", "texte", "gauche", "droite", "pourquoi", "explication", "indice") else set()


ALL = [f"m05-q0{n}" for n in range(1, 8)]


def test_a_question_is_complete_without_javascript(build):
    app = build({"lecon": "```{quiz} m05-q01\n```"})
    (field,) = page(app, "lecon").xpath("//fieldset")
    assert field.get("id") == "m05-q01"
    assert field.xpath("string(legend)") == "Quel mot ?"
    assert field.xpath("legend/strong/text()") == ["mot"]
    assert field.xpath("label/input[@type='radio']/@name") == ["m05-q01"] * 3
    assert field.xpath("string(details/summary)") == "Voir la réponse expliquée"
    answer = [line.text_content() for line in field.xpath("details/p")]
    assert sorted(answer[:3]) == [
        "À retenir : Option b. Raison b.",
        "À écarter : Option a. Raison a.",
        "À écarter : Option c. Raison c.",
    ]
    assert answer[3] == "Voilà pourquoi."


def test_every_type_has_named_native_inputs(build):
    app = build({"lecon": "```{quiz}\n```"})
    tree = page(app, "lecon")
    assert quiz_items(app, "lecon") == [ALL]
    for field in tree.xpath("//fieldset"):
        assert field.xpath("count(legend)") == 1 and field.xpath("string(legend)").strip()
        controls = field.xpath(".//input | .//select")
        assert controls
        for control in controls:
            label = control.xpath("ancestor::label")
            assert label and label[0].text_content().strip(), control
    assert tree.xpath("//fieldset[@id='m05-q07']//select[1]/option/text()")[0] == "Choisissez…"
    assert (
        len(tree.xpath("(//fieldset[@id='m05-q07']//select)[1]/option")) == 3
    )  # two distinct answers and the invitation
    assert "12,5\u00a0€" in tree.xpath("string(//fieldset[@id='m05-q04']/details[last()])")


def test_the_page_stays_small(build):
    app = build({"lecon": "```{quiz}\n```"})
    (quiz,) = page(app, "lecon").xpath("//div[@data-island='quiz']")
    assert len(quiz.xpath(".//*")) <= 30 * len(ALL)


def test_without_argument_come_the_questions_not_shown_elsewhere_in_the_module(build):
    app = build(
        {"01-un": "```{quiz} m05-q02, m05-q03\n```", "02-deux": "```{quiz} m05-q01\n```", "03-fin": "```{quiz}\n```"}
    )
    assert quiz_items(app, "01-un") == [["m05-q02", "m05-q03"]]
    assert quiz_items(app, "03-fin") == [["m05-q04", "m05-q05", "m05-q06", "m05-q07"]]


def test_the_bank_is_written_for_page_widget_and_lms(build):
    app = build({"lecon": "```{quiz} m05-q01\n```"})
    bank = json.loads((app.outdir / "assets" / "items" / "m05.json").read_text(encoding="utf-8"))
    assert [item["id"] for item in bank["items"]] == ALL


def test_a_changed_bank_rebuilds_the_page_that_shows_it(build, tmp_path):
    app = build({"lecon": "```{quiz} m05-q01\n```"})
    assert any("quiz.yml" in str(each) for each in app.env.dependencies["m05-mesurer/lecon"])


def test_every_text_reaches_the_translators(build, data):
    app = build({"lecon": "```{quiz}\n```"}, builder="gettext")
    catalogue = (app.outdir / "tout.pot").read_text(encoding="utf-8").replace('"\n"', "")
    for text in prose(data["items"]):
        assert f'msgid "{text}"' in catalogue, text
    assert 'msgid "Voir la réponse expliquée"' in catalogue


def test_a_translation_reaches_page_and_bank(build, tmp_path):
    folder = tmp_path / "locale" / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    said = {"Quel **mot** ?": "Which **word**?", "Option a": "Choice a", "Raison a.": "Reason a."}
    messages = "".join(f'msgid "{french}"\nmsgstr "{english}"\n\n' for french, english in said.items())
    header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
    (folder / "tout.po").write_text(header + messages, encoding="utf-8")
    app = build({"lecon": "```{quiz} m05-q01\n```"}, language="en", locale_dirs=["locale"])
    (field,) = page(app, "lecon").xpath("//fieldset")
    assert field.xpath("string(legend)") == "Which word?" and field.xpath("legend/strong/text()") == ["word"]
    assert any("Choice a. Reason a." in line.text_content() for line in field.xpath("details/p"))
    bank = json.loads((app.outdir / "assets" / "items" / "m05.json").read_text(encoding="utf-8"))
    assert bank["items"][0]["enonce"] == "Which **word**?"
    assert bank["items"][0]["options"][0]["pourquoi"] == "Reason a."


@pytest.mark.parametrize(
    ("pages", "words"),
    [
        ({"lecon": "```{quiz} m05-q99\n```"}, ["lecon.md:3", "m05-q99", "m05-q01, m05-q02"]),
        ({"lecon": "```{quiz} m05-q01\n```\n\n```{quiz} m05-q01\n```"}, ["lecon.md:6", "déjà sur cette page"]),
        ({"un": f"```{{quiz}} {' '.join(ALL)}\n```", "deux": "```{quiz}\n```"}, ["deux.md:3", "déjà montrées"]),
    ],
)
def test_a_directive_that_cannot_be_kept_stops_the_build(build, pages, words):
    with pytest.raises(ExtensionError) as caught:
        build(pages)
    assert all(word in str(caught.value) for word in words), caught.value


def test_a_broken_bank_stops_the_build_with_file_and_question(build, data):
    data["items"][0]["options"][0].pop("pourquoi")
    with pytest.raises(ExtensionError, match=r"quiz\.yml:3: question m05-q01 : il manque le champ « pourquoi »"):
        build({"lecon": "```{quiz} m05-q01\n```"})
