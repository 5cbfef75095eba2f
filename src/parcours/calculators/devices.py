"""What both calculators know of a device: its states, its factors, its year."""

from __future__ import annotations

from collections.abc import Mapping

from . import footprint
from .kits import device_factors
from .model import Field, Option
from .symbols import si

STATES = {
    "aucun": ("Aucun", footprint.NONE),
    "neuf": ("Neuf", footprint.NEW),
    "recond": ("Reconditionné", footprint.REFURBISHED),
    "conserve": ("Déjà possédé, conservé", footprint.KEPT),
}
METHOD = Field(
    "methode",
    "Comment compter un appareil déjà possédé",
    "methode",
    "attributionnel",
    options=(
        Option("attributionnel", "Attributionnel : sa part chaque année", {"methode": 0}),
        Option("marginal", "Marginal : rien, il est déjà fabriqué", {"methode": 1}),
    ),
)


def device_footprint(s: Mapping, name: str, life, kept, extension) -> tuple:
    """(manufacturing, electricity) of a device, kg CO2e/year."""
    share, quantity = s[f"{name}.part"] / 100, s[f"{name}.quantite"]
    manufacturing = footprint.made(
        s[f"{name}.etat"],
        s["methode"],
        share,
        quantity,
        s[f"{name}.fabrication"],
        life,
        s[f"{name}.vie"],
        s[f"{name}.reduction"],
        s[f"{name}.seconde_vie"],
        kept,
        extension,
    )
    electricity = footprint.used(
        share, quantity, s[f"{name}.puissance"], s[f"{name}.heures"], s[f"{name}.jours"], s["electricite"]
    )
    return manufacturing, si(s[f"{name}.etat"] == footprint.NONE, 0 * electricity, electricity)


def device_bound(names) -> dict[str, str]:
    """{symbol: source} of the factors of these devices."""
    return {f"{name}.{role}": source for name in names for role, source in device_factors(name).items()}


def conventions(names) -> frozenset[str]:
    """The lives that a study took as given: shown, never drawn."""
    return frozenset(source for name in names for role, source in device_factors(name).items() if role.endswith("vie"))


# Hours a day and days a year at the start: a working year (X4 of the research), a phone every day.
HOURS = {"laptop": (7, 220), "ecran": (7, 220), "smartphone": (3, 365), "fixe": (7, 220), "tablette": (2.5, 220)}
KITTED = ("laptop", "ecran", "smartphone")  # devices that have prices
