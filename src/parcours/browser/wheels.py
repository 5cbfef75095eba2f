"""Wheels made smaller and the course's own wheel: both byte for byte the same for the same content."""

from __future__ import annotations

import base64
import hashlib
import re
import zipfile
from collections.abc import Iterable
from pathlib import Path

PACKAGE = Path(__file__).parents[1]
ELSEWHERE = ("authoring", "book", "browser", "cli", "lms")  # rooms that never run in a browser (design §1)
COMPILED = (".so", ".pyd", ".pyi", ".c")
# No page reads these: tests, what compilers and type checkers want, NumPy's Fortran tool, lists of time zones.
UNUSED = re.compile(
    r"(^|/)tests/|^numpy/f2py/|^pandas/(conftest\.py|pyproject\.toml)$|^tzdata/zoneinfo/(\w+\.(tab|zi)|leapseconds)$"
    r"|^(?!.*\.dist-info/).*\.(pyi|pxd|h|a|rst|tpl)$"
)
STAMP = (2020, 1, 1, 0, 0, 0)


def write_wheel(path: Path, files: Iterable[tuple[str, bytes]], info: str) -> None:
    """Write a wheel with its RECORD in `info` (the `….dist-info` folder); order, dates and rights are fixed."""
    record = []
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:

        def add(name: str, content: bytes) -> None:
            entry = zipfile.ZipInfo(name, STAMP)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, content)

        for name, content in sorted(files):
            digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
            record.append(f"{name},sha256={digest},{len(content)}\n")
            add(name, content)
        add(f"{info}/RECORD", "".join([*record, f"{info}/RECORD,,\n"]).encode())


def slim(source: Path, target: Path, pure: bool = False) -> None:
    """Copy a wheel without what no page reads (UNUSED) and, if `pure`, without its compiled modules."""
    with zipfile.ZipFile(source) as archive:
        info = next(name for name in archive.namelist() if name.endswith(".dist-info/RECORD")).removesuffix("/RECORD")
        files = []
        for name in archive.namelist():
            if name.endswith(("/", ".dist-info/RECORD")) or UNUSED.search(name):
                continue
            if pure and name.endswith(COMPILED):
                continue
            content = archive.read(name)
            if pure and name == f"{info}/WHEEL":
                content = re.sub(rb"(?m)^Tag: .*\n?", b"", content).rstrip() + b"\nTag: py3-none-any\n"
                content = content.replace(b"Root-Is-Purelib: false", b"Root-Is-Purelib: true")
            files.append((name, content))
    write_wheel(target, files, info)


def course_files(package: Path = PACKAGE) -> list[tuple[str, bytes]]:
    """The course's modules and the notebook faces' scripts; no table (the site serves them) and no page runtime."""
    found = []
    for path in sorted(package.rglob("*")):
        place = path.relative_to(package)
        if path.is_dir() or "__pycache__" in place.parts or path.suffix in (".csv", ".pyc"):
            continue
        if (
            place.parts[0] in ELSEWHERE
            or place.stem in ELSEWHERE
            or place.parts[:2] in (("web", "py"), ("web", "desk"))
        ):
            continue
        if place.parts[0] == "web" and path.suffix not in (".js", ".css", ".json"):
            continue
        found.append((f"parcours/{place.as_posix()}", path.read_bytes()))
    return found


def course_wheel(folder: Path, version: str) -> Path:
    """Write `parcours-<version>-0<hash>-py3-none-any.whl`: new content, new name: no cache serves an old one."""
    info = f"parcours-{version}.dist-info"
    metadata = f"Metadata-Version: 2.1\nName: parcours\nVersion: {version}\nRequires-Dist: pandas\n"
    wheel = "Wheel-Version: 1.0\nGenerator: parcours.browser\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    files = [*course_files(), (f"{info}/METADATA", metadata.encode()), (f"{info}/WHEEL", wheel.encode())]
    digest = hashlib.sha256()
    for name, content in files:
        digest.update(name.encode() + b"\0" + content)
    path = folder / f"parcours-{version}-0{digest.hexdigest()[:10]}-py3-none-any.whl"
    if not path.is_file():
        write_wheel(path, files, info)
    return path
