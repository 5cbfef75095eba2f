# Le format est expliqué dans docs/exercises.md.

# %% m05-ex01-consigne [markdown]
# Quelle part des dossiers est encore ouverte au 31 mars ? Le carnet de Yann a été mélangé. Remettez ses lignes dans l’ordre, pour qu’il donne
# le même résultat chaque fois qu’on l’exécute de haut en bas.
#
# - On charge la table, on retire les doublons, on repère les dossiers sans date de fermeture, puis on calcule leur part.
# - `.isna()` répond vrai quand la case est vide ; la moyenne de vrais et de faux donne la part de vrais.
#
# **Deux lignes sont de trop** : laissez-les de côté. *Données simulées.*

# %% m05-ex01-donnees
from parcours.datasets import load

tickets = ouverts = part_ouverte = None  # vos réponses, vides pour l’instant

# %% m05-ex01-reponse
### BEGIN SOLUTION
tickets = load("tickets")
tickets = tickets.drop_duplicates()
ouverts = tickets["resolu_le"].isna()
part_ouverte = ouverts.mean()
### END SOLUTION
part_ouverte

# %% m05-ex01-test1
assert tickets is not None, "Il manque la table. Placez d’abord la ligne qui la charge, puis exécutez la cellule."
assert tickets["resolu_le"].isna().any(), (
    "Vous avez retiré les lignes qui ont une case vide. Regardez : ce sont les dossiers ouverts, ceux que l’on voulait compter."
)
assert len(tickets) < 1500, "Il manque le retrait des doublons : quatorze dossiers figurent deux fois."
assert part_ouverte is not None, "Il manque « part_ouverte » : la moyenne des vrais et des faux donne la part."
assert 0 <= part_ouverte <= 1, "Regardez « part_ouverte » : une part est entre 0 et 1."

# %% m05-ex01-test2
assert part_ouverte is not None, "Il manque « part_ouverte » : le premier contrôle vous dit par où commencer."
assert len(ouverts) == len(tickets), (
    "Vous avez repéré les dossiers ouverts avant de retirer les doublons. Regardez l’ordre : on nettoie, puis on compte."
)
assert part_ouverte < 0.5, "Vous avez la part des dossiers fermés. Regardez : isna() repère les cases vides, notna() les autres."
assert abs(part_ouverte - tickets["resolu_le"].isna().sum() / len(tickets)) < 1e-9, (
    "Regardez la dernière ligne : la part se calcule sur la table sans doublons."
)
### BEGIN HIDDEN TESTS
propre = load("tickets").drop_duplicates()
assert abs(part_ouverte - propre["resolu_le"].isna().mean()) < 1e-9, "Regardez l’ordre des lignes : la part se calcule après le nettoyage."
### END HIDDEN TESTS

# %% m05-ex02-consigne [markdown]
# Combien de membres actifs, et combien de fois viennent-ils ? `fenetre` contient les visites des 28 derniers jours : **une ligne par membre et
# par jour**.
#
# Tapez trois lignes :
#
# 1. `uaj`, les membres différents de **chaque jour** : `fenetre.groupby("jour")["member_id"].nunique()` ;
# 2. `uam`, les membres différents **de toute la fenêtre** : `nunique()` sur la même colonne, sans paquets ;
# 3. `assiduite`, la moyenne de `uaj` divisée par `uam`.
#
# *Données simulées, 4 au 31 mars 2026.*

# %% m05-ex02-donnees
import pandas as pd
from parcours.datasets import load

visites = load("visites")
fenetre = visites[visites["jour"] >= pd.Timestamp("2026-03-04")]
uaj = uam = assiduite = None  # vos trois réponses, vides pour l’instant
fenetre.head()

# %% m05-ex02-reponse
### BEGIN SOLUTION
uaj = fenetre.groupby("jour")["member_id"].nunique()
uam = fenetre["member_id"].nunique()
assiduite = uaj.mean() / uam
### END SOLUTION
assiduite

