"""The rules of the course's scenarios, without their texts: what replaying a hand-in needs, carried by the package.

`regles.json` has the shape of the served JSON, its texts emptied; `parcours.authoring` writes it from the YAML files,
so that marking replays by name in a page, a sandbox or a bare notebook, where no scenario file lies about.
"""

from __future__ import annotations

import json
from functools import cache
from importlib import resources

from parcours.scenarios.model import Scenario, from_json
from parcours.scenarios.play import ReplayError

FILE = "regles.json"


@cache
def _all() -> dict[str, dict]:
    return json.loads(resources.files("parcours.scenarios").joinpath(FILE).read_text(encoding="utf-8"))


def rules(name: str) -> Scenario:
    """The scenario `name` with ids, effects, conditions and titles of endings, and no other text.

    Raises ReplayError, in French, for an unknown name.
    """
    known = _all()
    if name not in known:
        raise ReplayError(f"Le scénario « {name} » n’existe pas. Scénarios : {', '.join(known)}.")
    return from_json(known[name])
