"""The two calculators, by name."""

from __future__ import annotations

from functools import cache

from . import cost_page, footprint_page
from .inputs import InputRefused
from .model import Calculator, calculate, cell, to_json, verdicts

__all__ = ["calculate", "calculator", "cell", "to_json", "verdicts"]

MAKERS = {"cout": cost_page.make, "empreinte": footprint_page.make}


@cache
def calculator(name: str) -> Calculator:
    """The calculator `cout` or `empreinte`; InputRefused for another name."""
    if name not in MAKERS:
        raise InputRefused(f"Le calculateur « {name} » n’existe pas : écrivez cout ou empreinte.")
    return MAKERS[name]()
