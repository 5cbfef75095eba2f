# Le format est expliqué dans docs/exercises.md.

# %% m07-ex01-consigne [markdown]
# Hakim va changer d’avis sur une hypothèse, puis sur une autre. Vous rangez donc le calcul dans une **fonction** : une recette à
# laquelle on donne des ingrédients, les *paramètres*, et qui rend un résultat avec `return`.
#
# ```python
# def cout_total(nombre, prix):
#     return nombre * prix
#
# cout_total(3, 12)   # 36
# ```
#
# Écrivez `valeur_deflection(visiteurs, intention, resolu, aurait, cout)`. Elle rend la valeur des dossiers évités, en euros :
#
# **visiteurs × intention × résolution × part qui aurait écrit × coût d’un dossier**
#
# Les trois parts sont entre 0 et 1. Utilisez les paramètres, pas les nombres du Refuge : la recette servira ailleurs.

# %% m07-ex01-donnees
du_refuge = {"visiteurs": 30_000, "intention": 0.55, "resolu": 0.32, "aurait": 0.35, "cout": 9}
valeur_deflection = None  # votre fonction, pas encore écrite

# %% m07-ex01-reponse
### BEGIN SOLUTION
def valeur_deflection(visiteurs, intention, resolu, aurait, cout):
    return visiteurs * intention * resolu * aurait * cout
### END SOLUTION

# %% m07-ex01-test1
assert callable(valeur_deflection), "Il manque la fonction « valeur_deflection » : commencez la cellule par « def valeur_deflection(…): »."
obtenu = valeur_deflection(**du_refuge)
assert obtenu is not None, "Votre fonction ne rend rien. Regardez sa dernière ligne : « return » suivi du calcul."
assert abs(obtenu - 1848) > 0.5, "Vous avez vu le nombre de dossiers évités. Il manque le dernier facteur, le coût d’un dossier."
assert abs(obtenu - 30_240) > 0.5, (
    "Vous avez compté tous les visiteurs comme s’ils cherchaient de l’aide. Il manque l’intention."
)
assert abs(obtenu - 94_500) > 0.5, (
    "Vous avez appliqué la dernière part à tous les visiteurs. Il manque l’intention et la résolution : chaque part se rapporte à la porte précédente."
)
assert abs(obtenu - 16_632) <= 0.5, "Regardez le calcul : les cinq paramètres se multiplient, sans en oublier et sans addition."

# %% m07-ex01-test2
assert callable(valeur_deflection), "Il manque la fonction « valeur_deflection » : le premier contrôle vous dit par où commencer."
autre = valeur_deflection(1_000, 0.5, 0.4, 0.25, 10)
assert autre is not None, "Votre fonction ne rend rien. Regardez sa dernière ligne : « return » suivi du calcul."
assert abs(autre - 16_632) > 0.5, (
    "Votre fonction rend toujours le résultat du Refuge. Regardez : elle doit employer ses paramètres, pas les nombres écrits d’avance."
)
assert abs(autre - 500) <= 0.01, "Regardez avec 1 000 visiteurs, 50 %, 40 %, 25 % et 10 € : le calcul à la main donne 500 €."
### BEGIN HIDDEN TESTS
assert abs(valeur_deflection(visiteurs=12_000, intention=0.6, resolu=0.5, aurait=0.2, cout=7) - 5_040) <= 0.01, (
    "Regardez : votre fonction doit donner 5 040 € pour 12 000 visiteurs, 60 %, 50 %, 20 % et 7 €."
)
assert valeur_deflection(30_000, 0.55, 0.32, 0, 9) == 0, "Regardez : si personne n’aurait écrit, rien n’est évité."
### END HIDDEN TESTS

# %% m07-ex02-consigne [markdown]
# « Et si 25 % seulement auraient écrit ? Et si un dossier coûte 11 € ? » Au lieu de refaire le calcul neuf fois, vous demandez une
# **table de sensibilité** : une hypothèse en lignes, l’autre en colonnes.
#
# `metrics.sensitivity(fonction, base, (nom_ligne, valeurs), (nom_colonne, valeurs))` la fabrique. `base` donne la valeur
# centrale de chaque hypothèse ; les deux noms disent celles que l’on fait varier.
#
# 1. Construisez `table` : `"aurait"` en lignes (0.25, 0.35, 0.45), `"cout"` en colonnes (7, 9, 11).
# 2. Comptez dans `perdants` les cases où la valeur ne couvre pas la dépense de 14 800 €. `(table < 14_800)` donne une table de
#    vrai et de faux ; `.sum().sum()` les compte, par colonne puis en tout.

# %% m07-ex02-donnees
from parcours import metrics

base = {"visiteurs": 30_000, "intention": 0.55, "resolu": 0.32, "aurait": 0.35, "cout": 9}


def valeur_evitee(visiteurs, intention, resolu, aurait, cout):
    return visiteurs * intention * resolu * aurait * cout


table = None  # vos deux réponses, vides pour l’instant
perdants = None
valeur_evitee(**base)

# %% m07-ex02-reponse
### BEGIN SOLUTION
table = metrics.sensitivity(valeur_evitee, base, ("aurait", [0.25, 0.35, 0.45]), ("cout", [7, 9, 11]))
perdants = (table < 14_800).sum().sum()
### END SOLUTION
table

