"""A trainer's YAML scenario → checked JSON, and the three tools `check`, `play`, `graph`.

A mistake names file, line, passage and choice, says what is wrong and what to write.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import yaml
from jsonschema import Draft202012Validator

from parcours.authoring.scenario_graph import draw
from parcours.authoring.typography import french_typography
from parcours.scenarios import Scenario, from_json, paths, problems, start, step, transcript
from parcours.scenarios.model import COMPARE, END, VARIABLES
from parcours.scenarios.transcript import ending_text, gauges

SCHEMA = json.loads(Path(__file__).with_name("scenario.schema.json").read_text(encoding="utf-8"))

YAML_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the compiled one, ten times faster, where there is one

# Effects of a choice that states none, by quality (course brief §5A-bis).
DEFAULT_EFFECTS = {
    3: {"confiance": 8, "tension": -6, "equite": 6},
    2: {"confiance": 3, "tension": -2, "equite": 2},
    1: {"confiance": -4, "tension": 3, "equite": -4},
    0: {"confiance": -15, "tension": 12, "equite": -12},
}
TEST = re.compile(r"^(\w+) (<=|>=|<|>) (\d+)$")


class ScenarioError(ValueError):
    """A scenario file is not sound; the message has one line per mistake: file, line, place, cause, what to do."""

    def __init__(self, path: Path, mistakes: list[str]):
        self.path, self.mistakes = path, mistakes
        super().__init__("\n".join(mistakes))


def compile_scenario(path: str | Path) -> dict:
    """Read and check the YAML file `path`; return the JSON shape that page, widget and marking read.

    Raises ScenarioError with all the mistakes found.
    """
    path = Path(path)
    try:
        loader = YAML_LOADER(path.read_text(encoding="utf-8"))
        tree = loader.get_single_node()  # keeps the lines
        data = loader.construct_document(tree) if tree else None
    except OSError:
        raise ScenarioError(path, [f"{path} : ce fichier n’existe pas ou ne se lit pas. Vérifiez son nom."]) from None
    except yaml.YAMLError as error:
        line = getattr(getattr(error, "problem_mark", None), "line", 0) + 1
        cause = getattr(error, "problem", None) or "texte inattendu"
        advice = "Vérifiez les retraits et mettez entre guillemets droits les textes qui contiennent « : »."
        raise ScenarioError(path, [f"{path}:{line} : ce n’est pas du YAML ({cause}). {advice}"]) from None
    mistakes = [_message(path, tree, data, list(error.absolute_path), *_explain(error)) for error in _structure(data)]
    if not mistakes:
        mistakes = [_message(path, tree, data, where, *why) for where, why in _bad_conditions(data)]
    if mistakes:
        raise ScenarioError(path, mistakes)
    compiled = typeset(_compiled(data))
    mistakes = [
        _message(path, tree, data, _place(data, problem.place), problem.cause, problem.advice)
        for problem in problems(from_json(compiled))
    ]
    if mistakes:
        raise ScenarioError(path, mistakes)
    return compiled


def typeset(value):
    """Give every text of a JSON value its French no-break spaces and apostrophes."""
    return each_text(value, french_typography)


def each_text(value, change: Callable[[str], str]):
    """The JSON value with `change` applied to each of its strings (the keys stay)."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [each_text(each, change) for each in value]
    if isinstance(value, dict):
        return {key: each_text(each, change) for key, each in value.items()}
    return value


def to_json(compiled: dict) -> str:
    """The JSON text written beside a notebook or served by the site; the same bytes each time."""
    return json.dumps(compiled, ensure_ascii=False, indent=1) + "\n"


def rules_json(book: str | Path) -> str:
    """The text of `parcours/scenarios/regles.json`: id → JSON without its texts, for the modules' scenarios."""
    found = sorted((name, path) for name, path in scenario_files(book).items() if path.parent.name == "scenarios")
    lines = [f"{json.dumps(name)}:{_compact(_bare(compile_scenario(path)))}" for name, path in found]
    return "{\n" + ",\n".join(lines) + "\n}\n"  # one line a scenario: a change shows which


