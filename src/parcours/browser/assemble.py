"""Put together what a page needs to run Python: `pyodide/` and `vendor/`, to be served under the site's `assets/`.

Everything is verified once and kept in a cache folder; afterwards assembling needs no network and takes about a second.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
from pathlib import Path

from parcours import __version__
from parcours.browser import wheels
from parcours.browser.bundles import bundle
from parcours.browser.bytecode import compiled
from parcours.browser.parts import CORE, STDLIB, AssemblyError, Part, fetch, official_lock, parts, sha256
from parcours.browser.wheels import course_wheel, slim

__all__ = ["AssemblyError", "assemble"]

ROOT = Path(__file__).parents[3]
CACHE = ROOT / "_build" / "browser"
ARCHIVES = (".whl", ".zip")  # hosts send these as they are


def assemble(out: Path, cache: Path = CACHE, node_modules: Path = ROOT / "node_modules") -> dict:
    """Write `out/pyodide/` and `out/vendor/`; give the manifest. Raise AssemblyError naming the part."""
    lock = official_lock(node_modules)
    wanted = [part for part in parts(lock) if not part.lab]
    fetched = fetch(wanted, cache / "parts", lock)
    slimmed = {part.name: slimmed_part(fetched[part.name], cache / "slim", part) for part in wanted}
    home = node_modules / "pyodide"
    ready = compiled([*slimmed.values(), home / STDLIB], cache / "compiled", home)
    made = {name: ready[path.name] for name, path in slimmed.items()}
    course = course_wheel(_fresh(cache / "course"), __version__)

    target = out / "pyodide"
    target.mkdir(parents=True, exist_ok=True)
    for path in [*(home / name for name in CORE if name != STDLIB), *ready.values(), course]:
        place(path, target / path.name)
    text = own_lock(lock["info"], wanted, made, course)
    write(target / "pyodide-lock.json", text.encode())
    for extra in {path.name for path in target.iterdir()} - {*_names(made, course), "manifest.json"}:
        (target / extra).unlink()
    (out / "vendor").mkdir(exist_ok=True)
    scripts = bundle(cache / "vendor", node_modules)
    for name, script in scripts.items():
        write(out / "vendor" / name, script.read_bytes())
    found = manifest(target, json.loads(text), cache / "sizes.json", scripts["vega.js"])
    write(target / "manifest.json", (json.dumps(found, indent=1, sort_keys=True) + "\n").encode())
    return found


def write(path: Path, content: bytes) -> None:
    """Write a file if it is not that one already, in one step: another process may be copying the folder.

    A new file takes the old one's place: the old one may be linked into a site already built.
    """
    if path.is_file() and path.read_bytes() == content:
        return
    part = path.with_name(f"{path.name}.{os.getpid()}")
    part.write_bytes(content)
    part.replace(path)


def _names(slimmed: dict[str, Path], course: Path) -> set[str]:
    return {*CORE, "pyodide-lock.json", course.name, *(path.name for path in slimmed.values())}


def _fresh(folder: Path) -> Path:
    """The folder without the wheels of earlier versions of the course beyond the last three."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime)[:-3]:
        old.unlink()
    return folder


def slimmed_part(source: Path, folder: Path, part: Part) -> Path:
    """The part without what no page reads, made once: a note beside it tells from what, and whether it is intact."""
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{part.name}-{part.version}-py3-none-any.whl" if part.pure else source.name
    path, note = folder / name, folder / f"{name}.sha256"
    made_from = f"{part.sha256} {sha256(Path(wheels.__file__))}"
    if not (path.is_file() and note.is_file() and note.read_text("utf-8") == f"{made_from} {sha256(path)}"):
        slim(source, path, part.pure)
        note.write_text(f"{made_from} {sha256(path)}", encoding="utf-8")
    return path


def place(source: Path, target: Path) -> None:
    """A link to `source` where the disk allows it, else a copy; untouched when it is already that file."""
    if target.is_file() and os.path.samefile(source, target):
        return
    target.unlink(missing_ok=True)
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def own_lock(info: dict, wanted: list[Part], files: dict[str, Path], course: Path) -> str:
    """`pyodide-lock.json` for these files alone; the same text for the same files."""
    packages = {
        part.name: entry(part.name, part.version, files[part.name], part.imports, part.depends) for part in wanted
    }
    packages["parcours"] = entry("parcours", __version__, course, ["parcours"], [])  # pages ask for pandas when needed
    return json.dumps({"info": info, "packages": packages}, indent=1, sort_keys=True) + "\n"


def entry(name: str, version: str, path: Path, imports: list[str], depends: list[str]) -> dict:
    """What `pyodide-lock.json` says of a package."""
    return {
        "name": name,
        "version": version,
        "file_name": path.name,
        "sha256": sha256(path),
        "imports": list(imports),
        "depends": list(depends),
        "install_dir": "site",
        "package_type": "cpython_module" if name == "sqlite3" else "package",
        "unvendored_tests": False,
    }


def manifest(folder: Path, lock: dict, notes: Path, vega: Path) -> dict:
    """`{version, files: {name: {size, packed}}, packs: {python, pandas, altair: MB}}`.

    Sizes are in bytes; `packed` is after gzip, what a host that compresses sends. A pack's weight, in MB, is what a
    first use transfers beyond the packs before it: Altair's charts are drawn by the script `vega`.
    `version` changes with any file: the lock's address carries it.
    """
    known = json.loads(notes.read_text("utf-8")) if notes.is_file() else {}
    files = {}
    for path in sorted(folder.iterdir()):
        if path.name == "manifest.json":
            continue
        digest = sha256(path)
        size = path.stat().st_size
        if digest not in known:
            known[digest] = size if path.suffix in ARCHIVES else len(gzip.compress(path.read_bytes(), 6))
        files[path.name] = {"size": size, "packed": known[digest], "sha256": digest}
    notes.write_text(json.dumps(known), encoding="utf-8")

    def names(package: str) -> set[str]:
        known = lock["packages"][package]
        return {known["file_name"]}.union(*(names(each) for each in known["depends"]))

    python = {*CORE, "pyodide-lock.json", *names("parcours")} - {"pyodide.mjs"}
    packs = {"python": python, "pandas": names("pandas")}
    packs["altair"] = names("altair") - packs["pandas"]
    weigh = {pack: sum(files[name]["packed"] for name in chosen) for pack, chosen in packs.items()}
    weigh["altair"] += len(gzip.compress(vega.read_bytes(), 6))
    version = hashlib.sha256("".join(each["sha256"] for each in files.values()).encode()).hexdigest()[:10]
    sizes = {name: {"size": each["size"], "packed": each["packed"]} for name, each in files.items()}
    return {"version": version, "files": sizes, "packs": {pack: round(size / 1e6, 1) for pack, size in weigh.items()}}
