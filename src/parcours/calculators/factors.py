"""Factors and prices: each number with its range, its unit and its origin. Their only source is `datasets/`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from parcours.datasets import load

from .inputs import InputRefused
from .uncertainty import Range


@dataclass(frozen=True)
class Source:
    """A number from outside: its range and all that lets a trainee judge it."""

    id: str
    label: str
    range: Range
    unit: str
    year: str
    origin: str
    licence: str
    status: str  # « lu », « rappel », « hypothèse », « dérivé »…
    scope: str
    note: str

    @property
    def value(self) -> float:
        return self.range.central


def _label(text: str) -> str:
    """The label as the page writes it: the inch sign would become a closing quotation mark."""
    return text.replace('"', "\u00a0pouces")


def _text(cell) -> str:
    return "" if cell is None or cell != cell else str(cell)


@cache
def factors() -> dict[str, Source]:
    """All emission factors, powers and lives of `datasets/factors.csv`, by id."""
    return {
        row["id"]: Source(
            id=row["id"],
            label=_label(row["libelle_fr"]),
            range=Range(float(row["bas"]), float(row["valeur"]), float(row["haut"])),
            unit=row["unite"],
            year=_text(row["annee"]),
            origin=_text(row["source_titre"]),
            licence=_text(row["licence"]),
            status=_text(row["verification"]),
            scope=_text(row["perimetre"]),
            note=_text(row["note"]),
        )
        for row in load("factors").to_dict("records")
    }


@dataclass(frozen=True)
class Price:
    """A price range in €, its life (months) and what is recovered at resale (share of the price)."""

    source: Source
    option: str
    life: float
    resale_share: float


@cache
def prices() -> dict[str, Price]:
    """All prices of `datasets/prices.csv`, by id."""
    return {
        row["id"]: Price(
            source=Source(
                id=row["id"],
                label=_label(row["libelle_fr"]),
                range=Range(float(row["bas_eur"]), float(row["central_eur"]), float(row["haut_eur"])),
                unit={"mois": "€/mois", "kWh": "€/kWh"}.get(row["unite"], "€"),
                year=_text(row["date_releve"]),
                origin=_text(row["source"]),
                licence=_text(row["licence_logiciel"]),
                status="rappel" if _text(row["source"]).startswith("rappel") else "lu",
                scope=_text(row["unite"]),
                note=_text(row["note"]),
            ),
            option=_text(row["option"]),
            life=float(row["amortissement_mois"]),
            resale_share=float(row["valeur_residuelle_part"]),
        )
        for row in load("prices").to_dict("records")
    }


def factor(name: str) -> float:
    """Central value of a factor; InputRefused lists near names when it does not exist."""
    known = factors()
    if name not in known:
        import difflib

        near = difflib.get_close_matches(name, known, 3, 0.4)
        hint = f" Vouliez-vous dire {', '.join(near)} ?" if near else ""
        raise InputRefused(f"Le facteur « {name} » n’existe pas dans datasets/factors.csv.{hint}")
    return known[name].value
