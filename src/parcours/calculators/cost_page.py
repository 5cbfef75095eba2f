"""The calculator of the entry cost: the seed's five posts, line by line, with the footprint of the same kit."""

from __future__ import annotations

from collections.abc import Mapping

from . import cost
from .devices import HOURS, KITTED, METHOD, STATES, conventions, device_bound, device_footprint
from .factors import prices
from .inputs import show_number
from .model import Calculator, Column, Field, Option, Output, traced, used_sources
from .symbols import si

LINES = {
    "laptop": "Ordinateur",
    "ecran": "Écran",
    "periph": "Périphériques (clavier, souris, casque, micro)",
    "smartphone": "Smartphone",
    "accessoires": "Accessoires (trépied, micro, lumière)",
    "creation": "Création photo et vidéo",
    "bureautique": "Bureautique",
    "planif": "Planification et statistiques",
    "formation": "Formation et certification",
}
_CHOICES = {
    "laptop": {"neuf": "laptop_neuf", "recond": "laptop_recond", "conserve": "laptop_conserve"},
    "ecran": {"aucun": "Aucun", "neuf": "ecran_neuf", "recond": "ecran_recond", "conserve": "Déjà possédé, conservé"},
    "periph": {"neuf": "periph_neuf", "recond": "periph_recond", "conserve": "Déjà possédés, conservés"},
    "smartphone": {"neuf": "smartphone_neuf", "recond": "smartphone_recond", "conserve": "Déjà possédé, conservé"},
    "accessoires": {
        "neuf": "accessoires_neuf",
        "occasion": "accessoires_occasion",
        "conserve": "Déjà possédés, conservés",
    },
    "creation": {
        "adobe": "adobe_cc_tout",
        "adobe_app": "adobe_app",
        "canva": "canva_pro",
        "capcut": "capcut_pro",
        "libre": "Logiciels libres (GIMP, Kdenlive, Inkscape…)",
    },
    "bureautique": {"m365": "m365", "google": "gworkspace", "libre": "Logiciels libres (LibreOffice, OnlyOffice…)"},
    "planif": {
        "payant": "planif_payant",
        "agence": "planif_agence",
        "gratuit": "Offres gratuites (Meta Business Suite, Buffer…)",
    },
    "formation": {
        "rs": "formation_rs",
        "rncp": "formation_rncp",
        "jour": "formation_jour_inter",
        "mooc": "formation_mooc",
    },
}
_STATE_WORDS = {
    "neuf": "Neuf",
    "recond": "Reconditionné",
    "conserve": "Déjà possédé, conservé",
    "occasion": "D’occasion",
}
_NO_CAP = 20_000  # the highest price that a line accepts: a cap that never binds


def _bounds(low: float, high: float) -> str:
    return show_number(low) if low == high else f"{show_number(low)} à {show_number(high)}"


def _option(line: str, name: str, target: str) -> Option:
    if target not in prices():  # nothing to pay: the target is the label itself
        sets: dict = {"prix": 0, "abonnement": 0, "duree": 24, "revente": 0}
        label = target
    else:
        price = prices()[target]
        paid_monthly = price.source.unit == "€/mois"
        bounds = price.source.range
        words = _STATE_WORDS.get(name, price.source.label)
        label = f"{words} : {_bounds(bounds.low, bounds.high)} {price.source.unit}"
        sets = {
            "prix": 0 if paid_monthly else f"@{target}",
            "abonnement": f"@{target}" if paid_monthly else 0,
            "duree": 36 if paid_monthly else price.life,
            "revente": 100 * price.resale_share,
        }
    if line in KITTED:
        sets["etat"] = STATES[name][1]
    sets = {f"{line}.{key}": value for key, value in sets.items()}
    if line == "formation":
        sets["cpf.plafond"] = 1_500 if name == "rs" else _NO_CAP
    return Option(name, label, sets)


