"""A trainer writes a scenario: each mistake is told with its file, line, passage and choice, and what to do."""

import json
import re

import pytest
import yaml
from tests.scenarios.files import FILES, ROOT

from parcours.authoring.scenario import ScenarioError, check, compile_scenario, graph, play, to_json
from parcours.scenarios import best_path

SMALL = """\
id: essai
titre: "Essai"
accroche: "Un essai."
duree: 2
contexte: "Un forum."
but: "Répondre."
personnes:
  ana: {nom: "Ana", role: "membre"}
vous_savez: ["Rien."]
depart: {confiance: 50, tension: 50, visibilite: 50, equite: 50, securite: 50, energie: 50}
noeuds:
  - id: n1
    titre: "Début"
    moment: "lundi"
    situation: "Ana écrit."
    messages: [{ana: "Bonjour ?"}]
    choix:
      - {id: a, texte: "Répondre", resume: "répondre", qualite: 3, reponses: [{ana: "Merci."}], retour: "Bien.",
         principe: "Écoute"}
      - {id: b, texte: "Se taire", resume: "se taire", qualite: 0, reponses: [{ana: "…"}], retour: "Il manque.",
         principe: "Écoute"}
fins:
  - {id: bien, titre: "Bien", si: "confiance >= 55", utilite: 100, texte: "Grâce à {choix_decisif}."}
  - {id: mal, titre: "Mal", utilite: 0, texte: "À cause de {choix_decisif}."}
debrief:
  cadres: [{cadre: "HEARD", lecture: "Écouter."}]
  a_retenir: ["Répondre."]
  questions: ["Pourquoi ?"]
bareme: ["Une réponse est donnée."]
"""

MISTAKES = {
    "an unknown next": ('principe: "Écoute"}\n      - {id: b', 'principe: "Écoute", suite: n9}\n      - {id: b',
                        r":18 : passage n1, choix a : la suite « essai-n9 » n’existe pas"),
    "a loop": ('principe: "Écoute"}\nfins', 'principe: "Écoute", suite: n1}\nfins',
        r":20 : passage n1, choix b : .*revient en arrière"),
    "no feedback": ('retour: "Bien.",\n         ', "", r":18 : passage n1, choix a : il manque « retour »"),
    "an empty feedback": ('retour: "Bien."', 'retour: ""', r"choix a : « retour » est vide"),
    "an impossible quality": ("qualite: 0", "qualite: 7", r":20 : passage n1, choix b : « 7 » n’est pas permis"),
    "an unknown key": ("qualite: 0", "qualite: 0, effet: 3", r"choix b : « effet » n’est pas une clé connue"),
    "an unknown gauge": ("qualite: 0", "qualite: 0, effets: {moral: 3}", r"choix b : « moral » n’est pas permis"),
    "twice the same id": ("{id: b", "{id: a", r"« essai-n1-a » est employé 2 fois"),
    "an unknown speaker": ('[{ana: "Merci."}]', '[{bob: "Merci."}]',
        r":18 : .*choix a : « bob » parle mais n’est pas présenté"),
    "a wrong condition": ("confiance >= 55", "confiance = 55", r":23 : fin bien : la condition « confiance = 55 »"),
    "an ending out of reach": ("confiance >= 55", "confiance >= 101", r":23 : fin bien : aucun chemin"),
    "a last ending with a condition": ('"Mal", ', '"Mal", si: "confiance < 20", ',
        r":24 : fin mal : la dernière fin a une condition"),
    "an ending that hides others": (', si: "confiance >= 55"', "", r"fin bien : cette fin cache toutes les suivantes"),
    "no decisive choice": ("Grâce à {choix_decisif}.", "Bravo à vous.",
        r"fin bien : le texte ne cite pas le choix décisif"),
    "the best path misses the best ending": ("utilite: 0", "utilite: 100", None),
    "the best path is not rewarded": ("qualite: 3", "qualite: 3, effets: {confiance: -9}",
        r"n’est pas la meilleure fin|aucun chemin"),
    "no good answer": ("qualite: 3", "qualite: 2, effets: {confiance: 9}",
        r"passage n1 : aucun choix n’a la qualité 3"),
    "not YAML": ('titre: "Essai"', "titre: Essai : un", r":2 : ce n’est pas du YAML"),
}  # fmt: skip