# %% m07-ex02-test1
assert table is not None, "« table » est encore vide. Écrivez « table = metrics.sensitivity(…) », puis exécutez la cellule."
assert hasattr(table, "shape"), "« table » doit rester la table rendue par « metrics.sensitivity ». Regardez : il n’y a rien à ajouter après."
assert table.shape == (3, 3), "Il manque des cases. Regardez les deux listes : trois valeurs en lignes, trois en colonnes."
assert table.index.name != "cout", (
    "Vous avez mis le coût en lignes. Regardez l’ordre : d’abord « aurait », puis « cout »."
)
assert list(table.index) == [0.25, 0.35, 0.45], "Regardez les lignes : 0.25, 0.35 et 0.45, du plus bas au plus haut."
assert list(table.columns) == [7, 9, 11], "Regardez les colonnes : 7, 9 et 11 euros par dossier."
assert abs(table.loc[0.35, 9] - 16_632) <= 0.5, "Regardez la case du milieu : elle doit retrouver les 16 632 € du scénario central."
### BEGIN HIDDEN TESTS
assert abs(table.loc[0.25, 7] - 9_240) <= 0.5, "Regardez la case la plus basse : 25 % et 7 € donnent 9 240 €."
assert abs(table.loc[0.45, 11] - 26_136) <= 0.5, "Regardez la case la plus haute : 45 % et 11 € donnent 26 136 €."
### END HIDDEN TESTS

# %% m07-ex02-test2
assert perdants is not None, "Il manque « perdants » : comptez les cases sous 14 800 €."
assert not hasattr(perdants, "index"), (
    "Vous avez un nombre par colonne. Il manque un second « .sum() » pour additionner les colonnes."
)
assert perdants != 5, "Vous avez compté les cases qui remboursent. Regardez le signe : « < » veut dire « moins que »."
assert perdants == 4, "Regardez votre table : comptez à la main les cases sous 14 800 €, puis comparez."
### BEGIN HIDDEN TESTS
assert perdants == (table < 14_800).to_numpy().sum(), "Regardez : « perdants » doit correspondre à votre table."
### END HIDDEN TESTS

# %% m07-ex03-consigne [markdown]
# *Option du parcours complet.* Un test dit que l’accueil personnel fait passer la fidélité annuelle de 70 % à 74 %. Que gagne
# Ardelune par client ?
#
# La valeur vie d’un client, première année comprise, s’écrit :
#
# **marge × (1 + actualisation) ÷ (1 + actualisation − fidélité)**
#
# 1. Écrivez la fonction `valeur_client(marge, fidelite, actualisation)`.
# 2. Appelez-la deux fois pour calculer `gain`, ce que chaque client rapporte **en plus** quand la fidélité passe de 0,70 à 0,74,
#    avec 27 € de marge par an et 8 % d’actualisation (0.08).

# %% m07-ex03-donnees
marge, actualisation = 27, 0.08
valeur_client = None  # votre fonction, pas encore écrite
gain = None

# %% m07-ex03-reponse
### BEGIN SOLUTION
def valeur_client(marge, fidelite, actualisation):
    return marge * (1 + actualisation) / (1 + actualisation - fidelite)


gain = valeur_client(27, 0.74, 0.08) - valeur_client(27, 0.70, 0.08)
### END SOLUTION
gain

# %% m07-ex03-test1
assert callable(valeur_client), "Il manque la fonction « valeur_client » : commencez la cellule par « def valeur_client(…): »."
un_client = valeur_client(27, 0.70, 0.08)
assert un_client is not None, "Votre fonction ne rend rien. Regardez sa dernière ligne : « return » suivi du calcul."
assert abs(un_client - 28.54) > 0.01, (
    "Regardez les parenthèses : sans elles autour de « 1 + actualisation - fidelite », la division ne prend que le premier 1."
)
assert abs(un_client - 71.05) > 0.01, "Il manque la première année : la marge se multiplie par (1 + actualisation)."
assert abs(un_client - 76.74) <= 0.01, "Regardez la formule : avec 27 €, 0,70 et 0,08, un client vaut 76,74 €."
### BEGIN HIDDEN TESTS
assert abs(valeur_client(100, 0.5, 0) - 200) <= 0.01, (
    "Regardez : avec 100 € de marge, une fidélité de 0,5 et sans actualisation, un client vaut 200 €."
)
assert abs(valeur_client(40, 0, 0.1) - 40) <= 0.01, "Regardez : si aucun client ne revient, il vaut sa marge d’une année, 40 €."
### END HIDDEN TESTS

# %% m07-ex03-test2
assert gain is not None, "Il manque « gain » : soustrayez la valeur à 0,70 de la valeur à 0,74."
assert abs(gain + 9.03) > 0.01, "Vous avez soustrait dans l’autre sens. Regardez : une fidélité plus haute vaut davantage."
assert abs(gain - 85.76) > 0.01, "Vous avez vu la valeur à 74 %. Il reste à retirer celle à 70 %."
assert abs(gain - 9.03) <= 0.01, "Regardez « gain » : c’est la différence entre les deux valeurs, 74 % et 70 %."

# %% m07-ex04-consigne [markdown]
# Écrivez la page que Hakim lira debout : **une page, 250 à 300 mots**, pour une directrice ou un directeur financier qui n’a jamais
# ouvert le forum.
#
# Elle contient cinq blocs : le **message** en une phrase ; le **chiffre et sa fourchette**, pour une valeur, un coût et une période ;
# une **liste d’hypothèses** (valeur, source, doute) ; **ce qui n’est pas compté** et le risque de compter deux fois ; une
# **demande** précise.
#
# Prenez les chiffres du Refuge ou ceux de votre propre communauté. Chaque nombre a une source.
#
# Rendez dans un seul texte, à la suite :
#
# - **La page** ;
# - **Mon brouillon** : la phrase que vous avez le plus changée, avant et après ;
# - **Mon usage de l’IA** : aucun, ou lequel et ce que vous en avez gardé ou corrigé.
#
# Deux questions vous seront posées à l’oral.
