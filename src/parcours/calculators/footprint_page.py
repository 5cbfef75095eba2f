"""The calculator of the yearly footprint: devices, training, digital use, the audience apart, and the kit's cost."""

from __future__ import annotations

from collections.abc import Mapping

from . import cost, footprint
from .devices import HOURS, KITTED, METHOD, STATES, conventions, device_bound, device_footprint
from .factors import factors, prices
from .kits import DEVICES, device_factors
from .model import Calculator, Column, Field, Option, Output, traced, used_sources
from .symbols import quotient, si

MODES = {
    "tgv": "TGV",
    "intercites": "Intercités",
    "ter": "TER",
    "rer": "RER, Transilien",
    "metro": "Métro",
    "tram": "Tramway",
    "bus": "Bus",
    "autocar": "Autocar",
    "voiture": "Voiture thermique",
    "voiture_elec": "Voiture électrique",
    "velo": "Vélo",
    "vae": "Vélo électrique",
    "marche": "À pied",
    "avion_cc": "Avion (moins de 1 000 km, traînées comprises)",
}
_DATA_PER_HOUR = {"audio": ("Audio seul", 0.1641), "sd": ("Vidéo simple (SD)", 0.7), "hd": ("Haute définition (HD)", 3)}
_PRICED = {
    "laptop": {"neuf": "laptop_neuf", "recond": "laptop_recond", "conserve": "laptop_conserve"},
    "ecran": {"neuf": "ecran_neuf", "recond": "ecran_recond"},
    "smartphone": {"neuf": "smartphone_neuf", "recond": "smartphone_recond"},
}


def _device_option(device: str, state: str) -> Option:
    label, number = STATES[state]
    price_id = _PRICED.get(device, {}).get(state)
    return Option(
        state,
        label,
        {
            f"{device}.etat": number,
            f"{device}.prix": f"@{price_id}" if price_id else 0,
            f"{device}.revente": 100 * prices()[price_id].resale_share if price_id else 0,
        },
    )


def _quality(prefix: str, name: str) -> Option:
    """Volume and data centre of an hour: the centre is the fixed-line factor less its network (derived)."""
    label, volume = _DATA_PER_HOUR[name]
    centre = factors()[f"visio_marginal_{name}"].value - volume * factors()["reseau_fixe"].value
    return Option(name, label, {f"{prefix}.volume": volume, f"{prefix}.centre": centre})


