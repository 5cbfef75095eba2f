"""The styles of a widget: those of its page, and what a page's style sheet gives and a notebook lacks."""

from __future__ import annotations

from importlib import resources

WEB = resources.files("parcours") / "web"
NOTEBOOK = resources.files("parcours.widgets") / "notebook.css"


def styled(name: str) -> str:
    """The text of `web/styles/<name>` followed by that of `notebook.css`."""
    return "\n".join(file.read_text(encoding="utf-8") for file in (WEB / "styles" / name, NOTEBOOK))
