"""A small site with both calculators, built by Sphinx with our directive, served to Chromium under the course's content
policy.
"""

import contextlib
import functools
import http.server
import shutil
import sys
import threading
from pathlib import Path

import pytest
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace

WEB = Path(__file__).parents[2] / "src/parcours/web"
POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; object-src 'none'; img-src 'self' data:"
)
START = """
import { enhance } from "./calculator.js";
const text = (french, values = {}) => french.replace(/\\{(\\w+)\\}/g, (whole, name) => values[name] ?? whole);
const page = { assets: new URL(".", import.meta.url).href, text };
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) => window.violations.push(event.violatedDirective));
const islands = [...document.querySelectorAll('[data-island="calculator"]')];
window.ready = Promise.all(islands.map((each) => enhance(each, page)));
"""
CONF = """
extensions = ["myst_parser", "calculator_only"]
language = "fr"
html_theme = "basic"
"""
EXTENSION = """
from parcours.book.calculator import setup_calculator
from parcours.book.nodes import setup_nodes

def setup(app):
    setup_nodes(app)
    setup_calculator(app)
"""
BOTH = "```{calculator} cout\n```\n\n```{calculator} empreinte\n```\n"


def build(folder: Path, builder: str = "html", page: str = BOTH) -> Path:
    """Build a one-page book in `folder`; warnings are errors."""
    source, out = folder / "source", folder / builder
    source.mkdir(parents=True, exist_ok=True)
    (source / "conf.py").write_text(CONF, "utf-8")
    (source / "calculator_only.py").write_text(EXTENSION, "utf-8")
    (source / "index.md").write_text(f"# S’installer\n\n{page}", "utf-8")
    sys.path.insert(0, str(source))
    try:
        with docutils_namespace():
            app = Sphinx(source, source, out, folder / "doctrees", builder, warningiserror=True, status=None)
            app.build()
    finally:
        sys.path.remove(str(source))
        sys.modules.pop("calculator_only", None)
    return out


def small_site(folder: Path) -> Path:
    """The built page, its fragment wrapped in a page with our styles and our scripts."""
    out = build(folder)
    text = (out / "index.html").read_text("utf-8")
    body = text[text.index('<div class="body"') : text.index('<div class="sphinxsidebar"')]
    assets = out / "assets"
    for script in WEB.glob("*.js"):
        shutil.copy(script, assets)
    styles = sorted((WEB / "styles").glob("*.css"))
    (assets / "parcours.css").write_text("\n".join(style.read_text("utf-8") for style in styles), "utf-8")
    (assets / "start.js").write_text(START, "utf-8")
    (out / "index.html").write_text(
        '<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Calculateurs</title>'
        '<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">'
        '<link rel="stylesheet" href="assets/parcours.css"></head><body><main><article>'
        f'{body}</article></main><script type="module" src="assets/start.js"></script></body></html>',
        "utf-8",
    )
    return out


@pytest.fixture(scope="session")
def built(tmp_path_factory) -> Path:
    return small_site(tmp_path_factory.mktemp("calculators"))


class _Handler(http.server.SimpleHTTPRequestHandler):
    extensions_map = {**http.server.SimpleHTTPRequestHandler.extensions_map, ".js": "text/javascript"}

    def end_headers(self):
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, *args):
        pass


@contextlib.contextmanager
def serve(folder: Path):
    """Serve a small site under the course's policy; gives the address of its page."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/index.html"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def site(built):
    with serve(built) as address:
        yield address


@pytest.fixture
def page(browser, site):
    """The page, both calculators alive, errors of the console collected in `page.errors`."""
    context = browser.new_context(viewport={"width": 1100, "height": 900}, locale="fr-FR")
    opened = context.new_page()
    opened.errors = []
    opened.on("console", lambda message: opened.errors.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: opened.errors.append(str(error)))
    opened.goto(site)
    opened.evaluate("window.ready")
    yield opened
    context.close()
