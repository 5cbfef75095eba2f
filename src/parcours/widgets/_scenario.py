"""The scenario widget: `web/scenario.js` in a notebook, fed from the JSON beside it or from the built site."""

from __future__ import annotations

import json
import re

import anywidget
import traitlets

from parcours.scenarios import Run, find, from_json, replay
from parcours.widgets._styles import WEB, styled


def _module() -> str:
    """The player and its rules as one ES module: a notebook cannot import the neighbour file of a page."""
    rules = (WEB / "scenario-model.js").read_text(encoding="utf-8")
    player = (WEB / "scenario.js").read_text(encoding="utf-8")
    return rules + re.sub(r'^import .* from "\./scenario-model\.js";$', "", player, flags=re.MULTILINE)


class ScenarioWidget(anywidget.AnyWidget):
    """`mes_choix`: the ids of the last finished run; `partie`: as in the progress record's `scenarios` part."""

    _esm = _module()
    _css = styled("40-scenario.css")
    modele = traitlets.Dict().tag(sync=True)
    partie = traitlets.Dict().tag(sync=True)
    mes_choix = traitlets.List().tag(sync=True)

    @property
    def run(self) -> Run:
        """The last finished run, replayed by the same engine as the marking."""
        return replay(from_json(self.modele), self.mes_choix)


def make_scenario(name: str) -> ScenarioWidget:
    """The player of scenario `name`. Raises FileNotFoundError, in French, when its JSON is not found."""
    return ScenarioWidget(modele=json.loads(find(name).read_text(encoding="utf-8")))
