"""`make grade-demo`: a class made from a module's real exercises, handed in as Moodle's zip, marked in front of you."""

from __future__ import annotations

import copy
import json
import random
import shutil
import sys
import webbrowser
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.attacks import cases

from parcours import cli
from parcours.authoring import forms
from parcours.authoring.assignment import Task, read_assignment
from parcours.authoring.overlay import overlay_folder

ROOT = Path(__file__).parents[2]
NUMBER = 60
FIRST = ["Zoé", "Léa", "Inès", "Éloïse", "Maïa", "Noor", "Awa", "Chloé", "Fatou", "Théo", "Hugo", "Loïc", "Gaël"]
LAST = ["D’Arc", "L'Hôte", "Le Bihan", "Nguyễn", "García-Ruiz", "Diallo", "Müller", "Ben Saïd", "Petit", "Øster"]
ATTACKS = [  # those of the corpus that any module's notebook can carry
    "écrire dans le carnet de notes",
    "ast_transformers",
    "showtraceback et set_custom_exc",
    "étiquette skip-execution",
    "points et métadonnées changés",
    "os._exit",
    "bombe de processus",
    "faux messages sur tous les tuyaux",
]
ENDLESS = "while True:\n    pass"
EARLIER, LATER = (2026, 11, 19, 22, 10, 0), (2026, 11, 20, 9, 5, 0)


@dataclass
class HandIn:
    """What one person left on Moodle. ``kind``: right, mistake, half, empty, broken or hostile."""

    kind: str
    files: dict[str, bytes]
    mistakes: list[str] = field(default_factory=list)  # ids of the known mistakes that it holds


