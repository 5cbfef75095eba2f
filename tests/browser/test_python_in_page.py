"""A trainee practises on a page: Python runs, checks, is stopped, explains itself, and never leaves this host."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.axe import violations
from tests.browser.work import Work

from parcours.datasets import load


@pytest.fixture(scope="module")
def first(page):
    """The first exercise, Python already there."""
    work = Work(page, "t00-ex01")
    work.run("print('bonjour')\n3 + 4")
    return work


def test_nothing_of_python_before_the_first_press(open_page):
    page = open_page("m00")
    page.wait_for_load_state("networkidle")
    heavy = [
        url
        for url in page.asked
        if "/pyodide/pyodide" in url or "/vendor/" in url or ".whl" in url or "/datasets/" in url
    ]
    assert not heavy
    assert "une seule fois" in page.locator('[data-id="m00-ex01"]').inner_text()
    page.close()


def test_prints_then_shows_the_last_value(first):
    first.run("print('bonjour')\n3 + 4")
    assert first.output.split() == ["bonjour", "7"]


def test_a_right_answer_says_what_was_learned(first):
    first.check("total = 3 + 4")
    assert "C’est réussi. Vous savez ranger un nombre." in first.verdict


def test_a_wrong_answer_gets_the_first_failing_sentence(first):
    first.check("total = 1")
    assert "Ajoutez 3 et 4." in first.verdict
    first.check("total = 12")
    assert "Vous avez multiplié." in first.verdict
    kept = first.page.evaluate("() => JSON.parse(localStorage['parcours:v1']).exercices['t00-ex01']")
    assert kept["erreur"] == "t00-ex01-e1"
    assert kept["code"] == "total = 12"


def test_exercises_share_their_names_in_order_and_a_check_changes_nothing(first, page):
    second = Work(page, "t00-ex02")
    first.run("total = 7\nliste = [1]")
    second.check("double = total * 2\nliste.append(2)")
    assert "C’est réussi" in second.verdict
    assert second.run("liste").output.strip() == "[1]"
    assert second.check("double = 0").verdict.endswith("Doublez « total ».")


def test_a_loop_without_end_stops_within_a_second_and_earlier_cells_replay(first, page):
    first.run("total = 20")
    second = Work(page, "t00-ex02")
    second.type("while True:\n    total += 1")
    second.press("Exécuter")
    stop = second.box.get_by_role("button", name="Arrêter")
    stop.wait_for(timeout=20000)
    start = time.monotonic()
    stop.click()
    second.idle(2)
    assert time.monotonic() - start < 1
    assert "rejoués" in second.status
    assert second.run("total").output.strip() == "20"


def test_an_endless_loop_ends_by_itself_and_says_why(first):
    first.run("while True:\n    pass")
    assert "Arrêté après 10 secondes" in first.status
    assert first.run("1").output.strip() == "1"


def test_importing_a_package_is_not_part_of_the_time_that_a_run_may_last(first):
    ahead = "import sys\nprint('sqlite3' in sys.modules)"
    assert first.run(ahead).output.strip() == "False"
    assert first.run(f"{ahead}\nimport sqlite3").output.strip() == "True"  # before the clock starts


def test_an_error_is_told_in_french_with_its_line(first):
    first.run("total = 1\nb = totl + 1")
    assert "Ligne 2." in first.output and "voulez-vous dire « total »" in first.output
    assert first.box.locator(".cm-line.ligne-erreur").inner_text() == "b = totl + 1"
    first.run("print(«bonjour»)")
    assert "guillemet droit" in first.output
    first.run("taux = 3,5")
    assert "Écrivez 3.5." in first.output
    first.run("[1, 2]['a']")
    assert "par sa position, un nombre entier" in first.output
    assert not first.box.get_by_text("list indices must be").is_visible()  # in the folded part
    first.run("print(3,5)")
    assert first.output.startswith("3 5") and "écrivez 3.5." in first.output


def test_a_function_without_end_is_told_and_python_lives_on(first):
    first.run("def f():\n    return f()\nf()")
    assert "s’appelle elle-même" in first.output or "redémarrera" in first.status
    assert first.run("1 + 1").output.strip() == "2"


def test_too_much_memory_is_told_and_python_lives_on(first):
    first.run("x = [0] * 400_000_000")
    assert "mémoire" in first.output + first.status
    assert first.run("1 + 1").output.strip() == "2"


def test_another_host_is_refused(first):
    """The other host would answer anyone: only the page's policy, which binds Python too, stops the request."""
    with other_host() as (address, visits):
        first.run(
            f"from js import XMLHttpRequest\nr = XMLHttpRequest.new()\nr.open('GET', '{address}', False)\n"
            "try:\n    r.send()\n    print('parti', r.status)\nexcept Exception:\n    print('refusé')"
        )
        assert first.output.strip() == "refusé"
        assert not visits


