"""The browser's Python is put together from verified parts, the same bytes each time, offline once cached."""

from __future__ import annotations

import json
import os
import re
import shutil
import zipfile

import pytest

from parcours.browser import AssemblyError, assemble
from parcours.browser.assemble import CACHE
from parcours.browser.bytecode import compiled
from parcours.browser.parts import CORE, HERE, Part, fetch, official_lock, parts, settings, verify
from parcours.browser.wheels import course_wheel, slim
from tests.browser.site import ROOT


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    out = tmp_path_factory.mktemp("assets")
    return out, assemble(out)


def test_a_first_pandas_run_weighs_what_was_promised(made):
    _, manifest = made
    assert manifest["packs"]["python"] + manifest["packs"]["pandas"] <= 15
    assert manifest["packs"]["altair"] <= 3


def test_assembling_again_offline_gives_the_same_bytes(made, tmp_path, monkeypatch):
    """pip would fail at once: nothing is asked of it when the cache is full."""
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    assemble(tmp_path)
    for path in (made[0] / "pyodide").iterdir():
        assert path.read_bytes() == (tmp_path / "pyodide" / path.name).read_bytes(), path.name


def test_a_site_already_built_keeps_its_own_lock(made, tmp_path):
    lock, served = made[0] / "pyodide" / "pyodide-lock.json", tmp_path / "served.json"
    lock.write_text("ancien")
    os.link(lock, served)  # as parcours.book.shell does
    assemble(made[0])
    assert served.read_text() == "ancien" and lock.read_text() != "ancien"


def test_the_lock_names_files_that_are_there_and_nothing_else(made):
    folder = made[0] / "pyodide"
    lock = json.loads((folder / "pyodide-lock.json").read_text("utf-8"))
    files = {entry["file_name"] for entry in lock["packages"].values()}
    present = {path.name for path in folder.iterdir()}
    core = {"pyodide.js", "pyodide.mjs", "pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip"}
    assert present == files | core | {"pyodide-lock.json", "manifest.json"}
    for entry in lock["packages"].values():
        assert set(entry["depends"]) <= lock["packages"].keys()


def test_pandas_is_the_version_of_requirements_txt():
    pinned = re.search(r"^pandas==(\S+)", (ROOT / "requirements.txt").read_text("utf-8"), re.MULTILINE)[1]
    found = {part.name: part.version for part in parts(official_lock(ROOT / "node_modules"))}
    assert found["pandas"] == pinned, "changez aussi src/parcours/browser/parts.toml"


def test_a_file_that_is_not_the_expected_one_stops_the_build(tmp_path):
    path = tmp_path / "pandas-3.1.1.whl"
    path.write_bytes(b"autre chose")
    with pytest.raises(AssemblyError, match="pandas-3.1.1.whl : l’empreinte"):
        verify(path, "0" * 64)
    assert not path.exists(), "le mauvais fichier resterait dans le cache"


@pytest.mark.parametrize("name", ["pyodide-lock.json", "pyodide.asm.wasm", "python_stdlib.zip"])
def test_a_core_of_python_that_is_not_the_expected_one_stops_the_build(tmp_path, name):
    home = tmp_path / "node_modules" / "pyodide"
    shutil.copytree(ROOT / "node_modules" / "pyodide", home)
    assert official_lock(home.parent)
    with (home / name).open("ab") as stream:
        stream.write(b" ")
    with pytest.raises(AssemblyError, match=f"{re.escape(name)} : l’empreinte.*npm ci"):
        assemble(tmp_path / "out", node_modules=home.parent)
    assert not (tmp_path / "out").exists()


def test_every_file_of_python_s_core_has_its_fingerprint():
    assert {*CORE, "pyodide-lock.json"} == settings()["core"].keys()


