"""Numbers as French people type them, and bounds that are refused rather than corrected."""

from __future__ import annotations

import math
import re

_SPACES = re.compile(r"[\s\u00a0\u202f]+")
_NUMBER = re.compile(r"[-+]?(\d+([.,]\d*)?|[.,]\d+)")
_GROUPED = re.compile(r"[-+]?\d{1,3}([\s\u00a0\u202f]\d{3})+([.,]\d*)?")


class InputRefused(ValueError):
    """A value cannot be used; the message is a French sentence for the trainee."""


def parse_number(text: str, name: str = "ce champ") -> float:
    """Read `1 234,5`, `1234.5` or `12,5`; spaces may only group thousands.

    Raises InputRefused on an empty text (empty is not zero) and on anything else.
    """
    trimmed = text.strip(" \t\n\u00a0\u202f").replace("−", "-")
    if not trimmed:
        raise InputRefused(f"{name} est vide. Écrivez un nombre ; si la valeur est nulle, écrivez 0.")
    compact = _SPACES.sub("", trimmed)
    if not (_NUMBER.fullmatch(trimmed) or _GROUPED.fullmatch(trimmed)):
        raise InputRefused(f"{name} : « {trimmed} » n’est pas un nombre. Écrivez par exemple 1 250 ou 12,5.")
    return float(compact.replace(",", "."))


def show_number(value: float, decimals: int = 0) -> str:
    """Write a number in French: decimal comma, thin spaces, half away from zero, « – » when there is none."""
    if not math.isfinite(value):
        return "–"
    scale = 10**decimals
    rounded = math.floor(abs(value) * scale + 0.5) / scale
    text = f"{rounded:,.{decimals}f}".replace(",", "\u202f").replace(".", ",")
    return f"−{text}" if value < 0 and rounded else text


def check(value: float, name: str, low: float, high: float, unit: str = "") -> float:
    """Return `value` if it lies from `low` to `high`, else raise InputRefused; numpy arrays are checked whole."""
    lowest, highest = (value.min(), value.max()) if getattr(value, "ndim", 0) else (value, value)
    if not (low <= lowest and highest <= high):  # also refuses not-a-number
        unit = f"\u00a0{unit}" if unit else ""
        shown, bottom, top = (
            f"{number:.10g}".replace(".", ",") for number in (lowest if lowest < low else highest, low, high)
        )
        raise InputRefused(f"{name} vaut {shown}{unit} : choisissez une valeur entre {bottom} et {top}{unit}.")
    return value
