"""A trainee's progress belongs to the trainee: nothing before an action, nothing lost by a bad file, nothing left on a shared computer."""

import json
from pathlib import Path

import pytest

pytestmark = pytest.mark.site
LESSON = "m01-metier/02-pertinence.html"
KEPT = "() => localStorage.getItem('parcours:v1')"
PUT = """(exercices) => {
  const kept = JSON.parse(localStorage.getItem('parcours:v1') ?? '{"schema": 1}');
  localStorage.setItem('parcours:v1', JSON.stringify({...kept, exercices}));
}"""
# What the QR code carries.
PACK = """async () => {
  const {light, pack} = await import('./assets/transfert.js');
  return pack(light({exercices: {}, ...JSON.parse(localStorage.getItem('parcours:v1'))}));
}"""


def finish(page):
    button = page.get_by_role("button", name="J’ai terminé cette page")
    button.scroll_into_view_if_needed()
    button.click()


def test_nothing_is_stored_before_the_trainee_does_something(open_page):
    page = open_page("index.html")
    page.goto(page.url.replace("index.html", LESSON))
    page.mouse.wheel(0, 5000)
    page.wait_for_timeout(200)
    assert page.evaluate("() => localStorage.length + sessionStorage.length") == 0
    assert page.context.cookies() == []


def test_a_finished_page_is_remembered_and_home_offers_to_resume(open_page):
    page = open_page(LESSON)
    finish(page)
    assert "noté dans votre progression" in page.locator(".fini [role=status]").inner_text()
    assert page.get_by_role("button", name="Terminée : annuler").is_visible()
    page.goto(page.url.replace(LESSON, "index.html"))
    resume = page.get_by_role("link", name="Reprendre")
    resume.wait_for()
    resume.click()
    page.wait_for_load_state()
    assert "/m0" in page.url and not page.url.endswith(LESSON)


def test_the_chosen_path_is_kept(open_page):
    page = open_page("index.html")
    page.get_by_label("Complet : tout le métier").check()
    page.reload()
    assert page.get_by_label("Complet : tout le métier").is_checked()


def test_a_record_goes_out_by_file_and_comes_back(open_page, tmp_path):
    page = open_page(LESSON)
    finish(page)
    page.goto(page.url.replace(LESSON, "ma-progression.html"))
    page.locator("main table").get_by_text("1 sur").wait_for()
    with page.expect_download() as download:
        page.get_by_role("button", name="Enregistrer dans un fichier").click()
    saved = tmp_path / "ma-progression.json"
    download.value.save_as(saved)
    [(name, state)] = json.loads(saved.read_text("utf-8"))["pages"].items()
    assert name == LESSON.removesuffix(".html") and state["fini"] is True

    page.get_by_role("button", name="Tout effacer").click()
    page.get_by_role("button", name="Oui, tout effacer").click()
    assert page.evaluate(KEPT) is None
    page.locator("input[type=file]").set_input_files(saved)
    page.get_by_text("a été ajouté à votre progression").wait_for()
    assert LESSON.removesuffix(".html") in page.evaluate(KEPT)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("pas du json", "pas du JSON lisible"),
        ('{"schema": 2}', "pas une progression de ce cours"),
        ('{"schema": 1, "quiz": [1]}', "« quiz »"),
        ('{"schema": 1, "pages": {"../<b>": {}}}', "« ../<b> »"),
        ("[]", "pas d’objet JSON"),
    ],
)
def test_a_broken_or_foreign_file_changes_nothing_and_says_why(open_page, tmp_path, content, says):
    page = open_page(LESSON)
    finish(page)
    before = page.evaluate(KEPT)
    page.goto(page.url.replace(LESSON, "ma-progression.html"))
    bad = tmp_path / "autre.json"
    bad.write_text(content, "utf-8")
    page.locator("input[type=file]").set_input_files(bad)
    page.get_by_text("n’a rien changé").wait_for()
    assert says in page.locator(".progression > [role=status]").inner_text()
    assert page.evaluate(KEPT) == before


def test_a_shared_computer_keeps_nothing_after_closing(open_page, host):
    page = open_page(LESSON)
    finish(page)
    page.goto(host.url + "ma-progression.html")
    page.get_by_label("Ordinateur partagé").check()
    assert "Enregistrez votre progression" in page.locator(".progression > [role=status]").inner_text()
    assert page.evaluate(KEPT) is None
    page.reload()
    page.locator("main table").get_by_text("1 sur").wait_for()  # the tab itself keeps the work
    other = page.context.new_page()
    page.close()
    other.goto(host.url + "ma-progression.html")
    other.get_by_text("Rien n’est encore noté").wait_for()


def test_from_computer_to_phone_by_qr_code(open_page, browser, host):
    page = open_page(LESSON)
    finish(page)
    page.evaluate(PUT, {"m01-ex01": {"code": "long", "execute": True, "reussi": True, "essais": 4, "le": "2026-02-02"}})
    page.goto(host.url + "ma-progression.html")
    packed = page.evaluate(PACK)
    page.get_by_role("button", name="Passer sur mon téléphone").click()
    page.get_by_role("img", name="Code QR").wait_for()
    phone = browser.new_context(viewport={"width": 360, "height": 700}).new_page()
    phone.goto(host.url + "404.html")
    phone.evaluate(PUT, {"m01-ex01": {"code": "du téléphone", "le": "2026-01-01"}})
    phone.goto(f"{host.url}ma-progression.html#p={packed}")
    phone.get_by_text("de votre autre appareil a été ajoutée").wait_for()
    assert "#" not in phone.url
    # The codes stay behind: the phone's own is not lost, and is not said to have run.
    exercise = {"code": "du téléphone", "reussi": True, "essais": 4, "le": "2026-02-02"}
    assert json.loads(phone.evaluate(KEPT))["exercices"]["m01-ex01"] == exercise
    phone.goto(f"{host.url}ma-progression.html#p=abîmé")
    phone.reload()
    phone.get_by_text("n’a rien changé").wait_for()
    phone.context.close()


def test_a_refused_storage_never_stops_a_page(open_page, host):
    page = open_page("404.html")
    page.add_init_script("Object.defineProperty(window, 'localStorage', {get() { throw new Error('refusé'); }})")
    page.goto(host.url + LESSON)
    finish(page)
    assert "pour cette visite seulement" in page.locator(".fini [role=status]").inner_text()


def test_the_record_follows_its_schema(open_page):
    import jsonschema

    schema = json.loads((Path(__file__).parents[2] / "src/parcours/web/progress.schema.json").read_text("utf-8"))
    page = open_page(LESSON)
    finish(page)
    jsonschema.validate(json.loads(page.evaluate(KEPT)), schema)