def test_a_spoiled_cache_is_noticed(tmp_path):
    lock = official_lock(ROOT / "node_modules")
    six = next(part for part in parts(lock) if part.name == "six")
    shutil.copyfile(CACHE / "parts" / six.file, tmp_path / six.file)
    assert fetch([six], tmp_path, lock)
    with (tmp_path / six.file).open("ab") as stream:
        stream.write(b"x")
    with pytest.raises(AssemblyError, match=re.escape(six.file)):
        fetch([six], tmp_path, lock)


def test_a_part_that_cannot_be_had_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    absent = Part("six", "1.16.0", "absent.whl", "0" * 64)
    with pytest.raises(AssemblyError, match="six==1.16.0 : le téléchargement a échoué"):
        fetch([absent], tmp_path, {"packages": {}})


def test_tests_and_compiled_modules_are_left_out(tmp_path):
    source, target = tmp_path / "a-1-cp312-cp312-linux.whl", tmp_path / "a-1-py3-none-any.whl"
    with zipfile.ZipFile(source, "w") as archive:
        for name in ("a/__init__.py", "a/tests/test_a.py", "a/_fast.so", "a-1.dist-info/RECORD"):
            archive.writestr(name, "")
        archive.writestr("a-1.dist-info/WHEEL", "Root-Is-Purelib: false\nTag: cp312-cp312-linux\n")
    slim(source, target, pure=True)
    with zipfile.ZipFile(target) as archive:
        assert archive.namelist() == ["a-1.dist-info/WHEEL", "a/__init__.py", "a-1.dist-info/RECORD"]
        assert b"Tag: py3-none-any" in archive.read("a-1.dist-info/WHEEL")


def test_what_a_first_run_imports_is_compiled_and_the_rest_is_source(made):
    folder = made[0] / "pyodide"
    pandas = zipfile.ZipFile(next(folder.glob("pandas-*.whl")))
    library = zipfile.ZipFile(folder / "python_stdlib.zip")
    names = {*pandas.namelist(), *library.namelist()}
    assert {"pandas/core/frame.pyc", "difflib.pyc", "pandas/io/sas/sas7bdat.py", "imaplib.py"} <= names
    assert not {name + "c" for name in names if name.endswith(".py")} & names  # one form of each
    head = pandas.read("pandas/core/frame.pyc")[:8]
    assert head == b"\xcb\r\r\n" + (1).to_bytes(4, "little")  # Python 3.12, never checked against a date


def test_modules_that_cannot_be_compiled_stop_the_build(tmp_path):
    broken = tmp_path / "a-1-py3-none-any.whl"
    with zipfile.ZipFile(broken, "w") as archive:
        archive.writestr("pandas/__init__.py", "1 +")
        archive.writestr("pandas-1.dist-info/METADATA", "Name: pandas\nVersion: 1\n")
    with pytest.raises(AssemblyError, match=r"(?s)compile\.mjs.*SyntaxError.*_build/browser"):
        compiled([broken], tmp_path / "kept", ROOT / "node_modules" / "pyodide")


def test_the_course_s_wheel_carries_no_table_and_no_builder(tmp_path):
    path = course_wheel(tmp_path, "0.1.0")
    names = zipfile.ZipFile(path).namelist()
    assert "parcours/datasets/__init__.py" in names and "parcours/exercises/check.py" in names
    assert not [
        name for name in names if name.endswith(".csv") or re.match(r"parcours/(book|authoring|browser)/", name)
    ]
    first = path.read_bytes()
    os.unlink(path)
    assert course_wheel(tmp_path, "0.1.0").read_bytes() == first


def test_no_package_index_is_named_in_the_repository():
    """npm and pip find packages by name, from whatever index this machine uses."""
    for path in (ROOT / "package-lock.json", ROOT / ".npmrc", *HERE.glob("*.*")):
        text = path.read_text("utf-8")
        assert '"resolved"' not in text, path.name
        assert not re.search(r"https?://[^\s\"']*(registry|pypi|/simple)", text), path.name
