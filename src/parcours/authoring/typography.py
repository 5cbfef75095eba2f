"""French typography, set once for all prose: writers type plain spaces and apostrophes, readers get the right ones.

Rules of the Imprimerie nationale as commonly taught: no-break space inside « » and before « : », narrow no-break space before ; ! ? %
and between thousands, no-break space between a number and its unit, curly apostrophe.
"""

from __future__ import annotations

import re

NBSP, NARROW = "\u00a0", "\u202f"
RULES = [
    (re.compile(r"«[ \u00a0\u202f]*"), f"«{NBSP}"),
    (re.compile(r"[ \u00a0\u202f]*»"), f"{NBSP}»"),
    (re.compile(r"[ \u00a0\u202f]+:(?=\s|$|\u00a0)"), f"{NBSP}:"),
    (re.compile(r"[ \u00a0\u202f]+([;!?]+)"), rf"{NARROW}\1"),
    (re.compile(r"(?<=\d)[ \u00a0](?=\d{3}(?!\d))"), NARROW),
    (re.compile(r"(?<=\d)[ \u00a0](?=%)"), NARROW),
    (re.compile(r"(?<=\d) (?=(?:€|h|min|s|j|kg|g|km|m|Go|Mo|Ko|kWh|pts?|points|ans|euros)\b|€)"), NBSP),
    (re.compile(r"(?<=[A-Za-zÀ-ÿ])'(?=[A-Za-zÀ-ÿ0-9«])"), "’"),
    (re.compile(r"\.\.\."), "…"),
]


def french_typography(text: str) -> str:
    """Give a sentence its no-break spaces and apostrophes; running it again changes nothing."""
    for pattern, replacement in RULES:
        text = pattern.sub(replacement, text)
    return text
