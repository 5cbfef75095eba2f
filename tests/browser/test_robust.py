"""When something is missing (network, storage, WebAssembly), the page says what happened and what still works."""

from __future__ import annotations

import gzip
import time

import pytest

from tests.browser.conftest import ready
from tests.browser.work import Work
from tests.site.server import StaticHost


class Cut(StaticHost):
    """A host some of whose files cannot be had for a while."""

    missing: tuple[str, ...] = ()

    def find(self, request: str):
        return None if any(part in request for part in self.missing) else super().find(request)


@pytest.fixture
def cut(place):
    host = Cut(place)
    yield host
    host.close()


@pytest.fixture
def tab(browser):
    contexts = []

    def open_it(url: str, before: str = ""):
        contexts.append(browser.new_context(locale="fr-FR"))
        page = contexts[-1].new_page()
        if before:
            page.add_init_script(before)
        page.goto(url)
        return ready(page)

    yield open_it
    for context in contexts:
        context.close()


def test_a_download_is_cancelled_then_fails_then_resumes(cut, tab):
    work = Work(tab(f"{cut.url}essai/python.html"), "t00-ex01")
    work.press("Exécuter")
    work.press("Annuler")
    work.idle(2)
    assert "Arrêté" in work.status
    work = Work(tab(f"{cut.url}essai/python.html"), "t00-ex01")  # another visitor: nothing is in the browser's cache
    cut.missing = ("pyodide.asm.wasm",)
    work.run("6 * 7")
    assert "n’a pas pu être chargé (fichier absent : pyodide.asm.wasm)" in work.status
    assert "votre code est gardé" in work.status
    cut.missing = ()
    assert work.run().output.strip() == "42"
    work = Work(tab(f"{cut.url}essai/python.html"), "t00-ex01")  # the first try may have kept the packages already
    cut.missing = ("parcours-",)
    work.type("6 * 7")
    assert "fichier absent : parcours-" in work.run().status  # a missing package does not leave the page waiting
    cut.missing = ()
    work.page.route("**/parcours-*.whl", lambda route: route.abort())
    assert "(connexion interrompue)" in work.run().status
    work.page.unroute("**/parcours-*.whl")
    assert work.run().output.strip() == "42"


def test_without_webassembly_the_lesson_remains(host, tab):
    work = Work(tab(f"{host.url}essai/python.html", "delete window.WebAssembly"), "t00-ex01")
    work.press("Exécuter")
    assert "Ce navigateur ne permet pas d’exécuter Python" in work.status


def test_a_full_device_is_said_at_once(host, tab):
    full = "Storage.prototype.setItem = () => { throw new DOMException('plein', 'QuotaExceededError') }"
    work = Work(tab(f"{host.url}essai/python.html", full), "t00-ex04")
    work.box.locator("textarea").fill("Mon texte")
    assert "ne garde pas votre travail" in work.box.locator(".exercise-avis").inner_text()


@pytest.mark.parametrize("missing", ["exercises/t00", "assets/rendu.js"])
def test_an_exercise_that_cannot_come_says_so_and_comes_when_asked_again(missing, cut, browser):
    context = browser.new_context(locale="fr-FR")
    page = context.new_page()
    cut.missing = (missing,)
    page.goto(f"{cut.url}essai/python.html")
    last = page.locator("[data-id=t00-ex05]")
    last.scroll_into_view_if_needed()
    last.get_by_text("L’exercice n’a pas pu être chargé").wait_for()
    assert "Sans JavaScript" in last.inner_text()  # what the page holds without its script stays
    cut.missing = ()
    last.get_by_role("button", name="Réessayer").click()
    last.locator("textarea:visible, .cm-content:visible").first.wait_for()  # the editor comes as the focus does
    assert last.locator(".exercise-travail").count() == 1 and "pas pu" not in last.inner_text()
    context.close()


def test_a_cut_line_is_told_in_french(cut, tab):
    page = tab(f"{cut.url}essai/python.html")
    box = page.locator(".exercise-rendu")
    page.context.set_offline(True)
    box.get_by_role("button", name="Préparer mon rendu").click()
    box.get_by_text("n’a pas été préparé : connexion interrompue").wait_for()
    assert "(connexion interrompue)" in Work(page, "t00-ex01").run().status
    page.context.set_offline(False)
    cut.missing = ("carnets/t00",)
    box.get_by_role("button", name="Préparer mon rendu").click()
    box.get_by_text("fichier absent : t00.ipynb").wait_for()


def test_on_a_phone_without_the_editor_the_signs_are_kept_too(cut, browser):
    cut.missing = ("codemirror",)
    context = browser.new_context(
        locale="fr-FR", is_mobile=True, has_touch=True, viewport={"width": 360, "height": 700}
    )
    page = context.new_page()
    page.goto(f"{cut.url}essai/python.html")
    first = Work(ready(page), "t00-ex01")
    first.box.locator("textarea").fill("x = ")
    first.press("[")
    assert page.evaluate("() => JSON.parse(localStorage['parcours:v1']).exercices['t00-ex01'].code") == "x = ["
    context.close()