class Maker:
    """Makes the hand-ins of one module."""

    def __init__(self, module: str, root: Path = ROOT) -> None:
        self.module, self.name = module, f"{module}.ipynb"
        self.tasks = read_assignment(root / "solutions", module, overlay_folder(None)).tasks
        self.released = json.loads((root / "exercises" / module / self.name).read_text(encoding="utf-8"))
        self.choice = random.Random(f"{module} 2026")

    def everyone(self, number: int = NUMBER) -> list[HandIn]:
        """``number`` hand-ins, the same ones each time: every broken and hostile one, and around them a class."""
        made = [*self._broken(), *(self._hostile(name) for name in ATTACKS)]
        kinds = (self.whole, self._mistaken, self._mistaken, self._half, self.whole, self._mistaken, self.empty)
        while len(made) < number:
            made.append(kinds[len(made) % len(kinds)]())
        return made[:number]

    def right(self) -> dict[str, str]:
        """{exercise: answer}, none left out; written ones take a sample's text."""
        texts = {task.id: (task.data.get("exemples") or [{"texte": "Bonjour."}]) for task in self.tasks if task.written}
        return {t.id: self.choice.choice(texts[t.id])["texte"] if t.written else t.solution for t in self.tasks}

    def filled(self, answers: dict[str, str]) -> dict:
        notebook = copy.deepcopy(self.released)
        cells = {task.answer_id: answers[task.id] for task in self.tasks if answers.get(task.id)}
        for cell in notebook["cells"]:
            grade_id = cell["metadata"].get("nbgrader", {}).get("grade_id")
            cell["source"] = cells.get(grade_id, cell["source"])
        return notebook

    def mistake(self, task: Task, name: str) -> str:
        return forms.mistake_cell(task.data, next(m for m in task.data["erreurs"] if m["id"] == name))

    def as_file(self, notebook: dict, name: str = "") -> dict[str, bytes]:
        return {name or self.name: json.dumps(notebook, ensure_ascii=False, indent=1).encode()}

    def _code_tasks(self) -> list[Task]:
        return [task for task in self.tasks if not task.written]

    def whole(self) -> HandIn:
        notebook = self.filled(self.right())
        notebook["cells"].append({"cell_type": "markdown", "id": "merci", "metadata": {}, "source": "*Fini !*"})
        return HandIn("right", self.as_file(notebook))

    def _mistaken(self) -> HandIn:
        answers, made = self.right(), []
        able = [task for task in self._code_tasks() if task.data.get("erreurs")]
        for task in self.choice.sample(able, min(len(able), self.choice.randint(1, 3))):
            # the first mistakes are the usual ones: a class shares them
            told = task.data["erreurs"]
            one = self.choice.choices(told, weights=[2 ** (len(told) - i) for i in range(len(told))])[0]["id"]
            answers[task.id] = self.mistake(task, one)
            made.append(one)
        return HandIn("mistake", self.as_file(self.filled(answers)), made)

    def _half(self) -> HandIn:
        answers = {name: text for name, text in self.right().items() if self.choice.random() < 0.5}
        return HandIn("half", self.as_file(self.filled(answers)))

    def empty(self) -> HandIn:
        return HandIn("empty", self.as_file(self.released))

    def _broken(self) -> Iterator[HandIn]:
        right = self.filled(self.right())
        whole = self.as_file(right)[self.name]
        first = self._code_tasks()[0].id
        yield HandIn("broken", self.as_file(self.filled(self.right() | {first: "resultat = ("})))
        yield HandIn("broken", self.as_file(self.filled(self.right() | {first: ENDLESS})))
        yield HandIn("broken", {self.name: whole[: len(whole) // 2]})
        yield HandIn("broken", {f"{self.module} (1).ipynb": whole, "notes.txt": b"bonjour"})
        yield HandIn("broken", {f"{self.name}.txt": whole})
        yield HandIn("broken", {f"{self.module}.docx": b"PK\x03\x04 pas un carnet"})
        other = copy.deepcopy(right)
        other["metadata"].setdefault("parcours", {})["assignment"] = "m99"
        yield HandIn("broken", {self.name: json.dumps(other).encode()})
        for change in (cases._duplicates, cases._retyped):
            bent = copy.deepcopy(right)
            change(bent)
            yield HandIn("broken", self.as_file(bent))

    def _hostile(self, name: str) -> HandIn:
        case = next(case for case in cases.CASES if case.name == name)
        return HandIn("hostile", {self.name: case.make(self.released)})


def write_zip(target: Path, hand_ins: list[HandIn], arrange: Callable[[list[str]], None] | None = None) -> list[str]:
    """Moodle's « Télécharger tous les travaux remis ». Returns the names, in the order of ``hand_ins``."""
    names = [f"{first} {last}" for last in LAST for first in FIRST]
    (arrange or random.Random(7).shuffle)(names)
    names += [f"{name} {number}" for number in range(2, 2 + len(hand_ins) // len(names)) for name in names]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as zipped:
        for position, (hand_in, name) in enumerate(zip(hand_ins, names, strict=False)):
            for filename, data in hand_in.files.items():
                path = f"{name}_{40_000 + position}_assignsubmission_file/{filename}"
                info = zipfile.ZipInfo(path, LATER if position % 9 == 4 else EARLIER)
                info.compress_type = zipfile.ZIP_DEFLATED
                zipped.writestr(info, data)
    return names[: len(hand_ins)]


def lay_out(root: Path, module: str) -> None:
    """A course of its own, so that a real gradebook is never touched."""
    for folder in (Path("exercises"), Path("_build") / "nbgrader" / "source"):
        shutil.copytree(ROOT / folder / module, root / folder / module)
    (root / "_build" / "exercices").mkdir()
    shutil.copy(ROOT / "_build" / "exercices" / f"{module}.json", root / "_build" / "exercices")


def main(module: str) -> int:
    root = ROOT / "_build" / "grade-demo"
    shutil.rmtree(root, ignore_errors=True)
    lay_out(root, module)
    archive = root / f"{module}-rendus.zip"
    hand_ins = Maker(module).everyone()
    write_zip(archive, hand_ins)
    kinds = {"right": "justes", "mistake": "avec des erreurs connues", "half": "à moitié faits", "empty": "vides"}
    kinds |= {"broken": "abîmés", "hostile": "hostiles"}
    told = ", ".join(f"{sum(h.kind == kind for h in hand_ins)} {word}" for kind, word in kinds.items())
    print(f"{len(hand_ins)} rendus de {module} ({told}) sont dans {archive.relative_to(ROOT)}.", flush=True)
    course = ["--assignment", module, "--cours", str(root)]
    done = cli.main(["grade", str(archive), *course])
    if done not in (0, 3):
        return done
    page = root / f"rapport-{module}.html"
    cli.main(["report", *course, "--sortie", str(page)])
    cli.main(["moodle", "feedback", *course, "--sortie", str(root / f"retours-{module}.zip")])
    if sys.stdout.isatty():
        webbrowser.open(page.as_uri())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
