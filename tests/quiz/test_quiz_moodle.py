"""The bank as Moodle reads it: XML by our own grammar, GIFT by gift-pegjs, an independent reader."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pandas as pd
import pytest

from parcours import cli
from parcours.authoring.quiz import question_file, read_bank, typeset
from parcours.datasets import load
from parcours.quiz.gift import gift
from parcours.quiz.model import Bank, Item, Option, Pair, Step, Trap
from parcours.quiz.moodle import html, moodle_xml, name, plain

ROOT = Path(__file__).parents[2]
BANKS = [typeset(read_bank(path)) for path in sorted((ROOT / "book").glob("*/quiz.yml"))]
ITEMS = {item.id: item for bank in BANKS for item in bank.items}
COMMON = ["name", "questiontext", "generalfeedback", "defaultgrade", "penalty", "hidden", "idnumber"]
VERDICTS = ["correctfeedback", "partiallycorrectfeedback", "incorrectfeedback"]
# What question/format/xml/format.php looks for, in the order in which it writes it.
GRAMMAR = {
    "multichoice": ["single", "shuffleanswers", "answernumbering", "showstandardinstruction", *VERDICTS, "answer"],
    "truefalse": ["answer"],
    "numerical": ["answer", "units", "unitgradingtype", "unitpenalty", "showunits", "unitsleft"],
    "shortanswer": ["usecase", "answer"],
    "matching": ["shuffleanswers", *VERDICTS, "subquestion"],
}
KINDS = {
    "choix": "multichoice", "choix-multiple": "multichoice", "vrai-faux": "truefalse", "numerique": "numerical",
    "texte-court": "shortanswer", "ordre": "matching", "appariement": "matching",
}  # fmt: skip
# Moodle keeps only these weights (question/engine/bank.php), and their opposites.
WEIGHTS = (100, 90, 83.33333, 80, 75, 70, 66.66667, 60, 50, 40, 33.33333, 30, 25, 20, 16.66667, 14.28571, 12.5, 10, 5)


@pytest.fixture(scope="module")
def questions():
    tree = ET.fromstring(question_file(ROOT / "book", "xml"))
    return {each.findtext("idnumber"): each for each in tree if each.get("type") != "category"}


def test_every_item_is_there_once_with_its_stable_id_in_the_category_of_its_module():
    tree = ET.fromstring(question_file(ROOT / "book", "xml"))
    where, found = None, []
    for each in tree:
        if each.get("type") == "category":
            where = each.findtext("idnumber")
            assert each.findtext("category/text").startswith(
                f"$course$/top/Devenir community manager/{where.upper()} · "
            )
        else:
            found.append(each.findtext("idnumber"))
            assert found[-1].startswith(f"{where}-")
    assert found == list(ITEMS) and len(found) >= 150


@pytest.mark.parametrize("item", ITEMS.values(), ids=lambda item: item.id)
def test_a_question_has_all_that_its_type_needs(questions, item):
    question = questions[item.id]
    kind = question.get("type")
    assert kind == KINDS[item.type]
    wanted = [*COMMON, *GRAMMAR[kind], "tags"]
    order = list(dict.fromkeys(child.tag for child in question))
    assert order == [tag for tag in wanted if tag in order]
    assert set(wanted) - set(order) <= ({"units"} if not item.unite else set())
    for tag in ("name", "questiontext", "generalfeedback", *(set(VERDICTS) & set(wanted))):
        assert question.findtext(f"{tag}/text").strip()
    for answer in question.iter("answer"):
        assert answer.findtext("text")
        if kind != "matching":
            assert answer.findtext("feedback/text"), "every answer says why"


def weights(question):
    return [float(each.get("fraction")) for each in question.findall("answer")]


@pytest.mark.parametrize("item", [each for each in ITEMS.values() if each.options], ids=lambda item: item.id)
def test_the_weights_are_moodle_s_and_the_right_options_make_100(questions, item):
    found = weights(questions[item.id])
    assert sum(each for each in found if each > 0) == pytest.approx(100, abs=0.001)
    assert all(abs(each) in (*WEIGHTS, 0) for each in found)
    assert [each > 0 for each in found] == [option.juste for option in item.options]
    if item.type == "choix-multiple":
        assert sum(found) <= 0.001 or any(not each.juste for each in item.options), "ticking all earns less than all"
        assert questions[item.id].findtext("single") == "false"


@pytest.mark.parametrize(
    "item", [each for each in ITEMS.values() if each.type == "numerique"], ids=lambda item: item.id
)
def test_a_number_has_its_computed_value_its_tolerance_and_its_units(questions, item):
    question = questions[item.id]
    first = question.find("answer")
    value, tolerance = float(first.findtext("text")), float(first.findtext("tolerance"))
    assert first.get("fraction") == "100" and (value, tolerance) == (item.valeur, item.tolerance or 0)
    if item.calcul:
        assert abs(float(eval(item.calcul, {"load": load, "pd": pd})) - value) <= tolerance + 1e-9
    assert [unit.findtext("unit_name") for unit in question.iter("unit")] == [*filter(None, [item.unite]), *item.unites]
    assert question.findall("answer")[-1].findtext("text") == "*"


# --- GIFT, and texts that would break it ---


def read_gift(text: str, folder: Path) -> list[dict]:
    node = shutil.which("node")
    if not node or not (ROOT / "node_modules" / "gift-pegjs").is_dir():
        pytest.fail("gift-pegjs manque. « make test » l’installe (npm ci) ; relancez-le.")
    file = folder / "questions.gift"
    file.write_text(text, encoding="utf-8")
    done = subprocess.run([node, "tests/quiz/gift.mjs", str(file)], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-800:]
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    parsed = read_gift(question_file(ROOT / "book", "gift"), tmp_path_factory.mktemp("gift"))
    return [each for each in parsed if each["type"] != "Category"]


def test_an_independent_reader_finds_the_same_questions(read):
    assert [each["title"] for each in read] == [name(item) for item in ITEMS.values()]
    assert [each.get("id") for each in read] == list(ITEMS)
    # GIFT would take an arrow for a pair.
    assert not any("->" in answer for item in ITEMS.values() for answer in item.reponses)
    kinds = {"MC": "multichoice", "TF": "truefalse", "Numerical": "numerical", "Short": "shortanswer"}
    kinds["Matching"] = "matching"
    assert [kinds[each["type"]] for each in read] == [KINDS[item.type] for item in ITEMS.values()]


def test_it_reads_every_option_pair_and_feedback_as_written(read):
    for each, item in zip(read, ITEMS.values(), strict=True):
        assert html(item.enonce) in each["stem"]["text"] and html(item.explication) in each["globalFeedback"]["text"]
        if item.type in ("choix", "choix-multiple"):
            assert [(one["text"]["text"], one["feedback"]["text"]) for one in each["choices"]] == [
                (html(option.texte), html(option.pourquoi)) for option in item.options
            ]
            right = [one["isCorrect"] if item.type == "choix" else one["weight"] > 0 for one in each["choices"]]
            assert right == [option.juste for option in item.options]
        elif item.type == "vrai-faux":
            true, false = item.options
            assert each["isTrue"] == true.juste
            wrong = false if true.juste else true
            # GIFT says first what a wrong answer deserves; this reader calls it `trueFeedback`, whatever was asked
            assert each["trueFeedback"]["text"] == html(wrong.pourquoi)
        elif item.type == "numerique":
            assert each["choices"][0]["text"]["number"] == item.valeur
        elif item.type == "appariement":
            assert [one["subanswer"] for one in each["matchPairs"]] == [plain(pair.droite) for pair in item.paires]


NASTY = "a ~ = # { } : \\ b <script> & \"guillemets\" -> // :: %50% 100 % $CATEGORY ]]> 'x' `x < 3` **fort**"


def nasty_bank() -> Bank:
    common = {"difficulte": 1, "objectif": "m99-o1", "enonce": NASTY, "explication": NASTY}
    options = (Option("m99-q01-a", NASTY, True, NASTY), Option("m99-q01-b", NASTY + "2", False, NASTY))
    steps = tuple(Step(f"m99-q05-{letter}", NASTY, NASTY) for letter in "abc")
    pairs = tuple(Pair(f"m99-q06-{letter}", NASTY, NASTY + letter, NASTY) for letter in "ab")
    return Bank(
        "m99",
        (
            Item("m99-q01", "choix", options=options, **common),
            Item("m99-q02", "choix-multiple", options=options, **common),
            Item("m99-q03", "numerique", valeur=-0.5, tolerance=0.05, unite="{€}", pieges=(Trap(3, NASTY),), **common),
            # GIFT cannot hold an arrow in a short answer: it would begin a matching question.
            Item("m99-q04", "texte-court", reponses=(NASTY.replace("->", ""),), indice=NASTY, **common),
            Item("m99-q05", "ordre", etapes=steps, **common),
            Item("m99-q06", "appariement", paires=pairs, **common),
        ),
    )


def test_no_sign_of_a_text_breaks_either_file(tmp_path):
    modules = [("M99 · a/b & c", nasty_bank())]
    tree = ET.fromstring(moodle_xml(modules))
    assert tree.findtext("question/category/text").endswith("/M99 · a//b & c")
    assert all(html(NASTY) in text for text in (each.findtext("questiontext/text") for each in tree[1:]))
    parsed = read_gift(gift(modules), tmp_path)[1:]
    assert len(parsed) == 6
    assert all(f"<p>{html(NASTY)}</p>" in each["stem"]["text"] for each in parsed)
    assert parsed[0]["choices"][0]["text"]["text"] == html(NASTY)
    assert [pair["subquestion"]["text"] for pair in parsed[5]["matchPairs"]] == [html(NASTY)] * 2


# --- the command ---


def test_the_command_writes_one_module_or_all(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    target = tmp_path / "m05.xml"
    assert cli.main(["moodle", "questions", "--module", "m05", "-o", str(target)]) == 0
    tree = ET.parse(target).getroot()
    assert {each.findtext("idnumber")[:3] for each in tree} == {"m05"} and str(target) in capsys.readouterr().out
    assert cli.main(["moodle", "questions", "--format", "gift", "-o", str(tmp_path / "tout.gift")]) == 0
    assert (tmp_path / "tout.gift").read_text("utf-8").count("$CATEGORY") == len(BANKS)


def test_an_unknown_module_is_told_with_the_known_ones(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    assert cli.main(["moodle", "questions", "--module", "m42", "-o", str(tmp_path / "x.xml")]) == 1
    said = capsys.readouterr().err
    assert "m42" in said and "m00, m01" in said and not (tmp_path / "x.xml").exists()


def test_a_folder_without_quiz_is_told(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert cli.main(["moodle", "questions", "-o", "x.xml"]) == 1
    assert "aucun quiz.yml ici" in capsys.readouterr().err and not (tmp_path / "x.xml").exists()


def test_it_runs_where_only_the_standard_library_is():
    code = (
        "import sys; import parcours.quiz.gift, parcours.quiz.moodle\n"
        "print([name for name in ('yaml', 'jsonschema', 'pandas', 'lxml', 'sphinx') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
