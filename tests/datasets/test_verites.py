"""The nineteen stories, each found again in the CSV files as a trainee would find it: load, filter, group, divide."""

from pathlib import Path

import pandas as pd
import pytest
import yaml

from parcours.datasets import load

VERITES = yaml.safe_load((Path(__file__).parents[2] / "datasets" / "verites.yml").read_text(encoding="utf-8"))
PARIS = "Europe/Paris"


def compare(story, **found):
    """Every value of the story is computed, and lies within its tolerance."""
    expected = VERITES[story]["valeurs"]
    assert set(found) == set(expected), f"{story}: {set(found) ^ set(expected)}"
    for name, value in found.items():
        target, tolerance = expected[name]
        if tolerance == 0:
            assert value == (pytest.approx(target) if isinstance(target, float) else target), f"{story}.{name}"
        else:
            assert abs(value - target) <= tolerance, f"{story}.{name}: {value} instead of {target} ± {tolerance}"


def local(instants):
    """UTC instants as Paris wall-clock time, without a zone, so that days and months can be cut out of them."""
    return instants.dt.tz_convert(PARIS).dt.tz_localize(None)


@pytest.fixture(scope="module")
def messages():
    table = load("messages")
    table = table[~table["est_auto"]].copy()
    table["local"] = local(table["ts"])
    return table


@pytest.fixture(scope="module")
def membres():
    return load("membres")


@pytest.fixture(scope="module")
def present_in():
    """The pairs (member, month) with at least one visit."""
    visits = load("visites")
    return set(zip(visits["member_id"], visits["jour"].dt.to_period("M"), strict=True))


@pytest.fixture(scope="module")
def journal():
    table = load("moderation_log")
    table["local"] = local(table["ts"])
    return table


@pytest.fixture(scope="module")
def tickets():
    return load("tickets").drop_duplicates()


def gini(values):
    values = sorted(values)
    n = len(values)
    return 2 * sum(i * x for i, x in enumerate(values, start=1)) / (n * sum(values)) - (n + 1) / n


def test_g1_a_few_write_nearly_everything(membres, messages):
    counts = messages["member_id"].value_counts().reindex(membres["member_id"], fill_value=0)
    compare(
        "G1",
        part_sans_message=(counts == 0).mean(),
        gini_tous=gini(counts),
        gini_contributeurs=gini(counts[counts > 0]),
        part_du_1_pour_cent=counts.nlargest(24).sum() / counts.sum(),
    )


def test_g2_growth_hides_falling_activation(membres, messages):
    contributions = pd.concat([messages[["member_id", "ts"]], load("reactions")[["member_id", "ts"]]])
    first = local(contributions.groupby("member_id")["ts"].min()).dt.normalize()
    newcomers = membres[membres["date_inscription"] >= "2025-09-01"].set_index("member_id")
    days = (first.reindex(newcomers.index) - newcomers["date_inscription"]).dt.days
    assert days.min() >= 0, "nobody contributes before joining"
    month = newcomers["date_inscription"].dt.to_period("M")
    activated = (days <= 7).groupby(month).mean()
    assert activated.is_monotonic_decreasing
    compare(
        "G2",
        inscriptions=month.value_counts().sort_index().tolist(),
        activation_septembre=activated.iloc[0],
        activation_mars=activated.iloc[-1],
    )


def test_g3_event_joiners_are_loyal_because_they_are_customers(membres, present_in):
    joined = membres["date_inscription"]
    autumn = membres[(joined >= "2025-09-01") & (joined < "2026-01-01")].copy()
    third = autumn["date_inscription"].dt.to_period("M") + 3
    autumn["fidele"] = [pair in present_in for pair in zip(autumn["member_id"], third, strict=True)]
    by_channel = autumn.groupby("canal", observed=True)["fidele"].mean()
    by_both = autumn.groupby(["canal", "segment"], observed=True)["fidele"].mean()
    customers = (autumn["segment"] == "client").groupby(autumn["canal"], observed=True).mean()
    compare(
        "G3",
        event=by_channel["event"],
        reseau=by_channel["reseau"],
        event_client=by_both["event", "client"],
        reseau_client=by_both["reseau", "client"],
        event_prospect=by_both["event", "prospect"],
        reseau_prospect=by_both["reseau", "prospect"],
        part_clients_event=customers["event"],
        part_clients_reseau=customers["reseau"],
    )