# %% m05-ex02-test1
assert uaj is not None, "Il manque « uaj » : tapez la première ligne, puis exécutez la cellule."
assert hasattr(uaj, "index"), "« uaj » doit donner un nombre par jour. Regardez : il faut groupby(\"jour\") avant nunique()."
assert len(uaj) == 28, "Regardez « uaj » : la fenêtre compte 28 jours, il faut donc 28 nombres."
assert uaj.iloc[-1] == 327, "Regardez le 31 mars : 327 membres différents sont venus."
assert uam is not None, "Il manque « uam » : les membres différents de toute la fenêtre."
assert uam != len(fenetre), (
    "Vous avez compté des lignes. Regardez : une personne venue dix jours a dix lignes, mais ne compte qu’une fois."
)
assert uam == 1098, "Regardez « uam » : nunique() sur la colonne « member_id » de la fenêtre, sans groupby."
### BEGIN HIDDEN TESTS
assert uaj.sum() == len(fenetre.drop_duplicates(["jour", "member_id"])), "Regardez « uaj » : les membres différents de chaque jour."
assert uam == len(set(fenetre["member_id"])), "Regardez « uam » : les membres différents de la fenêtre."
### END HIDDEN TESTS

# %% m05-ex02-test2
assert assiduite is not None, "Il manque « assiduite » : la moyenne de « uaj » divisée par « uam »."
assert not hasattr(assiduite, "index"), "Vous avez un nombre par jour. Il manque « .mean() » après « uaj »."
assert assiduite <= 1, "Vous avez divisé dans l’autre sens, ou multiplié par cent. Regardez : l’assiduité est entre 1/28 et 1."
assert abs(assiduite - 327 / 1098) > 0.001, "Vous avez pris le dernier jour seul. Regardez : il faut la moyenne des 28 jours."
assert abs(assiduite - 0.2195) < 0.001, "Regardez « assiduite » : environ 241 membres par jour en moyenne, sur 1 098."
### BEGIN HIDDEN TESTS
assert abs(assiduite * uam * 28 - uaj.sum()) < 1e-6, "Regardez « assiduite » : elle redonne le total des jours de venue."
### END HIDDEN TESTS

# %% m05-ex03-consigne [markdown]
# Théo veut une fiche par canal, pour savoir où agir. La table `tickets` est déjà nettoyée ; `delai_h` est le délai de première réponse, en heures,
# vide quand personne n’a répondu.
#
# Vous connaissez `groupby(…)[…].median()`. La nouveauté est `quantile(0.9)`, qui donne le 90ᵉ centile.
#
# 1. `medianes`, la médiane de `delai_h` par `canal` ;
# 2. `p90`, le 90ᵉ centile de `delai_h` par `canal` ;
# 3. `ou_agir`, le nom du canal dont le P90 est le plus long, entre guillemets.
#
# *Données simulées.*

# %% m05-ex03-donnees
from parcours.datasets import load
from parcours.metrics import hours_between

tickets = load("tickets").drop_duplicates()
tickets["delai_h"] = hours_between(tickets["ouvert_le"], tickets["premiere_reponse_le"])
tickets = tickets[~(tickets["delai_h"] < 0)]
tickets["canal"] = tickets["canal"].astype(str)
medianes = p90 = ou_agir = None  # vos trois réponses, vides pour l’instant
tickets[["canal", "delai_h"]].head()

# %% m05-ex03-reponse
### BEGIN SOLUTION
medianes = tickets.groupby("canal")["delai_h"].median()
p90 = tickets.groupby("canal")["delai_h"].quantile(0.9)
ou_agir = "forum"
### END SOLUTION
p90