ZIP = """async (lab) => {
  if (!lab) indexedDB.databases = () => Promise.reject(new Error("refusé"));
  const {page} = await import("../assets/parcours.js");
  const {bytes, ...told} = await (await import("../assets/carnets.js")).zip(page);
  return [bytes?.length ?? 0, told];
}"""


def test_one_notebook_that_cannot_be_had_does_not_lose_the_others(cut, tab):
    page = tab(f"{cut.url}essai/python.html")
    records = {"m00-ex01": {"code": "a = 1"}, "m01-ex02": {"code": "b = 2"}, "m99-ex01": {"code": "c = 3"}}
    page.evaluate("(exercices) => localStorage.setItem('parcours:v1', JSON.stringify({schema: 1, exercices}))", records)
    size, told = page.evaluate(ZIP, False)
    assert size > 1000 and (told["pages"], told["lab"]) == (2, 0)
    absent = "m99.ipynb (fichier absent : exercises/m99.json)"
    assert told["missing"] == [absent, "les carnets du laboratoire (refusé)"]


def test_two_tabs_on_one_exercise_do_not_erase_each_other(host, tab):
    one = tab(f"{host.url}essai/python.html")
    two = one.context.new_page()
    two.goto(one.url)
    ready(two)
    text = "textarea >> visible=true"
    one.locator(f'[data-id="t00-ex04"] {text}').fill("Version du premier onglet")
    two.locator(f'[data-id="t00-ex04"] {text}').fill("Version du second onglet")
    one.get_by_role("button", name="Prendre l’autre version").click()
    assert one.locator(f'[data-id="t00-ex04"] {text}').input_value() == "Version du second onglet"


def test_our_own_script_stays_small(place):
    """What a page with exercises fetches of ours, from the first press to the hand-in, as the site serves it."""
    names = ["python", "python-worker", "python-output", "editor", "exercise", "exercise-forms", "rendu"]

    def packed(*names: str) -> int:
        return sum(len(gzip.compress((place / "assets" / f"{name}.js").read_bytes(), 9)) for name in names)

    assert packed(*names) <= 15_000, f"{packed(*names)} octets compressés"
    assert packed("rendu-reprise") <= 2_000  # on demand: a copy to read, a file taken up


class Slow(Cut):
    """A host at the end of a slow line."""

    rate = 500_000  # bytes a second

    def __init__(self, root):
        super().__init__(root)
        self.asked = []
        host, plain = self, self.server.RequestHandlerClass

        class Handler(plain):
            def setup(self) -> None:
                super().setup()
                write = self.wfile.write

                def slowly(data) -> None:
                    for at in range(0, len(data), 50_000):
                        write(data[at : at + 50_000])
                        time.sleep(min(len(data) - at, 50_000) / host.rate)

                self.wfile.write = slowly

        self.server.RequestHandlerClass = Handler

    def find(self, request: str):
        self.asked.append(request)
        return super().find(request)


def test_a_slow_line_shows_true_progress_is_cancelled_and_resumes(place, tab):
    slow = Slow(place)
    work = Work(tab(f"{slow.url}essai/python.html"), "t00-ex01")
    bar = work.box.locator("progress")
    work.type("6 * 7")
    work.press("Exécuter")
    seen = []
    while not seen or seen[-1] < 0.5:
        bar.wait_for()
        seen.append(float(bar.get_attribute("value") or 0))
        assert work.status.startswith(("Python arrive", "Python se prépare")), work.status
        work.page.wait_for_timeout(100)
    assert seen == sorted(seen) and len(set(seen)) > 2  # it grows, step by step
    assert "% d’environ 7 Mo, une seule fois" in work.status
    work.press("Annuler")
    work.idle(2)
    assert "Arrêté" in work.status and bar.is_hidden()
    first = {name for name in slow.asked if "/pyodide/" in name}
    slow.asked.clear()
    slow.rate = 1e9
    assert work.run().output.strip() == "42"
    assert first - {*slow.asked}, "ce qui était déjà arrivé a été redemandé"
    slow.close()


def test_a_refused_storage_is_said_and_the_exercise_still_runs(host, tab):
    """Private browsing, or a site whose data is blocked: reading localStorage itself is refused."""
    denied = "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('non', 'SecurityError') }})"
    work = Work(tab(f"{host.url}essai/python.html", denied), "t00-ex01")
    assert work.run("6 * 7").output.strip() == "42"
    assert "ne garde pas votre travail" in work.box.locator(".exercise-avis").inner_text()
