# %% m03-ex01-consigne [markdown]
# Depuis le 1er mars 2026, l’équipe du Refuge veut expliquer **toutes** ses décisions. Aïcha vous demande si c’est
# fait, et veut comparer avec les mois d’avant.
#
# La table `journal` a une ligne par décision. La colonne `motif_communique` dit si la personne a reçu un exposé des
# motifs (oui ou non). La colonne `periode` est préparée pour vous : « avant » ou « depuis » le 1er mars.
#
# Complétez les trois trous pour calculer `parts`, **la part de décisions expliquées dans chaque période**.
#
# - `.groupby("colonne")` fait une pile de lignes par valeur de la colonne ;
# - `["autre_colonne"]` choisit ce que l’on regarde dans chaque pile ;
# - `.mean()` fait la moyenne, `.sum()` l’addition, `.count()` compte les lignes.
#
# *Données simulées.*

# %% m03-ex01-donnees
from parcours.datasets import load

journal = load("moderation_log")
journal["periode"] = (journal["ts"] >= "2026-03-01").map({False: "avant", True: "depuis"})
parts = None  # votre réponse, vide pour l’instant
journal[["ts", "periode", "etape", "motif_communique", "recours"]].head()

# %% m03-ex01-reponse
### BEGIN SOLUTION
parts = journal.groupby("periode")["motif_communique"].mean()
### END SOLUTION
parts

# %% m03-ex01-test1
assert parts is not None, "« parts » est encore vide. Remplacez chaque ____ par un choix, puis exécutez la cellule."
assert len(parts) == 2, (
    "Vous avez une pile par étape. Regardez la question : on compare deux périodes, avant et depuis le 1er mars."
)
assert set(parts.index) == {"avant", "depuis"}, (
    "Vous avez bien deux piles, mais pas les bonnes. Regardez la colonne qui contient « avant » et « depuis »."
)
### BEGIN HIDDEN TESTS
assert list(parts.index) == ["avant", "depuis"], "Regardez l’index : une ligne par période."
### END HIDDEN TESTS

# %% m03-ex01-test2
assert parts is not None, "Il manque « parts » : complétez d’abord la cellule de réponse."
assert set(parts.index) == {"avant", "depuis"}, (
    "Regardez d’abord le contrôle précédent : il faut une ligne par période."
)
assert not (parts > 1).any(), (
    "Vous avez vu des nombres de décisions. Regardez : pour une part, entre 0 et 1, une moyenne de oui et de non suffit."
)
assert parts["depuis"] > 0.5, (
    "Vous avez vu la part des recours. Regardez la colonne choisie : elle doit dire si le motif a été communiqué."
)
assert parts["depuis"] > parts["avant"], "Regardez vos deux parts : l’équipe explique davantage depuis mars."
### BEGIN HIDDEN TESTS
relu = load("moderation_log")
mars = relu["ts"] >= "2026-03-01"
assert abs(parts["depuis"] - relu[mars]["motif_communique"].mean()) < 0.001, (
    "Regardez la part depuis le 1er mars, sur la table d’origine."
)
assert abs(parts["avant"] - relu[~mars]["motif_communique"].mean()) < 0.001, (
    "Regardez la part d’avant le 1er mars, sur la table d’origine."
)
### END HIDDEN TESTS

# %% m03-ex02-consigne [markdown]
# Douze situations, une semaine au Refuge. Ardelune (42 personnes) tient ce forum : elle est hébergeur, et petite
# entreprise. **Quel article du DSA l’oblige ici, s’il y en a un ?**
#
# Remplacez chaque `…` par la lettre de la famille. Rien d’autre à taper : gardez les numéros, les flèches et les deux
# lignes de triples guillemets. **9 bonnes réponses sur 12 suffisent.**
#
# *Information générale, pas un conseil juridique. Vérifié le 22/11/2026.*

# %% m03-ex02-donnees
from parcours.exercises import cartes_justes, lire_cartes

articles = ""  # votre réponse, vide pour l’instant

# %% m03-ex02-test1
choix = lire_cartes(articles)
assert choix, "Aucune carte n’a encore de lettre. Remplacez le … à la fin d’une ligne par une lettre de A à E."
assert len(choix) == 12, (
    "Il reste des cartes sans lettre. Regardez les lignes qui finissent par … : chacune attend une lettre de A à E."
)
assert len(set(choix.values())) > 1, (
    "Vous avez tout rangé dans une seule famille. Regardez qui fait quoi : signaler, motiver, alerter sont trois gestes différents."
)
assert not (choix[3] == choix[7] == choix[11] == "E"), (
    "Vous avez dispensé Ardelune de motiver ses décisions. Regardez l’article 17 : il vise tout hébergeur, quelle que soit sa taille."
)
assert not (choix[2] == choix[9] == "A"), (
    "Vous avez rangé le danger grave avec les signalements ordinaires. Regardez : quand une vie est menacée, on prévient aussi les autorités."
)
assert not (choix[5] == choix[10] == "B"), (
    "Vous avez appliqué l’article 17 à un réseau qui n’est pas le vôtre, ou à une décision qui ne restreint personne. Regardez qui héberge, et ce qui est limité."
)

