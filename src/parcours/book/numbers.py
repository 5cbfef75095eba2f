"""Numbers, dates and truth values written the French way: 1 234,5 · 12,5 % · 3 mars 2026."""

from __future__ import annotations

import math
import re
from datetime import date
from typing import Any

MONTHS = ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"]
NARROW = "\u202f"  # before %, € and between thousands
LAYOUT = re.compile(r"(?P<sign>\+?)(?:\.(?P<digits>\d+)|0)?\s*(?P<unit>%|pts|€)?$")


def french(value: float, layout: str = "0") -> str:
    """Write a number; `layout` is `0`, `.1`, `+.1`, `.1 %` (a share of 1), `.1 pts` (a difference of shares), `.2 €`.

    Raises ValueError on another layout; NaN and missing values are written « – ».
    """
    match = LAYOUT.fullmatch(layout.strip())
    if not match:
        raise ValueError(f"format « {layout} » inconnu (exemples : 0, .1, +.1, .1 %, .1 pts, .2 €)")
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return "–"
    unit = match["unit"] or ""
    number = float(value) * (100 if unit in ("%", "pts") else 1)
    text = f"{number:{'+' if match['sign'] else ''},.{int(match['digits'] or 0)}f}"
    if float(text.replace(",", "")) == 0:
        text = text.lstrip("-+")
    text = text.replace(",", NARROW).replace(".", ",").replace("-", "−")
    return f"{text}{NARROW if unit == '%' else chr(0xA0)}{unit}" if unit else text


def french_value(value: Any) -> str:
    """Write any cell of a table: whole numbers with thousands, others with at most two decimals, dates in French."""
    if value is None or type(value).__name__ in ("NAType", "NaTType") or value != value:
        return "–"
    if isinstance(value, bool) or type(value).__name__ in ("bool", "bool_"):
        return "oui" if value else "non"
    if hasattr(value, "hour") and hasattr(value, "strftime"):
        if (value.hour, value.minute, value.second) != (0, 0, 0):
            return value.strftime("%d/%m/%Y %H:%M")
        return value.strftime("%d/%m/%Y")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, str):
        return value
    try:
        number = float(value)
    except (TypeError, ValueError):
        return str(value)
    if number.is_integer():
        return french(number) if abs(number) >= 10000 else french(number).replace(NARROW, "")
    return french(number, ".2" if abs(number) >= 0.1 else ".3")


def french_date(day: date) -> str:
    """« 3 mars 2026 », « 1er mars 2026 »."""
    return f"{'1er' if day.day == 1 else day.day} {MONTHS[day.month - 1]} {day.year}"
