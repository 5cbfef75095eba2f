"""Altair's charts drawn by the notebook's own Vega: Altair's default HTML would fetch its scripts from another host.

JupyterLab 4, Notebook 7 and VS Code draw Vega-Lite 5; the plain bars, lines and rules of the course are the same in 5
and in Altair's 6.
"""

from __future__ import annotations

import altair as alt

TYPE = "application/vnd.vegalite.v5+json"
SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"  # a name: nothing is fetched from it


def bundle(spec: dict, **_options) -> dict:
    """What a notebook shows for an Altair specification: by type, the drawing and, for want of it, its title."""
    title = spec.get("title", "")
    text = title if isinstance(title, str) else title.get("text", "")
    return {TYPE: {**spec, "$schema": SCHEMA}, "text/plain": f"Graphique : {text}" if text else "Graphique"}


def use_local_charts() -> None:
    """Show every later Altair chart with `bundle`."""
    alt.renderers.register("parcours", bundle)
    alt.renderers.enable("parcours")