def _fields() -> tuple[Field, ...]:
    fields = [
        Field(
            device,
            label,
            "appareils",
            "neuf" if device in KITTED else "aucun",
            options=tuple(_device_option(device, state) for state in STATES),
        )
        for device, label in DEVICES.items()
    ]
    modes = [
        Option(name, label, {"trajet": f"@tr_{name}", "en_ligne": 0, "par_vehicule": int(name.startswith("voiture"))})
        for name, label in MODES.items()
    ]
    online = {"trajet": 0, "en_ligne": 1, "par_vehicule": 0}
    modes.append(Option("en_ligne", "Formation en ligne, sans déplacement", online))
    fields += [
        METHOD,
        Field("mode", "Aller à la formation", "formation", "ter", options=tuple(modes)),
        Field("distance", "Distance d’un aller", "formation", 30, "km", 0, 20_000),
        Field("jours", "Jours de formation", "formation", 5, "jours", 0, 366),
        Field("nuits", "Nuits sur place (0 : retour chaque soir)", "formation", 0, "nuits", 0, 366),
        Field("occupants", "Personnes dans la voiture", "formation", 1, "pers.", 1, 9),
        Field("visio_heures", "Réunions en visio", "numerique", 200, "h/an", 0, 3_000),
        Field(
            "qualite",
            "Qualité de la visio",
            "numerique",
            "sd",
            options=tuple(_quality("visio", name) for name in _DATA_PER_HOUR),
        ),
        Field(
            "connexion",
            "Connexion",
            "numerique",
            "fixe",
            options=(
                Option("fixe", "Fixe (fibre, ADSL)", {"reseau": "@reseau_fixe"}),
                Option("mobile", "Mobile (4G, 5G)", {"reseau": "@reseau_mobile"}),
            ),
        ),
        Field("volume", "Contenus publiés", "numerique", 25, "Go/an", 0, 100_000),
        Field("courriels", "E-mails envoyés (1 Mo)", "numerique", 4_000, "par an", 0, 1_000_000),
        Field("ia", "Réponses d’une IA (texte)", "numerique", 0, "par an", 0, 1_000_000),
        Field("vues", "Vues de vos vidéos", "audience", 50_000, "vues/an", 0, 1_000_000_000),
        Field("minutes", "Durée regardée par vue", "audience", 2, "min", 0, 600),
        Field(
            "definition",
            "Qualité regardée",
            "audience",
            "hd",
            options=tuple(_quality("audience", name) for name in ("sd", "hd")),
        ),
    ]
    for device, label in DEVICES.items():
        hours, days = HOURS[device]
        names = device_factors(device)
        fields += [
            Field(f"{device}.quantite", f"{label} : quantité", device, 1, "", 1, 20, detail=True),
            Field(f"{device}.part", f"{label} : part professionnelle", device, 100, "%", 0, 100, detail=True),
            Field(f"{device}.heures", f"{label} : heures par jour", device, hours, "h/jour", 0, 24, detail=True),
            Field(f"{device}.jours", f"{label} : jours par an", device, days, "jours/an", 0, 366, detail=True),
            Field(
                f"{device}.duree",
                f"{label} neuf : gardé",
                device,
                factors()[names["vie"]].value,
                "ans",
                0.5,
                15,
                detail=True,
            ),
            Field(
                f"{device}.duree2",
                f"{label} reconditionné : gardé",
                device,
                factors()[names["seconde_vie"]].value,
                "ans",
                0.5,
                15,
                detail=True,
            ),
            Field(
                f"{device}.prolongation",
                f"{label} conservé : au-delà de sa durée habituelle",
                device,
                2,
                "ans",
                0.5,
                15,
                detail=True,
            ),
        ]
    fields += [
        Field(
            "heures_formation",
            "Formation en ligne : heures par jour",
            "formation_details",
            7,
            "h/jour",
            0,
            24,
            detail=True,
        ),
        Field("annees", "Formation répartie sur", "formation_details", 1, "ans", 1, 10, detail=True),
        Field(
            "repas",
            "Écart des repas avec ceux pris d’habitude",
            "formation_details",
            0,
            "kg CO2e",
            0,
            1_000,
            detail=True,
        ),
        Field("avec_salle", "Compter la salle (0 non, 1 oui)", "formation_details", 0, "", 0, 1, detail=True),
        Field("copies", "Copies de chaque fichier en ligne", "numerique_details", 3, "copies", 1, 10, detail=True),
        Field("conservation", "Durée de conservation en ligne", "numerique_details", 1, "ans", 0, 50, detail=True),
        Field("rebond", "Effet rebond : usages en plus", "numerique_details", 0, "%", 0, 200, detail=True),
    ]
    return tuple(fields)


def _by_state(s: Mapping, device: str, new, refurbished, kept):
    state = s[f"{device}.etat"]
    return si(state == footprint.REFURBISHED, refurbished, si(state == footprint.KEPT, kept, new))


