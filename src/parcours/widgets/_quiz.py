"""The quiz widget: `web/quiz.js` in a notebook, fed from the item bank beside the notebook or from the built site."""

from __future__ import annotations

from collections.abc import Sequence

import anywidget
import traitlets

from parcours.quiz import BankError, Item, find_bank
from parcours.quiz.model import item_to_dict
from parcours.widgets._styles import WEB, styled


class QuizWidget(anywidget.AnyWidget):
    """`items` as in the bank's JSON; `resultats` as in the progress record's `quiz` part."""

    _esm = (WEB / "quiz.js").read_text(encoding="utf-8")
    _css = styled("30-quiz.css")
    items = traitlets.List().tag(sync=True)
    resultats = traitlets.Dict().tag(sync=True)


def _items(name: str) -> Sequence[Item]:
    module, _, number = name.partition("-")
    bank = find_bank(module)
    return [bank[name]] if number else bank.items


def make_quiz(ids: Sequence[str]) -> QuizWidget:
    """The widget of these questions, in this order."""
    if not ids:
        raise BankError(
            'Dites quelle question montrer, par exemple quiz("m01-q03"), ou quiz("m01") pour tout un module.'
        )
    return QuizWidget(items=[item_to_dict(item) for name in ids for item in _items(name)])
