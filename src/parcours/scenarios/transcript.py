"""The written trace of a run: what was read, chosen, answered and learnt. Nothing about the trainee."""

from __future__ import annotations

from parcours.scenarios.model import DECISIVE, GAUGES, Line, Scenario, State
from parcours.scenarios.play import Run


def gauges(scenario: Scenario, state: State, before: State | None = None) -> str:
    """« confiance 42 (+12), tension 53 (−12) »: the gauges shown, with their change since `before`."""
    said = []
    for name in scenario.shown:
        change = state[name] - before[name] if before else 0
        said.append(f"{GAUGES[name]} {state[name]}" + (f" ({change:+d})".replace("-", "−") if change else ""))
    return ", ".join(said)


def ending_text(run: Run) -> tuple[str, ...]:
    """The paragraphs of the ending, the decisive choice quoted in them."""
    return tuple(paragraph.replace(DECISIVE, f"« {run.decisive.short} »") for paragraph in run.ending.text)


def mes_choix(run: Run) -> str:
    """The line that a trainee pastes in the answer cell."""
    return "mes_choix = [" + ", ".join(f'"{choice}"' for choice in run.choices) + "]"


def transcript(run: Run) -> str:
    """The whole run as plain text, in French."""
    scenario = run.scenario
    lines = [scenario.title, "=" * len(scenario.title), "", *scenario.context, ""]
    before = scenario.start
    for rank, each in enumerate(run.steps, 1):
        lines += [f"{rank}. {each.node.title} ({each.node.when})", *each.node.situation]
        lines += [_said(scenario, line) for line in each.node.messages]
        lines += [f"→ Votre choix : {each.choice.text}"]
        lines += [_said(scenario, line) for line in each.choice.replies]
        lines += [f"{each.choice.principle} : {each.choice.feedback}"]
        lines += [f"Jauges : {gauges(scenario, each.state, before)}.", ""]
        before = each.state
    if run.ending:
        lines += [f"Fin : {run.ending.title}", *ending_text(run), f"Score : {run.score} sur 100.", ""]
    return "\n".join([*lines, mes_choix(run), ""])


def _said(scenario: Scenario, line: Line) -> str:
    name = scenario.name(line.who)
    return f"{name} : {line.text}" if name else line.text
