"""The climate footprint of exercising the trade for one year, one person, in France, in kg CO2e a year.

Blocks: A devices, B training and events, C digital use. The audience (D) is outside this functional unit and never
added. Manufacturing factors (kg CO2e a device) cover making, shipping and end of life; lives in years; powers in watts.
"""

from __future__ import annotations

from .symbols import quotient, si

WATTS_PER_KILOWATT = 1000
MINUTES_PER_HOUR = 60

NONE, NEW, REFURBISHED, KEPT = 0, 1, 2, 3
ATTRIBUTIONAL, MARGINAL = 0, 1

ONE_LEAF, TWO_LEAVES = 5, 25  # kg CO2e a year: our thresholds, a hypothesis shown beside the leaves


def made_new(share, quantity, made, life):
    """kg/year of a device bought new: manufacturing (kg) spread over its life (years), professional share 0–1."""
    return share * quantity * made / life


def refurbished_burden(made, life_reference, reduction, second_life):
    """kg that a refurbished device brings: the yearly impact of a new one (made kg over its usual life, years), less
    the reduction (0–0.99) that the ADEME 2022 study measured per year, over the second life (years) of that study.
    """
    return made / life_reference * (1 - reduction) * second_life


def made_refurbished(share, quantity, made, life_reference, reduction, second_life, kept):
    """kg/year of a refurbished device that its user keeps `kept` years."""
    return share * quantity * refurbished_burden(made, life_reference, reduction, second_life) / kept


def made_kept(share, quantity, made, whole_life, method):
    """kg/year of a device already owned. Attributional (0): manufacturing over its whole life (years); marginal (1),
    the point of view of a decision: nothing, what is made is made.
    """
    return si(method == MARGINAL, 0 * (made / whole_life), share * quantity * made / whole_life)


def made(state, method, share, quantity, made_kg, life, life_reference, reduction, second_life, kept, extension):
    """kg/year of manufacturing for a device absent (0), new (1), refurbished (2), kept (3).

    life: years this user keeps a new device; life_reference: usual years of the factor's source; kept: years the buyer
    of a refurbished device keeps it; extension: years a kept device serves beyond its usual life.
    """
    new = made_new(share, quantity, made_kg, life)
    second_hand = made_refurbished(share, quantity, made_kg, life_reference, reduction, second_life, kept)
    owned = made_kept(share, quantity, made_kg, life_reference + extension, method)
    return si(state == NEW, new, si(state == REFURBISHED, second_hand, si(state == KEPT, owned, 0 * new)))


def used(share, quantity, power, hours_a_day, days_a_year, electricity):
    """kg/year of electricity: power (W) × h/day × days/year × kg/kWh."""
    return share * quantity * power / WATTS_PER_KILOWATT * hours_a_day * days_a_year * electricity


def return_trips(days, nights):
    """Return trips: one a day, or a single one when nights are spent on the spot."""
    return si(nights > 0, 1, days)


def travel(distance, factor, occupants, trips, nights, night, meals, room):
    """kg of one training course or event.

    distance: km one way; factor: kg/km (per passenger, or per car with its occupants); trips: return trips; nights and
    night: kg a night; meals: kg of the difference with the meals eaten anyway; room: kg of the building.
    """
    return 2 * distance * factor / occupants * trips + nights * night + meals + room


def video_calls(hours, participants, factor):
    """kg of video calls: hours × participants × factor (kg/h·participant)."""
    return hours * participants * factor


def upload(gigabytes, network):
    """kg/year of publishing: Go/year × network (kg/Go)."""
    return gigabytes * network


def storage(gigabytes, copies, years, factor):
    """kg of keeping Go online: copies × years × factor (kg/Go·year)."""
    return gigabytes * copies * years * factor


def messages(number, factor):
    """kg of e-mails or AI answers: number × factor (kg each)."""
    return number * factor


def audience(views, minutes, gigabytes_per_hour, network, data_centre):
    """kg emitted on the viewers' side, outside the functional unit: hours seen × (Go/h × kg/Go + data centre kg/h)."""
    return views * minutes / MINUTES_PER_HOUR * (gigabytes_per_hour * network + data_centre)


def with_rebound(amount, percent):
    """kg once use has grown by `percent` %, because it became easier or cheaper."""
    return amount * (1 + percent / 100)


def leaves(yearly):
    """1, 2 or 3 leaves (the seed's 🌿): below 5 kg/year, up to 25, above."""
    return si(yearly < ONE_LEAF, 1, si(yearly <= TWO_LEAVES, 2, 3))


def one_more_year(made_kg, life, method):
    """kg/year gained by keeping a device one more year: E/(L(L+1)) attributional, E/L when a purchase is put off
    (marginal).
    """
    return si(method == MARGINAL, made_kg / life, made_kg / (life * (life + 1)))


def payback_years(made_kg, saved_kwh, electricity):
    """Years that a thriftier new device needs to pay back its manufacturing, saving `saved_kwh` a year."""
    return quotient(made_kg, saved_kwh * electricity)


def refurbished_break_even(second_life, reduction):
    """Years beyond which a refurbished device beats a new one kept its usual life."""
    return second_life * (1 - reduction)


def distance_break_even(online_day, factor, occupants):
    """km one way under which a day on the spot emits less than the day online (kg)."""
    return quotient(online_day, 2 * factor / occupants)


def days_break_even(distance, factor, occupants, nights, night, online_day):
    """Online days that equal one stay on the spot (one return trip and its nights)."""
    return quotient(2 * distance * factor / occupants + nights * night, online_day)


def equivalent_km(amount, factor, occupants=1):
    """km that emit as much, at `factor` kg/km for the vehicle and its occupants."""
    return quotient(amount, factor / occupants)
