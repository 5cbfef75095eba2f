"""Compiles the modules of archives; runs in Pyodide (compile.mjs): its bytecode is that of the pages' own Python.

A page that compiles pandas from source spends half of its first run on it. Bytecode is heavier to fetch than source:
only what the given imports reach is compiled, without columns, and documented by first paragraphs.
"""

import ast
import importlib
import importlib._bootstrap_external as bytecode
import os
import re
import sys
import zipfile
from importlib.util import source_hash

STAMP = (2020, 1, 1, 0, 0, 0)
HOMES = {".zip": "/lib/python312.zip", ".whl": "/lib/python3.12/site-packages"}  # where a page finds each kind
WHOLE = "/site-packages/numpy/"  # reads its own documentation while it is imported
DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def compile_archives(names, source="/in", target="/out"):
    """Write every archive of `source` in `target`, with the modules that importing `names` reaches as `….pyc`."""
    for name in names:
        importlib.import_module(name)
    reached = {getattr(module, "__file__", None) for module in list(sys.modules.values())}
    for name in sorted(os.listdir(source)):
        home = HOMES[os.path.splitext(name)[1]]
        with zipfile.ZipFile(f"{source}/{name}") as given, zipfile.ZipFile(f"{target}/{name}", "w") as made:
            for member in sorted(each for each in given.namelist() if not each.endswith("/")):
                content, place = given.read(member), f"{home}/{member}"
                if member.endswith(".py") and place in reached:
                    content = compiled(content, place)
                    member += "c"
                entry = zipfile.ZipInfo(member, STAMP)
                entry.external_attr = 0o644 << 16
                made.writestr(entry, content, zipfile.ZIP_DEFLATED, 9)


def compiled(content, place):
    """The bytecode file of a module's source, valid whatever the dates of the files."""
    tree = ast.parse(content, place)
    for node in ast.walk(tree):
        if WHOLE not in place and isinstance(node, DOCUMENTED) and ast.get_docstring(node, clean=False):
            documentation = node.body[0].value
            documentation.value = re.split(r"\n\s*\n", documentation.value.strip())[0]
        if hasattr(node, "col_offset"):  # lines are kept, columns are not
            node.col_offset, node.end_col_offset, node.end_lineno = 0, 0, node.lineno
    code = compile(tree, place, "exec", dont_inherit=True)
    return bytecode._code_to_hash_pyc(code, source_hash(content), False)