def _compact(value) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _bare(compiled: dict) -> dict:
    """The compiled scenario, same keys, with no text but the titles of its endings."""
    empty = {"accroche": "", "avertissement": "", "contexte": [], "but": "", "personnes": {}, "vous_savez": []}
    no_text = {"titre": "", "moment": "", "situation": [], "messages": []}
    mute = {"texte": "", "resume": "", "reponses": [], "retour": "", "principe": ""}
    return {
        **compiled,
        **empty,
        "noeuds": [
            {**node, **no_text, "choix": [{**each, **mute} for each in node["choix"]]} for node in compiled["noeuds"]
        ],
        "fins": [{**end, "texte": []} for end in compiled["fins"]],
        "debrief": {"cadres": [], "a_retenir": [], "questions": []},
        "bareme": [],
    }


def scenario_files(book: str | Path) -> dict[str, Path]:
    """The scenarios of a book folder, id → YAML file: those of `*.yml` and `*/scenarios/*.yml` that have an `id:`."""
    book = Path(book)
    files = {}
    for path in sorted([*book.glob("*.yml"), *book.glob("*/scenarios/*.yml")]):
        first = re.search(r"^id: *([\w-]+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
        if first:
            files[first[1]] = path
    return files


# --- the three tools of a trainer ---


def check(path: str | Path) -> str:
    """Check a file and tell, in French, its size and how often each ending is met. Raises ScenarioError."""
    scenario = from_json(compile_scenario(path))
    runs = list(paths(scenario))
    met = Counter(run.ending.id for run in runs)
    sizes = (_counted(len(scenario.nodes), "passage"), _counted(len(runs), "chemin"), _counted(len(met), "fin"))
    lines = [f"{path} : tout va bien. {', '.join(sizes)}."]
    for end in scenario.endings:
        share = 100 * met[end.id] / len(runs)
        told = f"{_counted(met[end.id], 'chemin')} ({share:.1f} %), utilité {end.utility}".replace(".", ",")
        lines.append(f"  {end.title} : {told}")
    return "\n".join(lines)


def play(path: str | Path, ask: Callable[[str], str] = input, say: Callable[[str], None] = print) -> str:
    """Play a file in the terminal; return the transcript. `ask` and `say` may be replaced in tests."""
    scenario = from_json(compile_scenario(path))
    run = start(scenario)
    for text in (scenario.title, scenario.warning, *scenario.context, *scenario.known):
        if text:
            say(text)
    while run.node:
        node = run.node
        say(f"\n{node.title} ({node.when})")
        for text in (*node.situation, *(_said(scenario, line) for line in node.messages)):
            say(text)
        for choice in node.choices:
            say(f"  {choice.letter}. {choice.text}")
        letters = {choice.letter: choice for choice in node.choices}
        answer = ""
        while answer not in letters:
            answer = ask(f"Votre choix ({', '.join(letters)}) : ").strip().lower()
        before, run = run.state, step(run, letters[answer])
        for line in letters[answer].replies:
            say(_said(scenario, line))
        say(f"{letters[answer].principle} : {letters[answer].feedback}")
        say(f"Jauges : {gauges(scenario, run.state, before)}.")
    say(f"\nFin : {run.ending.title}")
    for text in ending_text(run):
        say(text)
    say(f"Score : {run.score} sur 100.")
    return transcript(run)


def graph(path: str | Path) -> str:
    """The scenario drawn as SVG: passages, choices, ways between them, endings with their share of the paths."""
    return draw(from_json(compile_scenario(path)))


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'s' * (number > 1)}"


def _said(scenario: Scenario, line) -> str:
    name = scenario.name(line.who)
    return f"{name} : {line.text}" if name else line.text


