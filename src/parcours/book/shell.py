"""The shell around a page: our template, its menu, its content-security policy, the assets folder.

Jupyter Book loads a dozen extensions whose scripts and inline snippets every page would carry; `silence_unused` drops their
listeners, and the template names each file it needs, so nothing else reaches a page.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

from sphinx.application import Sphinx
from sphinx.locale import get_translation

from parcours.book.frontmatter import STRANDS, FrontMatter

HERE = Path(__file__).parent
WEB = HERE.parent / "web"
ESBUILD = HERE.parents[2] / "node_modules" / ".bin" / "esbuild"
BROWSER = HERE.parents[2] / "_build" / "browser" / "site"  # parcours.browser writes it
# Pygments wraps every name, operator and space, which no style of ours colours: two thirds of a page's elements.
PLAIN_TOKENS = re.compile(r'<span class="(?:n|nn|o|p|w)">([^<]*)</span>')
UNUSED = (
    "sphinx_thebe",
    "sphinx_copybutton",
    "sphinx_togglebutton",
    "sphinx_comments",
    "sphinx_book_theme",
    "sphinx_design",
)

# Runs before the first paint: no flash of the wrong colours or size. Reads the two storages because a shared computer keeps
# everything in sessionStorage; a denied storage must not stop the page.
EARLY_SCRIPT = (
    "(function(){var d=document.documentElement;d.classList.remove('no-js');try{"
    "var s=sessionStorage.getItem('parcours:affichage')||localStorage.getItem('parcours:affichage');"
    "if(s){s=JSON.parse(s);for(var k in s)d.dataset[k]=s[k]}}catch(e){}"
    "document.addEventListener('DOMContentLoaded',function(){document.body.dataset.theme=d.dataset.theme||'auto';"
    "var n=document.querySelector('nav.module details');if(n&&matchMedia('(min-width:62rem)').matches)n.open=true})})()"
)


def content_security_policy(*scripts: str) -> str:
    """The policy of design §4.1: this host alone, inline `scripts` allowed by their hash only."""
    hashes = " ".join(
        "'sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() + "'" for script in scripts
    )
    return (
        f"default-src 'self'; script-src 'self' {hashes} 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; worker-src 'self' blob:; connect-src 'self'; object-src 'none'; base-uri 'self'; "
        "form-action 'self'"
    )


def silence_unused(app: Sphinx, _config) -> None:
    """Drop the listeners of extensions that Jupyter Book always loads and that this course does not use."""
    for event, listeners in app.events.listeners.items():
        kept = [each for each in listeners if not (each.handler.__module__ or "").startswith(UNUSED)]
        app.events.listeners[event] = kept


def module_pages(app: Sphinx, pagename: str) -> list[str]:
    """The pages of the current page's folder in reading order, its index first; empty outside a folder."""
    folder, slash, _ = pagename.rpartition("/")
    index = f"{folder}/index"
    if not slash or index not in app.env.found_docs:
        return []
    return [index, *app.env.toctree_includes.get(index, [])]


def add_context(app: Sphinx, pagename: str, _template: str, context: dict, _doctree) -> str | None:
    """Give the template what it prints; called for every page."""
    front: FrontMatter | None = getattr(app.env, "parcours_pages", {}).get(pagename)
    translate = get_translation("parcours")
    baseurl = app.config.html_baseurl or ""
    # docutils marks sources with roles that ARIA 1.2 deprecates or forbids here; plain elements say enough.
    # An empty corner of a Markdown table is no header.
    body = (context.get("body") or "").replace('<th class="head"><p></p></th>', "<td></td>")
    for role in (' role="doc-biblioentry"', ' role="doc-backlink"', ' role="list"'):
        body = body.replace(role, "")
    context["body"] = PLAIN_TOKENS.sub(r"\1", body).replace("<pre><span></span>", "<pre>")
    pages = module_pages(app, pagename)
    titles = app.env.titles
    json_ld = _json_ld(app, pagename, front)
    context.update(
        t=translate,
        csp=content_security_policy(EARLY_SCRIPT, *([json_ld] if json_ld else [])),
        early_script=EARLY_SCRIPT,
        json_ld=json_ld,
        assets=app.builder.get_relative_uri(pagename, "index").rsplit("index.html", 1)[0] + "assets",
        assets_version=app.parcours_assets_version,
        description=front.description if front else "",
        site_url=baseurl,
        in_course=bool(front and (front.type in ("lecon", "module", "formateur") or front.type == "pratique" and "/" in pagename)),
        base_href=(urlsplit(baseurl).path or "/") if pagename == "404" else "",
        module_nav=None,
    )
    if pages:
        context["module_nav"] = {
            "title": titles[pages[0]].astext(),
            "pages": [
                {
                    "link": app.builder.get_relative_uri(pagename, each) or "#",
                    "title": translate("Présentation") if each == pages[0] else titles[each].astext(),
                    "current": each == pagename,
                }
                for each in pages
            ],
        }
    return None