def _fields() -> tuple[Field, ...]:
    starts = {"periph": "neuf", "creation": "adobe", "bureautique": "m365", "planif": "payant", "formation": "rs"}
    fields = [
        Field(
            line,
            label,
            "kit",
            starts.get(line, "neuf"),
            options=tuple(_option(line, name, target) for name, target in _CHOICES[line].items()),
        )
        for line, label in LINES.items()
    ]
    fields += [
        Field("horizon", "Horizon de calcul", "cadre", 36, "mois", 1, 120),
        Field("jours", "Jours facturés par mois", "cadre", 12, "jours", 1, 31),
        Field(
            "financement",
            "Financement de la formation (sous réserve d’accord)",
            "cadre",
            "aucun",
            options=(
                Option("aucun", "Aucun", {"cpf.actif": 0, "cpf.participation": 0}),
                Option(
                    "cpf",
                    "CPF, avec participation obligatoire",
                    {"cpf.actif": 1, "cpf.participation": "@cpf_participation"},
                ),
                Option(
                    "cpf_exonere",
                    "CPF, sans participation (demandeur d’emploi…)",
                    {"cpf.actif": 1, "cpf.participation": 0},
                ),
            ),
        ),
        METHOD,
    ]
    for line, label in LINES.items():
        part = 50 if line == "smartphone" else 100
        fields += [
            Field(f"{line}.prix", f"{label} : prix d’achat", line, 0, "€", 0, 20_000, detail=True),
            Field(f"{line}.quantite", f"{label} : quantité", line, 1, "", 1, 20, detail=True),
            Field(f"{line}.duree", f"{label} : durée d’amortissement", line, 36, "mois", 1, 120, detail=True),
            Field(f"{line}.revente", f"{label} : revente, part du prix payé", line, 0, "%", 0, 100, detail=True),
            Field(f"{line}.abonnement", f"{label} : abonnement", line, 0, "€/mois", 0, 1_000, detail=True),
            Field(f"{line}.entretien", f"{label} : entretien", line, 0, "€/an", 0, 5_000, detail=True),
            Field(f"{line}.part", f"{label} : part professionnelle", line, part, "%", 0, 100, detail=True),
            Field(f"{line}.aide", f"{label} : aide reçue, par pièce", line, 0, "€", 0, 20_000, detail=True),
        ]
        if line in KITTED:
            hours, days = HOURS[line]
            fields += [
                Field(
                    f"{line}.heures", f"{label} : heures d’usage par jour", line, hours, "h/jour", 0, 24, detail=True
                ),
                Field(f"{line}.jours", f"{label} : jours d’usage par an", line, days, "jours/an", 0, 366, detail=True),
            ]
    fields += [
        Field("cpf.solde", "Solde du compte CPF", "financement", 1_500, "€", 0, 20_000, detail=True),
        Field("cpf.plafond", "Plafond CPF de cette formation", "financement", _NO_CAP, "€", 0, 20_000, detail=True),
        Field(
            "cpf.ajout",
            "Participation en plus si le compte ne suffit pas (0 non, 1 oui)",
            "financement",
            0,
            "",
            0,
            1,
            detail=True,
        ),
        Field(
            "licence",
            "Licence achetée une fois, à comparer à l’abonnement",
            "bascules",
            200,
            "€",
            0,
            20_000,
            detail=True,
        ),
        Field("apprentissage", "Temps pour apprendre un outil gratuit", "bascules", 15, "h", 0, 1_000, detail=True),
        Field("valeur_heure", "Valeur d’une heure de votre temps", "bascules", 20, "€/h", 0, 1_000, detail=True),
    ]
    return tuple(fields)