# %% m05-ex03-test1
assert medianes is not None, "Il manque « medianes » : tapez tickets.groupby(\"canal\")[\"delai_h\"].median()."
assert hasattr(medianes, "index"), "Vous avez une seule valeur, celle de toute la table. Regardez : groupby(\"canal\") fait un paquet par canal."
assert len(medianes) == 3, "Regardez le groupe : il y a trois canaux, donc trois médianes."
assert abs(medianes["forum"] - 18.19) > 0.05, (
    "Vous avez vu la moyenne, que tirent quelques attentes de plusieurs jours. Regardez : la médiane est la personne du milieu."
)
assert abs(medianes["mail"] - 1.46) > 0.03 or medianes["forum"] > 4, (
    "Vous avez compté les cases vides pour zéro. Regardez : sans réponse ne veut pas dire répondu tout de suite."
)
assert abs(medianes["forum"] - 4.58) < 0.01, "Regardez le forum : la médiane de ses délais connus est 4,58 heures."
### BEGIN HIDDEN TESTS
for nom, paquet in tickets.groupby("canal"):
    assert abs(medianes[nom] - paquet["delai_h"].median()) < 0.01, f"Regardez le canal « {nom} »."
### END HIDDEN TESTS

# %% m05-ex03-test2
assert p90 is not None, "Il manque « p90 » : la même ligne, avec quantile(0.9) au lieu de median()."
assert hasattr(p90, "index"), "Vous avez une seule valeur. Regardez : groupby(\"canal\") fait un paquet par canal."
assert p90["forum"] > 1, (
    "Vous avez pris le 10ᵉ centile : les mieux servis. Regardez : pour les plus mal servis, il faut 0.9."
)
assert p90["forum"] < 100, "Vous avez pris le maximum, un seul cas. Regardez : quantile(0.9) laisse une personne sur dix au-dessus."
assert abs(p90["forum"] - 46.01) < 0.01, "Regardez le forum : neuf personnes sur dix y ont leur réponse en 46 heures."
assert ou_agir is not None, "Il manque « ou_agir » : écrivez le nom du canal entre guillemets."
assert ou_agir == p90.idxmax(), "Regardez « p90 » : quel canal fait attendre le plus longtemps une personne sur dix ?"
### BEGIN HIDDEN TESTS
for nom, paquet in tickets.groupby("canal"):
    assert abs(p90[nom] - paquet["delai_h"].quantile(0.9)) < 0.01, f"Regardez le canal « {nom} »."
### END HIDDEN TESTS

# %% m05-ex04-consigne [markdown]
# Le boycott a-t-il changé ce que l’on dit d’Ardelune ? Chaque mention porte `sentiment_auto`, qui vaut +1, 0 ou −1, et sa `periode` : `"avant"`,
# `"pendant"` ou `"apres"`.
#
# 1. `net`, le sentiment net par période. Puisque les notes valent +1, 0 et −1, c’est leur **moyenne** dans chaque paquet.
# 2. `ecart`, ce que vaut `net` **pendant**, moins ce qu’il valait **avant**. On lit une case avec `net["pendant"]`.
#
# Les neutres restent dans le calcul. *Données simulées.*

# %% m05-ex04-donnees
from parcours.datasets import load

mentions = load("mentions")
mentions = mentions[mentions["marque"] == "Ardelune"].copy()
jour = mentions["ts"].dt.tz_convert("Europe/Paris").dt.strftime("%Y-%m-%d")
mentions["periode"] = "avant"
mentions.loc[jour >= "2026-02-14", "periode"] = "pendant"
mentions.loc[jour > "2026-02-18", "periode"] = "apres"
net = ecart = None  # vos deux réponses, vides pour l’instant
mentions[["periode", "sentiment_auto"]].head()

# %% m05-ex04-reponse
### BEGIN SOLUTION
net = mentions.groupby("periode")["sentiment_auto"].mean()
ecart = net["pendant"] - net["avant"]
### END SOLUTION
net

