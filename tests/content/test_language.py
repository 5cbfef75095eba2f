"""The course is written in clean, short French: typography, spelling, length of sentences."""

from __future__ import annotations

import re
import shutil
import statistics
import subprocess
from pathlib import Path

import pytest

from tests.content.prose import ROOT, pages, paragraphs, sentences

pytestmark = pytest.mark.site
OWN_WORDS = Path(__file__).with_name("mots.txt")
WORD = re.compile(r"[A-Za-zÀ-ÿŒœ]+(?:[’'-][A-Za-zÀ-ÿŒœ]+)*")
TYPOGRAPHY = {
    "guillemet droit": re.compile(r'"'),
    "apostrophe droite": re.compile(r"[a-zà-ÿ]'[a-zà-ÿ]", re.IGNORECASE),
    "espace ordinaire avant ; ! ? : »": re.compile(r" [;!?»]| :(?=\s)"),
    "espace ordinaire après «": re.compile("« "),
    "point décimal": re.compile(r"(?<![\w.])\d+\.\d+(?![\w.])"),
    "trois points": re.compile(r"\.\.\."),
}
# A dot between digits that is no decimal: a version, a section, an article of law, an exercise's number.
NUMBERED = re.compile(r"(?:version|WCAG|RGAA|DigComp|Python|Exercices?|Questions?|CC0|article|art\.|section|CC BY-NC-SA|L\.|R\.|D\.|L|Badges|SCORM|v)[\s\u00a0]*\d+\.\d+(?:\.\d+)?(?:[-–]\d+)?(?:,?(?: (?:à|et|ou|puis))? \d\.\d+)*", re.IGNORECASE)


def test_typography():
    wrong = []
    for name in pages():
        for text in paragraphs(name, without=".exercise"):  # a statement quotes code, where the point is right
            plain = NUMBERED.sub("", text)
            wrong += [f"{name} : {kind} : …{text[:90]}" for kind, rule in TYPOGRAPHY.items() if rule.search(plain)]
    assert not wrong, "\n".join(wrong[:40])


def test_no_mark_up_is_left_in_a_sentence():
    """A backslash, a role or a format that a table or a list did not understand."""
    left = re.compile(r"\\|\{[a-z:]+\}|\| ?\+?\.?\d ?[%€]")
    wrong = [f"{name} : …{text[:90]}" for name in pages() for text in paragraphs(name) if left.search(text)]
    assert not wrong, "\n".join(wrong[:40])


def test_sentences_are_short():
    long = {
        name: statistics.median(len(sentence.split()) for sentence in found)
        for name in pages()
        if len(found := sentences(name)) >= 8
    }
    assert not {name: median for name, median in long.items() if median > 18}


def test_spelling():
    if not shutil.which("hunspell"):
        pytest.fail("hunspell manque. Sous Debian : apt-get install hunspell hunspell-fr.")
    words: dict[str, str] = {}
    for name in pages():
        for text in paragraphs(name):
            for word in WORD.findall(text.replace("’", "'")):
                words.setdefault(word, name)
    checked = subprocess.run(
        ["hunspell", "-d", "fr_FR", "-i", "utf-8", "-l", "-p", str(OWN_WORDS)],
        input="\n".join(words), capture_output=True, text=True, cwd=ROOT, check=True,
    )
    own = {line.strip() for line in OWN_WORDS.read_text("utf-8").splitlines()}
    unknown = sorted({word for word in checked.stdout.split() if word not in own and not word.isupper()})
    where = {word: next((page for key, page in words.items() if word in key), "?") for word in unknown}
    assert not unknown, "mots inconnus (corrigez-les, ou ajoutez-les à tests/content/mots.txt) :\n" + "\n".join(
        f"{word} ({where[word]})" for word in unknown
    )
