"""What makes a scenario sound: nothing unreachable, no dead end, the best path rewarded, danger never rewarded."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from parcours.scenarios.model import DECISIVE, END, SPEAKERS, Scenario
from parcours.scenarios.play import BEST, DANGER_CAP, best_path, paths

BEST_PATH_SCORE = 90


@dataclass(frozen=True)
class Problem:
    """What is wrong: `place` is the id of a passage, choice or ending (or of the scenario); advice says what to do."""

    place: str
    cause: str
    advice: str


def problems(scenario: Scenario) -> list[Problem]:
    """All the problems of a scenario, in French; an empty list when it is sound."""
    found = _references(scenario)
    return found or _endings(scenario) or _every_path(scenario)  # a broken reference would stop the play


def _references(scenario: Scenario) -> list[Problem]:
    found: list[Problem] = []
    ids = [node.id for node in scenario.nodes]
    everything = (
        ids + [choice.id for node in scenario.nodes for choice in node.choices] + [end.id for end in scenario.endings]
    )
    for name, count in Counter(everything).items():
        if count > 1:
            found.append(
                Problem(name, f"l’identifiant « {name} » est employé {count} fois.", "Donnez à chacun le sien.")
            )
    for rank, node in enumerate(scenario.nodes):
        for place, line in [(node.id, line) for line in node.messages] + [
            (choice.id, line) for choice in node.choices for line in choice.replies
        ]:
            if line.who not in scenario.people and line.who not in SPEAKERS:
                known = ", ".join([*SPEAKERS, *scenario.people])
                found.append(
                    Problem(place, f"« {line.who} » parle mais n’est pas présenté.", f"Choisissez parmi : {known}.")
                )
        for choice in node.choices:
            for _, target in choice.nexts:
                if target != END and target not in ids:
                    found.append(
                        Problem(
                            choice.id,
                            f"la suite « {target} » n’existe pas.",
                            f"Passages : {', '.join(ids)}, ou « fin ».",
                        )
                    )
                elif target != END and ids.index(target) <= rank:
                    found.append(
                        Problem(
                            choice.id, f"la suite « {target} » revient en arrière.",
                            "Un choix mène à un passage placé plus bas dans le fichier, ou à « fin ».",
                        )
                    )  # fmt: skip
            if choice.nexts[-1][0] is not None:
                found.append(
                    Problem(
                        choice.id,
                        "aucune suite si les conditions sont fausses.",
                        "Terminez par une suite sans condition.",
                    )
                )
    return found


def _endings(scenario: Scenario) -> list[Problem]:
    found = []
    for rank, end in enumerate(scenario.endings):
        last = rank == len(scenario.endings) - 1
        if last and end.condition is not None:
            found.append(
                Problem(end.id, "la dernière fin a une condition.", "Ôtez « si » : elle recueille tous les autres cas.")
            )
        if not last and end.condition is None:
            found.append(
                Problem(
                    end.id,
                    "cette fin cache toutes les suivantes.",
                    "Ajoutez une condition « si », ou placez-la en dernier.",
                )
            )
        if DECISIVE not in "".join(end.text):
            found.append(Problem(end.id, "le texte ne cite pas le choix décisif.", f"Placez {DECISIVE} dans le texte."))
    return found


def _every_path(scenario: Scenario) -> list[Problem]:
    found = []
    seen: set[str] = set()
    for run in paths(scenario):
        seen.add(run.ending.id)
        seen.update(each.node.id for each in run.steps)
        if run.score > DANGER_CAP and any(each.choice.danger for each in run.steps):
            found.append(
                Problem(
                    scenario.id,
                    f"un chemin dangereux obtient {run.score}.",
                    "Signalez cette erreur : le plafond est rompu.",
                )
            )
    for node in scenario.nodes:
        if node.id not in seen:
            found.append(
                Problem(node.id, "aucun chemin ne mène à ce passage.", "Faites-en la suite d’un choix, ou ôtez-le.")
            )
        if max(choice.quality for choice in node.choices) < BEST:
            found.append(Problem(node.id, "aucun choix n’a la qualité 3.", "Chaque passage offre une bonne réponse."))
    for end in scenario.endings:
        if end.id not in seen:
            found.append(
                Problem(end.id, "aucun chemin ne mène à cette fin.", "Revoyez sa condition ou l’ordre des fins.")
            )
    best = best_path(scenario)
    top = max(end.utility for end in scenario.endings)
    if best.ending.utility < top:
        found.append(
            Problem(
                scenario.id,
                f"le meilleur chemin mène à « {best.ending.title} », qui n’est pas la meilleure fin.",
                "Revoyez les effets ou les conditions.",
            )
        )
    elif best.score < BEST_PATH_SCORE:
        found.append(
            Problem(scenario.id, f"le meilleur chemin n’obtient que {best.score}.", "Une fin doit avoir l’utilité 100.")
        )
    return found
