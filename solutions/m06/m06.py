# Le format est expliqué dans docs/exercises.md.

# %% m06-ex01-consigne [markdown]
# Dessinez le triangle de Mireille. `venues` contient une ligne par membre et par jour de visite, avec sa `cohorte` (le mois d’arrivée) et `k`, le
# nombre de mois écoulés. `effectifs` donne les inscrits de chaque cohorte.
#
# La nouveauté est `pivot_table`, qui range une colonne en lignes et une autre en colonnes :
#
# `venues.pivot_table(index="…", columns="…", values="member_id", aggfunc="nunique")`
#
# 1. `triangle`, les membres différents par `cohorte` (en lignes) et par `k` (en colonnes) ;
# 2. `retention`, le triangle divisé par l’effectif **de départ** : `triangle.div(effectifs, axis=0)`.
#
# *Données simulées.*

# %% m06-ex01-donnees
from parcours.datasets import load

membres = load("membres")
membres["cohorte"] = membres["date_inscription"].dt.strftime("%Y-%m")
nouveaux = membres[membres["date_inscription"] >= "2025-09-01"]
effectifs = nouveaux.groupby("cohorte")["member_id"].count()
venues = load("visites").merge(nouveaux, on="member_id")
arrivee, venue = venues["date_inscription"].dt, venues["jour"].dt
venues["k"] = (venue.year - arrivee.year) * 12 + venue.month - arrivee.month
triangle = retention = None  # vos deux réponses, vides pour l’instant
venues[["member_id", "cohorte", "k"]].head()

# %% m06-ex01-reponse
### BEGIN SOLUTION
triangle = venues.pivot_table(index="cohorte", columns="k", values="member_id", aggfunc="nunique")
retention = triangle.div(effectifs, axis=0)
### END SOLUTION
retention

# %% m06-ex01-test1
assert triangle is not None, "Il manque « triangle » : tapez venues.pivot_table(…), puis exécutez la cellule."
assert "2025-09" in triangle.index, (
    "Vous avez mis les mois écoulés en lignes. Regardez : index=\"cohorte\", columns=\"k\"."
)
assert triangle.loc["2025-09", 0] <= 180, (
    "Vous avez compté des visites. Regardez aggfunc : « nunique » compte chaque personne une seule fois."
)
assert triangle.loc["2025-09", 3] == 57, "Regardez la cohorte de septembre : 57 membres sont venus trois mois plus tard."
### BEGIN HIDDEN TESTS
assert triangle.loc["2026-02", 1] == 177, "Regardez la cohorte de février, un mois plus tard."
assert triangle.shape == (7, 7), "Regardez le triangle : sept cohortes, de zéro à six mois."
### END HIDDEN TESTS

# %% m06-ex01-test2
assert retention is not None, "Il manque « retention » : le triangle divisé par les effectifs de départ."
assert not retention.isna().all().all(), "Vous avez divisé sans axis=0 : les cohortes sont en lignes, il faut diviser ligne par ligne."
assert not (retention[0].dropna() == 1).all(), (
    "Vous avez divisé par les venus du premier mois. Regardez : le dénominateur est l’effectif des inscrits."
)
assert retention.loc["2025-09", 6] < 1, "Vous avez un effectif, pas une part. Regardez : il reste à diviser par « effectifs »."
assert retention.isna().sum().sum() == 21, (
    "Vous avez rempli les cases vides. Regardez : un mois pas encore observé n’est pas un mois sans personne."
)
assert abs(retention.loc["2025-09", 3] - 57 / 180) < 1e-6, "Regardez septembre à trois mois : 57 sur 180 inscrits."
### BEGIN HIDDEN TESTS
for cohorte in retention.index:
    assert abs(retention.loc[cohorte, 0] * effectifs[cohorte] - triangle.loc[cohorte, 0]) < 1e-6, f"Regardez la cohorte {cohorte}."
### END HIDDEN TESTS

# %% m06-ex02-consigne [markdown]
# L’équipe fête les inscriptions. Mireille demande l’**activation** : la part des inscrits qui ont écrit ou réagi dans les sept jours. Pour chaque nouveau membre,
# `active_j7` vaut vrai ou faux.
#
# 1. `inscrits`, le nombre de membres par `cohorte` (`count` sur `member_id`) ;
# 2. `activation`, la part de vrais par `cohorte` ;
# 3. `recul`, l’activation de `"2026-03"` moins celle de `"2025-09"`.
#
# *Données simulées. Les inscrits de la fin mars n’ont pas tous eu leurs sept jours.*

# %% m06-ex02-donnees
import pandas as pd
from parcours.datasets import load
from parcours.metrics import local_day

