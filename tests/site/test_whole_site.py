"""The site as a whole: every promised page is there, every link leads somewhere, durations are honest, the README tells the truth."""

import re
import sys
import tomllib
from html.parser import HTMLParser
from importlib import metadata
from pathlib import Path
from urllib.parse import unquote, urldefrag

import pytest
import yaml
from packaging.specifiers import SpecifierSet

from tests.site.conftest import pages

pytestmark = pytest.mark.site
ROOT = Path(__file__).parents[2]


def toc_pages(node) -> list[str]:
    found = [node[key] for key in ("root", "file") if key in node]
    for key in ("chapters", "sections", "parts"):
        for child in node.get(key, []):
            found += toc_pages(child)
    return found


def test_the_pages_are_those_of_the_table_of_contents(site):
    toc = yaml.safe_load((ROOT / "book" / "_toc.yml").read_text("utf-8"))
    assert set(pages()) == {f"{name}.html" for name in toc_pages(toc)} | {"search.html"}


class Links(HTMLParser):
    def __init__(self, text: str):
        super().__init__()
        self.targets, self.ids = [], set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if "id" in attrs:
            assert attrs["id"] not in self.ids, f"identifiant en double : {attrs['id']}"
            self.ids.add(attrs["id"])
        for name in ("href", "src"):
            if attrs.get(name):
                self.targets.append(attrs[name])


def test_internal_links_and_anchors_lead_somewhere(site):
    parsed = {name: Links((site / name).read_text("utf-8")) for name in pages()}
    broken = []
    for name, page in parsed.items():
        for link in page.targets:
            if (
                re.match(r"[a-z]+:", link) or name == "404.html"
            ):  # the missing page is served at any depth: its base is the site's
                continue
            path, anchor = urldefrag(unquote(link).split("?")[0])
            target = (site / name).parent / path if path else site / name
            target = target.resolve()
            if not target.is_file():
                broken.append(f"{name} → {link}")
            elif anchor and target.suffix == ".html":
                other = target.relative_to(site.resolve()).as_posix()
                if anchor not in parsed[other].ids:
                    broken.append(f"{name} → {link} (ancre)")
    assert not broken, broken


def test_declared_minutes_are_those_of_the_page(page_list):
    wrong = [
        f"{page['page']} : {page['duree']} min déclarées, {page['minutes']} calculées"
        for page in page_list["pages"]
        if page["duree"] and not 0.75 <= page["duree"] / page["minutes"] <= 1.25
    ]
    assert not wrong, "\n".join(wrong)


def test_no_page_is_too_long(page_list):
    assert not [page["page"] for page in page_list["pages"] if page["type"] == "lecon" and page["mots"] > 1800]


def test_readme_commands_are_the_makefiles(site):
    commands = re.findall(r"`?make ([a-z-]+)", (ROOT / "README.md").read_text("utf-8"))
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert set(commands) <= targets, set(commands) - targets
    assert {"serve", "test"} <= set(commands)


def test_no_pinned_package_refuses_a_python_that_we_promise():
    lowest = SpecifierSet(tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["requires-python"])
    promised = f"{next(iter(lowest)).version}.0"
    for environment in (Path(sys.prefix), ROOT / ".venv-lab"):
        folders = [str(folder) for folder in environment.glob("lib/python*/site-packages")]
        packages = list(metadata.distributions(path=folders))
        assert len(packages) > 20, environment
        asked = {each.metadata["Name"]: each.metadata.get("Requires-Python", "") for each in packages}
        assert not {name: text for name, text in asked.items() if promised not in SpecifierSet(text)}


def test_what_a_reader_and_a_search_engine_are_told(site):
    home = (site / "index.html").read_text("utf-8")
    lesson = (site / "m01-metier" / "01-definir.html").read_text("utf-8")
    assert "community manager" in re.search(r"<title>(.*?)</title>", home)[1]
    assert '"@type": "LearningResource"' in lesson
    assert 'property="og:image"' in lesson and (site / "assets" / "carte.png").is_file()
    assert (site / "sitemap.xml").is_file() and (site / "404.html").is_file()
    assert "2021-1-FR01-KA220-VET-000033162" in home
    assert 'rel="license"' in home


def test_the_workshop_takes_half_an_hour_at_most(page_list):
    minutes = sum(page["minutes"] for page in page_list["pages"] if page["module"] == "m00")
    assert minutes <= 30, f"le module 0 prend {minutes:.0f} minutes"