@contextmanager
def other_host():
    """A server on another port, open to all origins; gives its address and the list of what was asked of it."""
    visits = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            visits.append(self.path)
            self.send_response(200)
            self.send_header("Access-Control-Allow-Origin", "*")
            self.end_headers()

        def log_message(self, *_args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/", visits
    server.shutdown()
    server.server_close()


def test_a_table_is_shown_as_a_table(page):
    third = Work(page, "t00-ex03")
    third.run("pd.concat([membres, membres])".replace("pd", "__import__('pandas')"))
    table = third.box.locator(".exercise-sortie table")
    assert table.locator("th[scope=col]").count() == 6
    assert table.locator("tbody tr").count() == 10
    assert "10 premières lignes sur 24" in table.locator("caption").inner_text()
    assert third.box.locator(".defile").get_attribute("tabindex") == "0"
    assert "C’est réussi" in third.check("n = len(membres)").verdict


def test_another_table_of_the_course_comes_when_it_is_named(page):
    first = Work(page, "t00-ex01")
    first.run("from parcours.datasets import load\nlen(load('couts')), len(load('equipement'))")
    assert first.output.strip() == str((len(load("couts")), len(load("equipement"))))
    first.run("import pandas as pd\npd.DataFrame({'messages': [1]})['messages'].sum()")
    assert not [url for url in page.asked if "/datasets/messages" in url]  # a column’s name asks for nothing


def test_a_second_check_asks_the_network_nothing(page):
    third = Work(page, "t00-ex03")
    third.check("n = 12")
    asked = len(page.asked)
    third.check("n = 13")
    assert page.asked[asked:] == []  # how fast that is: `make bench`


def test_a_chart_is_drawn_under_the_page_s_policy(page):
    third = Work(page, "t00-ex03")
    third.run('import altair as alt\nalt.Chart(membres, title="Qui écrit ?").mark_bar().encode(x="canal", y="count()")')
    third.box.locator("figure svg").wait_for(timeout=60000)
    assert third.box.locator("figure svg path").count() > 2
    assert "« Qui écrit ? »" in third.box.locator("figure p.vh").inner_text()
    assert third.box.locator("figure details table").count() == 1
    assert not page.problems


def test_charts_side_by_side_are_drawn_and_what_cannot_be_is_said(page):
    third = Work(page, "t00-ex03")
    third.run(
        "import altair as alt\nbarres = alt.Chart(membres).mark_bar().encode(x='canal', y='count()')\n"
        "display(barres.encode(column='canal'))\ndisplay(barres | barres.mark_line())\n"
        "barres.transform_calculate(double='inconnue(datum.nb_messages)')"
    )
    figures = third.box.locator("figure.graphique")
    figures.nth(1).locator("svg").wait_for(timeout=60000)
    bars = [figures.nth(at).locator("svg .mark-rect.role-mark path").count() for at in (0, 1)]
    assert bars == [5, 5] and figures.nth(1).locator("svg .mark-line.role-mark path").count() == 1
    assert "barres, courbe" in figures.nth(1).locator("p.vh").inner_text()
    figures.nth(2).get_by_text("Le graphique n’a pas pu être dessiné").wait_for()


def test_a_chart_follows_the_colours_of_the_page(page):
    third = Work(page, "t00-ex03")
    third.run("import altair as alt\nalt.Chart(membres).mark_bar().encode(x='canal', y='count()', color='canal')")
    third.box.locator("figure svg text").first.wait_for(timeout=60000)
    shown = "(marks) => [...new Set(marks.map((mark) => getComputedStyle(mark).fill))]"
    seen = []
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        ink = page.evaluate("getComputedStyle(document.body).color")
        assert third.box.locator("figure svg text").evaluate_all(shown) == [ink]
        seen.append(third.box.locator("figure svg .mark-rect path[fill]").evaluate_all(shown))
    page.emulate_media(color_scheme="light")
    assert seen[0] != seen[1] and len(seen[0]) > 2


def test_small_numbers_keep_their_digits(page):
    third = Work(page, "t00-ex03")
    third.run("import pandas as pd\npd.DataFrame({'part': [0.00017, 9e-05, 0.123456, 3.14159, 12]})")
    cells = third.box.locator(".exercise-sortie td.nombre").all_inner_texts()
    assert cells == ["0,00017", "0,00009", "0,1235", "3,1416", "12"]


def test_solution_and_hints_come_when_asked(page):
    third = Work(page, "t00-ex03")
    third.press("Indice")
    third.press("Indice")
    assert third.box.locator(".exercise-indices li").all_inner_texts() == ["Vague.", "Moins vague."]
    third.press("Voir une solution")
    third.box.locator(".exercise-solution pre").wait_for()
    assert "n = len(membres)" in third.box.locator(".exercise-solution").inner_text()


def test_the_editor_lets_the_keyboard_leave(first):
    first.box.locator(".cm-content").focus()
    first.page.keyboard.press("Tab")
    assert first.page.evaluate("document.activeElement.textContent") == "Exécuter"


def test_work_is_kept_for_the_next_visit(first, open_page):
    first.run("total = 7 # gardé")
    again = open_page("python")
    assert again.locator('[data-id="t00-ex01"] textarea').input_value() == "total = 7 # gardé"
    again.close()


def test_what_a_run_shows_is_accessible(first, page):
    third = Work(page, "t00-ex03")
    chart = "alt.Chart(membres).mark_bar().encode(x='canal', y='count()')"
    third.run(f"import altair as alt\ndisplay(membres)\n{chart}")
    third.box.locator("figure svg").wait_for()
    third.press("Indice")
    first.run("1 / 0")
    Work(page, "t00-ex02").check("double = 3")
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        assert violations(page) == []
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.set_viewport_size({"width": 1280, "height": 720})