# %% m05-ex04-test1
assert net is not None, "Il manque « net » : tapez mentions.groupby(\"periode\")[\"sentiment_auto\"].mean()."
assert hasattr(net, "index"), "Vous avez une seule valeur. Regardez : groupby(\"periode\") fait un paquet par période."
assert abs(net["pendant"]) <= 1, (
    "Vous avez fait la somme. Regardez : avec plus de mentions, la somme grossit ; la moyenne, elle, se compare."
)
assert abs(net["pendant"] + 0.571) > 0.005, (
    "Vous avez retiré les neutres. C’est l’autre définition. Regardez la consigne : ils restent dans le calcul."
)
assert abs(net["pendant"] + 0.407) < 0.005, "Regardez la période « pendant » : le sentiment net y est d’environ −0,41."
### BEGIN HIDDEN TESTS
for nom, paquet in mentions.groupby("periode"):
    attendu = (paquet["sentiment_auto"] > 0).mean() - (paquet["sentiment_auto"] < 0).mean()
    assert abs(net[nom] - attendu) < 1e-9, f"Regardez la période « {nom} » : favorables moins défavorables, sur toutes les mentions."
### END HIDDEN TESTS

# %% m05-ex04-test2
assert ecart is not None, "Il manque « ecart » : la valeur pendant, moins la valeur avant."
assert not hasattr(ecart, "index"), "Regardez « ecart » : c’est un seul nombre, la différence de deux cases."
assert abs(ecart - 0.626) > 0.005, "Vous avez soustrait dans l’autre sens. Regardez : une chute s’écrit avec un signe moins."
assert abs(ecart - (net["apres"] - net["avant"])) > 0.001, "Vous avez comparé l’après. Regardez : on veut pendant, moins avant."
assert abs(ecart + 0.626) < 0.005, "Regardez « ecart » : on passe d’environ +0,22 à −0,41."

# %% m05-ex05-consigne [markdown]
# Faites de ces barres un graphique que Tanguy comprendra. `quotidien` donne `uaj`, les membres venus chaque jour de l’hiver.
#
# 1. Ajoutez à la table la colonne `moyenne_7j`. La nouveauté est `rolling(7)`, qui prend chaque jour et les six précédents :
#    `quotidien["uaj"].rolling(7).mean()`.
# 2. Transformez le graphique de départ : une **ligne** (`mark_line`) qui montre `moyenne_7j`, et un **titre** qui porte le message.
#
# *Données simulées, janvier à mars 2026.*

# %% m05-ex05-donnees
import altair as alt
from parcours.datasets import load
from parcours.widgets import local_charts

local_charts()  # le graphique est dessiné ici, sans appeler un autre site
visites = load("visites")
quotidien = visites[visites["jour"] >= "2026-01-01"].groupby("jour")["member_id"].nunique().reset_index(name="uaj")
graphique = None  # votre réponse, vide pour l’instant
quotidien.head()

# %% m05-ex05-reponse
### BEGIN SOLUTION
quotidien["moyenne_7j"] = quotidien["uaj"].rolling(7).mean()
graphique = (
    alt.Chart(quotidien, title="Depuis janvier, deux fois plus de membres viennent chaque jour")
    .mark_line()
    .encode(x="jour:T", y="moyenne_7j:Q")
)
### END SOLUTION
graphique

# %% m05-ex05-test1
assert "moyenne_7j" in quotidien.columns and quotidien["moyenne_7j"].notna().any(), "Il manque la colonne « moyenne_7j » : quotidien[\"moyenne_7j\"] = quotidien[\"uaj\"].rolling(7).mean()."
assert quotidien["moyenne_7j"].isna().sum() != 27, "Vous avez pris 28 jours. Regardez le nombre entre les parenthèses de rolling."
assert quotidien["moyenne_7j"].isna().any(), (
    "Regardez les six premiers jours : ils n’ont pas encore sept jours derrière eux, leur case reste vide."
)
assert abs(quotidien["moyenne_7j"].iloc[-1] - 2075) > 1, "Vous avez fait la somme des sept jours. Il manque la division : « .mean() »."
assert abs(quotidien["moyenne_7j"].iloc[-1] - 296.43) < 0.01, "Regardez le 31 mars : la moyenne des sept derniers jours est 296,4."
### BEGIN HIDDEN TESTS
assert quotidien["moyenne_7j"].isna().sum() == 6, "Regardez la colonne : seuls les six premiers jours restent vides."
assert abs(quotidien["moyenne_7j"].iloc[6] - quotidien["uaj"].iloc[:7].mean()) < 1e-9, "Regardez le septième jour : c’est la moyenne des sept premiers."
### END HIDDEN TESTS

