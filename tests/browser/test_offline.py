"""«Disponible hors ligne»: taken on demand, the course opens and runs without network; updates wait to be asked for."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket

import pytest

from parcours.book.offline import write_offline
from tests.browser.conftest import ready
from tests.browser.work import Work, plain
from tests.site.server import StaticHost

KEPT = "async () => (await caches.keys()).map((name) => name.split(':').slice(2).join(':').split(':')[0]).sort()"
REGISTERED = "async () => (await navigator.serviceWorker.getRegistrations()).length"


@pytest.fixture(scope="module")
def own_place(place, tmp_path_factory):
    """A copy of the site that a test may publish anew."""
    folder = tmp_path_factory.mktemp("hors-ligne") / "site"
    shutil.copytree(place, folder, copy_function=_link)
    return folder


def _link(source: str, target: str) -> None:
    os.link(source, target)


def republish(path, text: str) -> None:
    """Replace a file of the copy without touching the one it was linked to."""
    path.unlink(missing_ok=True)
    path.write_text(text, "utf-8")


class Mortal(StaticHost):
    """A host that dies with its open connections, as a machine switched off does."""

    def __init__(self, root):
        super().__init__(root)
        self.connections = []
        accept = self.server.get_request

        def noted():
            made = accept()
            self.connections.append(made[0])
            return made

        self.server.get_request = noted

    def kill(self) -> None:
        self.close()
        for each in self.connections:
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)


class Visit:
    """One trainee's browser on one host, which can be killed."""

    def __init__(self, browser, folder):
        self.host = Mortal(folder)
        self.context = browser.new_context(locale="fr-FR")
        self.context.set_default_timeout(60_000)
        self.page = self.context.new_page()
        self.problems = []
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.on("console", lambda said: self.problems.append(said.text) if said.type == "error" else None)

    def open(self, name: str):
        self.page.goto(f"{self.host.url}essai/{name}.html")
        return self.page

    @property
    def island(self):
        return self.page.locator('[data-island="horsligne"]')

    def said(self) -> str:
        return plain(self.island.inner_text())

    def press(self, label: str) -> None:
        self.island.get_by_role("button", name=label).click()

    def cut(self) -> None:
        """The server is killed and the HTTP cache emptied."""
        self.host.kill()
        session = self.context.new_cdp_session(self.page)
        session.send("Network.clearBrowserCache")
        session.detach()

    def close(self) -> None:
        self.context.close()
        self.host.kill()


@pytest.fixture
def visit(browser, own_place):
    made = Visit(browser, own_place)
    yield made
    made.close()


