"""Branching scenarios: model, play, checks, transcript. Standard library only; `web/scenario-model.js` plays alike."""

from parcours.scenarios.check import Problem, problems
from parcours.scenarios.model import VARIABLES, Choice, Condition, Ending, Line, Node, Scenario, find, from_json, load
from parcours.scenarios.play import ReplayError, Run, Step, best_path, paths, points, replay, start, step
from parcours.scenarios.rules import rules
from parcours.scenarios.transcript import transcript

__all__ = [
    "VARIABLES", "Choice", "Condition", "Ending", "Line", "Node", "Problem", "ReplayError", "Run", "Scenario", "Step",
    "best_path", "find", "from_json", "load", "paths", "points", "problems", "replay", "rules", "start", "step",
    "transcript",
]  # fmt: skip
