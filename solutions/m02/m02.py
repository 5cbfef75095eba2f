# %% m02-ex01-consigne [markdown]
# Aïcha prépare un atelier de couture. Elle a dix minutes : « Trouve-moi celles et ceux qui sont **arrivés par un
# événement**, puis, parmi eux, ceux qui **ont déjà écrit au moins une fois**. Ceux-là sauront inviter les autres. »
#
# Un *filtre* garde certaines lignes d’un tableau. Il s’écrit `table[table["colonne"] == valeur]` : « dans la table,
# garde les lignes dont la colonne vaut cette valeur ». `==` veut dire « égal à », `>=` « au moins », `>` « plus de ».
#
# Complétez les trois trous :
#
# - `par_evenement` : les membres arrivés par un événement (le code du canal est `"event"`) ;
# - `ont_ecrit` : parmi eux, ceux dont `nb_messages` vaut **au moins 1**.
#
# *Données simulées.* La colonne `nb_messages` est préparée pour vous : les messages de chaque membre, comptés dans
# une autre table.

# %% m02-ex01-donnees
from parcours.datasets import load

membres = load("membres")
membres["nb_messages"] = membres["member_id"].map(load("messages")["member_id"].value_counts()).fillna(0).astype(int)
par_evenement = None  # vos deux réponses, vides pour l’instant
ont_ecrit = None
membres[["pseudo", "canal", "nb_messages"]].head()

# %% m02-ex01-reponse
### BEGIN SOLUTION
par_evenement = membres[membres["canal"] == "event"]
ont_ecrit = par_evenement[par_evenement["nb_messages"] >= 1]
### END SOLUTION
print(len(ont_ecrit), "personnes sur", len(par_evenement))

# %% m02-ex01-test1
assert par_evenement is not None, (
    "« par_evenement » est encore vide. Remplacez chaque ____ par un choix, puis exécutez la cellule."
)
assert len(par_evenement) > 0, (
    "Votre filtre ne garde personne. Regardez : la colonne choisie contient-elle vraiment le mot « event » ?"
)
assert set(par_evenement["canal"]) != {"reseau"}, (
    "Vous avez vu les membres venus d’un réseau social. Regardez le code du canal : un événement s’écrit « event »."
)
assert set(par_evenement["canal"]) == {"event"}, (
    "Il reste des membres venus autrement. Regardez la première ligne : elle garde les lignes dont « canal » vaut « event »."
)
### BEGIN HIDDEN TESTS
assert len(par_evenement) == (load("membres")["canal"] == "event").sum(), (
    "Regardez la table d’origine : il manque des membres venus par un événement, ou il y en a trop."
)
### END HIDDEN TESTS

# %% m02-ex01-test2
assert ont_ecrit is not None, "Il manque « ont_ecrit » : complétez la deuxième ligne de la cellule de réponse."
assert len(ont_ecrit) < len(par_evenement), (
    "Vous avez gardé tout le monde. Regardez le signe : « au moins 1 » écarte les personnes à 0 message."
)
assert not (ont_ecrit["nb_messages"] < 1).any(), (
    "Vous avez vu les silencieux. Regardez le signe : Aïcha cherche au contraire qui a déjà écrit."
)
assert not (len(ont_ecrit) > 0 and (ont_ecrit["nb_messages"] > 1).all()), (
    "Il manque les personnes qui ont écrit une seule fois. Regardez la différence entre « plus de 1 » et « au moins 1 »."
)
assert set(ont_ecrit["canal"]) == {"event"}, (
    "Regardez d’où part la deuxième ligne : de « par_evenement », pas de toute la table."
)
### BEGIN HIDDEN TESTS
actifs = load("messages")["member_id"].unique()
attendu = load("membres").query("canal == 'event' and member_id in @actifs")["member_id"]
assert set(ont_ecrit["member_id"]) == set(attendu), (
    "Regardez la table d’origine : ce ne sont pas exactement les membres venus par un événement et qui ont écrit."
)
### END HIDDEN TESTS

# %% m02-ex02-consigne [markdown]
# Six idées sont sur la table, chacune avec sa portée (membres touchés en trois mois), son impact, la confiance que
# l’équipe lui accorde et son effort en jours. Calculez la note RICE de chacune, puis rangez la table de la meilleure
# à la moins bonne.
#
# Remettez les lignes dans l’ordre. **Trois lignes sont de trop** : laissez-les de côté.
#
# - `idees["nouvelle"] = …` ajoute une colonne, calculée ligne par ligne ;
# - `.sort_values("colonne", ascending=False)` range de la plus grande valeur à la plus petite.

