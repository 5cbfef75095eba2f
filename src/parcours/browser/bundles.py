"""The vendored bundles, made by esbuild from the packages of package-lock.json: editor, charts, QR codes, zip files."""

from __future__ import annotations

import hashlib
import subprocess
from pathlib import Path

from parcours.browser.parts import AssemblyError

HERE = Path(__file__).parent
ENTRIES = {f"{name}.js": HERE / f"{name}-entry.js" for name in ("codemirror", "vega", "qrcode", "zip")}


def bundle(cache: Path, node_modules: Path) -> dict[str, Path]:
    """Each bundle's name and file in `cache`; one is rebuilt only when its entry or package-lock.json changed."""
    lock = node_modules.parent / "package-lock.json"
    cache.mkdir(parents=True, exist_ok=True)
    found = {}
    for name, entry in ENTRIES.items():
        key = hashlib.sha256(lock.read_bytes() + entry.read_bytes()).hexdigest()[:12]
        found[name] = cache / f"{key}-{name}"
        if not found[name].is_file():
            _build(entry, found[name], node_modules)
    return found


def _build(entry: Path, target: Path, node_modules: Path) -> None:
    # esbuild looks for packages upward from the entry: the repository's node_modules is found that way.
    options = ["--bundle", "--minify", "--format=esm", "--legal-comments=eof", f"--outfile={target}"]
    _esbuild(node_modules, [str(entry), *options], entry.name)


def _esbuild(node_modules: Path, options: list[str], what: str) -> None:
    esbuild = node_modules / ".bin" / "esbuild"
    if not esbuild.is_file():
        raise AssemblyError("esbuild manque. Lancez « npm ci » à la racine du dépôt, puis recommencez.")
    command = [str(esbuild), *options, "--target=es2022", "--log-level=warning"]
    answer = subprocess.run(command, capture_output=True, text=True)
    if answer.returncode:
        raise AssemblyError(
            f"{what} : esbuild a échoué.\n{answer.stderr.strip()}\nRelancez « npm ci », puis recommencez."
        )