# %% m05-ex05-test2
assert graphique is not None, "Il manque « graphique » : modifiez celui de la cellule de réponse, puis exécutez-la."
assert hasattr(graphique, "to_dict"), "« graphique » doit être un graphique Altair, qui commence par alt.Chart(quotidien…)."
dessin = graphique.to_dict()
forme = dessin["mark"] if isinstance(dessin["mark"], str) else dessin["mark"]["type"]
titre = dessin.get("title", "")
titre = titre.get("text", "") if isinstance(titre, dict) else titre
assert forme != "bar", "Vous avez gardé les barres. Regardez : pour une évolution dans le temps, mark_line trace une ligne."
assert forme == "line", "Regardez la forme : mark_line trace une ligne."
assert dessin["encoding"]["y"].get("field") != "uaj", (
    "Vous montrez encore les jours un par un. Regardez « y » : il faut la colonne « moyenne_7j »."
)
assert dessin["encoding"]["y"].get("field") == "moyenne_7j", "Regardez « y » : la colonne « moyenne_7j », une quantité."
assert dessin["encoding"]["x"].get("field") == "jour", "Regardez « x » : la colonne « jour »."
assert titre and titre != "Titre à écrire", "Il manque le titre. Écrivez le message en une phrase, entre les guillemets."
assert len(str(titre).split()) >= 4, "Vous avez un titre très court. Regardez : une phrase avec un verbe dit ce qu’il faut voir."
### BEGIN HIDDEN TESTS
assert dessin["encoding"]["x"].get("type") == "temporal", "Regardez « x » : un jour est un temps, qui s’écrit jour:T."
assert dessin["encoding"]["y"].get("type") == "quantitative", "Regardez « y » : une moyenne est une quantité, qui s’écrit moyenne_7j:Q."
### END HIDDEN TESTS

# %% m05-ex06-consigne [markdown]
# Commentez un graphique pour une directrice ou un directeur : **120 mots au plus**. Prenez celui du délai par canal (leçon 3), celui des membres
# actifs (leçon 6), ou un graphique de votre propre communauté.
#
# Dans l’ordre : le **message** d’abord ; le **nombre**, sa période et son dénominateur ; une **limite** ; une **décision** que l’on peut accepter ou
# refuser. La personne qui vous lit ne connaît ni « P90 » ni « UAM ».
#
# Rendez dans un seul texte, à la suite :
#
# - **Mon commentaire** ;
# - **Mon brouillon** : la première phrase que vous aviez écrite, et pourquoi vous l’avez changée ;
# - **Mon usage de l’IA** : aucun, ou lequel et ce que vous en avez gardé ou corrigé.
#
# Deux questions vous seront posées à l’oral.

# %% m05-ex07-consigne [markdown]
# Préparez les évolutions d’un bulletin. La table `dossiers` contient les dossiers du support, sans doublon, avec leur `mois` d’ouverture et leur satisfaction, `csat`.
#
# **Tapez quatre lignes** :
#
# - `par_mois` : le nombre de dossiers de chaque mois, `dossiers.groupby("mois")["ticket_id"].count()` ;
# - `evolution` : d’un mois au suivant, avec `.pct_change()`, la seule nouveauté ;
# - `par_jour` : `par_mois` divisé par `jours`, le nombre de jours de chaque mois, déjà prêt ;
# - `evolution_jour` : la même évolution, calculée sur `par_jour`.
#
# *Données simulées.*

# %% m05-ex07-donnees
from parcours.datasets import load
from parcours.metrics import local_month

