"""`python -m datasets.simulateur [folder]`: write every table, then the dictionary."""

from __future__ import annotations

import sys
from pathlib import Path

from .monde import simuler

if __name__ == "__main__":
    simuler(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[1])