def test_g4_the_mean_response_time_lies(tickets):
    hours = (tickets["premiere_reponse_le"] - tickets["ouvert_le"]).dt.total_seconds() / 3600
    answered = hours[hours >= 0]
    compare(
        "G4",
        mediane_h=answered.median(),
        moyenne_h=answered.mean(),
        p90_forum_h=answered[tickets["canal"] == "forum"].quantile(0.9),
        part_sans_reponse=tickets["premiere_reponse_le"].isna().mean(),
    )


def test_g5_a_rule_closed_thirty_one_tickets(tickets):
    closed = tickets[tickets["ferme_auto"]]
    days = local(closed["resolu_le"]).dt.normalize()
    assert days.between("2026-03-02", "2026-03-09").all()
    nadia = closed.set_index("ticket_id").loc["t_4417"]
    assert local(closed["ouvert_le"])[closed["ticket_id"] == "t_4417"].dt.strftime("%d/%m/%Y").item() == "20/02/2026"
    assert pd.isna(nadia["premiere_reponse_le"]), "scenario SC1: three weeks without an answer"
    compare(
        "G5",
        fermes=len(closed),
        part_rouverts=closed["rouvert"].mean(),
        csat_autres=tickets.loc[~tickets["ferme_auto"], "csat"].mean(),
        csat_fermes=closed["csat"].mean(),
    )


def test_g6_explained_sanctions_recidivate_less_and_are_lighter(journal):
    first = journal.sort_values("ts").drop_duplicates("member_vise")
    first = first[first["local"] < "2026-01-01"]  # the 90 days after must be observed
    pairs = first.merge(journal[["member_vise", "ts"]], on="member_vise", suffixes=("", "_suite"))
    gap = pairs["ts_suite"] - pairs["ts"]
    again = set(pairs.loc[(gap > pd.Timedelta(0)) & (gap <= pd.Timedelta(days=90)), "member_vise"])
    first = first.assign(recidive=first["member_vise"].isin(again), grave=first["gravite"] >= 3)
    rate = first.groupby("motif_communique")["recidive"].mean()
    light = first[~first["grave"]].groupby("motif_communique")["recidive"].mean()
    explained = first.groupby("grave")["motif_communique"].mean()
    assert explained[True] < explained[False] / 3, "grave cases are seldom explained"
    compare(
        "G6",
        avec_motif=rate[True],
        sans_motif=rate[False],
        avec_motif_legers=light[True],
        sans_motif_legers=light[False],
    )


def test_g7_one_volunteer_carries_the_moderation(journal, membres):
    who = journal["moderateur_id"].value_counts().idxmax()
    hers = journal[journal["moderateur_id"] == who]
    assert membres.set_index("member_id").loc[who, "role"] == "moderateur"
    appeals = hers[hers["recours"]]
    overturned = (appeals["recours_issue"] == "annule").groupby(appeals["local"].dt.to_period("M")).mean()
    assert overturned["2025-12":].is_monotonic_increasing
    compare(
        "G7",
        part_des_actions=len(hers) / len(journal),
        part_apres_22h=(hers["local"].dt.hour >= 22).mean(),
        annulees_decembre=overturned["2025-12"],
        annulees_mars=overturned["2026-03"],
    )


def test_g8_the_welcome_message_works_for_newcomers():
    test = load("test_ab")
    week = test[test["semaine"] == 1]

    def posted(variant, rows, new=None):
        rows = rows[(rows["variante"] == variant) & ((rows["nouveau"] == new) if new is not None else True)]
        return [int(rows["a_poste_j7"].sum()), len(rows)]

    left = test.groupby("variante", observed=True)["desinscrit_j30"].sum()
    compare(
        "G8",
        A_nouveaux=posted("A", test, True),
        A_revenants=posted("A", test, False),
        B_nouveaux=posted("B", test, True),
        B_revenants=posted("B", test, False),
        A_semaine_1=posted("A", week),
        B_semaine_1=posted("B", week),
        A_desinscrits=left["A"],
        B_desinscrits=left["B"],
    )


def test_g8_agrees_with_what_members_really_did(messages, membres):
    """The experiment is not a table apart: messages and departures say the same."""
    test = load("test_ab").merge(membres[["member_id", "date_depart"]], on="member_id")
    posts = test.merge(messages[["member_id", "local", "nb_mots"]], on="member_id").sort_values("local")
    days = (posts["local"].dt.normalize() - posts["assigne_le"]).dt.days
    within = posts[days.between(0, 6)].drop_duplicates("member_id").set_index("member_id")
    assert set(within.index) == set(test.loc[test["a_poste_j7"], "member_id"])
    assert (within["nb_mots"] == within["nb_mots_premier"]).all()
    left = (test["date_depart"] - test["assigne_le"]).dt.days.between(0, 30)
    assert (left == test["desinscrit_j30"]).all()