# %% m03-ex02-test2
cles = "899c8bf520c28ab6abaae131c2f2795f4067"
justes = cartes_justes(lire_cartes(articles), cles)
assert len(justes) >= 9, (
    f"Vous avez {len(justes)} cartes à leur place, il en faut 9. Reprenez par exemple ces cartes : "
    f"{', '.join(str(carte) for carte in range(1, 13) if carte not in justes)}."
)

# %% m03-ex03-consigne [markdown]
# Le code du Refuge date de six ans. Le voici en entier :
#
# > 1. Soyez sympas. 2. Pas de pub. 3. Pas de politique. 4. Les messages inappropriés seront supprimés. 5. L’équipe a
# > toujours raison.
#
# **Réécrivez ces cinq règles**, puis écrivez **une FAQ de huit entrées**, en **500 mots environ** en tout.
#
# - Chaque règle : un comportement, un exemple « oui » et un exemple « non », la suite, qui décide, le recours.
# - La FAQ : la question comme un membre la poserait, la réponse en une ou deux phrases, une date. Deux entrées au
#   moins portent sur le signalement et sa confidentialité, une sur le recours.
# - Vous pouvez fusionner, scinder ou retirer une règle. Dites pourquoi en une ligne.
#
# Rendez dans un seul texte, à la suite :
#
# - **Les règles** et **la FAQ** ;
# - **Mon brouillon** : une phrase sur ce que vous avez changé entre la première version et celle-ci ;
# - **Mon usage de l’IA** : aucun, ou lequel et ce que vous en avez gardé.
#
# Deux questions vous seront posées à l’oral.

# %% m03-ex04-consigne [markdown]
# Le dossier, tel qu’il est dans le journal :
#
# > Mardi 17 mars 2026, 21 h 04, salon Réparations. Gaspard répond à Moussa, inscrit depuis deux jours : « Dégage,
# > touriste, on n’est pas une hotline. » Awa signale le message à 21 h 20. Un filtre l’avait aussi repéré. À 21 h 50,
# > Sylvie, modératrice, relit et retire le message. C’est la deuxième attaque de Gaspard en 90 jours (la première : 2
# > février, message retiré, motif donné). Étape décidée avec Paul : il ne peut plus écrire dans le salon Réparations
# > pendant sept jours, jusqu’au mardi 24 mars, 22 h. Règle 2, « Parlez des idées, pas des personnes ».
#
# Écrivez **l’exposé des motifs adressé à Gaspard**, en **160 mots environ**. Il part ce soir, signé par Sylvie.
# Gaspard est un bon réparateur : vous voulez qu’il revienne.
#
# Rendez dans un seul texte, à la suite :
#
# - **L’exposé** ;
# - **Mon brouillon** : une phrase sur ce que vous avez changé ;
# - **Mon usage de l’IA** : aucun, ou lequel et ce que vous en avez gardé.

# %% m03-ex05-consigne [markdown]
# Vendredi, 15 h. Douze demandes vous attendent avant le week-end. Pour chacune, décidez : **on publie tel quel**,
# **il faut d’abord un accord ou un écrit**, ou **on ne le fait pas**.
#
# Remplacez chaque `…` par la lettre de la famille. Rien d’autre à taper : gardez les numéros, les flèches et les deux
# lignes de triples guillemets. **9 bonnes réponses sur 12 suffisent.** En cas de doute réel, au travail, on demande.
#
# *Information générale, pas un conseil juridique. Droit français, vérifié le 22/11/2026.*

# %% m03-ex05-donnees
from parcours.exercises import cartes_justes, lire_cartes

decisions = ""  # votre réponse, vide pour l’instant