def test_the_list_names_each_page_and_what_it_asks_for(tmp_path):
    for name, text in {
        "index.html": '<link href="assets/parcours.css?v=12"><script src="_static/recherche.js"></script>',
        "m01/index.html": '<a href="../index.html#x"><link href="../assets/parcours.css?v=12">',
        "lab/index.html": '<script src="lab.js"></script>',
        "404.html": "absente",
        "assets/parcours.css": "a{}",
        "assets/quiz.js": "1",
        "assets/carte.png": "image",
        "_static/recherche.js": "2",
        "_static/theme.css": "3",
        "assets/pyodide/manifest.json": '{"version": "7f"}',
        "assets/pyodide/pyodide-lock.json": "{}",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    found = write_offline(tmp_path)
    assert set(found["cours"]["files"]) == {
        *("index.html", "m01/index.html", "assets/parcours.css?v=12", "assets/quiz.js", "_static/recherche.js")
    }
    assert set(found["python"]["files"]) == {*("assets/pyodide/manifest.json", "assets/pyodide/pyodide-lock.json?v=7f")}
    assert (tmp_path / "sw.js").is_file()
    assert write_offline(tmp_path) == found
    (tmp_path / "assets" / "quiz.js").write_text("2")
    again = write_offline(tmp_path)
    assert again["python"] == found["python"] and again["cours"]["version"] != found["cours"]["version"]


def test_nothing_is_kept_before_the_trainee_asks(visit):
    page = visit.open("hors-ligne")
    visit.island.get_by_role("button").wait_for()
    assert "Mo" in visit.said() and "Avec Python" in visit.said()
    assert page.evaluate(REGISTERED) == 0 and page.evaluate("() => caches.keys()") == []
    assert page.evaluate("() => localStorage.length + sessionStorage.length") == 0


def test_without_server_nor_cache_a_page_never_visited_opens_and_runs_python(visit):
    page = visit.open("hors-ligne")
    visit.island.get_by_label("Avec Python").check()
    visit.press("Rendre disponible hors ligne")
    visit.island.get_by_text("Vous pouvez lire et vous exercer sans connexion").wait_for()
    assert page.evaluate(KEPT) == ["cours", "python"]
    visit.cut()

    work = Work(ready(visit.open("jamais-vue")), "t00-ex03")
    assert "C’est réussi" in work.check("n = len(membres)").verdict
    assert work.box.locator(".cm-content").count() == 1  # the editor came too
    page.goto(f"{visit.host.url}essai/inconnue.html")
    assert "n’est pas sur cet appareil" in page.inner_text("h1")
    visit.open("hors-ligne")
    visit.press("Enlever de cet appareil")
    visit.island.get_by_text("n’est plus gardé").wait_for()
    assert page.evaluate(REGISTERED) == 0 and page.evaluate("() => caches.keys()") == []


@pytest.mark.complet
def test_python_once_used_runs_without_network(visit):
    visit.open("hors-ligne")
    visit.press("Rendre disponible hors ligne")
    visit.island.get_by_text("n’y est gardé qu’une fois utilisé").wait_for()
    assert Work(ready(visit.open("python")), "t00-ex01").run("6 * 7").output.strip() == "42"
    visit.cut()
    assert Work(ready(visit.open("jamais-vue")), "t00-ex01").run("6 * 7").output.strip() == "42"


def test_an_update_is_offered_and_waits(visit, own_place):
    page = visit.open("hors-ligne")
    visit.press("Rendre disponible hors ligne")
    visit.island.get_by_text("Le cours est sur cet appareil").first.wait_for()
    notice = page.locator(".horsligne-avis")
    ready(visit.open("jamais-vue"))
    page.wait_for_load_state("networkidle")
    assert notice.count() == 0

    changed = own_place / "essai" / "jamais-vue.html"
    republish(changed, changed.read_text("utf-8").replace("<h1>Essai</h1>", "<h1>Essai corrigé</h1>"))
    (own_place / "assets" / "horsligne.json").unlink()
    write_offline(own_place)
    ready(visit.open("python"))
    notice.get_by_text("Une nouvelle version est prête").wait_for()
    old = "async () => (await (await caches.match(new URL('jamais-vue.html', location))).text()).includes('corrigé')"
    assert page.evaluate(old) is False
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    notice.get_by_role("button", name="La charger").click()
    notice.get_by_text("à la prochaine page").wait_for()
    assert page.evaluate(old) is True
    assert len({url for url in asked if url.endswith(".html")}) == 1  # what has not changed is not asked for again
    assert page.evaluate(KEPT).count("cours") == 1  # the earlier copy is gone
    visit.cut()
    assert visit.open("jamais-vue").inner_text("h1") == "Essai corrigé"


def test_an_interrupted_take_says_so_and_goes_on_from_there(visit):
    page = visit.open("hors-ligne")
    served = visit.host.find
    visit.host.find = lambda request: None if "/datasets/messages" in request else served(request)
    visit.press("Rendre disponible hors ligne")
    visit.island.get_by_text("Tout n’a pas pu être pris").wait_for()
    assert "fichier absent : assets/datasets/messages.csv" in visit.said()
    visit.host.find = served
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    visit.press("Rendre disponible hors ligne")
    visit.island.get_by_text("Le cours est sur cet appareil").first.wait_for()
    listed = json.loads((visit.host.root / "assets" / "horsligne.json").read_text("utf-8"))["cours"]["files"]
    assert len(asked) < len(listed)


def test_a_browser_without_service_workers_is_told_what_still_works(browser, host):
    context = browser.new_context(locale="fr-FR")
    page = context.new_page()
    page.add_init_script("delete Navigator.prototype.serviceWorker")
    page.goto(f"{host.url}essai/hors-ligne.html")
    page.get_by_text("Avec une connexion, tout fonctionne").wait_for()
    context.close()


@pytest.mark.site
def test_every_page_of_the_built_site_can_be_taken():
    from tests.site.conftest import SITE, pages

    listed = json.loads((SITE / "assets" / "horsligne.json").read_text("utf-8"))["cours"]["files"]
    assert set(pages()) - {"404.html"} <= set(listed)
    assert (SITE / "sw.js").is_file()
