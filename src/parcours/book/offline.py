"""What «Disponible hors ligne» takes: a list of the site's files with their weights, and the service worker."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import zlib
from pathlib import Path
from urllib.parse import unquote

from sphinx.application import Sphinx

WORKER = Path(__file__).parents[1] / "web" / "sw.js"
LIST = "assets/horsligne.json"
PYTHON = "assets/pyodide/"
ELSEWHERE = ("lab/", "_")  # the lab keeps its own copy; of Sphinx's folders, only what a page names
NOT_READ = (LIST, "assets/carte.png", "404.html", "assets/pyodide/pyodide.mjs")
PACKED = (".whl", ".zip", ".png", ".jpg", ".webp", ".woff2", ".gz")
NAMED = re.compile(r'\b(?:src|href)="([^"#:]+)')


def write_offline(site: Path) -> dict:
    """Put `sw.js` at the root of `site` and write `assets/horsligne.json`; give what it holds.

    `{cours: {version, files}, python: {version, files}}`, where `files` maps an address below the root, its version
    included where pages ask for it so, to `[hash, weight]`: the first characters of the content's SHA-256 and the bytes
    that a host which compresses sends. A part's `version` changes with any of its files.
    """
    shutil.copyfile(WORKER, site / "sw.js")
    pages = [path for path in sorted(site.rglob("*.html")) if not _name(path, site).startswith(ELSEWHERE)]
    assets = [path for path in sorted((site / "assets").rglob("*")) if path.is_file()]
    wanted = {_name(path, site): path for path in [*pages, *assets]}
    for page in pages:
        for named in NAMED.findall(page.read_text("utf-8")):
            _add_named(wanted, named, page, site)
    manifest = site / PYTHON / "manifest.json"
    if manifest.is_file():
        lock = wanted.pop(f"{PYTHON}pyodide-lock.json")
        wanted[f"{PYTHON}pyodide-lock.json?v={json.loads(manifest.read_text('utf-8'))['version']}"] = lock
    files = {name: _entry(path) for name, path in sorted(wanted.items()) if name not in NOT_READ}
    found = {
        "cours": _part({name: entry for name, entry in files.items() if not name.startswith(PYTHON)}),
        "python": _part({name: entry for name, entry in files.items() if name.startswith(PYTHON)}),
    }
    (site / LIST).write_text(json.dumps(found, separators=(",", ":"), ensure_ascii=False), encoding="utf-8")
    return found


def _name(path: Path, site: Path) -> str:
    return path.relative_to(site).as_posix()


def _add_named(wanted: dict[str, Path], named: str, page: Path, site: Path) -> None:
    """Add a file that a page names; one asked for with its version is wanted under that address only."""
    plain, _, query = named.partition("?")
    path = (page.parent / unquote(plain)).resolve()
    if not plain or not path.is_file() or not path.is_relative_to(site.resolve()):
        return
    name = _name(path, site.resolve())
    if name.startswith("lab/"):
        return
    if query.startswith("v="):
        wanted.pop(name, None)
        name = f"{name}?{query}"
    wanted[name] = path


def _entry(path: Path) -> tuple[str, int]:
    content = path.read_bytes()
    weight = len(content) if path.suffix in PACKED else len(zlib.compress(content, 3))
    return hashlib.sha256(content).hexdigest()[:10], weight


def _part(files: dict[str, tuple[str, int]]) -> dict:
    version = hashlib.sha256(json.dumps(files).encode()).hexdigest()[:10]
    return {"version": version, "files": files}


def _when_built(app: Sphinx, error: Exception | None) -> None:
    if error is None and app.builder.format == "html":
        write_offline(Path(app.outdir))


def setup_offline(app: Sphinx) -> None:
    app.connect("build-finished", _when_built, priority=900)  # after all that writes to the site