# %% m03-ex05-test1
choix = lire_cartes(decisions)
assert choix, "Aucune carte n’a encore de lettre. Remplacez le … à la fin d’une ligne par une lettre de A à C."
assert len(choix) == 12, (
    "Il reste des cartes sans lettre. Regardez les lignes qui finissent par … : chacune attend une lettre de A à C."
)
assert len(set(choix.values())) > 1, (
    "Vous avez donné la même réponse partout. Regardez : certaines demandes sont sans risque, d’autres trompent le public."
)
assert not (choix[1] == choix[4] == "A"), (
    "Vous avez publié le travail ou le visage d’un autre sans accord. Regardez : citer le nom ou avoir été sur place ne suffit pas."
)
assert not (choix[3] == choix[8] == "B"), (
    "Vous cherchez un accord pour tromper le public. Regardez : faux avis et publicité cachée restent interdits, même avec l’accord de tous."
)
assert not (choix[2] == choix[10] == "C"), (
    "Vous avez refusé ce qui est permis. Regardez : répondre à un avis dur ou publier sa propre photo de matériel ne demande l’accord de personne."
)

# %% m03-ex05-test2
cles = "27a2a5da4d5c0817dbaae200196de45f4f59"
justes = cartes_justes(lire_cartes(decisions), cles)
assert len(justes) >= 9, (
    f"Vous avez {len(justes)} cartes à leur place, il en faut 9. Reprenez par exemple ces cartes : "
    f"{', '.join(str(carte) for carte in range(1, 13) if carte not in justes)}."
)

# %% m03-ex06-consigne [markdown]
# Après le piratage de samedi, Aïcha ouvre avec vous la liste des dix accès aux espaces d’Ardelune. Pour chacun : **on le
# garde**, **on le réduit** à ce que le travail demande, ou **on le retire aujourd’hui**.
#
# Remplacez chaque `…` par la lettre de la famille. Rien d’autre à taper : gardez les numéros, les flèches et les deux
# lignes de triples guillemets. **8 bonnes réponses sur 10 suffisent.**

# %% m03-ex06-donnees
from parcours.exercises import cartes_justes, lire_cartes

acces = ""  # votre réponse, vide pour l’instant

# %% m03-ex06-test1
choix = lire_cartes(acces)
assert choix, "Aucune carte n’a encore de lettre. Remplacez le … à la fin d’une ligne par une lettre de A à C."
assert len(choix) == 10, (
    "Il reste des cartes sans lettre. Regardez les lignes qui finissent par … : chacune attend une lettre de A à C."
)
assert len(set(choix.values())) > 1, (
    "Vous avez donné la même réponse à tous les accès. Regardez : qui s’en sert encore, et pour faire quoi ?"
)
assert not (choix[1] == choix[6] == "A"), (
    "Vous avez gardé des accès dont plus personne ne se sert. Regardez : un accès oublié est une porte ouverte."
)
assert not (choix[2] == choix[3] == "C"), (
    "Vous avez retiré les deux administratrices. Regardez : si l’une est absente le jour J, qui reprend la main ?"
)
assert not (choix[5] == choix[7] == choix[10] == "A"), (
    "Vous avez vu que ces personnes travaillent. Regardez ce que leur travail demande : déposer une image, modérer, répondre."
)

# %% m03-ex06-test2
cles = "6262a580331f0817dbaae13119683d"
justes = cartes_justes(lire_cartes(acces), cles)
assert len(justes) >= 8, (
    f"Vous avez {len(justes)} cartes à leur place, il en faut 8. Reprenez par exemple ces cartes : "
    f"{', '.join(str(carte) for carte in range(1, 11) if carte not in justes)}."
)

# %% m03-ex07-consigne [markdown]
# Vous relisez, **le 13 mars**, un recours reçu le 10. Vous n’avez pris aucune décision.
#
# > **Le message** (Hugo, 9 mars, 22 h 10, salon Sorties) : « Pour dormir au pied du col : Mme Delmas, 4 chemin du Lavoir. Elle laisse la clé sous le pot. »
# >
# > **La décision** (Sylvie, 9 mars, 22 h 40, relue par Malik) : message retiré, **suspension de sept jours**, « adresse d’un particulier », gravité 4, règle 3.
# >
# > **Le motif envoyé** : « Vous avez enfreint la règle 3. Suspension jusqu’au 16. »
# >
# > **Le recours** : « C’est le gîte du Lavoir, son adresse est sur son propre site. J’y travaille l’été. Je ne comprends même pas ce qu’on me reproche. »
#
# Vous vérifiez : l’adresse figure bien sur le site du gîte ; la clé, non. Hugo n’a aucun rappel sur 90 jours. L’échelle : gravité 4 → étape 5 ; gravité 2 → étape 2.
#
# 1. **La fiche**, cinq lignes : faits, règle, barreau recalculé, procédure, ce que Hugo apporte (60 mots).
# 2. **La réponse à Hugo**, 150 à 180 mots, selon la trame : j’ai lu, j’ai vérifié, je décide, parce que, et maintenant.
#
# Puis relisez-vous avec la grille et comparez aux deux exemples.
