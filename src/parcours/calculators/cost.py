"""The cost of setting up: what each line costs at entry, per month, and over a horizon.

Prices in euros all taxes included, lives and horizon in months, upkeep in euros a year. Lines hold for one kind of
thing (a laptop, a subscription, a training course). Model: straight-line depreciation of what is not recovered at
resale.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .inputs import check
from .symbols import maxi, mini, plafond, quotient, si

MONTHS_PER_YEAR = 12


def net_price(price, aid):
    """€ really paid for one piece: price (€) less the aid received (€), never below zero."""
    return maxi(price - aid, 0 * price)


def entry(share, quantity, net):
    """€ to find on the first day: professional share (0–1) × number of pieces × net price (€)."""
    return share * quantity * net


def first_month(share, quantity, net, subscription):
    """€ out of the account by the end of the first month: entry plus one subscription (€/month)."""
    return entry(share, quantity, net) + share * subscription


def monthly(share, quantity, net, resale, life, subscription, upkeep):
    """€/month: (net − resale, €) over life (months), plus subscription (€/month), plus upkeep (€/year) over twelve
    months.
    """
    return share * (quantity * (net - resale) / life + subscription + upkeep / MONTHS_PER_YEAR)


def tco_economic(horizon, per_month):
    """€ over the horizon (months) when wear alone is counted: what is left could be sold at its straight-line value."""
    return horizon * per_month


def tco_cash(share, quantity, net, resale, life, subscription, upkeep, horizon):
    """€ out of the account over the horizon (months): each replacement paid in full, each replaced piece resold."""
    pieces = plafond(horizon / life)
    return share * (
        quantity * (pieces * net - (pieces - 1) * resale) + subscription * horizon + upkeep * horizon / MONTHS_PER_YEAR
    )


def per_billed_day(per_month, billed_days):
    """€/billed day: what each invoiced day must bring before any pay; billed days per month."""
    return per_month / billed_days


def refurbished_break_even(life_new, price_new, resale_new, price_refurbished, resale_refurbished):
    """Months that a refurbished piece must last to cost no more per month than a new one (prices, resales in €)."""
    return life_new * quotient(price_refurbished - resale_refurbished, price_new - resale_new)


def purchase_break_even(price, subscription):
    """Months after which a purchase (€) is cheaper than the subscription (€/month)."""
    return quotient(price, subscription)


def free_tool_break_even(learning_hours, hour_value, subscription):
    """Months after which a free tool pays back the hours spent learning it (h × €/h over €/month)."""
    return quotient(learning_hours * hour_value, subscription)


def cpf_paid(cost, other_aid, balance, cap, contribution):
    """€ paid by the training account (CPF): bounded by its balance, by the cap, and by what the compulsory contribution
    leaves.
    """
    base = maxi(cost - other_aid, 0 * cost)
    return mini(mini(balance, cap), maxi(base - contribution, 0 * base))


def left_to_pay(cost, other_aid, balance, cap, contribution, added):
    """€ left to the trainee. `added` (0 or 1): the contribution comes on top when balance or cap limited the account.

    Pages contradict each other on `added`; the default is 0. An account that would bring less than its contribution is
    not used.
    """
    base = maxi(cost - other_aid, 0 * cost)
    paid = cpf_paid(cost, other_aid, balance, cap, contribution)
    limited = paid < base - contribution
    return mini(base, base - paid + si(limited, added * contribution, 0 * contribution))


@dataclass(frozen=True)
class Line:
    """One line of a kit; amounts in €, life in months. Out-of-bounds values are refused, never corrected."""

    name: str
    price: float = 0.0
    life: float = 36
    resale: float = 0.0
    subscription: float = 0.0
    upkeep: float = 0.0
    quantity: float = 1
    share: float = 1.0
    aid: float = 0.0

    def __post_init__(self):
        check(self.price, f"{self.name} : prix", 0, 20_000, "€")
        check(self.life, f"{self.name} : durée", 1, 120, "mois")
        check(self.subscription, f"{self.name} : abonnement", 0, 1_000, "€/mois")
        check(self.upkeep, f"{self.name} : entretien", 0, 5_000, "€/an")
        check(self.quantity, f"{self.name} : quantité", 1, 20)
        check(self.share, f"{self.name} : part professionnelle", 0, 1)
        check(self.aid, f"{self.name} : aide", 0, self.price, "€")
        check(self.resale, f"{self.name} : revente", 0, self.price - self.aid, "€")

    @property
    def net(self):
        return net_price(self.price, self.aid)

    @property
    def entry(self):
        return entry(self.share, self.quantity, self.net)

    @property
    def first_month(self):
        return first_month(self.share, self.quantity, self.net, self.subscription)

    @property
    def monthly(self):
        return monthly(self.share, self.quantity, self.net, self.resale, self.life, self.subscription, self.upkeep)

    def cash(self, horizon):
        return tco_cash(
            self.share, self.quantity, self.net, self.resale, self.life, self.subscription, self.upkeep, horizon
        )


@dataclass(frozen=True)
class Cost:
    """What a kit costs: € at entry and after the first month, €/month, € over the horizon (months)."""

    entry: float
    first_month: float
    monthly: float
    economic: float
    cash: float
    horizon: float


def kit_cost(lines: Iterable[Line], horizon: float = 36) -> Cost:
    """Add the lines of a kit up over a horizon of 1 to 120 months."""
    check(horizon, "horizon", 1, 120, "mois")
    lines = tuple(lines)
    per_month = sum(line.monthly for line in lines)
    return Cost(
        entry=sum(line.entry for line in lines),
        first_month=sum(line.first_month for line in lines),
        monthly=per_month,
        economic=tco_economic(horizon, per_month),
        cash=sum(line.cash(horizon) for line in lines),
        horizon=horizon,
    )
