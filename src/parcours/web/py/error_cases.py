"""The common TypeError and ValueError messages of Python, pandas and Altair, and what each is told as."""

from __future__ import annotations

import re

NATURES = {
    "int": "un nombre", "float": "un nombre", "bool": "une valeur vrai ou faux", "str": "un texte", "list": "une liste",
    "tuple": "un groupe de valeurs", "dict": "un dictionnaire", "set": "un ensemble",
    "NoneType": "une valeur vide, None",
    "Series": "une colonne", "DataFrame": "un tableau", "function": "une fonction", "method": "une fonction",
    "builtin_function_or_method": "une fonction", "type": "une fonction",
}  # fmt: skip

# (what Python's message holds, title, cause, advice); {0} is the nature of the value that the message names.
TYPE_CASES = [
    (
        r"NoneType.* and |unsupported operand.* and .*NoneType",
        "L’une des deux valeurs de cette opération est vide : None.",
        "Un nom vaut None tant qu’il n’a pas reçu de réponse, ou quand la fonction dont il vient ne rend rien : "
        "print(…) et liste.sort() ne rendent rien.",
        "Affichez chaque valeur avec print(…) pour trouver celle qui est vide.",
    ),
    (
        r"(list|tuple|string|str|range) ind(?:ices|ex) must be",
        "Un élément d’une liste ou d’un texte se choisit par sa position, un nombre entier.",
        "Entre les crochets se trouve autre chose, ou bien le nom à gauche n’est pas le tableau prévu.",
        "Écrivez une position, comme liste[0]. Pour une colonne, vérifiez que le nom à gauche est celui du tableau.",
    ),
    (
        r"argument of type '(\w+)'|'(\w+)' is not a container",
        "Le mot « in » ne peut pas chercher ici.",
        "« in » cherche dans une liste, un texte ou un dictionnaire ; à sa droite se trouve {0}.",
        "Mettez à droite de « in » la liste ou le texte où chercher.",
    ),
    (
        r"'(\w+)' object is not iterable|cannot unpack non-iterable (\w+)",
        "Une suite de valeurs est attendue ici, et c’est {0}.",
        "for, sum(…), max(…), list(…) prennent une à une les valeurs d’une liste, d’une colonne ou d’un texte.",
        "Donnez une liste, comme [3, 5], ou range(3) pour compter jusqu’à trois.",
    ),
    (
        r"object of type '(\w+)' has no len",
        "len(…) compte des éléments, et {0} n’en contient pas.",
        "len(…) attend une liste, un texte ou un tableau.",
        "Mettez entre les parenthèses la liste ou le tableau lui-même, et non un nombre déjà calculé.",
    ),
    (
        r"unhashable type: '(\w+)'",
        "Un nom de clé ou de colonne est attendu ici, et c’est {0}.",
        "Une clé est un texte ou un nombre, jamais une liste ; des crochets sont sans doute doublés, ou de trop.",
        'Écrivez un seul nom entre guillemets, comme "canal".',
    ),
    (
        r"'(\w+)' object does not support item assignment",
        "On ne peut pas remplacer un élément ici : c’est {0}.",
        "Une liste, un dictionnaire et un tableau se modifient ; un texte, un nombre, un groupe (a, b) jamais.",
        "Fabriquez une nouvelle valeur et rangez-la sous un nom.",
    ),
    (
        r"'(\w+)' object cannot be interpreted as an integer",
        "Un nombre entier est attendu ici, et c’est {0}.",
        "range(…) compte en nombres entiers ; une division / donne un nombre à virgule.",
        "Convertissez avec int(…), ou divisez avec //.",
    ),
    (
        r"bad operand type for (?:unary|abs).*'(\w+)'",
        "Ce calcul attend un nombre, et c’est {0}.",
        "Un signe moins et abs(…) s’appliquent à un nombre.",
        "Convertissez le texte avec int(…) ou float(…).",
    ),
]


VALUE_CASES = [
    (
        r"values to unpack",
        "Il n’y a pas autant de noms à gauche du signe = que de valeurs à droite.",
        "« a, b = … » range deux valeurs sous deux noms : il en faut autant de chaque côté.",
        "Comptez les noms et les valeurs ; pour n’en faire qu’un groupe, gardez un seul nom.",
    ),
    (
        r"(max|min)\(\) .*empty",
        "La liste est vide : elle n’a ni plus grande ni plus petite valeur.",
        "max(…) et min(…) choisissent parmi des valeurs, et il n’y en a aucune : un filtre n’a sans doute rien trouvé.",
        "Affichez la liste avec print(…), puis vérifiez ce qui l’a remplie.",
    ),
    (
        r"not in list|is not in list|substring not found|not in tuple",
        "La valeur cherchée n’est pas là.",
        "index(…) et remove(…) exigent que la valeur soit présente, écrite exactement ainsi.",
        "Vérifiez d’abord avec : valeur in liste",
    ),
    (
        r"must be of the same length|does not match length|Length mismatch",
        "Les colonnes n’ont pas toutes le même nombre de valeurs.",
        "Dans un tableau, chaque colonne a une valeur par ligne.",
        "Comptez les valeurs de chaque liste avec len(…).",
    ),
    (
        r"cannot convert (?:float NaN|non-finite|NA)|cannot convert NA",
        "Une valeur manquante ne peut pas devenir un nombre entier.",
        "NaN marque une case vide ; elle vient d’une donnée absente ou d’un calcul sans résultat.",
        "Retirez les cases vides avant, avec .dropna().",
    ),
    (
        r"time data|unconverted data|Unknown datetime string|day is out of range|month must be in",
        "Cette date ne se lit pas.",
        "Une date s’écrit année-mois-jour, et le jour doit exister dans le calendrier.",
        'Écrivez-la ainsi : "2026-03-31".',
    ),
    (
        r"encoding field is specified without a type",
        "Altair ne sait pas ce que contient l’une des colonnes du graphique.",
        "Le nom n’est pas celui d’une colonne du tableau, ou le graphique n’a pas reçu de tableau.",
        'Vérifiez le nom à la lettre près, ou précisez : "jour:T" (date), "n:Q" (nombre), "canal:N" (catégorie).',
    ),
]


def among(cases: list[tuple[str, str, str, str]], message: str) -> tuple[str, str, str] | None:
    """Title, cause and advice of the first case that `message` fits."""
    for pattern, titre, cause, essai in cases:
        if found := re.search(pattern, message):
            named = next(filter(None, found.groups()), "")
            nature = NATURES.get(named, f"un objet de type {named}")
            return titre.replace("{0}", nature), cause.replace("{0}", nature), essai
    return None
