"""The calendar of the world: local days in Paris, stored in UTC."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from .alea import Alea

PARIS = ZoneInfo("Europe/Paris")
DEBUT, FIN = date(2025, 9, 1), date(2026, 3, 31)
MOIS = [date(2025, 9, 1), date(2025, 10, 1), date(2025, 11, 1), date(2025, 12, 1)]
MOIS += [date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1), date(2026, 4, 1)]
PRIME = date(2026, 1, 1)  # the « posts per week » bonus begins

# G16. The forum lives by the local clock: most messages come at 20:00 in Paris, on both sides of the clock changes, so
# that a plot by hour of the UTC column slips by one hour after 26 October and again after 29 March.
HEURES = {
    0: 6,
    6: 6,
    7: 22,
    8: 40,
    9: 44,
    10: 38,
    11: 40,
    12: 62,
    13: 56,
    14: 34,
    15: 32,
    16: 38,
    17: 52,
    18: 76,
    19: 92,
}
HEURES |= {20: 168, 21: 104, 22: 58, 23: 22}


def mois_de(jour: date) -> int:
    """0 for September 2025 … 6 for March 2026, -1 before."""
    return (jour.year - 2025) * 12 + jour.month - 9 if jour >= DEBUT else -1


def jours_du_mois(mois: int) -> list[date]:
    debut, suivant = MOIS[mois], MOIS[mois + 1]
    return [debut + timedelta(days=n) for n in range((suivant - debut).days)]


def moment(alea: Alea, jour: date, heures: dict[int, int] = HEURES) -> datetime:
    """A local instant of `jour`, at an hour drawn from the table `heures`."""
    return datetime(jour.year, jour.month, jour.day, alea.pondere(heures), alea.entier(0, 59), tzinfo=PARIS)


def apres(instant: datetime, minutes: int) -> datetime:
    """`instant` plus true minutes (not wall-clock ones, which a clock change would stretch)."""
    return datetime.fromtimestamp(instant.timestamp() + 60 * minutes, PARIS)
