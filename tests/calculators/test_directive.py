"""The directive: a page part that is complete by itself, and whose every text a translation reaches."""

import json
import re

import pytest
from bs4 import BeautifulSoup
from tests.calculators.conftest import build

from parcours.calculators.page import MAKERS, calculator


@pytest.fixture(scope="module")
def tree(built):
    return BeautifulSoup((built / "index.html").read_text("utf-8"), "lxml")


@pytest.mark.parametrize("name", MAKERS)
def test_every_field_has_its_label_unit_and_bounds(tree, name):
    part = tree.find(id=f"calc-{name}")
    shown = [field for field in calculator(name).fields if not field.detail]
    assert len(part.select("[data-field]")) == len(shown)
    for field in shown:
        control = tree.find(id=f"calc-{name}-{field.id}")
        (label,) = part.select(f'label[for="{control["id"]}"]')
        assert field.label in label.text
        if not field.options:
            assert re.search(r"\(.*de [\d\u202f]+ à [\d\u202f]+\)", label.text), "unit and bounds are said"
    ids = [each["id"] for each in tree.find_all(id=True)]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("name", MAKERS)
def test_the_table_the_verdicts_and_what_is_left_out_are_in_the_page(tree, name):
    one = calculator(name)
    part = tree.find(id=f"calc-{name}")
    assert len(part.select(".calc-table tbody tr")) == len(one.rows)
    assert len(part.select(".calc-ecart tbody tr")) == len(one.compared)
    assert [each.text for each in part.select("details li")] == list(one.left_out)
    assert all(each.get("scope") for each in part.select("th"))


@pytest.mark.parametrize("name", MAKERS)
def test_the_program_is_one_small_file(built, name):
    path = built / "assets/calculators" / f"{name}.json"
    data = json.loads(path.read_text("utf-8"))
    assert data["program"]["code"] and data["id"] == name
    assert path.stat().st_size < 60_000


def test_a_translation_reaches_every_text_of_the_page(tmp_path):
    out = build(tmp_path, "gettext")
    catalogue = (out / "index.pot").read_text("utf-8").replace('"\n"', "")
    for name in MAKERS:
        one = calculator(name)
        texts = [one.unit_note, *one.left_out, *one.rows.values(), *(column.label for column in one.columns)]
        for field in one.fields:
            if not field.detail:
                texts += [field.label, *(option.label for option in field.options)]
        missing = [text for text in texts if text.replace('"', '\\"') not in catalogue]
        assert not missing


def test_an_unknown_calculator_stops_the_build_with_a_sentence(tmp_path):
    with pytest.raises(Exception, match="écrivez cout ou empreinte"):
        build(tmp_path, page="```{calculator} temps\n```\n")