def _formulas(s: Mapping) -> dict:
    out: dict = {}
    totals: dict = {"entree": 0, "premier_mois": 0, "mois": 0, "sortie": 0, "co2e": 0}
    for line in LINES:
        price, aid = s[f"{line}.prix"], s[f"{line}.aide"]
        if line == "formation":
            funded = price - cost.left_to_pay(
                price, aid, s["cpf.solde"], s["cpf.plafond"], s["cpf.participation"], s["cpf.ajout"]
            )
            aid = si(s["cpf.actif"] == 1, funded, aid)
        share, quantity, life = s[f"{line}.part"] / 100, s[f"{line}.quantite"], s[f"{line}.duree"]
        subscription, upkeep = s[f"{line}.abonnement"], s[f"{line}.entretien"]
        net = cost.net_price(price, aid)
        resale = s[f"{line}.revente"] / 100 * net
        row = {
            "entree": cost.entry(share, quantity, net),
            "mois": cost.monthly(share, quantity, net, resale, life, subscription, upkeep),
            "sortie": cost.tco_cash(share, quantity, net, resale, life, subscription, upkeep, s["horizon"]),
        }
        totals["premier_mois"] = totals["premier_mois"] + cost.first_month(share, quantity, net, subscription)
        if line in KITTED:
            years = life / cost.MONTHS_PER_YEAR
            row["co2e"] = sum(device_footprint(s, line, years, years, years))
        for key, value in row.items():
            out[f"{line}.{key}"] = value
            totals[key] = totals[key] + value
        out[f"regle.{line}"] = price - s[f"{line}.aide"]
    out |= {f"total.{key}": value for key, value in totals.items()}
    out["total.economique"] = cost.tco_economic(s["horizon"], totals["mois"])
    out["jour"] = cost.per_billed_day(totals["mois"], s["jours"])
    out["bascule.recond"] = cost.refurbished_break_even(
        s["ref.duree"],
        s["ref.neuf"],
        s["ref.revente"] / 100 * s["ref.neuf"],
        s["ref.recond"],
        s["ref.revente2"] / 100 * s["ref.recond"],
    )
    out["bascule.licence"] = cost.purchase_break_even(s["licence"], s["creation.abonnement"])
    out["bascule.gratuit"] = cost.free_tool_break_even(s["apprentissage"], s["valeur_heure"], s["creation.abonnement"])
    return out


def _reference_fields() -> tuple[Field, ...]:
    new, used = prices()["laptop_neuf"], prices()["laptop_recond"]
    return (
        Field("ref.duree", "Ordinateur neuf de référence : durée", "bascules", new.life, "mois", 1, 120, detail=True),
        Field(
            "ref.revente",
            "Ordinateur neuf de référence : revente",
            "bascules",
            100 * new.resale_share,
            "%",
            0,
            100,
            detail=True,
        ),
        Field(
            "ref.revente2",
            "Ordinateur reconditionné de référence : revente",
            "bascules",
            100 * used.resale_share,
            "%",
            0,
            100,
            detail=True,
        ),
    )


