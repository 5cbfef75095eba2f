"""The full lab beside the book: what `parcours.browser.lab` built, with every notebook, table, question and scenario.

Also the link that opens a module's notebook there, after the exercises of a page.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform

from parcours.book.nodes import html, html_element, said
from parcours.browser.assemble import place
from parcours.browser.lab import write_lock

MEGABYTES = 24  # from the link to a first result with pandas; a test counts them
DATE = "2020-01-01T00:00:00Z"
KINDS = {".ipynb": ("notebook", "json", None), ".csv": ("file", "text", "text/csv"), ".json": ("file", "json", None)}


def write_lab(root: Path, site: Path) -> None:
    """Write `site/lab/` from what is built and generated in `root`; nothing when the lab is not built."""
    built, lab = root / "_build" / "browser" / "lab", site / "lab"
    if not built.is_dir():
        return
    shutil.rmtree(lab, ignore_errors=True)
    shutil.copytree(built, lab, copy_function=lambda source, target: place(Path(source), Path(target)))
    write_lock(lab, site / "assets" / "pyodide" / "pyodide-lock.json")
    tables = root / "datasets"
    write_contents(
        lab,
        {
            "": sorted((root / "exercises").glob("m*/m*.ipynb")),
            "datasets": [tables / "datapackage.json", *sorted(tables.glob("*.csv"))],
            "items": sorted((site / "assets" / "items").glob("m*.json")),
            "scenarios": sorted((site / "assets" / "scenarios").glob("*.json")),
        },
    )


def _when_built(app: Sphinx, error: Exception | None) -> None:
    if error is None and app.builder.format == "html":
        write_lab(Path(app.srcdir).parent, Path(app.outdir))


def write_contents(lab: Path, folders: dict[str, Iterable[Path]]) -> None:
    """Copy the files below `files/` and write the listings that JupyterLite asks for, one a folder."""
    for folder, paths in folders.items():
        target = lab / "files" / folder
        target.mkdir(parents=True, exist_ok=True)
        listed = []
        for path in paths:
            shutil.copyfile(path, target / path.name)
            listed.append(_model(f"{folder}/{path.name}".lstrip("/"), *KINDS[path.suffix], path.stat().st_size))
        if not folder:
            listed += [_model(name, "directory", "json", None, 0) for name in folders if name]
        listing = lab / "api" / "contents" / folder / "all.json"
        listing.parent.mkdir(parents=True, exist_ok=True)
        whole = {**_model(folder, "directory", "json", None, 0), "content": listed}
        listing.write_text(json.dumps(whole, separators=(",", ":")), encoding="utf-8")


def _model(path: str, kind: str, form: str, mimetype: str | None, size: int) -> dict:
    """A file as Jupyter's contents API describes it."""
    about = {"type": kind, "format": form, "mimetype": mimetype, "size": size, "content": None, "writable": True}
    return {"name": path.rpartition("/")[2], "path": path, "created": DATE, "last_modified": DATE, **about}


class OfferLab(SphinxTransform):
    """After the last exercise of a page, the link to its notebook in the lab."""

    default_priority = 5  # before the translation

    def apply(self, **_options) -> None:
        found = self.document.findall(html_element)
        exercises = [node for node in found if node["attrs"].get("data-island") == "exercise"]
        if not exercises:
            return
        last = exercises[-1]
        module, origin = last["attrs"]["data-module"], self.document["source"]
        up = self.app.builder.get_relative_uri(self.env.docname, "index").rsplit("index.html", 1)[0]
        link = html("a", {"href": f"{up}lab/notebooks/index.html?path={module}.ipynb"})
        link += said(f"Ouvrir le carnet {module} dans le laboratoire", origin)
        weight = f" : Jupyter complet, sans rien installer. Environ {MEGABYTES} Mo la première fois."
        note = html("p", {"class": "exercise-labo"}, link, said(weight, origin))
        last.parent.insert(last.parent.index(last) + 1, note)


def setup_lab(app: Sphinx) -> None:
    app.add_transform(OfferLab)
    app.connect("build-finished", _when_built, priority=800)  # after the pages' assets, before the offline list