def _formulas(s: Mapping) -> dict:
    out: dict = {}
    devices = per_month = 0
    for device in DEVICES:
        life, kept, extension = s[f"{device}.duree"], s[f"{device}.duree2"], s[f"{device}.prolongation"]
        manufacturing, electricity = device_footprint(s, device, life, kept, extension)
        out[f"{device}.fabrication"], out[f"{device}.kg"] = manufacturing, manufacturing + electricity
        out[f"{device}.feuilles"] = si(s[f"{device}.etat"] == footprint.NONE, 0, footprint.leaves(manufacturing))
        price, months = s[f"{device}.prix"], _by_state(s, device, life, kept, extension) * cost.MONTHS_PER_YEAR
        share, quantity = s[f"{device}.part"] / 100, s[f"{device}.quantite"]
        out[f"{device}.mois"] = cost.monthly(share, quantity, price, s[f"{device}.revente"] / 100 * price, months, 0, 0)
        devices = devices + out[f"{device}.kg"]
        per_month = per_month + out[f"{device}.mois"]

    people = si(s["par_vehicule"] == 1, s["occupants"], 1)  # only a car's factor is per vehicle
    hour = s["visio.volume"] * s["reseau"] + s["visio.centre"]
    online_day = footprint.video_calls(s["heures_formation"], 1, hour)
    on_the_spot = footprint.travel(
        s["distance"],
        s["trajet"],
        people,
        footprint.return_trips(s["jours"], s["nuits"]),
        s["nuits"],
        s["nuit"],
        s["repas"],
        s["avec_salle"] * s["salle"] * s["jours"],
    )
    training = footprint.with_rebound(si(s["en_ligne"] == 1, s["jours"] * online_day, on_the_spot), s["rebond"])
    out["formation.kg"] = training / s["annees"]
    digital = {
        "visio": footprint.video_calls(s["visio_heures"], 1, hour),
        "publication": footprint.upload(s["volume"], s["reseau"]),
        "stockage": footprint.storage(s["volume"], s["copies"], s["conservation"], s["stockage_facteur"]),
        "courriels": footprint.messages(s["courriels"], s["courriel"]),
        "ia": footprint.messages(s["ia"], s["ia_facteur"]),
    }
    for name, amount in digital.items():
        out[f"{name}.kg"] = footprint.with_rebound(amount, s["rebond"])
    digital_total = sum(out[f"{name}.kg"] for name in digital)
    total = devices + out["formation.kg"] + digital_total
    out |= {
        "total.kg": total,
        "total.mois": per_month,
        "appareils.kg": devices,
        "numerique.kg": digital_total,
        "formation.feuilles": footprint.leaves(out["formation.kg"]),
        "audience.kg": footprint.audience(
            s["vues"], s["minutes"], s["audience.volume"], s["reseau"], s["audience.centre"]
        ),
        "equivalent.tgv": footprint.equivalent_km(total, s["km.tgv"]),
        "equivalent.voiture": footprint.equivalent_km(total, s["km.voiture"]),
        "equivalent.francais": 100 * quotient(total, s["repere"]),
        "equivalent.2050": 100 * quotient(total, s["repere_2050"]),
        "bascule.distance": footprint.distance_break_even(online_day, s["trajet"], people),
        "bascule.jours": footprint.days_break_even(
            s["distance"], s["trajet"], people, s["nuits"], s["nuit"], online_day
        ),
        "bascule.recond": footprint.refurbished_break_even(s["laptop.seconde_vie"], s["laptop.reduction"]),
        "bascule.annee": footprint.one_more_year(s["laptop.fabrication"], s["laptop.vie"], s["methode"]),
    }
    return out