gestes = pd.concat([load("messages")[["member_id", "ts"]], load("reactions")[["member_id", "ts"]]])
premier = local_day(gestes.groupby("member_id")["ts"].min())
membres = load("membres")
nouveaux = membres[membres["date_inscription"] >= "2025-09-01"].copy()
nouveaux["cohorte"] = nouveaux["date_inscription"].dt.strftime("%Y-%m")
nouveaux["active_j7"] = (nouveaux["member_id"].map(premier) - nouveaux["date_inscription"]).dt.days <= 7
inscrits = activation = recul = None  # vos trois réponses, vides pour l’instant
nouveaux[["member_id", "cohorte", "active_j7"]].head()

# %% m06-ex02-reponse
### BEGIN SOLUTION
inscrits = nouveaux.groupby("cohorte")["member_id"].count()
activation = nouveaux.groupby("cohorte")["active_j7"].mean()
recul = activation["2026-03"] - activation["2025-09"]
### END SOLUTION
activation

# %% m06-ex02-test1
assert inscrits is not None, "Il manque « inscrits » : nouveaux.groupby(\"cohorte\")[\"member_id\"].count()."
assert inscrits["2026-03"] == 420, "Regardez mars : 420 personnes se sont inscrites."
assert activation is not None, "Il manque « activation » : la part de vrais par cohorte."
assert hasattr(activation, "index"), "Vous avez une seule valeur. Regardez : groupby(\"cohorte\") fait un paquet par mois d’arrivée."
assert activation["2026-03"] <= 1, (
    "Vous avez compté les activés. Regardez : une part, c’est la moyenne des vrais et des faux."
)
assert abs(activation["2026-03"] - 0.381) < 0.001, "Regardez mars : environ 38 % des inscrits sont activés."
### BEGIN HIDDEN TESTS
for nom, paquet in nouveaux.groupby("cohorte"):
    assert abs(activation[nom] - paquet["active_j7"].mean()) < 1e-9, f"Regardez la cohorte {nom}."
### END HIDDEN TESTS

# %% m06-ex02-test2
assert recul is not None, "Il manque « recul » : l’activation de mars moins celle de septembre."
assert abs(recul - 0.1413) > 0.001, "Vous avez soustrait dans l’autre sens. Regardez : une baisse s’écrit avec un signe moins."
assert abs(recul + 0.2705) > 0.001, "Vous avez rapporté la baisse à septembre. Regardez : on demande la différence des deux parts, en points."
assert abs(recul + 0.1413) < 0.001, "Regardez « recul » : l’activation passe d’environ 52 % à 38 %."

# %% m06-ex03-consigne [markdown]
# Qui porte la conversation ? `par_membre` donne le nombre de messages de chacun des 2 400 membres, zéro compris.
#
# 1. `part_silencieux`, la part des membres qui n’ont rien écrit : la moyenne de `(par_membre == 0)` ;
# 2. `part_1`, la part des messages écrite par les **24 plus actifs**. La nouveauté est `head(24)`, qui garde les 24 premières lignes d’une liste **rangée**.
#
# Rangez avec `sort_values(ascending=False)`, comme au module 4. *Données simulées.*

# %% m06-ex03-donnees
from parcours.datasets import load
from parcours.metrics import contributions_per_member

messages = load("messages")
humains = messages[~messages["est_auto"]]
par_membre = contributions_per_member(humains["member_id"], load("membres")["member_id"])
part_silencieux = part_1 = None  # vos deux réponses, vides pour l’instant
par_membre.head()

# %% m06-ex03-reponse
### BEGIN SOLUTION
part_silencieux = (par_membre == 0).mean()
part_1 = par_membre.sort_values(ascending=False).head(24).sum() / par_membre.sum()
### END SOLUTION
part_1

# %% m06-ex03-test1
assert part_silencieux is not None, "Il manque « part_silencieux » : la moyenne de (par_membre == 0)."
assert part_silencieux <= 1, "Vous avez compté les silencieux. Regardez : il faut leur part, la moyenne au lieu de la somme."
assert abs(part_silencieux - 0.39) > 0.001, "Vous avez la part de ceux qui ont écrit. Regardez : « == 0 » repère les silencieux."
assert abs(part_silencieux - 0.61) < 0.001, "Regardez « part_silencieux » : 1 464 membres sur 2 400."
### BEGIN HIDDEN TESTS
assert abs(part_silencieux * len(par_membre) - par_membre.eq(0).sum()) < 1e-6, "Regardez la base : tous les membres."
### END HIDDEN TESTS

