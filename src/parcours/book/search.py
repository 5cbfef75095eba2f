"""French search that forgives accents: « moderation » finds « modération ».

Sphinx stems the words of the index in Python and those of the query in JavaScript; both sides drop the accents first.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import sphinx.search
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.search import languages
from sphinx.search.fr import SearchFrench


def fold(word: str) -> str:
    """The word without its accents and ligatures: « Bœuf été » → « boeuf ete » (case is the caller's)."""
    word = word.replace("œ", "oe").replace("æ", "ae").replace("Œ", "Oe").replace("Æ", "Ae")
    return "".join(char for char in unicodedata.normalize("NFD", word) if not unicodedata.combining(char))


_JS = Path(sphinx.search.__file__).parent / "minified-js"
_FOLD = """
class Stemmer {
  constructor() { this.french = new FrenchStemmer(); }
  stemWord(word) {
    const plain = word.replace(/œ/g, "oe").replace(/æ/g, "ae").normalize("NFD").replace(/[\\u0300-\\u036f]/g, "");
    return this.french.stemWord(plain);
  }
}
"""


class SearchFrenchWithoutAccents(SearchFrench):
    """French stemming on words without accents."""

    # Sphinx would append « Stemmer = FrenchStemmer » to a raw code; give it the whole text instead.
    js_stemmer_rawcode = ""
    js_stemmer_code = (
        "".join((_JS / name).read_text("utf-8") for name in ("base-stemmer.js", "french-stemmer.js")) + _FOLD
    )

    def stem(self, word: str) -> str:
        return super().stem(fold(word.lower()))


PLURAL = re.compile(r"new Function\([^)]*?plural_expr[^)]*\)`,?\s*\)", re.DOTALL)


def without_eval(app: Sphinx, error: Exception | None) -> None:
    """Sphinx's doctools.js builds its plural rule from a text, which our policy refuses; the rule is written out instead."""
    path = Path(app.outdir) / "_static" / "doctools.js"
    if error or not path.is_file():
        return
    rule = "(n) => Number(n > 1)" if app.config.language.startswith("fr") else "(n) => Number(n !== 1)"
    text, changed = PLURAL.subn(rule, path.read_text("utf-8"))
    if changed:
        path.write_text(text, encoding="utf-8")
    elif rule not in text:
        raise ExtensionError(f"{path}: la règle du pluriel a changé de forme ; adaptez parcours.book.search.PLURAL.")


def setup_search(app: Sphinx) -> None:
    app.connect("build-finished", without_eval)
    languages["fr"] = SearchFrenchWithoutAccents
