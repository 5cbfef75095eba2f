"""Every page keeps the promises of the course: no other host, no error, accessible, light, in French, usable by keyboard.

`make test` sees each page once, in one of two variants (colours × width) that rotate with the commits; `make test-complet` in all six.
"""

from __future__ import annotations

import re

import pytest
from tests.axe import violations
from tests.site.conftest import pages, turn
from tests.site.ecoindex import ecoindex

VARIANTS = [("light", 320), ("dark", 1280), ("light", 360), ("dark", 320), ("light", 1280), ("dark", 360)]
REFERENCE = ("annexes/", "search.html", "plan.html", "formateur/")  # looked up, not read through: EcoIndex ≥ 55
LATE = 150  # milliseconds for what a page asks for once it is shown
PLACEMENT = """() => document.documentElement.scrollWidth - document.documentElement.clientWidth"""
FACTS = """() => ({
  lang: document.documentElement.lang,
  h1: document.querySelectorAll("h1").length,
  dom: document.querySelectorAll("*").length - document.querySelectorAll("svg *").length,
  csp: !!document.querySelector('meta[http-equiv="Content-Security-Policy"]'),
  alts: [...document.querySelectorAll("img")].map((i) => i.getAttribute("alt")),
  figures: [...document.querySelectorAll("figure.graphique")].map((f) => ({alt: f.querySelector(".vh")?.textContent ?? "", table: !!f.querySelector("table")})),
  words: [...document.querySelectorAll("header, nav, footer, button, label, summary, legend, [aria-label], [title], [placeholder]")]
    .flatMap((e) => [e.matches("header, nav, footer, button, label, summary, legend") ? e.innerText : "", e.getAttribute("aria-label"), e.getAttribute("title"), e.getAttribute("placeholder")])
    .filter(Boolean).join(" • "),
})"""
ENGLISH = re.compile(
    r"\b(search|skip|toggle|next|previous|contents|loading|submit|close|copy|click|show|hide|back to|on this page|home|menu bar|"
    r"light mode|dark mode|made with|view this|edit this|permalink|expand|collapse|download|settings|error)\b",
    re.IGNORECASE,
)
FRENCH_TOO = {"menu", "expand"}


def variants(name: str, index: int):
    """All six variants; outside `make test-complet` one of this turn's two."""
    chosen = (turn() + 3 * (index % 2)) % 6
    for number, (theme, width) in enumerate(VARIANTS):
        marks = [] if number == chosen else [pytest.mark.complet]
        yield pytest.param(name, theme, width, marks=marks, id=f"{name}-{theme}-{width}")


PAGES = pages()


@pytest.fixture(scope="module")
def visitor(browser):
    """One visitor a variant: `visitor("dark", 360)`. Whoever only reads leaves nothing behind."""
    contexts = {}

    def visit(theme: str, width: int):
        if (theme, width) not in contexts:
            contexts[theme, width] = browser.new_context(
                viewport={"width": width, "height": 800}, color_scheme=theme, locale="fr-FR", service_workers="block"
            )
        return contexts[theme, width]

    yield visit
    for context in contexts.values():
        kept = context.storage_state(indexed_db=True)
        context.close()
        assert kept == {"cookies": [], "origins": []}


@pytest.mark.site
@pytest.mark.parametrize(("name", "theme", "width"), [v for i, n in enumerate(PAGES) for v in variants(n, i)])
def test_page(name, theme, width, visitor, host, root_host):
    if name == "404.html":
        host = root_host  # a missing page is served at any depth: its links start from SITE_URL, here the root
    context = visitor(theme, width)
    page = context.new_page()
    requests, sizes, problems = [], [], []
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})  # every page as if it were the first
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: problems.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(host.url + name, wait_until="load")
    page.wait_for_timeout(LATE)
    facts = page.evaluate(FACTS)
    requested, kilobytes = len(requests), sum(sizes) / 1024

    elsewhere = [url for url in requests if not url.startswith((host.url, "data:", "blob:"))]
    assert not elsewhere, f"demande à un autre hôte : {elsewhere}"
    assert not problems, f"console : {problems}"
    assert facts["lang"] == "fr"
    assert facts["h1"] == 1, "une page a un titre, un seul"
    assert facts["csp"], "la page n'a pas de politique de sécurité"
    assert all(alt is not None and not re.search(r"\.(png|svg|jpe?g)$|_images/", alt) for alt in facts["alts"]), facts[
        "alts"
    ]
    for figure in facts["figures"]:
        told = len(figure["alt"]) > (20 if figure["table"] else 120)  # without a table, the description says it all
        assert told, f"graphique sans alternative ou sans tableau : {figure}"
    english = [word for word in ENGLISH.findall(facts["words"]) if word.lower() not in FRENCH_TOO]
    assert not english, f"mots anglais dans l'interface : {english}"
    assert page.evaluate(PLACEMENT) <= 0, "la page défile horizontalement"

    score = ecoindex(facts["dom"], requested, kilobytes)
    least = 55 if name.startswith(REFERENCE) else 70
    assert score >= least, (
        f"EcoIndex {score:.1f} < {least} (DOM {facts['dom']}, {requested} requêtes, {kilobytes:.0f} Ko)"
    )
    assert kilobytes <= 150, f"{kilobytes:.0f} Ko transférés"

    found = violations(page)
    assert not found, "\n".join(found)
    page.close()