# %% m06-ex03-test2
assert part_1 is not None, "Il manque « part_1 » : les messages des 24 plus actifs, divisés par tous les messages."
assert part_1 > 0, (
    "Vous avez gardé les 24 plus discrets. Regardez « ascending » : False range du plus grand au plus petit."
)
assert part_1 <= 1, "Vous avez un nombre de messages. Il manque la division par le total, « par_membre.sum() »."
assert abs(part_1 - par_membre.head(24).sum() / par_membre.sum()) > 0.001, (
    "Vous avez pris les 24 premiers membres de la liste. Il manque le rangement, avant head."
)
assert abs(part_1 - 0.2936) < 0.001, "Regardez « part_1 » : les 24 plus actifs écrivent près de trois messages sur dix."

# %% m06-ex04-consigne [markdown]
# *Option du parcours complet.* Résumez la courbe de Lorenz en un nombre, l’**indice de Gini**. La fonction est commencée : elle range les membres (`x`), leur donne un
# `rang` de 1 à `n`. Écrivez la dernière ligne :
#
# **2 × somme(rang × x) ÷ (n × somme(x)) − (n + 1) ÷ n**
#
# Calculez ensuite `tous`, l’indice parmi tous les membres, et `contributeurs`, l’indice parmi ceux qui ont écrit au moins une fois. *Données simulées.*

# %% m06-ex04-donnees
import pandas as pd
from parcours.datasets import load
from parcours.metrics import contributions_per_member

messages = load("messages")
humains = messages[~messages["est_auto"]]
par_membre = contributions_per_member(humains["member_id"], load("membres")["member_id"])
gini = tous = contributeurs = None  # vos réponses, vides pour l’instant

# %% m06-ex04-reponse
### BEGIN SOLUTION
def gini(contributions):
    x = contributions.sort_values().reset_index(drop=True)
    n = len(x)
    rang = pd.Series(range(1, n + 1))
    return 2 * (rang * x).sum() / (n * x.sum()) - (n + 1) / n


tous = gini(par_membre)
contributeurs = gini(par_membre[par_membre > 0])
### END SOLUTION
tous

# %% m06-ex04-test1
assert callable(gini), "Il manque la fonction « gini » : gardez celle de la cellule de réponse, complétez sa dernière ligne."
cinq = gini(pd.Series([16, 0, 3, 0, 1]))
assert cinq is not None, "Votre fonction ne rend rien. Regardez sa dernière ligne : « return » suivi du calcul."
assert abs(cinq - 1.9) > 0.001, "Il manque la fin de la formule : on retire (n + 1) / n."
assert abs(cinq + 0.25) > 0.001, "Il manque le 2 du début de la formule."
assert abs(cinq - 0.70) < 0.001, "Regardez avec 0, 0, 1, 3 et 16 messages : le calcul à la main donne 0,70."
assert abs(gini(pd.Series([2, 2, 2, 2, 2]))) < 1e-9, "Regardez : quand chacun écrit autant, l’indice vaut 0."
### BEGIN HIDDEN TESTS
assert abs(gini(pd.Series([0, 0, 0, 0, 10])) - 0.8) < 1e-9, "Regardez : quand un membre sur cinq écrit tout, l’indice vaut 0,8."
### END HIDDEN TESTS

# %% m06-ex04-test2
assert tous is not None and contributeurs is not None, "Il manque « tous » ou « contributeurs » : deux appels de la fonction."
assert abs(tous - contributeurs) > 0.001, (
    "Vous avez deux fois la même base. Regardez : par_membre[par_membre > 0] garde ceux qui ont écrit."
)
assert abs(tous - 0.858) < 0.001, "Regardez « tous » : l’indice sur les 2 400 membres, zéros compris."
assert abs(contributeurs - 0.635) < 0.001, "Regardez « contributeurs » : l’indice parmi ceux qui ont écrit au moins une fois."

# %% m06-ex05-consigne [markdown]
# Huit phrases entendues en réunion. Dans quel piège chacune tombe-t-elle ?
#
# Remplacez chaque `…` par la lettre du piège. **Sept bonnes réponses sur huit suffisent.**

# %% m06-ex05-donnees
from parcours.exercises import cartes_justes, lire_cartes

pieges = ""  # votre réponse, vide pour l’instant

# %% m06-ex05-test1
choix = lire_cartes(pieges)
assert choix, "Aucune carte n’a encore de lettre. Remplacez le … à la fin d’une ligne par une lettre de A à D."
assert len(choix) == 8, (
    "Il reste des cartes sans lettre. Regardez les lignes qui finissent par … : chacune attend une lettre de A à D."
)
assert len(set(choix.values())) > 1, "Vous avez tout rangé dans un seul piège. Regardez ce qui manque dans chaque phrase."
assert not (choix[2] == choix[6] == "A"), (
    "Vous avez pensé aux absents. Regardez : ces personnes ont choisi l’action, elles différaient déjà avant."
)
assert not (choix[3] == choix[7] == "D"), (
    "Vous avez vu un sursaut du hasard. Regardez : ici, quelque chose récompense le nombre que l’on suit."
)
assert not (choix[4] == choix[8] == "B"), (
    "Vous avez pensé à un choix des personnes. Regardez : ici, c’est l’effectif ou le nombre de regards qui pose problème."
)