dossiers = load("tickets").drop_duplicates()
mois = local_month(dossiers["ouvert_le"])
jours = mois.drop_duplicates().sort_values()
jours = jours.dt.days_in_month.set_axis(jours.astype(str))
dossiers["mois"] = mois.astype(str)
par_mois = None  # vos quatre réponses, vides pour l’instant
evolution = None
par_jour = None
evolution_jour = None
jours

# %% m05-ex07-reponse
### BEGIN SOLUTION
par_mois = dossiers.groupby("mois")["ticket_id"].count()
evolution = par_mois.pct_change()
par_jour = par_mois / jours
evolution_jour = par_jour.pct_change()
### END SOLUTION
evolution_jour

# %% m05-ex07-test1
assert par_mois is not None, "Il manque « par_mois » : groupez sur « mois », puis comptez les « ticket_id »."
assert hasattr(par_mois, "index") and len(par_mois) == 7, "Regardez « par_mois » : sept mois, de septembre à mars. Le groupe se fait sur « mois »."
assert par_mois.sum() == len(dossiers), "Regardez le total de « par_mois » : chaque dossier compte une fois. Est-ce bien un effectif, sur « ticket_id » ?"
assert evolution is not None, "Il manque « evolution » : par_mois.pct_change()."
assert abs(evolution["2026-03"] - (par_mois["2026-03"] - par_mois["2026-02"])) > 1e-6, (
    "Vous avez une différence en dossiers. Regardez pct_change() : l’évolution se rapporte au mois d’avant."
)
assert abs(evolution["2026-03"] - (par_mois["2026-03"] / par_mois["2026-02"] - 1)) < 1e-9, (
    "Regardez mars : (mars − février), divisé par février."
)
### BEGIN HIDDEN TESTS
assert evolution.isna().sum() == 1, "Regardez septembre : il n’a pas de mois précédent."
### END HIDDEN TESTS

# %% m05-ex07-test2
assert par_jour is not None, "Il manque « par_jour » : les dossiers du mois, divisés par ses jours."
assert par_jour["2026-02"] < 31, "Vous avez multiplié. Regardez : un nombre par jour est plus petit que le total du mois."
assert abs(par_jour["2026-02"] - par_mois["2026-02"] / 28) < 1e-9, "Regardez février : il a 28 jours. La série « jours » le sait déjà."
assert evolution_jour is not None, "Il manque « evolution_jour » : pct_change() sur par_jour."
assert abs(evolution_jour["2026-03"] - evolution["2026-03"]) > 1e-6, (
    "Vous avez repris l’évolution des totaux. Regardez : mars a trois jours de plus que février, l’évolution par jour est plus petite."
)
assert abs(evolution_jour["2026-03"] - (par_jour["2026-03"] / par_jour["2026-02"] - 1)) < 1e-9, "Regardez mars : l’évolution se calcule sur « par_jour »."
### BEGIN HIDDEN TESTS
assert ((par_jour * jours - par_mois).abs() < 1e-6).all(), "Regardez chaque mois : par jour × jours = dossiers."
### END HIDDEN TESTS

# %% m05-ex08-consigne [markdown]
# Écrivez **le bulletin de mars** du support, en 150 à 180 mots, à partir de l’exercice précédent et de ces deux faits : la satisfaction moyenne est de 4,3 sur 5 en mars, sur 72 réponses
# environ ; la règle de fermeture automatique a fermé 31 dossiers entre le 2 et le 9, puis a été retirée.
#
# Suivez les cinq temps : **verdict** ; **ce qui compte** (deux nombres avec leur période et leur effectif) ; **ce qui m’inquiète** ; **ce que je ne sais pas** ; **ce que je
# vous demande** (une seule chose, avec une date). Ajoutez la **fiche** d’un des indicateurs, en quatre lignes.
#
# Rendez aussi **mon brouillon** et **mon usage de l’IA**. Deux questions vous seront posées à l’oral.