# --- from the trainer's YAML to the JSON shape ---


def _compiled(data: dict) -> dict:
    name = data["id"]
    nodes = data["noeuds"]
    after = {node["id"]: following["id"] for node, following in zip(nodes, nodes[1:], strict=False)}
    return {
        "schema": "parcours-scenario/1",
        "id": name,
        **{key: data[key] for key in ("titre", "accroche", "duree")},
        "avertissement": data.get("avertissement", ""),
        "contexte": _paragraphs(data["contexte"]),
        "but": data["but"],
        "personnes": data["personnes"],
        "vous_savez": data["vous_savez"],
        "jauges": data.get("jauges", list(VARIABLES)),
        "depart": {variable: data["depart"][variable] for variable in VARIABLES},
        "noeuds": [
            {
                "id": f"{name}-{node['id']}",
                "titre": node["titre"],
                "moment": node["moment"],
                "situation": _paragraphs(node["situation"]),
                "messages": _speech(node.get("messages", [])),
                "choix": [_choice(name, node["id"], each, after.get(node["id"], END)) for each in node["choix"]],
            }
            for node in nodes
        ],
        "fins": [
            {
                "id": f"{name}-{end['id']}",
                "titre": end["titre"],
                "si": _condition(end["si"]) if "si" in end else None,
                "utilite": end["utilite"],
                "texte": _paragraphs(end["texte"]),
            }
            for end in data["fins"]
        ],
        "debrief": data["debrief"],
        "bareme": data["bareme"],
    }


def _choice(scenario: str, node: str, choice: dict, following: str) -> dict:
    ways = choice.get("suite", following)
    if isinstance(ways, str):
        ways = [{"vers": ways}]
    return {
        "id": f"{scenario}-{node}-{choice['id']}",
        **{key: choice[key] for key in ("texte", "resume", "qualite")},
        "danger": choice.get("danger", False),
        "effets": choice.get("effets", DEFAULT_EFFECTS[choice["qualite"]]),
        "reponses": _speech(choice["reponses"]),
        **{key: choice[key] for key in ("retour", "principe")},
        "suite": [
            {
                "si": _condition(way["si"]) if "si" in way else None,
                "vers": END if way["vers"] == END else f"{scenario}-{way['vers']}",
            }
            for way in ways
        ],
    }


def _paragraphs(text: str) -> list[str]:
    """Blank lines separate paragraphs; the line breaks inside one are spaces."""
    return [re.sub(r"[ \n]+", " ", part).strip(" ") for part in re.split(r"\n\s*\n", text.strip())]


def _speech(lines: list[dict]) -> list[dict]:
    return [{"de": who, "texte": text.strip()} for line in lines for who, text in line.items()]


def _condition(text: str) -> dict:
    """« confiance >= 70 et tension <= 30 » → {lien, tests}. Raises ValueError with the cause."""
    joiner = "ou" if " ou " in text else "et"
    tests = []
    for part in text.split(f" {joiner} "):
        match = TEST.match(part.strip())
        if not match or match[1] not in VARIABLES or match[2] not in COMPARE:
            raise ValueError(f"la condition « {text} » ne se comprend pas à « {part.strip()} ».")
        tests.append([match[1], match[2], int(match[3])])
    return {"lien": joiner, "tests": tests}


# --- mistakes, told in French ---


def _structure(data) -> list:
    errors = Draft202012Validator(SCHEMA).iter_errors(data)
    return sorted(errors, key=lambda error: [str(part) for part in error.absolute_path])