def test_g9_simpson():
    badge = load("campagne_badge")

    def contributed(group, new=None):
        rows = badge[(badge["groupe"] == group) & ((badge["nouveau"] == new) if new is not None else True)]
        return [int(rows["a_contribue"].sum()), len(rows)]

    compare(
        "G9",
        A=contributed("A"),
        B=contributed("B"),
        A_nouveaux=contributed("A", True),
        A_anciens=contributed("A", False),
        B_nouveaux=contributed("B", True),
        B_anciens=contributed("B", False),
    )


def test_g10_the_bonus_buys_posts_not_help(messages):
    after = messages["local"] >= "2026-01-01"
    a_day = messages.groupby(after).size() / pd.Series({False: 122, True: 90})
    words = messages.groupby(after)["nb_mots"].median()
    solved = messages[messages["est_question"]].groupby(after)["est_resolu"].mean()
    compare(
        "G10",
        hausse_messages_par_jour=a_day[True] / a_day[False] - 1,
        mots_avant=words[False],
        mots_apres=words[True],
        resolues_avant=solved[False],
        resolues_apres=solved[True],
    )


def test_g11_a_lexicon_does_not_hear_irony():
    gold = load("mentions").dropna(subset=["sentiment_or"])
    right = gold["sentiment_auto"] == gold["sentiment_or"]
    said_negative = gold[gold["sentiment_auto"] == -1]
    compare(
        "G11",
        lues_a_la_main=len(gold),
        part_ironique=gold["ironie"].mean(),
        exactitude_simple=right[~gold["ironie"].astype(bool)].mean(),
        exactitude_ironie=right[gold["ironie"].astype(bool)].mean(),
        precision_negatif=(said_negative["sentiment_or"] == -1).mean(),
    )


def test_g12_the_boycott(messages):
    mentions = load("mentions")
    day = local(mentions["ts"]).dt.normalize()
    ours = mentions["marque"] == "Ardelune"
    before, during = day < "2026-02-14", day.between("2026-02-14", "2026-02-18")
    weeks_later = day.between("2026-03-12", "2026-03-18")

    def net(rows):
        return mentions.loc[ours & rows, "sentiment_auto"].mean()  # +1, 0, −1: the mean is (pos − neg) / all

    compare(
        "G12",
        multiplication=((ours & during).sum() / 5) / ((ours & before).sum() / 166),
        part_de_voix_avant=ours[before].mean(),
        part_de_voix_pendant=ours[during].mean(),
        net_avant=net(before),
        net_pendant=net(during),
        net_quatre_semaines=net(weeks_later),
        part_reposts=mentions.loc[ours & during, "repost_de"].notna().mean(),
    )


def test_g13_those_who_answer_are_those_who_write(membres, messages):
    survey = load("enquete")

    def nps(scores):
        return 100 * ((scores >= 9).mean() - (scores <= 6).mean())

    start = "2026-03-01"
    gone = membres["date_depart"] < start
    invited = membres[(membres["date_inscription"] < start) & membres["consentement_mesure"] & ~gone]
    writers = set(messages.loc[messages["local"] < start, "member_id"])
    assert (survey["ancienne_actif"] == survey["member_id"].isin(writers)).all()
    assert survey["member_id"].isin(invited["member_id"]).all()
    share = invited["member_id"].isin(writers).mean()
    active, others = survey[survey["ancienne_actif"]], survey[~survey["ancienne_actif"]]
    p, d = (survey["nps"] >= 9).mean(), (survey["nps"] <= 6).mean()
    compare(
        "G13",
        invites=len(invited),
        nps=nps(survey["nps"]),
        marge=196 * ((p + d - (p - d) ** 2) / len(survey)) ** 0.5,
        nps_pondere=share * nps(active["nps"]) + (1 - share) * nps(others["nps"]),
    )


def test_g14_a_promise_not_kept():
    needs = load("presences").query("besoin_accessibilite != 'aucun'")
    satisfaction = needs.groupby("besoin_servi")["satisfaction"].mean()
    compare(
        "G14",
        declares=len(needs),
        servis=needs["besoin_servi"].sum(),
        satisfaction_servis=satisfaction[True],
        satisfaction_non_servis=satisfaction[False],
    )


