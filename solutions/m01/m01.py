# %% m01-ex01-consigne [markdown]
# Une phrase circule : « 64 % des community managers sont des femmes ». Avant de la reprendre, vous voulez savoir comment un
# tel chiffre se calcule, et sur combien de réponses.
#
# La table `enquete_mini` contient 200 réponses **simulées**, dans les proportions d’une enquête de 2021. Complétez les deux
# trous pour calculer `parts`, **la part de chaque genre déclaré** (des proportions entre 0 et 1).
#
# - `enquete["une_colonne"]` prend une colonne ;
# - `.value_counts()` compte combien de fois chaque réponse revient ;
# - `normalize=True` remplace ces nombres par des parts du total ; `normalize=False` garde les nombres.

# %% m01-ex01-donnees
from parcours.datasets import load

enquete = load("enquete_mini")
parts = None  # votre réponse, vide pour l’instant
enquete.head()

# %% m01-ex01-reponse
### BEGIN SOLUTION
parts = enquete["genre"].value_counts(normalize=True)
### END SOLUTION
parts

# %% m01-ex01-test1
assert parts is not None, "« parts » est encore vide. Remplacez chaque ____ par un choix, puis exécutez la cellule."
assert hasattr(parts, "index"), (
    "« parts » doit rester la liste des genres avec leur part. Regardez : la ligne se termine par « .value_counts(normalize=…) »."
)
assert "Technologie" not in parts.index, (
    "Vous avez vu la répartition des secteurs. Regardez le nom de la colonne : la question porte sur le genre déclaré."
)
assert "Slack" not in parts.index, (
    "Vous avez vu la répartition des plateformes. Regardez le nom de la colonne : la question porte sur le genre déclaré."
)
assert "Femme" in parts.index and len(parts) == 4, (
    "Il manque une catégorie. Regardez : quatre réponses existent, dont « Sans réponse », et toutes comptent dans le total."
)
### BEGIN HIDDEN TESTS
assert set(parts.index) == set(load("enquete_mini")["genre"].unique()), (
    "Regardez les catégories : elles doivent être exactement celles de l’enquête d’origine."
)
### END HIDDEN TESTS

# %% m01-ex01-test2
assert parts is not None, "Il manque « parts » : complétez d’abord la cellule de réponse."
assert "Femme" in parts.index, "Il manque la catégorie « Femme » : regardez d’abord le contrôle précédent."
assert abs(parts["Femme"] - 128) > 0.001, (
    "Vous avez vu 128 : c’est un nombre de réponses. Pour une part du total, regardez ce que change « normalize »."
)
assert abs(parts["Femme"] - 64) > 0.1, (
    "Vous avez vu 64 : c’est un pourcentage. Ici, gardez la proportion (0,64) ; on multipliera par 100 au moment d’écrire la phrase."
)
assert abs(parts["Femme"] - 128 / 200) <= 0.001, "Regardez la part des femmes : 128 réponses sur 200, à 0,1 point près."
### BEGIN HIDDEN TESTS
origine = load("enquete_mini")["genre"]
for categorie in origine.unique():
    assert abs(parts[categorie] - (origine == categorie).mean()) <= 0.001, (
        f"Regardez la part de « {categorie} » dans l’enquête d’origine."
    )
### END HIDDEN TESTS

# %% m01-ex02-consigne [markdown]
# « Community manager, c’est publier sur les réseaux. » Voici 24 gestes d’une semaine ordinaire chez Ardelune, une petite
# entreprise fictive qui vend du matériel de plein air réparable. À quelle responsabilité chacun revient-il ?
#
# Remplacez chaque `…` par la lettre de la famille. Rien d’autre à taper : gardez les numéros, les flèches et les deux lignes
# de triples guillemets. Certaines cartes se discutent : **20 bonnes réponses sur 24 suffisent**, pourvu
# qu’aucune famille ne soit prise tout entière pour une autre. Le débat sur le reste est le meilleur moment de l’exercice.

# %% m01-ex02-donnees
from parcours.exercises import cartes_justes, lire_cartes

classement = ""  # votre réponse, vide pour l’instant

# %% m01-ex02-test1
choix = lire_cartes(classement)
assert choix, "Aucune carte n’a encore de lettre. Remplacez le … à la fin d’une ligne par une lettre de A à H."
assert len(choix) == 24, (
    "Il reste des cartes sans lettre. Regardez les lignes qui finissent par … : chacune attend une lettre de A à H."
)
assert len(set(choix.values())) > 1, (
    "Vous avez tout rangé dans une seule famille. Regardez les gestes : combien consistent vraiment à publier ?"
)
assert not (choix[5] == choix[16] == choix[23] == "A"), (
    "Vous avez vu que ces gestes partent de l’écoute. Regardez à qui l’on parle ensuite : l’atelier, les juristes, la direction. C’est relayer vers l’interne."
)
assert not (choix[8] == choix[14] == choix[24] == "D"), (
    "Vous avez rangé des protections dans la modération. Regardez : personne n’est en conflit ici, on prévient un risque sur les droits, les accès ou les personnes."
)
assert not (choix[2] == choix[13] == choix[19] == "C"), (
    "Vous avez rangé l’accueil dans l’animation. Regardez à qui l’on s’adresse : à une personne qui arrive, pas à tout le groupe."
)

# %% m01-ex02-test2
cles = "899a9cda4e378abb1c85e589c2fde427b067a1c1281eb628c47cd0607d5223cf04d2cf05"
justes = cartes_justes(lire_cartes(classement), cles)
assert len(justes) >= 20, (
    f"Vous avez {len(justes)} cartes à leur place, il en faut 20. Reprenez par exemple ces cartes : "
    f"{', '.join(str(carte) for carte in range(1, 25) if carte not in justes)}."
)

# %% m01-ex03-consigne [markdown]
# Ardelune (42 personnes, du matériel de plein air réparable, un forum nommé « Le Refuge ») recrute. La direction vous confie
# l’annonce : **environ 150 mots**, pour quelqu’un qui animera la communauté à temps partiel, trois jours par semaine.
#
# L’annonce dit ce que la personne fera vraiment (et ce qu’elle ne fera pas), donne **au moins trois missions dont on pourra
# voir le résultat**, emploie le terme français officiel et des mots qui invitent tout le monde à postuler, et annonce des
# conditions réalistes. Après l’annonce, ajoutez **deux lignes** qui expliquent un choix de vocabulaire.
#
# Rendez dans un seul texte, à la suite :
#
# - **L’annonce** et vos deux lignes sur les mots ;
# - **Mon brouillon** : une phrase sur ce que vous avez changé entre la première version et celle-ci ;
# - **Mon usage de l’IA** : aucun, ou lequel et ce que vous en avez gardé.
#
# Deux questions vous seront posées à l’oral : préparez-vous à défendre une mission et un mot.