# %% m06-ex05-test2
cles = "899a9cda4e37cd530218dac9"
justes = cartes_justes(lire_cartes(pieges), cles)
assert len(justes) >= 7, (
    f"Vous avez {len(justes)} cartes à leur place, il en faut 7. Reprenez par exemple ces cartes : "
    f"{', '.join(str(carte) for carte in range(1, 9) if carte not in justes)}."
)

# %% m06-ex06-consigne [markdown]
# Le message B fait-il écrire davantage ? `essai` donne, pour chaque personne tirée au sort, sa `variante` et `a_poste_j7` (vrai ou faux).
#
# 1. `recus`, le nombre de personnes par variante (`count`) ; `ecrits`, combien ont écrit (`sum` : un vrai compte pour 1) ;
# 2. `resultat`, avec la fonction du cours. Le groupe de référence vient d’abord :
#    `difference(ecrits["A"], recus["A"], ecrits["B"], recus["B"])` ;
# 3. `conclusion`, `"oui"` si tout l’intervalle, de `resultat.low` à `resultat.high`, est du même côté de zéro ; sinon `"on ne sait pas"`.
#
# *Données simulées.*

# %% m06-ex06-donnees
from parcours.datasets import load
from parcours.metrics import difference

essai = load("test_ab")
essai["variante"] = essai["variante"].astype(str)
recus = ecrits = resultat = conclusion = None  # vos réponses, vides pour l’instant
essai[["member_id", "variante", "a_poste_j7"]].head()

# %% m06-ex06-reponse
### BEGIN SOLUTION
recus = essai.groupby("variante")["a_poste_j7"].count()
ecrits = essai.groupby("variante")["a_poste_j7"].sum()
resultat = difference(ecrits["A"], recus["A"], ecrits["B"], recus["B"])
conclusion = "oui"
### END SOLUTION
resultat

# %% m06-ex06-test1
assert recus is not None and ecrits is not None, "Il manque « recus » ou « ecrits » : un groupby sur « variante » pour chacun."
assert hasattr(recus, "index") and len(recus) == 2, "Regardez « recus » : un nombre pour A, un nombre pour B."
assert ecrits["B"] != recus["B"], (
    "Vous avez compté toutes les personnes. Regardez : sum() additionne les vrais, count() compte les lignes."
)
assert recus["A"] == 600 and ecrits["A"] == 108, "Regardez le groupe A : 108 personnes sur 600 ont écrit."
assert ecrits["B"] == 150, "Regardez le groupe B : 150 personnes ont écrit."
### BEGIN HIDDEN TESTS
assert recus.sum() == len(essai) and ecrits.sum() == essai["a_poste_j7"].sum(), "Regardez les totaux : ils doivent être ceux de la table."
### END HIDDEN TESTS

# %% m06-ex06-test2
assert resultat is not None, "Il manque « resultat » : appelez difference avec quatre nombres."
assert resultat.difference > 0, (
    "Vous avez mis B en premier. Regardez l’ordre : le groupe de référence, A, puis B."
)
assert abs(resultat.difference - 0.07) < 1e-6, "Regardez l’écart : 25 % moins 18 %, soit 7 points."
assert conclusion in ("oui", "on ne sait pas"), "Regardez « conclusion » : écrivez \"oui\" ou \"on ne sait pas\", entre guillemets."
assert conclusion == "oui", (
    "Vous êtes resté prudent. Regardez les deux bornes : elles sont toutes deux au-dessus de zéro."
)
### BEGIN HIDDEN TESTS
assert abs(resultat.low - 0.0237) < 0.0005 and abs(resultat.high - 0.1163) < 0.0005, "Regardez l’intervalle : de +2,4 à +11,6 points."
### END HIDDEN TESTS

# %% m06-ex07-consigne [markdown]
# Écrivez **une page, 250 mots au plus** : ce que l’on peut conclure, et ce que l’on ne peut pas. Prenez l’essai du message d’accueil, la prime de janvier, ou une action
# menée dans votre propre communauté.
#
# Quatre parties : le **verbe juste** (décrire, associer, causer) et le nombre ; le **doute**, chiffré si possible ; la **menace** la plus sérieuse, par son nom ; la
# **décision**, avec un rendez-vous.
#
# Rendez dans un seul texte, à la suite :
#
# - **Ma page** ;
# - **Mon brouillon** : le verbe que vous avez changé, avant et après ;
# - **Mon usage de l’IA** : aucun, ou lequel et ce que vous en avez gardé ou corrigé.
#
# Deux questions vous seront posées à l’oral.
