"""The parts list (`parts.toml`) and where each part comes from: verified files in a cache folder, fetched once."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parent
STDLIB = "python_stdlib.zip"
CORE = ("pyodide.js", "pyodide.mjs", "pyodide.asm.js", "pyodide.asm.wasm", STDLIB)


class AssemblyError(RuntimeError):
    """A part is missing or is not the expected one. The message says which, why and what to do."""


@dataclass(frozen=True)
class Part:
    """One wheel. `sha256` is of the file as published; `pure` drops its compiled modules; `lab`: no page needs it."""

    name: str
    version: str
    file: str
    sha256: str
    imports: list[str] = field(default_factory=list)
    depends: list[str] = field(default_factory=list)
    platform: str = ""
    pure: bool = False
    lab: bool = False


def sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def verify(path: Path, expected: str) -> Path:
    """Give `path` back if it has the `expected` SHA-256; else remove it and raise AssemblyError."""
    found = sha256(path)
    if found != expected:
        path.unlink()
        raise AssemblyError(
            f"{path.name} : l’empreinte du fichier reçu ({found[:12]}…) n’est pas celle attendue ({expected[:12]}…). "
            "Le fichier est effacé et rien n’est construit. Relancez ; si cela se répète, le fichier publié a changé : "
            "vérifiez-le avant de modifier src/parcours/browser/parts.toml."
        )
    return path


def official_lock(node_modules: Path) -> dict:
    """Pyodide's own `pyodide-lock.json`, once it and the files it comes with are the expected ones."""
    home = node_modules / "pyodide"
    again = "Lancez « npm ci » à la racine du dépôt, puis recommencez."
    for name, expected in settings()["core"].items():
        if not (home / name).is_file():
            raise AssemblyError(f"Le paquet npm « pyodide » manque, ou son fichier {name}. {again}")
        found = sha256(home / name)
        if found != expected:
            raise AssemblyError(
                f"{name} : l’empreinte du fichier du paquet npm « pyodide » ({found[:12]}…) n’est pas celle attendue "
                f"({expected[:12]}…), et rien n’est construit. {again} Si cela se répète, le paquet publié a changé : "
                "vérifiez-le avant de modifier src/parcours/browser/parts.toml."
            )
    return json.loads((home / "pyodide-lock.json").read_text("utf-8"))


def settings(path: Path = HERE / "parts.toml") -> dict:
    return tomllib.loads(path.read_text("utf-8"))


def parts(lock: dict) -> list[Part]:
    """Every wheel, those of the official lock completed from it."""
    found = []
    for each in settings()["part"]:
        if "sha256" not in each:
            known = lock["packages"][each["name"]]
            each = {
                "version": known["version"],
                "file": known["file_name"],
                "sha256": known["sha256"],
                "imports": known["imports"],
                "depends": [name.replace("_", "-") for name in known["depends"]],
                **each,
            }
        found.append(Part(**each))
    return found


def fetch(wanted: list[Part], cache: Path, lock: dict) -> dict[str, Path]:
    """Part name → verified file in `cache`; what is already there is not asked for again."""
    cache.mkdir(parents=True, exist_ok=True)
    missing = [part for part in wanted if not (cache / part.file).is_file()]
    carried = [part for part in missing if part.file == lock["packages"].get(part.name, {}).get("file_name")]
    if carried:
        _unpack_carrier(carried, cache)
    for part in missing:
        if part not in carried:
            _download(f"{part.name}=={part.version}", cache, part.platform)
    return {part.name: verify(_present(cache / part.file), part.sha256) for part in wanted}


def _present(path: Path) -> Path:
    if not path.is_file():
        raise AssemblyError(
            f"{path.name} : ce fichier n’a pas été trouvé parmi les paquets téléchargés. Vérifiez la connexion et "
            "src/parcours/browser/parts.toml, puis relancez."
        )
    return path


def _download(requirement: str, folder: Path, platform: str = "") -> None:
    """`pip download` of one wheel, by name, from whatever index pip is configured with."""
    target = ["--platform", platform, "--python-version", "3.12", "--implementation", "cp", "--abi", "cp312"]
    if not platform:
        target = ["--platform", "any", "--python-version", "3.12", "--implementation", "py", "--abi", "none"]
    command = [sys.executable, "-m", "pip", "download", "-q", "--disable-pip-version-check", "--no-deps"]
    answer = subprocess.run(
        [*command, "--only-binary", ":all:", *target, "-d", str(folder), requirement], capture_output=True, text=True
    )
    if answer.returncode:
        last = (answer.stderr.strip().splitlines() or ["pip n’a rien dit"])[-1]
        raise AssemblyError(
            f"{requirement} : le téléchargement a échoué ({last}). Vérifiez la connexion, puis relancez ; "
            "ce qui est déjà reçu est gardé."
        )


def _unpack_carrier(wanted: list[Part], cache: Path) -> None:
    """Take Pyodide's own wheels out of the package that carries them."""
    carrier = settings()["carrier"]
    with tempfile.TemporaryDirectory() as folder:
        _download(carrier["requirement"], Path(folder))
        with zipfile.ZipFile(next(Path(folder).glob("*.whl"))) as archive:
            names = set(archive.namelist())
            for part in wanted:
                inside = carrier["folder"] + part.file
                if inside in names:
                    with archive.open(inside) as source, (cache / part.file).open("wb") as target:
                        shutil.copyfileobj(source, target)
