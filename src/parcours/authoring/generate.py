"""`make exercises`: from `solutions/` to the trainees' notebooks, nbgrader's sources and the exercise JSON."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from parcours.authoring.overlay import overlay_folder
from parcours.authoring.problems import SourceError


@dataclass(frozen=True)
class Folders:
    """Where things are, from the root of the course."""

    root: Path

    @property
    def solutions(self) -> Path:
        return self.root / "solutions"

    @property
    def released(self) -> Path:
        return self.root / "exercises"

    @property
    def sources(self) -> Path:
        return self.root / "_build" / "nbgrader" / "source"

    @property
    def items(self) -> Path:
        return self.root / "_build" / "exercices"

    @property
    def config(self) -> Path:
        return self.root / "nbgrader_config.py"

    @property
    def book(self) -> Path:
        return self.root / "book"

    @property
    def rules(self) -> Path:
        return self.root / "src" / "parcours" / "scenarios" / "regles.json"

    @property
    def state(self) -> Path:
        return self.items / ".etat.json"


def generate(root: str | Path = ".", overlay: str | Path | None = None, force: bool = False) -> list[Path]:
    """Make every derived file and return those whose text changed; nothing at all is run when nothing changed.

    `overlay` defaults to the folder that PARCOURS_SOMMATIF names. Writes, for each module mNN:
    `exercises/mNN/mNN.ipynb`, `_build/nbgrader/source/mNN/mNN.ipynb`, `_build/exercices/mNN.json` and
    `_build/exercices/solutions/mNN-exNN.json`; and the scenarios' rules that the package carries. Raises SourceError,
    with every mistake of every module, before writing any exercise.
    """
    folders = Folders(Path(root))
    over = overlay_folder(overlay)
    inputs = _fingerprint(_inputs(folders, over))
    if not force and _up_to_date(folders, inputs):
        return []
    changed = _write_rules(folders)  # first: the proof of an exercise may replay a scenario
    texts = derived(folders, over)
    changed += [path for path, text in texts.items() if _write(path, text)]
    _forget(folders, texts)
    state = {"entrees": inputs, "sorties": _outputs(folders, [*texts, folders.rules])}
    _write(folders.state, json.dumps(state, indent=1) + "\n")
    return changed


def derived(folders: Folders, overlay: Path | None = None) -> dict[Path, str]:
    """Every derived file and its text, once all exercises are proved. Writes nothing."""
    from parcours.authoring import checks, items, notebooks
    from parcours.authoring.assignment import modules, read_assignment

    texts: dict[Path, str] = {}
    mistakes: list[str] = []
    for module in modules(folders.solutions, overlay):
        try:
            assignment = read_assignment(folders.solutions, module, overlay)
        except SourceError as error:
            mistakes += error.problems
            continue
        mistakes += checks.problems(assignment)
        source = notebooks.source_notebook(assignment)
        texts[folders.sources / module / f"{module}.ipynb"] = notebooks.text_of(source)
        released = notebooks.text_of(notebooks.release(source, folders.config))
        texts[folders.released / module / f"{module}.ipynb"] = released
        texts[folders.items / f"{module}.json"] = items.text_of(items.module_item(assignment))
        for task in assignment.tasks:
            if solution := items.solution_item(task):
                texts[folders.items / "solutions" / f"{task.id}.json"] = items.text_of(solution)
    if mistakes:
        raise SourceError(mistakes)
    return texts


def _write_rules(folders: Folders) -> list[Path]:
    """The rules of the scenarios, where the package lies in the course's own tree."""
    from parcours.authoring.scenario import ScenarioError, rules_json

    if not folders.rules.parent.is_dir():
        return []
    try:
        text = rules_json(folders.book)
    except ScenarioError as error:
        raise SourceError(error.mistakes) from error
    return [folders.rules] if _write(folders.rules, text) else []


def _write(path: Path, text: str) -> bool:
    data = text.encode("utf-8")
    if path.is_file() and path.read_bytes() == data:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return True


def _forget(folders: Folders, kept: dict[Path, str]) -> None:
    """Files of `_build` that no exercise makes any more, a solution become summative above all."""
    for folder, pattern in (
        (folders.items, "*.json"),
        (folders.items / "solutions", "*.json"),
        (folders.sources, "*/*"),
    ):
        for path in folder.glob(pattern):
            if path not in kept and path != folders.state and path.is_file():
                path.unlink()


# --- nothing changed, nothing to do ---


def _inputs(folders: Folders, overlay: Path | None) -> Iterator[Path]:
    here = Path(__file__).parent
    yield from (folders.config, *sorted(here.glob("*.*")), *sorted((here.parent / "exercises").glob("*.py")))
    for folder in (folders.solutions, *([overlay] if overlay else [])):
        yield from sorted(folder.glob("m*/*.*"))
    yield from sorted((folders.root / "datasets").glob("*.csv"))
    yield from sorted(folders.book.glob("*/scenarios/*.yml"))


def _fingerprint(paths: Iterator[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _outputs(folders: Folders, paths) -> dict[str, str]:
    return {str(path.relative_to(folders.root)): _digest(path) for path in paths}


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def _up_to_date(folders: Folders, inputs: str) -> bool:
    try:
        state = json.loads(folders.state.read_text(encoding="utf-8"))
        outputs = state["sorties"]
        return state["entrees"] == inputs and all(
            _digest(folders.root / name) == told for name, told in outputs.items()
        )
    except (OSError, ValueError, KeyError):
        return False