# %% m02-ex02-donnees
import pandas as pd

idees = pd.DataFrame(
    {
        "idee": [
            "Concours photo",
            "Message d’accueil",
            "Application mobile",
            "Fiches de réparation",
            "Direct de couture",
            "Badge réparateur",
        ],
        "portee": [600, 400, 1200, 900, 150, 500],
        "impact": [0.25, 2, 1, 2, 3, 0.5],
        "confiance": [0.8, 0.8, 0.5, 0.8, 0.5, 0.8],
        "effort": [3, 4, 60, 12, 4, 2.5],
    }
)
classement = None  # votre réponse, vide pour l’instant
idees

# %% m02-ex02-reponse
### BEGIN SOLUTION
idees["effet"] = idees["portee"] * idees["impact"] * idees["confiance"]
idees["rice"] = idees["effet"] / idees["effort"]
classement = idees.sort_values("rice", ascending=False)
### END SOLUTION
classement

# %% m02-ex02-test1
assert classement is not None, "« classement » est encore vide. Il manque la dernière ligne, celle qui range la table."
assert "rice" in classement.columns, "Il manque la colonne « rice » : la note se calcule avant de ranger."
accueil = classement[classement["idee"] == "Message d’accueil"]["rice"].iloc[0]
assert abs(accueil - 2560) > 0.5, (
    "Vous avez multiplié par l’effort. Regardez : plus une idée demande de jours, plus sa note doit baisser."
)
assert abs(accueil - 200) > 0.5, (
    "Il manque la confiance. Regardez : on multiplie trois colonnes avant de diviser par l’effort."
)
assert abs(accueil - 160) < 0.5, "Regardez la note du message d’accueil : 400 × 2 × 0,8 ÷ 4 font 160."
### BEGIN HIDDEN TESTS
for _, ligne in classement.iterrows():
    attendue = ligne["portee"] * ligne["impact"] * ligne["confiance"] / ligne["effort"]
    assert abs(ligne["rice"] - attendue) < 0.01, (
        f"Regardez la note de « {ligne['idee']} » : elle devrait valoir {attendue:.0f}."
    )
### END HIDDEN TESTS

# %% m02-ex02-test2
assert classement is not None, "Il manque « classement » : remettez d’abord les lignes dans l’ordre."
assert classement["idee"].iloc[0] != "Application mobile", (
    "Vous avez rangé de la plus petite note à la plus grande. Regardez ce que change « ascending=False »."
)
assert classement["rice"].is_monotonic_decreasing, "Regardez l’ordre des notes : la plus grande vient en haut."
### BEGIN HIDDEN TESTS
assert list(classement["idee"]) == [
    "Message d’accueil",
    "Fiches de réparation",
    "Badge réparateur",
    "Direct de couture",
    "Concours photo",
    "Application mobile",
], "Regardez l’ordre des six idées : une note ou le tri n’est pas le bon."
### END HIDDEN TESTS

# %% m02-ex03-consigne [markdown]
# Jeudi, 17 h. Le comité vous laisse une page. Écrivez **la charte du Refuge**, ou celle d’une communauté que vous
# connaissez (association, commerce, jeu, groupe de parents), en **350 mots environ**.
#
# La charte contient, dans l’ordre qui vous plaît :
#
# - la **raison d’être** (moins de 35 mots) et une idée sympathique qu’elle fait refuser ;
# - le **public d’abord servi**, décrit par ce qu’il fait, et ce qu’il y gagne ;
# - **un objectif** avec sa mesure, sa valeur de départ et sa date, et **sa contre-métrique** ;
# - **la promesse**, sa preuve et sa limite.
#
# Si la valeur de départ n’est pas connue, dites comment et quand vous la mesurerez. N’inventez pas de chiffre.
#
# Rendez dans un seul texte, à la suite :
#
# - **La charte** ;
# - **Mon brouillon** : une phrase sur ce que vous avez changé entre la première version et celle-ci ;
# - **Mon usage de l’IA** : aucun, ou lequel et ce que vous en avez gardé.
#
# Deux questions vous seront posées à l’oral ou par votre pair. Gardez cette page : elle ouvre « Mon dossier ».
