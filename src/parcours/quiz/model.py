"""What a quiz bank is: data classes with the field names of the YAML and of the JSON, which are the same."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

CHOICES = ("choix", "choix-multiple", "vrai-faux")
TYPES = (*CHOICES, "numerique", "texte-court", "ordre", "appariement")


class BankError(ValueError):
    """A bank cannot be used. Its text, in French, gives the file, the item, the cause and what to do."""


@dataclass(frozen=True)
class Option:
    """A choice on offer. `pourquoi` answers the trainee who picks it, right or not."""

    id: str
    texte: str
    juste: bool
    pourquoi: str


@dataclass(frozen=True)
class Step:
    """A step to put in order (the bank holds them in the right order). `pourquoi` says why it stands there."""

    id: str
    texte: str
    pourquoi: str


@dataclass(frozen=True)
class Pair:
    """`gauche` goes with `droite`; several pairs may share the same right-hand text."""

    id: str
    gauche: str
    droite: str
    pourquoi: str


@dataclass(frozen=True)
class Trap:
    """A foreseeable answer that misses, a number or a text, with the sentence that it earns."""

    reponse: float | str
    pourquoi: str


@dataclass(frozen=True)
class Item:
    """One question. Which of the last fields are filled depends on `type`; docs/quiz.md has the table."""

    id: str
    type: str
    difficulte: int  # 1 easy … 3 hard
    objectif: str
    enonce: str
    explication: str
    options: tuple[Option, ...] = ()
    etapes: tuple[Step, ...] = ()
    paires: tuple[Pair, ...] = ()
    valeur: float | None = None
    tolerance: float | None = None
    unite: str = ""
    unites: tuple[str, ...] = ()  # other spellings of the unit
    calcul: str = ""  # Python expression; a test recomputes `valeur` with it
    reponses: tuple[str, ...] = ()
    indice: str = ""
    pieges: tuple[Trap, ...] = ()

    @property
    def module(self) -> str:
        return self.id.partition("-")[0]


@dataclass(frozen=True)
class Bank:
    """The items of one module, in the order of its YAML file."""

    module: str
    items: tuple[Item, ...]

    def __getitem__(self, item_id: str) -> Item:
        for item in self.items:
            if item.id == item_id:
                return item
        known = ", ".join(item.id for item in self.items)
        raise BankError(f"La question « {item_id} » n’existe pas dans le module {self.module}. Questions : {known}.")


_PARTS = {"options": Option, "etapes": Step, "paires": Pair, "pieges": Trap}


def item_from_dict(data: dict[str, Any]) -> Item:
    """Build an Item from one entry of a checked bank."""
    values = dict(data)
    for name, part in _PARTS.items():
        values[name] = tuple(part(**entry) for entry in data.get(name, ()))
    for name in ("unites", "reponses"):
        values[name] = tuple(data.get(name, ()))
    return Item(**values)


def bank_from_dict(data: dict[str, Any]) -> Bank:
    """Build a Bank from plain data that authoring has checked."""
    return Bank(data["module"], tuple(item_from_dict(entry) for entry in data["items"]))


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(entry) for entry in value]
    if hasattr(value, "__dataclass_fields__"):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return value


def item_to_dict(item: Item) -> dict[str, Any]:
    """The item as plain data, without the fields that its type does not fill."""
    return {name: value for name, value in _plain(item).items() if value not in ("", None, [])}


def bank_to_dict(bank: Bank) -> dict[str, Any]:
    """The bank as plain data, always in the same order: the content of `assets/items/mNN.json`."""
    return {"module": bank.module, "items": [item_to_dict(item) for item in bank.items]}