def _json_ld(app: Sphinx, pagename: str, front: FrontMatter | None) -> str:
    """schema.org LearningResource of a lesson, empty for other pages."""
    if front is None or front.type not in ("lecon", "module", "pratique"):
        return ""
    data = {
        "@context": "https://schema.org",
        "@type": "LearningResource",
        "name": app.env.titles[pagename].astext(),
        "description": front.description,
        "inLanguage": app.config.language,
        "learningResourceType": {"module": "module", "pratique": "exercice"}.get(front.type, "leçon"),
        "isAccessibleForFree": True,
        "license": "https://creativecommons.org/licenses/by-nc-sa/4.0/",
        "teaches": [text for text in front.objectives.values() if text],
    }
    if front.duration:
        data["timeRequired"] = f"PT{front.duration}M"
    if front.strand:
        data["about"] = STRANDS[front.strand]
    return json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")


def assets_version(web: Path = WEB) -> str:
    """A short hash of our scripts and styles: a new build is fetched, an unchanged one stays in the cache."""
    digest = hashlib.sha256()
    for path in sorted(web.rglob("*")):
        if path.is_file():
            digest.update(path.read_bytes())
    return digest.hexdigest()[:10]


def write_assets(app: Sphinx, error: Exception | None) -> None:
    """Copy `parcours/web` to `assets/`; one style sheet, `parcours.css`: ours in name order, then the code's colours."""
    if error or app.builder.format != "html":
        return
    assets = Path(app.outdir) / "assets"
    assets.mkdir(parents=True, exist_ok=True)
    shutil.copytree(
        WEB, assets, dirs_exist_ok=True, ignore=shutil.ignore_patterns("styles", "sw.js", "*.pyc", "__pycache__")
    )
    sheets = [*sorted((WEB / "styles").glob("*.css")), Path(app.outdir) / "_static" / "pygments.css"]
    styles = "\n".join(path.read_text("utf-8") for path in sheets)
    (assets / "parcours.css").write_text(styles, encoding="utf-8")
    if (
        ESBUILD.exists()
    ):  # comments and spaces stay in the repository; without npm's parts the files are served as written
        ours = [str(assets / path.name) for path in sorted(WEB.glob("*.js")) if path.name != "sw.js"] + [
            str(assets / "parcours.css")
        ]
        options = ["--minify", "--target=es2022", "--charset=utf8", "--log-level=error", "--allow-overwrite"]
        subprocess.run([ESBUILD, *ours, *options, f"--outdir={assets}", f"--outbase={assets}"], check=True)
    if BROWSER.is_dir():  # `make site` assembles it first; a page works without
        for old in assets.glob("pyodide/parcours-*.whl"):  # a wheel of ours is named after its content
            old.unlink()
        shutil.copytree(BROWSER, assets, dirs_exist_ok=True, copy_function=_link_or_copy)


def _link_or_copy(source: str, target: str) -> None:
    """The assembled parts weigh 25 MB: link them where the disk allows it."""
    Path(target).unlink(missing_ok=True)
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def setup_shell(app: Sphinx) -> None:
    app.parcours_assets_version = assets_version()
    app.add_message_catalog("parcours", str(HERE.parents[2] / "locale"))
    app.config.templates_path.insert(0, str(HERE / "templates"))
    app.connect("config-inited", silence_unused, priority=1)
    app.connect("html-page-context", add_context, priority=900)
    app.connect("build-finished", write_assets, priority=600)  # after the theme has written the dark colours of code
