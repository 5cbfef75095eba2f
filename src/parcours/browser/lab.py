"""The full lab: JupyterLite, built by its own tools, on the Python of the pages.

Its tools stand in an environment of their own (`.venv-lab`, requirements-lab.txt): JupyterLite takes in every
extension that it finds beside it. What they build depends on few files, so it is built once and kept.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import tempfile
import zipfile
from pathlib import Path

from parcours.browser.assemble import CACHE, ROOT, entry, place, slimmed_part
from parcours.browser.parts import AssemblyError, fetch, official_lock, parts
from parcours.browser.wheels import PACKAGE, write_wheel

TOOLS = ROOT / ".venv-lab"
PINS = ROOT / "requirements-lab.txt"
SOURCE = Path(__file__).parent / "laboratory"
KERNEL = "extensions/@jupyterlite/pyodide-kernel-extension/static/pypi"
CHARTS = PACKAGE / "widgets" / "_charts.py"
HOOK = b"\n\nfrom altair.parcours_charts import use_local_charts\n\nuse_local_charts()\n"
# What the lab asks for comes from this host alone. Jupyter and Vega evaluate text; widgets are modules from `blob:`.
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' data: blob:; worker-src 'self' blob:; "
    "frame-src 'self' blob: data:"
)
STYLE = (
    ".labo-avis{position:fixed;inset:auto 0 0;z-index:99999;padding:1rem;background:#fff7d6;color:#1d2a26;"
    "border-top:3px solid #8a5a00;font:1rem/1.5 system-ui,sans-serif}.labo-avis button{font:inherit;padding:.4rem 1rem}"
    # On a phone the menus have the whole row and slide: JupyterLab cuts them.
    "@media(max-width:40rem){#menu-panel>:not(#jp-MainMenu){display:none}.lm-MenuBar-item{padding:0 6px}"
    "#jp-MainMenu{overflow-x:auto;scrollbar-width:none}}"
)


def build_lab(out: Path, cache: Path = CACHE, node_modules: Path = ROOT / "node_modules") -> None:
    """Write the lab in `out`, without notebooks nor tables. `cache/site` holds the assembled Python of the pages."""
    app = _app(cache / "lab-app", node_modules.parent)
    shutil.rmtree(out, ignore_errors=True)
    shutil.copytree(app, out, copy_function=_linked)
    packages(out, cache, node_modules)


def _linked(source: str, target: str) -> None:
    place(Path(source), Path(target))


# --- the application ---


def _app(folder: Path, root: Path) -> Path:
    """JupyterLite with our settings, built when its tools or our settings have changed."""
    made_from = [PINS, Path(__file__), *sorted(SOURCE.iterdir())]
    key = hashlib.sha256(b"\0".join(path.read_bytes() for path in made_from)).hexdigest()[:16]
    app = folder / key
    if not app.is_dir():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        with tempfile.TemporaryDirectory(dir=folder) as place_:
            built = _built(Path(place_))
            _finish(built)
            built.rename(app)
    return app


def _built(folder: Path) -> Path:
    jupyter = TOOLS / "bin" / "jupyter-lite"
    if not jupyter.is_file():
        raise AssemblyError("Les outils du laboratoire manquent (.venv-lab). Lancez « make site », qui les installe.")
    for path in SOURCE.glob("*.json"):
        shutil.copyfile(path, folder / path.name)
    command = [str(jupyter), "build", "--output-dir", "out", "--source-date-epoch", "1577836800"]
    answer = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if answer.returncode:
        last = "\n".join((answer.stdout + answer.stderr).strip().splitlines()[-12:])
        raise AssemblyError(
            f"jupyter lite build a échoué :\n{last}\nEffacez .venv-lab, puis relancez « make site » pour le refaire."
        )
    return folder / "out"


def _finish(app: Path) -> None:
    """Our policy, language and script in each page; its remarks to makers go."""
    for page in app.rglob("index.html"):
        up = "../" * len(page.relative_to(app).parts)
        head = (
            f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
            f'<style>{STYLE}</style><script type="module" src="{up}assets/labo.js"></script>'
        )
        text = re.sub(r"<!--.*?-->\s*", "", page.read_text("utf-8"), flags=re.DOTALL)
        text = re.sub(r"<html[^>]*>", '<html lang="fr">', text, count=1)
        text = text.replace("<title>JupyterLite</title>", "<title>Laboratoire du cours</title>")
        page.write_text(text.replace("<head>", f"<head>{head}", 1), encoding="utf-8")


# --- its Python ---


OWN, WHOLE = "paquets/du-labo.json", "paquets/pyodide-lock.json"
IMPORTED = ["pandas", "altair", "anywidget", "widgetsnbextension"]  # by parcours and parcours.widgets


def packages(out: Path, cache: Path, node_modules: Path) -> None:
    """Write `paquets/`: the wheels that no page needs (the kernel, the widgets) and what a lock says of them."""
    lock = official_lock(node_modules)
    lab = [part for part in parts(lock) if part.lab]
    fetched = fetch(lab, cache / "parts", lock)
    target = out / "paquets"
    target.mkdir()
    known = {}
    for part in lab:
        wheel = slimmed_part(fetched[part.name], cache / "slim", part)
        place(wheel, target / wheel.name)
        known[part.name] = _beside(entry(part.name, part.version, wheel, part.imports, part.depends))
    for wheel in sorted((out / KERNEL).glob("*.whl")):
        name, version = wheel.name.split("-")[:2]
        if name != "widgetsnbextension" or version.startswith("4"):
            named = name.replace("_", "-")
            known[named] = entry(named, version, wheel, [name], [])
            known[named]["file_name"] = f"../../lab/{KERNEL}/{wheel.name}"
    altair = next(part for part in parts(lock) if part.name == "altair")
    wheel = charts_of_the_lab(cache / "parts" / altair.file, target)
    known["altair"] = _beside(entry("altair", altair.version, wheel, altair.imports, altair.depends))
    (out / OWN).write_text(json.dumps(known, indent=1, sort_keys=True) + "\n", "utf-8")


def write_lock(lab: Path, pages_lock: Path) -> None:
    """The lab's lock: that of the pages it is published with, and its own packages."""
    whole = json.loads(pages_lock.read_text("utf-8"))
    whole["packages"].update(json.loads((lab / OWN).read_text("utf-8")))
    whole["packages"]["parcours"]["depends"] += IMPORTED
    (lab / WHOLE).write_text(json.dumps(whole, indent=1, sort_keys=True) + "\n", "utf-8")


def _beside(known: dict) -> dict:
    """Addresses in a lock count from Pyodide's folder."""
    return {**known, "file_name": f"../../lab/paquets/{known['file_name']}"}


def charts_of_the_lab(source: Path, folder: Path) -> Path:
    """Altair whose charts the lab draws itself, from the first import on, as `parcours.widgets.local_charts` asks."""
    path = folder / source.name.replace("-py3", "-1-py3")
    with zipfile.ZipFile(source) as archive:
        record = next(name for name in archive.namelist() if name.endswith(".dist-info/RECORD"))
        files = [(name, archive.read(name)) for name in archive.namelist() if name != record and not name.endswith("/")]
    files = [(name, content + HOOK if name == "altair/__init__.py" else content) for name, content in files]
    files.append(("altair/parcours_charts.py", CHARTS.read_bytes()))
    write_wheel(path, files, record.removesuffix("/RECORD"))
    return path
