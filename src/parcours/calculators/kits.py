"""A device's year and a purchase's month with the central factors and the prices of `datasets/`."""

from __future__ import annotations

from dataclasses import dataclass

from . import footprint
from .factors import factor, prices
from .uncertainty import Range

DEVICES = {
    "laptop": "Ordinateur portable",
    "ecran": "Écran",
    "smartphone": "Smartphone",
    "fixe": "Ordinateur fixe",
    "tablette": "Tablette",
}
# Names of a device's factors in factors.csv, where they are not the device's own name.
_FACTOR_NAMES = {"fixe": "fixe_pro"}
SECOND_LIFE = {"smartphone": "recond_duree2_smartphone", "tablette": "recond_duree2_smartphone"}


def device_factors(device: str) -> dict[str, str]:
    """The five factors of a device, by role: fabrication, puissance, vie, reduction, seconde_vie."""
    name = _FACTOR_NAMES.get(device, device)
    return {
        "fabrication": f"app_{name}_hors_usage",
        "puissance": f"puissance_{name}",
        "vie": f"duree_vie_{name}",
        "reduction": f"recond_reduction_{device}",
        "seconde_vie": SECOND_LIFE.get(device, "recond_duree2_ordinateur"),
    }


@dataclass(frozen=True)
class DeviceYear:
    """kg CO2e a year of one device: its manufacturing and its electricity."""

    manufacturing: float
    use: float

    @property
    def total(self) -> float:
        return self.manufacturing + self.use


def device_year(
    device: str,
    state: int = footprint.NEW,
    hours_a_day: float = 7,
    days_a_year: float = 220,
    *,
    method: int = footprint.ATTRIBUTIONAL,
    life: float | None = None,
    kept: float | None = None,
    extension: float = 2,
    quantity: float = 1,
    share: float = 1,
) -> DeviceYear:
    """One device for one year with the central factors; lives in years, defaults from `factors.csv`."""
    names = device_factors(device)
    reference = factor(names["vie"])
    kept = factor(names["seconde_vie"]) if kept is None else kept
    return DeviceYear(
        footprint.made(
            state,
            method,
            share,
            quantity,
            factor(names["fabrication"]),
            reference if life is None else life,
            reference,
            factor(names["reduction"]),
            factor(names["seconde_vie"]),
            kept,
            extension,
        ),
        footprint.used(share, quantity, factor(names["puissance"]), hours_a_day, days_a_year, factor("elec_fr")),
    )


def monthly_range(price_id: str, share: float = 1) -> Range:
    """€/month of a purchased thing over its price range, its life and its resale share."""
    price = prices()[price_id]
    return price.source.range.times(share * (1 - price.resale_share) / price.life)