def make() -> Calculator:
    """Build the calculator and trace its formulas."""
    fields = _fields()
    bound = {
        "electricite": "elec_fr",
        "nuit": "hotel_nuit",
        "salle": "salle_kwh_jour",
        "stockage_facteur": "stockage_go_an",
        "courriel": "email_marginal",
        "ia_facteur": "ia_mistral",
        "km.tgv": "tr_tgv",
        "km.voiture": "tr_voiture",
        "repere": "repere_francais",
        "repere_2050": "repere_2050",
        **device_bound(DEVICES),
    }
    per_year = "kg CO2e/an"
    return traced(
        Calculator(
            id="empreinte",
            title="Votre empreinte d’une année",
            unit_note="Unité : exercer le métier pendant un an, une personne, en France, en kg CO2e par an.",
            groups={
                "appareils": "Vos appareils",
                "formation": "Une formation ou un événement",
                "numerique": "Vos usages numériques",
                "audience": "Votre audience, comptée à part",
                "methode": "Méthode",
                "formation_details": "Formation",
                "numerique_details": "Usages numériques",
            }
            | DEVICES,
            fields=fields,
            bound=bound,
            sources=used_sources(fields, bound),
            conventions=conventions(DEVICES) | {"repere_francais", "repere_2050"},
            formulas=_formulas,
            rows={
                **DEVICES,
                "formation": "Formation, événement",
                "visio": "Réunions en visio",
                "publication": "Envoi des contenus",
                "stockage": "Conservation en ligne",
                "courriels": "E-mails",
                "ia": "Réponses d’IA",
                "total": "Total",
                "audience": "Audience (à part, jamais ajoutée)",
            },
            columns=(
                Column("kg", "Empreinte", per_year, 2),
                Column("kg", "De bas à haut", per_year, 1, "fourchette"),
                Column("kg", "Part", "%", 0, "part"),
                Column("feuilles", "Feuilles", "", 0, "feuilles"),
                Column("mois", "Coût de l’appareil", "€/mois", 2),
            ),
            headline=(
                Output("total.kg", "Empreinte d’une année", per_year, 1),
                Output("appareils.kg", "dont appareils", per_year, 1),
                Output("formation.kg", "dont formation", per_year, 1),
                Output("numerique.kg", "dont usages numériques", per_year, 1),
                Output("total.mois", "Coût des mêmes appareils", "€/mois", 2),
            ),
            compared=(
                Output("total.kg", "Empreinte d’une année", per_year, 1),
                Output("appareils.kg", "Appareils", per_year, 1),
                Output("formation.kg", "Formation", per_year, 1),
                Output("total.mois", "Coût des appareils", "€/mois", 2),
            ),
            stacked=("kg", "mois"),
            extras=(
                Output("equivalent.tgv", "Autant que ces kilomètres en TGV", "km", 0),
                Output("equivalent.voiture", "Autant que ces kilomètres seul en voiture thermique", "km", 0),
                Output("equivalent.francais", "Part de l’empreinte moyenne d’une personne en France", "%", 1),
                Output("equivalent.2050", "Part de l’objectif 2050 par personne", "%", 1),
                Output(
                    "bascule.distance",
                    "Distance d’un aller sous laquelle venir émet moins qu’une journée en ligne",
                    "km",
                    1,
                ),
                Output("bascule.jours", "Jours en ligne qui valent un aller-retour avec ses nuits", "jours", 0),
                Output(
                    "bascule.recond",
                    "Durée à partir de laquelle l’ordinateur reconditionné émet moins que le neuf",
                    "ans",
                    2,
                ),
                Output("bascule.annee", "Gain en gardant l’ordinateur un an de plus", per_year, 1),
            ),
            presets={
                "recond": (
                    "les mêmes usages, en reconditionné",
                    {"laptop": "recond", "ecran": "recond", "smartphone": "recond"},
                ),
                "neuf": ("les mêmes usages, tout neuf", {"laptop": "neuf", "ecran": "neuf", "smartphone": "neuf"}),
                "conserve": (
                    "les mêmes usages, en gardant vos appareils",
                    {"laptop": "conserve", "ecran": "conserve", "smartphone": "conserve"},
                ),
                "en_ligne": ("la même année, formation en ligne", {"mode": "en_ligne"}),
                "voiture": ("la même année, formation en voiture", {"mode": "voiture"}),
            },
            rules={},
            words={
                "visio.volume": "Go par heure de visio",
                "visio.centre": "centre de données par heure de visio",
                "audience.volume": "Go par heure regardée",
                "audience.centre": "centre de données par heure regardée",
                "trajet": "facteur du trajet",
                **{f"{device}.prix": "prix d’achat" for device in DEVICES},
                **{f"{device}.revente": "part revendue" for device in DEVICES},
            },
            left_out=(
                "Les autres effets que le climat : métaux, eau, déchets électroniques.",
                "Les routes, les voies ferrées, les aéroports et les bâtiments.",
                "Le chauffage de votre logement les jours passés chez vous.",
                "Les périphériques, les accessoires, la box et les logiciels.",
                "Les images et vidéos créées par IA : aucun facteur fiable.",
                (
                    "La fabrication de l’écran dépend beaucoup de la source : la médiane des fabricants est cinq fois"
                    " au-dessus de la valeur de l’ADEME."
                ),
                "Le réseau est compté au volume, alors que sa consommation varie peu d’une heure à l’autre.",
                "La compensation carbone et les offres « vertes » ne sont jamais soustraites.",
            ),
        )
    )