def make() -> Calculator:
    """Build the calculator and trace its formulas."""
    fields = _fields() + _reference_fields()
    bound = {
        "electricite": "elec_fr",
        "ref.neuf": "laptop_neuf",
        "ref.recond": "laptop_recond",
        **device_bound(KITTED),
    }
    lines = {**LINES, "total": "Total"}
    return traced(
        Calculator(
            id="cout",
            title="Votre coût d’entrée",
            unit_note=(
                "Euros toutes taxes comprises. Les prix sont des fourchettes de marché rappelées, à relever chez vos"
                " marchands."
            ),
            groups={
                "kit": "Votre équipement",
                "cadre": "Cadre du calcul",
                "methode": "Empreinte du même équipement",
                "financement": "Financement",
                "bascules": "Points de bascule",
            }
            | LINES,
            fields=fields,
            bound=bound,
            sources=used_sources(fields, bound),
            conventions=conventions(KITTED),
            formulas=_formulas,
            rows=lines,
            columns=(
                Column("entree", "À l’entrée", "€"),
                Column("mois", "Par mois", "€", 2),
                Column("mois", "Par mois, de bas à haut", "€", 0, "fourchette"),
                Column("sortie", "Sortie d’argent sur l’horizon", "€"),
                Column("co2e", "Empreinte", "kg CO2e/an", 1),
            ),
            headline=(
                Output("total.entree", "Coût d’entrée", "€", 0),
                Output("total.mois", "Coût mensuel", "€/mois", 2),
                Output("jour", "À gagner par jour facturé", "€/jour", 2),
                Output("total.co2e", "Empreinte des appareils", "kg CO2e/an", 1),
            ),
            compared=(
                Output("total.entree", "Coût d’entrée", "€", 0),
                Output("total.mois", "Coût mensuel", "€/mois", 2),
                Output("total.sortie", "Sortie d’argent sur l’horizon", "€", 0),
                Output("total.co2e", "Empreinte des appareils", "kg CO2e/an", 1),
            ),
            stacked=("mois", "co2e"),
            extras=(
                Output("total.premier_mois", "Argent à trouver le premier mois", "€", 0),
                Output("total.economique", "Coût économique sur l’horizon (usure seule)", "€", 0),
                Output(
                    "bascule.recond",
                    "Durée à partir de laquelle l’ordinateur reconditionné revient moins cher que le neuf",
                    "mois",
                    1,
                ),
                Output(
                    "bascule.licence",
                    "Durée à partir de laquelle acheter la licence coûte moins que l’abonnement de création",
                    "mois",
                    1,
                ),
                Output(
                    "bascule.gratuit",
                    "Durée à partir de laquelle l’outil gratuit a remboursé son apprentissage",
                    "mois",
                    1,
                ),
            ),
            presets={
                "sobre": (
                    "le kit sobre (reconditionné, logiciels libres)",
                    {
                        "laptop": "recond",
                        "ecran": "recond",
                        "periph": "recond",
                        "smartphone": "recond",
                        "accessoires": "occasion",
                        "creation": "libre",
                        "bureautique": "libre",
                        "planif": "gratuit",
                    },
                ),
                "neuf": (
                    "le kit neuf et payant",
                    {
                        "laptop": "neuf",
                        "ecran": "neuf",
                        "periph": "neuf",
                        "smartphone": "neuf",
                        "accessoires": "neuf",
                        "creation": "adobe",
                        "bureautique": "m365",
                        "planif": "payant",
                    },
                ),
                "conserve": (
                    "ce que vous avez déjà, avec des logiciels libres",
                    {
                        "laptop": "conserve",
                        "ecran": "conserve",
                        "periph": "conserve",
                        "smartphone": "conserve",
                        "accessoires": "conserve",
                        "creation": "libre",
                        "bureautique": "libre",
                        "planif": "gratuit",
                    },
                ),
            },
            rules={
                f"regle.{line}": f"{label} : l’aide dépasse le prix. Écrivez une aide inférieure ou égale au prix."
                for line, label in LINES.items()
            },
            words={"cpf.participation": "participation du CPF"},
            left_out=(
                "Internet, téléphone, électricité, loyer, assurances, banque, cotisations et impôts.",
                (
                    "Le temps passé à apprendre un logiciel gratuit (voir les points de bascule) et l’hébergement d’un"
                    " logiciel libre sur un serveur : 4 à 10 € par mois, à saisir comme abonnement."
                ),
                "La pénalité de résiliation d’un abonnement avec engagement (Adobe : la moitié des mois restants).",
                "Le transport et les repas pendant une formation : le CPF ne les paie pas.",
                "Les promotions : un prix d’appel n’est pas un prix d’usage.",
                "L’empreinte des périphériques, des accessoires et des logiciels : aucun facteur assez sûr.",
                (
                    "Les règles du CPF sont datées : participation de 103,20 € depuis le 1er janvier 2026 ; une hausse"
                    " à 150 € a été annoncée en février 2026. Vérifiez avant de décider."
                ),
            ),
        )
    )
