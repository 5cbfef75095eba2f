"""The words of our scripts reach translators, and a translated build gives them back to the page."""

import json
import re

import pytest
from babel.messages.pofile import read_po
from sphinx.testing.util import SphinxTestApp

from parcours.book.texts import WEB, texts

CONF = """
extensions = ["myst_parser"]
language = "{language}"
gettext_compact = "parcours"
locale_dirs = ["locale"]
def setup(app):
    from pathlib import Path
    from parcours.book.texts import setup_texts
    app.add_message_catalog("parcours", str(Path(__file__).parent / "locale"))
    setup_texts(app)
"""
SAMPLES = {
    "scenario.js": ["Que faites-vous\u00a0?", "Mode projection", "Score\u00a0: {n} sur 100.", "? à essayer"],
    "calculator.js": ["Pas de résultat.", "Régler les détails", "Copier le lien"],
    "quiz.js": ["J’hésite", "Vérifier", "La réponse expliquée"],
    "exercise.js": ["Vérification…", "Annuler"],
    "desk.js": ["Vos fichiers ne quittent pas cet ordinateur.", "{n} fichier(s) reçu(s)."],
    "page.html": ["Aller au contenu"],
}


def build(folder, builder, language="fr"):
    (folder / "conf.py").write_text(CONF.format(language=language), encoding="utf-8")
    (folder / "index.md").write_text("# Bonjour\n", encoding="utf-8")
    app = SphinxTestApp(builder, srcdir=folder, warningiserror=True)
    try:
        app.build()
    finally:
        app.cleanup()
    return app.outdir


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory):
    out = build(tmp_path_factory.mktemp("livre"), "gettext")
    with (out / "parcours.pot").open("rb") as file:
        return read_po(file)


@pytest.mark.parametrize("name", SAMPLES)
def test_the_gettext_builder_extracts_them_with_their_place(catalogue, name):
    for text in SAMPLES[name]:
        assert any(path.endswith(name) for path, _ in catalogue[text].locations), text
    assert "Bonjour" in catalogue


def test_no_call_with_a_text_is_forgotten(catalogue):
    """Whatever stands between the quotes of `text("…")` or `t("…")`, in every script."""
    for path in WEB.rglob("*.js"):
        for part in re.split(r'\b(?:text|t)\("', path.read_text(encoding="utf-8"))[1:]:
            literal = part.partition('"')[0]
            assert json.loads(f'"{literal}"') in catalogue, f"{path.name} : {literal}"


def test_a_build_in_another_language_serves_the_translations(tmp_path):
    messages = tmp_path / "locale" / "en" / "LC_MESSAGES"
    messages.mkdir(parents=True)
    (messages / "parcours.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
        'msgid "Mode projection"\nmsgstr "Projector"\n',
        encoding="utf-8",
    )
    from babel.messages.mofile import write_mo

    with (messages / "parcours.po").open("rb") as source, (messages / "parcours.mo").open("wb") as target:
        write_mo(target, read_po(source))
    out = build(tmp_path, "html", "en")
    said = json.loads((out / "assets" / "i18n" / "en.json").read_text(encoding="utf-8"))
    assert said["Mode projection"] == "Projector" and set(said) == {text for text, _, _ in texts()}


def test_a_french_build_serves_none(tmp_path):
    assert not (build(tmp_path, "html") / "assets" / "i18n").exists()
