"""The skills self-test gives a path; «Mon dossier» makes one accessible file from the trainee's own texts."""

import json

import pytest
from bs4 import BeautifulSoup

pytestmark = pytest.mark.site

RECORD = {
    "schema": 1,
    "course_version": "1",
    "pages": {},
    "quiz": {},
    "scenarios": {},
    "exercices": {
        "m01-ex03": {"texte": "Nous cherchons une personne.\n\n- écouter\n- répondre", "le": "2026-11-20T10:00:00Z"},
        "m04-ex03": {"texte": "À Maïté : <script>alert(1)</script> merci & bravo", "le": "2026-11-21T10:00:00Z"},
        "m04-ex01": {"code": "x = 1", "le": "2026-11-21T10:00:00Z"},
    },
}


def with_record(page, record):
    page.evaluate("text => localStorage.setItem('parcours:v1', text)", json.dumps(record))
    page.reload()
    return page


def exported(page, tmp_path) -> str:
    with page.expect_download() as download:
        page.get_by_role("button", name="Télécharger mon dossier").click()
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)
    return path.read_text("utf-8")


def test_an_empty_portfolio_says_where_to_begin(open_page):
    page = open_page("mon-dossier.html")
    page.get_by_text("Votre dossier est encore vide").wait_for()


def test_without_script_the_page_says_how_to_do_by_hand(open_page):
    page = open_page("mon-dossier.html", script=False)
    assert page.get_by_text("composer votre dossier à la main").is_visible()


def test_the_portfolio_is_one_safe_accessible_file(open_page, tmp_path):
    page = with_record(open_page("mon-dossier.html"), RECORD)
    page.get_by_label("Titre du dossier").fill("Dossier de Camille")
    page.get_by_label("Présentation").fill("Je cherche un premier poste.")
    assert page.get_by_role("checkbox").count() == 2, "le code n'est pas une pièce"
    page.get_by_label("Une phrase pour présenter « Écrire l’annonce »").fill("Mon premier texte.")
    text = exported(page, tmp_path)
    soup = BeautifulSoup(text, "html.parser")
    assert soup.html["lang"] == "fr" and soup.title.text == "Dossier de Camille"
    assert [each.text for each in soup("h1")] == ["Dossier de Camille"]
    assert [each.text for each in soup("h2")] == ["Écrire l’annonce", "Trois réponses dans la voix d’Ardelune"]
    assert not soup("script") and not soup("img") and "<script>alert(1)</script> merci & bravo" in soup.main.text
    assert [each.text for each in soup.select("section li")] == ["écouter", "répondre"]
    assert all(soup.find(id=link["href"][1:]) for link in soup.nav("a"))
    assert not soup(["link", "iframe"]) and "http://" not in text and "https://" not in text


def test_a_piece_left_out_stays_out_and_the_title_is_kept(open_page, tmp_path):
    page = with_record(open_page("mon-dossier.html"), RECORD)
    page.get_by_label("Titre du dossier").fill("Mes textes")
    page.get_by_role("checkbox", name="Écrire l’annonce").uncheck()
    page.reload()
    assert page.get_by_label("Titre du dossier").input_value() == "Mes textes"
    soup = BeautifulSoup(exported(page, tmp_path), "html.parser")
    assert [each.text for each in soup("h2")] == ["Trois réponses dans la voix d’Ardelune"]


def answer(page, values):
    """Answer the twelve statements: one value a family."""
    for family, value in enumerate(values):
        for n in range(3):
            page.locator(f"input[name='{family}-{n}'][value='{value}']").check()


def test_the_self_test_begins_with_the_lowest_family_and_enters_the_portfolio(open_page):
    page = open_page("auto-evaluation.html")
    page.get_by_role("button", name="Voir mon chemin").click()
    page.get_by_text("Il manque 12 réponse").wait_for()
    answer(page, [3, 2, 0, 1])
    page.get_by_label("Un fait qui le montre").first.fill("J’ai écrit la lettre du club en mars.")
    page.get_by_role("button", name="Voir mon chemin").click()
    lines = page.locator(".autoevaluation-resultat li").all_inner_texts()
    assert [line.split(" :")[0].replace("\u00a0", "") for line in lines] == [
        "Analyse de données", "Résolution de conflits", "Organisation", "Communication",
    ]  # fmt: skip
    assert "0 à 3" in lines[0] and "4 à 6" in lines[2] and "7 à 9" in lines[3]
    answer(page, [3, 2, 2, 1])
    page.get_by_role("button", name="Voir mon chemin").click()
    assert "première fois : 0, écart +6" in page.locator(".autoevaluation-resultat").inner_text().replace("\u00a0", " ")
    page.goto(page.url.replace("auto-evaluation", "mon-dossier"))
    page.get_by_role("checkbox", name="Mes forces, sur quatre familles").wait_for()


def test_without_script_the_self_test_is_whole(open_page):
    page = open_page("auto-evaluation.html", script=False)
    assert page.locator(".autoevaluation ol > li").count() == 12
    assert page.locator(".autoevaluation ul > li a").count() >= 12
    assert page.get_by_text("Additionnez vos trois nombres").is_visible()
