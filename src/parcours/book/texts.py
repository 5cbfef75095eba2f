"""The texts of our scripts and templates, given to gettext with the pages': `sphinx-build -b gettext` puts all in one
catalogue, and a build in another language writes `assets/i18n/<language>.json`, which `page.text` reads.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.builders.gettext import MsgOrigin
from sphinx.locale import get_translation

HERE = Path(__file__).parent
WEB = HERE.parent / "web"
LITERAL = r'"((?:[^"\\\n]|\\.)*)"'
CALLED = re.compile(rf"\b(?:text|t)\(\s*(?:[^\";]*\?\s*)?{LITERAL}(?:\s*:\s*{LITERAL})?")
# A text that reaches `page.text` through a variable: a French word, alone or with more after it.
WORDS = re.compile(r'"([A-ZÀ-Ý][a-zà-ÿ]*(?:[ ’…\u00a0\u202f.,:](?:[^"\\\n]|\\.)*)?)"')
TEMPLATE = re.compile(r"""\bt\((["'])(.*?)\1\)""")


def texts() -> Iterator[tuple[str, Path, int]]:
    """Every text of scripts and templates, with the file and line it stands in."""
    for path in sorted(WEB.rglob("*.js")):
        script = path.read_text(encoding="utf-8")
        for found in (*CALLED.finditer(script), *WORDS.finditer(script)):
            for literal in filter(None, found.groups()):
                yield json.loads(f'"{literal}"'), path, script.count("\n", 0, found.start()) + 1
    for path in sorted((HERE / "templates").rglob("*.html")):
        template = path.read_text(encoding="utf-8")
        for found in TEMPLATE.finditer(template):
            yield found[2], path, template.count("\n", 0, found.start()) + 1


def add_to_catalogue(app: Sphinx) -> None:
    """Before the pages are read by the gettext builder, whose catalogue is the one of the pages."""
    if app.builder.name == "gettext":
        catalogue = app.builder.catalogs[app.config.gettext_compact or "parcours"]
        for text, path, line in texts():
            catalogue.add(text, MsgOrigin(str(path), line))


def write_translations(app: Sphinx, error: Exception | None) -> None:
    """Write `assets/i18n/<language>.json`, French → translation, for a build that is not French."""
    if error or app.builder.format != "html" or app.config.language.startswith("fr"):
        return
    translate = get_translation("parcours")
    said = {text: str(translate(text)) for text, _, _ in texts()}
    path = Path(app.outdir) / "assets" / "i18n" / f"{app.config.language}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def setup_texts(app: Sphinx) -> None:
    app.connect("builder-inited", add_to_catalogue)
    app.connect("build-finished", write_translations)
