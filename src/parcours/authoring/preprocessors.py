"""Our one change to nbgrader's release: the place of a solution is taken by the exercise's own starting text.

nbgrader knows one stub for all cells; ours is in the source cell's metadata, `parcours.depart`, and leaves with it.
"""

from __future__ import annotations

from nbgrader.preprocessors import ClearSolutions


class StartingText(ClearSolutions):
    """`nbgrader generate_assignment` runs it in place of ClearSolutions (see nbgrader_config.py)."""

    def preprocess_cell(self, cell, resources, cell_index):
        start = cell.metadata.pop("parcours", {}).get("depart")
        if start is None:
            return super().preprocess_cell(cell, resources, cell_index)
        usual = self.code_stub, self.text_stub
        self.code_stub, self.text_stub = {"python": start}, start
        try:
            return super().preprocess_cell(cell, resources, cell_index)
        finally:
            self.code_stub, self.text_stub = usual
