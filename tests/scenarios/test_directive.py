"""`{scenario}` in a page: complete without JavaScript, small, translatable, with its JSON beside it."""

import gzip
import json
import re

import pytest
from lxml import html as lxml_html
from sphinx.errors import ExtensionError
from sphinx.testing.util import SphinxTestApp
from tests.scenarios.files import ALL, FILES, ROOT

CONF = """
extensions = ["myst_parser"]
language = "fr"
gettext_compact = "tout"
def setup(app):
    from parcours.book.nodes import setup_nodes
    from parcours.book.scenario import setup_scenario
    setup_nodes(app)
    setup_scenario(app)
"""


def build(folder, names, builder="html"):
    (folder / "m08" / "scenarios").mkdir(parents=True)
    for name in names:
        if name in FILES:
            (folder / "m08" / "scenarios" / f"{name}.yml").write_bytes(FILES[name].read_bytes())
        (folder / f"{name}.md").write_text(f"# Page {name}\n\n```{{scenario}} {name}\n```\n", encoding="utf-8")
    listing = "\n".join(names)
    (folder / "index.md").write_text(f"# Cours\n\n```{{toctree}}\n{listing}\n```\n", encoding="utf-8")
    (folder / "conf.py").write_text(CONF, encoding="utf-8")
    app = SphinxTestApp(builder, srcdir=folder, warningiserror=True)
    try:
        app.build()
    finally:
        app.cleanup()
    return app.outdir


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    return build(tmp_path_factory.mktemp("livre"), ALL)


def island(site, name):
    page = lxml_html.fromstring((site / f"{name}.html").read_text(encoding="utf-8"))
    return page.xpath("//div[@data-island='scenario']")[0]


@pytest.mark.parametrize("name", ALL)
def test_every_choice_leads_to_its_consequence_then_on(site, scenarios, name):
    part = island(site, name)
    ids = {each.get("id") for each in part.xpath(".//*[@id]")} | {part.get("id")}
    links = [each.get("href") for each in part.xpath(".//a")]
    assert all(link.startswith("#") and link[1:] in ids for link in links)
    for node in scenarios[name].nodes:
        for choice in node.choices:
            assert f"#{choice.id}" in links
            (after,) = part.xpath(f".//*[@id='{choice.id}']")
            said = " ".join(after.text_content().split())
            assert " ".join(choice.feedback.split()) in said
            assert {f"#{target}" if target != "fin" else f"#{name}-fin" for _, target in choice.nexts} <= {
                each.get("href") for each in after.xpath(".//a")
            }


@pytest.mark.parametrize("name", ALL)
def test_the_endings_tell_when_they_come(site, scenarios, name):
    said = island(site, name).text_content()
    for end in scenarios[name].endings:
        assert end.title in said
        assert end.condition is None or f"Quand : {end.condition}." in said
    assert "{choix_decisif}" not in said and "le choix qui a pesé le plus" in said


@pytest.mark.parametrize("name", ALL)
def test_the_plain_page_stays_small(site, name):
    """EcoIndex counts elements: with about 120 for the frame, a page stays under 600."""
    assert len(island(site, name).xpath(".//*")) <= 450


@pytest.mark.parametrize("name", ALL)
def test_the_player_gets_the_same_json(site, compiled, name):
    path = site / "assets" / "scenarios" / f"{name}.json"
    assert json.loads(path.read_text(encoding="utf-8")) == compiled[name]
    assert len(gzip.compress(path.read_bytes())) < 16_000


def test_headings_follow_the_section_the_scenario_stands_in(site):
    part = island(site, "mini1")
    assert {each.tag for each in part.iter() if each.tag in ("h1", "h2", "h3", "h4")} == {"h2"}


def test_gettext_reaches_every_text_of_a_scenario(tmp_path, compiled):
    out = build(tmp_path, ["mini1"], "gettext")
    catalogue = (out / "tout.pot").read_text(encoding="utf-8")
    known = re.sub(r'"\n"', "", catalogue).replace('\\"', '"')
    data = compiled["mini1"]
    texts = [data["titre"], data["but"], *data["contexte"], *data["vous_savez"], *data["debrief"]["a_retenir"]]
    for node in data["noeuds"]:
        texts += [node["titre"], *node["situation"], *(line["texte"] for line in node["messages"])]
        for choice in node["choix"]:
            texts += [choice["texte"], choice["resume"], choice["retour"], choice["principe"]]
            texts += [line["texte"] for line in choice["reponses"]]
    texts += [text for end in data["fins"] for text in (end["titre"], *end["texte"])]
    assert [text for text in texts if text not in known] == []


def test_an_unknown_scenario_stops_the_build_with_the_known_ones(tmp_path):
    with pytest.raises(ExtensionError, match="« sc99 » n’existe pas. Scénarios connus : aucun"):
        build(tmp_path, ["sc99"])


def test_a_faulty_scenario_stops_the_build_with_its_line(tmp_path):
    bad = tmp_path / "m08" / "scenarios"
    text = FILES["sc1"].read_text(encoding="utf-8").replace("qualite: 3", "qualite: 8", 1)
    (tmp_path / "conf.py").write_text(CONF, encoding="utf-8")
    bad.mkdir(parents=True)
    (bad / "sc1.yml").write_text(text, encoding="utf-8")
    (tmp_path / "index.md").write_text("# Cours\n\n```{scenario} sc1\n```\n", encoding="utf-8")
    app = SphinxTestApp("html", srcdir=tmp_path)
    try:
        with pytest.raises(ExtensionError, match=r"sc1.yml:\d+ : passage n1, choix d : « 8 » n’est pas permis"):
            app.build()
    finally:
        app.cleanup()


def test_our_script_weighs_at_most_8_kb():
    """Compressed as served; scenario.js and its rules together."""
    scripts = [ROOT / "src" / "parcours" / "web" / name for name in ("scenario.js", "scenario-model.js")]
    assert sum(len(gzip.compress(script.read_bytes())) for script in scripts) <= 8192


def test_a_guide_may_quote_the_mark_of_the_decisive_choice(tmp_path):
    (tmp_path / "conf.py").write_text(CONF, encoding="utf-8")
    guide = "# Guide\n\n`{choix_decisif}`\n\n```text\n{choix_decisif}\n```\n"
    (tmp_path / "index.md").write_text(guide, encoding="utf-8")
    app = SphinxTestApp("html", srcdir=tmp_path, warningiserror=True)
    try:
        app.build()
    finally:
        app.cleanup()
    assert (app.outdir / "index.html").read_text(encoding="utf-8").count("{choix_decisif}") == 2
