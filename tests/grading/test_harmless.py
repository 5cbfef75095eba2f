"""What a trainee wrote, as formgrader and nbgrader's feedback show it: their own renderer is the judge."""

from __future__ import annotations

import base64
import html
import json
import re
from html.parser import HTMLParser

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbconvert import HTMLExporter
from nbconvert.filters.markdown_mistune import markdown2html_mistune
from tests.grading.course import fill

from parcours.grading import harmless
from parcours.grading.model import Limits
from parcours.grading.sanitize import sanitize

PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(50)).decode()
TEXT = "m90-ex07-texte"


class Links(HTMLParser):
    """The schemes that a page's links and images would follow, and its tags."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.schemes: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            assert not name.startswith("on")
            if name in ("href", "src") and value:
                url = re.sub(r"[\x00-\x20]", "", html.unescape(value))
                self.schemes |= set(re.findall(r"^[A-Za-z][A-Za-z0-9+.-]*(?=:)", url))


def schemes(source: str) -> set[str]:
    return {scheme.lower() for scheme in Links(markdown2html_mistune(harmless.markdown(source))).schemes}


HIDDEN_SCRIPTS = [
    "[x](javascript:alert(1))",
    "[x](java&#115;cript:alert(1))",
    r"[x](javascript\:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](java&Tab;script&colon;alert(1))",
    "[x](<java&#115;cript:alert(1)>)",
    r"[x](<\javascript&#58;alert(1)>)",
    "[x]( \n javascript&#x3a;alert(1) 'titre')",
    "[x][b]\n\n[b]: javascript&#58;alert(1)",
    "[b]\n\n[b]:\n  &#106;avascript:alert(1)",
    "![x](vbscript&colon;x)",
    "[x](data&#58;text/html;base64,PHNjcmlwdD4=)",
    r"[x](file\:///etc/passwd)",
    r"[x](java\&#115;cript&amp;colon;alert(1))",
    "<javascript&colon;alert(1)>",
    "<a href='javascript&colon;alert(1)'>x</a>",
    "[x](#[x](data:text/html,x)",
    "[x](<a](data:x>)",
    "[x](<java&#115;cript:](x>)",
]


@pytest.mark.parametrize("source", HIDDEN_SCRIPTS)
def test_a_link_that_hides_its_scheme_leads_nowhere(source):
    assert schemes(source) <= {"http", "https", "mailto"}


MARKS = [*"[]()<>!:\\&;# \n", "&#58;", "&colon;", "&Tab;", "\\:", "](", "]: ", "[x]("]
pieces = st.sampled_from([*MARKS, "java", "script", "javascript", "data:", "a"])


@settings(max_examples=600, deadline=None)
@given(source=st.lists(pieces, max_size=14).map("".join))
def test_no_arrangement_of_marks_makes_a_script_of_a_link(source):
    assert not schemes("[x](" + source + ")\n\n[b]: " + source) & {"javascript", "vbscript", "data", "file"}


def test_honest_links_and_words_stay_as_they_are():
    source = "Les data : 12 fichiers. [La charte](https://exemple.fr/a_(b)?x=1#y), [ici](#bas), [moi](mailto:a@b.fr)."
    assert harmless.markdown(source) == source
    assert schemes(source) == {"https", "mailto"}


def test_a_formula_makes_no_link():
    assert "href" not in harmless.markdown(r"$\href{java\relax script:alert(1)}{x}$")
    assert "href" not in harmless.html(r"<p>$\href{javascript:alert(1)}{x}$</p>", 1000)


def pasted(reference: str, name: str, bundle: dict) -> dict:
    return {"source": f"Voici mon écran : ![écran]({reference})", "attachments": {name: bundle}}


IMAGES = {
    "apostrophe": (pasted("attachment:Capture d’écran.png", "Capture d’écran.png", {"image/png": PNG}), True),
    "encodée": (
        pasted("attachment:Capture%20d%E2%80%99%C3%A9cran.png", "Capture d’écran.png", {"image/png": PNG}),
        True,
    ),
    "entre chevrons": (pasted("<attachment:mon écran (1).png>", "mon écran (1).png", {"image/png": PNG}), True),
    "simple": (pasted("attachment:a.png", "a.png", {"image/png": PNG}), True),
    "trop grosse": (pasted("attachment:a.png", "a.png", {"image/png": PNG + "A" * 1_400_000}), False),
    "dessin": (pasted("attachment:a.svg", "a.svg", {"image/svg+xml": "<svg onload=alert(1)/>"}), False),
    "absente": (pasted("attachment:rien.png", "autre.txt", {"text/plain": "x"}), False),
    "cachée": (pasted("att&#97;chment:rien.png", "a.png", {"image/png": PNG}), False),
}


@pytest.mark.parametrize("case", IMAGES)
def test_a_pasted_image_is_shown_or_its_loss_is_told(course, template, case):
    """nbconvert stops at an image that is not there: neither formgrader nor the feedback would open."""
    cell, shown = IMAGES[case]
    notebook = fill(course.released, {TEXT: cell["source"]})
    answer = next(c for c in notebook["cells"] if c["metadata"].get("nbgrader", {}).get("grade_id") == TEXT)
    answer["attachments"] = cell["attachments"]
    notebook["cells"].append({"cell_type": "markdown", "id": "libre", "metadata": {}, **cell})
    clean = sanitize(notebook, template, Limits())
    page, _ = HTMLExporter().from_notebook_node(nbformat.from_dict(json.loads(json.dumps(clean.notebook))))
    assert page.count(f"data:image/png;base64,{PNG}") == (2 if shown else 0)
    assert page.count("Une image n’a pas été gardée") == (0 if shown else 2)
    assert ("une image n’a pas été gardée" in " ".join(clean.notes)) is not shown