def test_g15_two_events_by_car_weigh_four_fifths(membres, present_in):
    events = load("evenements")
    came = load("presences").query("present")
    factor = load("factors").set_index("id")["valeur"]
    kg_per_km = {"train": factor["tr_ter"], "voiture": factor["tr_voiture"], "aucun": 0}
    people = events["event_id"].map(came["event_id"].value_counts())
    kg = people * 2 * events["distance_moy_km"] * events["transport"].astype(str).map(kg_per_km)
    heaviest = events.loc[kg.nlargest(2).index]
    assert (heaviest["distance_moy_km"] > 300).all() and (heaviest["transport"] == "voiture").all()
    cost = events.groupby("format", observed=True)["cout_eur"].mean()
    assert cost.idxmin() == "en_ligne"

    measured = membres.loc[membres["consentement_mesure"], "member_id"]
    came = came.merge(events[["event_id", "date", "format"]], on="event_id")
    came = came[(came["date"] < "2026-03-01") & came["member_id"].isin(measured)]
    following = came["date"].dt.to_period("M") + 1
    came["revient"] = [pair in present_in for pair in zip(came["member_id"], following, strict=True)]
    back = came.groupby("format", observed=True)["revient"].mean()
    assert back.idxmin() == "en_ligne"
    compare(
        "G15",
        part_des_deux_premiers=kg.nlargest(2).sum() / kg.sum(),
        total_kg=kg.sum(),
        retour_presentiel=back["presentiel"],
        retour_en_ligne=back["en_ligne"],
    )


def test_g16_the_clock_changes(messages):
    day = messages["local"].dt.normalize()
    summer, spring = day < "2025-10-26", day >= "2026-03-29"
    winter = ~summer & ~spring

    def peak(hours):
        return int(hours.mode()[0])

    utc = messages["ts"].dt.hour
    assert all(peak(messages.loc[part, "local"].dt.hour) == 20 for part in (summer, winter, spring))
    compare(
        "G16",
        heure_locale=peak(messages["local"].dt.hour),
        heure_utc_ete=peak(utc[summer]),
        heure_utc_hiver=peak(utc[winter]),
        heure_utc_fin_mars=peak(utc[spring]),
    )


def test_g17_the_inputs_of_ticket_deflection(tickets):
    survey, costs = load("aide_sondage"), load("couts")
    spent = costs[costs["poste"] != "benevolat_valorise"].groupby("poste", observed=True)["montant_eur"].sum()
    assert spent[["temps", "outil", "evenement"]].tolist() == [11000, 2400, 1400]
    assert load("evenements")["cout_eur"].sum() == 1400
    assert load("aide_frequentation")["vues"].sum() == 48000
    compare(
        "G17",
        visiteurs=load("aide_frequentation")["nouveaux_visiteurs"].sum(),
        intention=survey["intention_aide"].mean(),
        resolu=survey["resolu"].mean(),
        aurait_ouvert=survey["aurait_ouvert_ticket"].mean(),
        cout_ticket=tickets["cout_eur"].mean(),
        cout_total=spent.sum(),
    )


def test_g18_what_there_is_to_clean():
    dirty = load("tickets")
    clean = dirty.drop_duplicates()
    assert clean["ticket_id"].is_unique
    compare(
        "G18",
        doublons=dirty.duplicated().sum(),
        dates_futures=(clean["resolu_le"] >= "2026-04-01").sum(),
        delais_negatifs=(clean["premiere_reponse_le"] < clean["ouvert_le"]).sum(),
    )


def test_g19_the_bridge_leaves(messages, membres):
    repair = messages[messages["salon"].isin(["reparations", "lavage"])]
    camp = repair.groupby("member_id")["salon"].agg(lambda rooms: str(rooms.mode()[0]))
    replies = repair.merge(
        messages[["message_id", "member_id"]], left_on="parent_id", right_on="message_id", suffixes=("", "_parent")
    )
    one, other = replies["member_id"].map(camp), replies["member_id_parent"].map(camp)
    crossed = replies[one.notna() & other.notna() & (one != other)]
    leaves = membres.set_index("pseudo").loc["nadir_relie", "date_depart"]
    six_weeks = pd.Timedelta(weeks=6)
    before = crossed["local"].between(leaves - six_weeks, leaves, inclusive="left").sum()
    after = crossed["local"].between(leaves, leaves + six_weeks, inclusive="left").sum()
    compare("G19", variation_reponses_croisees=after / before - 1)


def test_every_story_is_told_and_carried_by_a_table():
    assert list(VERITES) == [f"G{n}" for n in range(1, 20)]
    catalogue = yaml.safe_load((Path(__file__).parents[2] / "datasets" / "catalogue.yml").read_text(encoding="utf-8"))
    for name, table in catalogue["tables"].items():
        for story in table.get("verites", []):
            assert name in VERITES[story]["tables"], f"catalogue.yml says that {name} carries {story}"
