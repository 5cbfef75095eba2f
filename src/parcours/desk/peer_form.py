"""The file that a reader fills in: one HTML page that needs no network and no program, and a CSV for who prefers it.

The page's only script gathers the choices into a file; its policy names that script by its hash and allows nothing
else. Without script the texts and the rubric are all there, and the CSV takes the levels.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import io
from dataclasses import dataclass
from html import escape

from .model import Criterion

FORMAT, VERSION = "parcours-relecture", 1
HEADER = ("tour", "lecteur", "texte", "critère", "niveau (0 à 4)", "ce que l’on regarde")
COMMENT = "remarque"

_STYLE = """
:root { color-scheme: light dark; --ink: #1b1b1f; --paper: #fff; --soft: #f2f1ed; --accent: #14532d }
@media (prefers-color-scheme: dark) {
  :root { --ink: #ececf1; --paper: #17171b; --soft: #26262c; --accent: #86efac }
}
body { max-width: 44rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.6 system-ui, sans-serif; color: var(--ink);
  background: var(--paper) }
h1 { font-size: 1.6rem } h2 { font-size: 1.3rem; margin-top: 2.5rem } legend { font-weight: 600; padding: 0 .3rem }
.texte { white-space: pre-wrap; overflow-wrap: anywhere; background: var(--soft); padding: 1rem 1.25rem;
  border-radius: .5rem }
fieldset { margin: 1rem 0; border: 1px solid #8888; border-radius: .5rem }
fieldset label { display: flex; gap: .6rem; padding: .3rem .2rem; align-items: baseline; min-height: 1.6rem }
textarea { width: 100%; box-sizing: border-box; font: inherit; color: inherit; background: var(--paper);
  border: 1px solid #888; border-radius: .3rem; padding: .4rem }
button { font: inherit; font-weight: 600; padding: .6rem 1.2rem; border: 2px solid var(--accent); border-radius: .4rem;
  color: inherit; background: var(--paper); cursor: pointer }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }
"""

_SCRIPT = """
const page = document.querySelector("main"), state = document.querySelector("[role=status]");
const button = document.querySelector("button");
let kept = true;
button.hidden = false;
function answers() {
  return [...page.querySelectorAll("article")].map((article) => ({
    text: article.dataset.text,
    levels: Object.fromEntries([...article.querySelectorAll("fieldset")].flatMap((set) => {
      const chosen = set.querySelector("input:checked");
      return chosen ? [[set.dataset.criterion, Number(chosen.value)]] : [];
    })),
    comment: article.querySelector("textarea").value.trim(),
  }));
}
function tell() {
  const left = page.querySelectorAll("fieldset").length - page.querySelectorAll("input:checked").length;
  state.textContent = left ? `Il reste ${left} critère(s) à choisir.` : "Tous les critères sont choisis.";
}
page.addEventListener("input", () => { kept = false; tell(); });
window.addEventListener("beforeunload", (event) => { if (!kept) event.preventDefault(); });
button.addEventListener("click", () => {
  const told = { format: "FORMAT", version: VERSION, round: page.dataset.round, reader: page.dataset.reader,
    reviews: answers() };
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([JSON.stringify(told, null, 1)], { type: "application/json" }));
  link.download = `relecture-${page.dataset.reader}.json`;
  link.click();
  kept = true;
  state.textContent = `Le fichier ${link.download} est enregistré : déposez-le comme on vous l’a demandé.`;
});
tell();
""".replace("FORMAT", FORMAT).replace("VERSION", str(VERSION))


@dataclass(frozen=True)
class Text:
    """A text under its code; `own`: the reader's."""

    code: str
    body: str
    own: bool = False


@dataclass(frozen=True)
class Pack:
    """What one reader receives."""

    round: str
    reader: str
    title: str
    criteria: tuple[Criterion, ...]
    texts: tuple[Text, ...]


def html(pack: Pack) -> bytes:
    """The form, whole in one file."""
    digest = base64.b64encode(hashlib.sha256(_SCRIPT.encode("utf-8")).digest()).decode()
    policy = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; form-action 'none'"
    title = f"Relecture : {pack.title}"
    return (
        '<!doctype html>\n<html lang="fr"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>\n"
        f'<body><main data-round="{escape(pack.round)}" data-reader="{escape(pack.reader)}"><h1>{escape(title)}</h1>\n'
        + _how(pack)
        + "\n".join(_article(pack, text) for text in pack.texts)
        + '\n<p role="status"></p><p><button type="button" hidden>Enregistrer ma relecture</button></p>'
        f"</main><script>{_SCRIPT}</script></body></html>\n"
    ).encode()


def _how(pack: Pack) -> str:
    return (
        f"<p>Vous lisez {len(pack.texts)} texte(s), sans les noms. Pour chacun : lisez-le en entier, choisissez un "
        "niveau par critère, citez une phrase et dites une chose à changer. On commente le texte, jamais la "
        "personne.</p><p>À la fin, le bouton enregistre un petit fichier sur votre ordinateur. Rien n’est envoyé. Vos "
        "réponses ne restent pas dans cette page si vous la fermez.</p>"
        f"<p>Votre code de lecteur : <strong>{escape(pack.reader)}</strong>.</p>"
        "<noscript><p><strong>Le bouton ne marche pas ici</strong> (scripts bloqués). Lisez les textes sur cette page, "
        "écrivez vos niveaux dans « relecture.csv », livré à côté, et rendez ce fichier.</p></noscript>\n"
    )


def _article(pack: Pack, text: Text) -> str:
    heading = "Votre texte" if text.own else f"Texte {text.code}"
    sets = "\n".join(_fieldset(text, criterion) for criterion in pack.criteria)
    name = f"{text.code}-{COMMENT}"
    asked = "Ce que je change, et pourquoi" if text.own else "Une phrase à garder, une chose à changer"
    return (
        f'<article data-text="{escape(text.code)}"><h2>{escape(heading)}</h2>\n'
        f'<div class="texte">{escape(text.body.strip())}</div>\n{sets}\n'
        f'<p><label for="{escape(name)}">{asked}</label><br>'
        f'<textarea id="{escape(name)}" rows="4" maxlength="5000"></textarea></p></article>'
    )


def _fieldset(text: Text, criterion: Criterion) -> str:
    name = escape(f"{text.code}-{criterion.id}")
    choices = "".join(
        f'<label><input type="radio" name="{name}" value="{level}"><span>{level} · {escape(told)}</span></label>'
        for level, told in enumerate(criterion.levels)
    )
    legend = f"<legend>{escape(criterion.title)}</legend>"
    return f'<fieldset data-criterion="{escape(criterion.id)}">{legend}{choices}</fieldset>'


def sheet(pack: Pack) -> bytes:
    """The same questions as CSV, for a French spreadsheet: the reader fills the « niveau » column."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";")
    writer.writerow(HEADER)
    for text in pack.texts:
        for criterion in pack.criteria:
            writer.writerow([pack.round, pack.reader, text.code, criterion.id, "", criterion.title])
        writer.writerow([pack.round, pack.reader, text.code, COMMENT, "", "Vos mots, à la place du niveau"])
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8")