def write(tmp_path, text):
    path = tmp_path / "essai.yml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_names_file_place_and_what_to_do(tmp_path, name):
    before, after, expected = MISTAKES[name]
    assert before in SMALL
    path = write(tmp_path, SMALL.replace(before, after, 1))
    if expected is None:  # two endings of equal utility are sound
        compile_scenario(path)
        return
    with pytest.raises(ScenarioError) as caught:
        compile_scenario(path)
    assert re.search(expected, str(caught.value)), caught.value
    assert all(
        line.startswith(f"{path}:") and line.rstrip().endswith((".", "»", "…")) for line in caught.value.mistakes
    )


def test_all_mistakes_are_told_at_once(tmp_path):
    path = write(tmp_path, SMALL.replace("qualite: 0", "qualite: 7").replace('but: "Répondre."\n', ""))
    with pytest.raises(ScenarioError) as caught:
        compile_scenario(path)
    assert len(caught.value.mistakes) == 2


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(ScenarioError, match="n’existe pas"):
        compile_scenario(tmp_path / "absent.yml")


def places(value, where=()):
    """Every place of a YAML tree, as keys and ranks."""
    yield where
    for key, each in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from places(each, (*where, key))


@pytest.mark.parametrize("odd", [None, 3, "x", [None]], ids=repr)
def test_anything_anywhere_is_told_never_a_crash(tmp_path, odd):
    for where in places(yaml.safe_load(SMALL)):
        data = whole = {"": yaml.safe_load(SMALL)}
        *path, last = ("", *where)
        for key in path:
            data = data[key]
        data[last] = odd
        try:
            compile_scenario(write(tmp_path, json.dumps(whole[""])))
        except ScenarioError as error:
            assert "essai.yml:" in str(error)


def test_defaults_follow_the_quality(tmp_path):
    node = compile_scenario(write(tmp_path, SMALL))["noeuds"][0]
    assert node["choix"][0]["effets"] == {"confiance": 8, "tension": -6, "equite": 6}
    assert node["choix"][1]["effets"] == {"confiance": -15, "tension": 12, "equite": -12}
    assert [choice["suite"] for choice in node["choix"]] == [[{"si": None, "vers": "fin"}]] * 2


def test_the_json_is_the_same_each_time():
    assert to_json(compile_scenario(FILES["sc1"])) == to_json(compile_scenario(FILES["sc1"]))


def test_check_tells_the_size_and_the_endings():
    said = check(FILES["sc1"])
    assert "5 passages, 768 chemins, 5 fins" in said
    assert "utilité 100" in said


def test_play_in_the_terminal_asks_again_then_ends(scenarios):
    best = best_path(scenarios["sc1"]).choices
    answers = iter(["z", *(choice[-1] for choice in best)])
    said = []
    trace = play(FILES["sc1"], ask=lambda _question: next(answers), say=said.append)
    assert "Fin : La confiance renforcée" in "\n".join(said)
    assert f"mes_choix = {json.dumps(best)}" in trace


def test_the_graph_shows_every_passage_choice_and_ending(compiled):
    from lxml import etree

    drawing = etree.fromstring(graph(FILES["sc1"]).encode())
    text = "".join(drawing.itertext())
    for node in compiled["sc1"]["noeuds"]:
        assert node["id"] in text
    assert len(drawing.findall("{*}rect")) == 1 + 5 + 19 + 5
    assert "\ufffd" not in text and drawing.get("role") == "img"


def test_the_guide_s_template_is_a_sound_scenario(tmp_path):
    guide = (ROOT / "book" / "formateur" / "ecrire-un-scenario.md").read_text(encoding="utf-8")
    template = re.search(r"```yaml\n(id: .*?)```", guide, re.DOTALL)[1]
    assert yaml.safe_load(template)["id"]
    compile_scenario(write(tmp_path, template))


def test_the_guide_quotes_the_mistakes_as_they_are_told(tmp_path):
    guide = (ROOT / "book" / "formateur" / "ecrire-un-scenario.md").read_text(encoding="utf-8")
    template = re.search(r"```yaml\n(id: .*?)```", guide, re.DOTALL)[1]
    path = tmp_path / "mon-scenario.yml"
    broken = template.replace("qualite: 0", "qualite: 4").replace('retour: "Il m', 'retou: "Il m')
    path.write_text(broken, encoding="utf-8")
    with pytest.raises(ScenarioError) as told:
        compile_scenario(path)
    said = str(told.value).replace(str(path), "mon-scenario.yml").replace("\u00a0", " ")
    quoted = re.search(r"```text\n(.*?)```", guide, re.DOTALL)[1].replace("\u00a0", " ").splitlines()
    assert len(quoted) == 3
    for line in quoted:
        assert line.removesuffix(" …") in said