def _explain(error) -> tuple[str, str]:
    """Cause and advice for a schema error."""
    key = error.absolute_path[-1] if error.absolute_path else "le fichier"
    if error.validator == "required":
        missing = error.message.split("'")[1]
        return f"il manque « {missing} ».", f"Ajoutez la ligne « {missing}: … »."
    if error.validator == "additionalProperties":
        known = set(error.schema.get("properties", {}))
        unknown = next(name for name in error.instance if name not in known)
        return f"« {unknown} » n’est pas une clé connue.", f"Clés possibles : {', '.join(sorted(known))}."
    if error.validator == "enum":
        return (
            f"« {error.instance} » n’est pas permis.",
            f"Valeurs possibles : {', '.join(map(str, error.validator_value))}.",
        )
    if error.validator == "pattern":
        return f"« {error.instance} » n’est pas un identifiant.", "Écrivez des minuscules sans accent, sans espace."
    if error.validator in ("minimum", "maximum"):
        bound = "au moins" if error.validator == "minimum" else "au plus"
        return f"« {key} » vaut {error.instance}.", f"Écrivez {bound} {error.validator_value}."
    if error.validator in ("minLength", "minItems", "minProperties"):
        return f"« {key} » est vide ou trop court.", f"Il en faut au moins {error.validator_value}."
    if error.validator in ("maxItems", "maxProperties"):
        return f"« {key} » est trop long.", f"Il en faut au plus {error.validator_value}."
    return f"« {key} » n’a pas la forme attendue.", "Comparez avec le modèle du guide « Écrire un scénario »."


def _bad_conditions(data: dict) -> list[tuple[list, tuple[str, str]]]:
    conditions = [(["fins", rank, "si"], end["si"]) for rank, end in enumerate(data["fins"]) if "si" in end]
    for n, node in enumerate(data["noeuds"]):
        for c, choice in enumerate(node["choix"]):
            ways = choice.get("suite", "")
            for w, way in enumerate(ways if isinstance(ways, list) else []):
                if "si" in way:
                    conditions.append((["noeuds", n, "choix", c, "suite", w, "si"], way["si"]))
    found = []
    for where, text in conditions:
        try:
            _condition(text)
        except ValueError as error:
            found.append(
                (where, (str(error), f"Écrivez par exemple « equite < 35 » ; jauges : {', '.join(VARIABLES)}."))
            )
    return found


def _place(data: dict, name: str) -> list:
    """The path in the YAML of a passage, choice or ending known by its full id."""
    for n, node in enumerate(data["noeuds"]):
        node_id = f"{data['id']}-{node['id']}"
        if name == node_id:
            return ["noeuds", n]
        for c, choice in enumerate(node["choix"]):
            if name == f"{node_id}-{choice['id']}":
                return ["noeuds", n, "choix", c]
    for rank, end in enumerate(data["fins"]):
        if name == f"{data['id']}-{end['id']}":
            return ["fins", rank]
    return []


def _message(path: Path, tree, data, where: list, cause: str, advice: str) -> str:
    """`sc1.yml:42 : passage n2, choix b : cause. Advice.`"""
    labels = []
    if len(where) > 1 and where[0] == "noeuds":
        node = data["noeuds"][where[1]]
        labels.append(f"passage {node.get('id', where[1] + 1) if isinstance(node, dict) else where[1] + 1}")
        if len(where) > 3 and where[2] == "choix":
            choice = node["choix"][where[3]]
            labels.append(f"choix {choice.get('id', where[3] + 1) if isinstance(choice, dict) else where[3] + 1}")
    elif len(where) > 1 and where[0] == "fins":
        end = data["fins"][where[1]]
        labels.append(f"fin {end.get('id', where[1] + 1) if isinstance(end, dict) else where[1] + 1}")
    place = f"{', '.join(labels)} : " if labels else ""
    return f"{path}:{_line(tree, where)} : {place}{cause} {advice}"


def _line(tree, where: list) -> int:
    """The line of the YAML node at `where`, or of its nearest parent."""
    node = tree
    for part in where:
        if isinstance(node, yaml.MappingNode):
            node = next((value for key, value in node.value if key.value == part), node)
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int):
            node = node.value[part]
    return node.start_mark.line + 1 if node else 1
