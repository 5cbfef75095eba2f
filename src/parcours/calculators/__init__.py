"""Cost of entry and climate footprint: the only place of their arithmetic.

`cost` and `footprint` hold the formulas, `uncertainty` the ranges and draws, `factors` the numbers from outside, `page`
what the web page and the notebook widget show. `cout_annuel` and `co2e_annuel` are the doors for trainees.
"""

from .inputs import InputRefused
from .simple import co2e_annuel, cout_annuel

__all__ = ["InputRefused", "co2e_annuel", "cout_annuel"]
