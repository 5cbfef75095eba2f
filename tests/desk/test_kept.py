"""Nothing that a trainer has done is lost: other files come, tabs are closed or doubled, marking is stopped."""

from __future__ import annotations

import json
import zipfile

from parcours.desk import session
from tests.desk.conftest import archive
from tests.desk.page import DeskPage
from tests.desk_core import classe
from tests.grading import course as fixture


def _source(course: fixture.Course):
    return course.root / "source" / fixture.ASSIGNMENT / f"{fixture.ASSIGNMENT}.ipynb"


def _alert(desk: DeskPage, text: str) -> None:
    desk.page.get_by_role("alert").get_by_text(text).wait_for(timeout=60_000)


def _kept(desk: DeskPage, assignment: str, known) -> dict:
    for _ in range(60):
        found = desk.session(assignment)
        if found and known(found):
            return found
        desk.page.wait_for_timeout(250)
    raise AssertionError("the session was not kept")


def _mark_of(kept: dict, student: str) -> float | None:
    return kept["marks"].get("A", {}).get(student, {}).get("m90-ex07", {}).get("points")


def test_a_class_goes_on_whatever_comes_in_between(course, open_desk, tmp_path):
    solved = json.dumps(course.solved()).encode()
    first = archive(tmp_path / "premier.zip", {"Élève 00": solved})
    late = archive(tmp_path / "retard.zip", {"Élève 00": solved, "Élève 01": solved})
    whole = classe.filled()
    (tmp_path / "m93-seance.json").write_bytes(session.save(whole))
    (tmp_path / "m93-de-B.json").write_bytes(session.save(session.second_copy(whole, "B")))

    desk = open_desk().drop(first).private(_source(course)).mark()
    page = desk.page
    page.get_by_label("Points, sur 4").fill("3")
    page.get_by_label("Points, sur 4").press("Tab")
    _kept(desk, "m90", lambda kept: _mark_of(kept, "eleve-00") == 3)

    # Later, the class's second download is dropped without « Reprendre »: it joins what was kept.
    page.reload()
    desk.drop(late)
    page.get_by_text("ces rendus la rejoignent").wait_for()
    page.get_by_text("« m90.ipynb » est lu").wait_for()
    desk.mark()
    assert set(desk.lines) == {"Élève 00", "Élève 01"}
    joined = _kept(desk, "m90", lambda kept: len(kept["outcomes"]) == 2)
    assert _mark_of(joined, "eleve-00") == 3

    # Another module's session opens without a question: m90 is kept beside it.
    desk.give("Choisir des fichiers", tmp_path / "m93-seance.json")
    page.get_by_role("heading", name="Les résultats · m93").wait_for()
    assert page.get_by_label("Cacher les noms").is_checked()  # as the file says
    _kept(desk, "m93", lambda kept: len(kept["people"]) == 8)
    assert desk.session("m90") == joined
    assert desk.questions == []

    # The same module's file asks first, and says what is meant for a second marker's.
    desk.yes = False
    desk.give("Choisir des fichiers", tmp_path / "m93-de-B.json")
    page.wait_for_function("!document.querySelector('.bureau-etat').textContent.includes('arrive')")
    for _ in range(100):
        if desk.questions:
            break
        page.wait_for_timeout(100)
    assert "m93-de-B.json" in desk.questions[0]
    assert "« Ajouter ses notes »" in desk.questions[0]
    assert desk.session("m93")["settings"]["marker"] == "Ana B."

    # Files of another class may be looked at, and left.
    desk.drop(late)
    desk.button("Revenir à la séance ouverte").click()
    page.get_by_role("heading", name="Les résultats · m93").wait_for()
    page.locator(".bureau-critere").first.wait_for()

    # A second tab waits for its turn; then it finds both classes.
    second = DeskPage(page.context.new_page(), page.url.rsplit("essai/", 1)[0])
    second.button("Reprendre").nth(1).wait_for()
    second.button("Reprendre").first.click()
    _alert(second, "ouvert dans un autre onglet")
    page.close()
    # The browser lets go of a closed tab's lock in its own time.
    _until(second.page, "async () => !(await navigator.locks.query()).held.length")
    second.button("Reprendre").first.click()
    second.page.get_by_role("heading", name="Les résultats · m90").wait_for(timeout=60_000)
    second.finished()
    assert second.page.get_by_label("Points, sur 4").input_value() == "3"
    assert desk.problems + second.problems == []


def test_a_class_is_stopped_read_and_given_back_while_some_wait(course, open_desk, tmp_path):
    solved = json.dumps(course.solved()).encode()
    endless = course.solved()
    endless["cells"][1]["source"] = "while True: pass"
    made = {"Ana": solved, "Bo": json.dumps(endless).encode(), "Cy": json.dumps(endless).encode()}
    source = archive(tmp_path / "rendus.zip", made)
    saved = tmp_path / "seance.json"
    saved.write_bytes(session.save(classe.filled()))
    (tmp_path / "notes.json").write_text('{"lundi": 12}')
    with zipfile.ZipFile(tmp_path / "formateur.zip", "w") as zipped:
        zipped.write(_source(course), "formateur/source/m90.ipynb")

    desk = open_desk().drop(source)
    desk.give("Choisir le carnet du formateur", tmp_path / "notes.json")
    _alert(desk, "notes.json")
    desk.private(tmp_path / "formateur.zip")
    page = desk.page
    desk.page.get_by_label("Module").select_option("")
    desk.button("Corriger").click()
    _alert(desk, "Choisissez d’abord le module.")
    page.get_by_label("Module").select_option("m90")
    page.get_by_label("Un seul rendu à la fois").check()
    desk.button("Corriger").click()
    page.locator(".bureau-needs-review").first.wait_for(timeout=300_000)
    desk.give("Choisir des fichiers", saved)
    _alert(desk, "mettez-la en pause")
    desk.button("Mettre en pause").click()
    desk.button("Continuer").wait_for()
    assert list(desk.kept_by(1)) == ["ana"]  # whoever was under way has no result
    page.get_by_label("Points, sur 4").fill("4")
    page.get_by_label("Points, sur 4").press("Tab")
    name, data = desk.download("Tableau des notes (CSV)")
    assert "Ana" in data.decode("utf-8-sig")
    desk.button("Arrêter là").click()
    page.get_by_text("2 rendu(s) restent sans note").wait_for()
    assert desk.button("Continuer").count() == 0
    _kept(desk, "m90", lambda kept: _mark_of(kept, "ana") == 4)
    assert desk.problems == []


# The lanes with an office and threads that only say what they are asked.
_LANES = """async (assets) => {
  const { Marking } = await import(`${assets}desk/lanes.js`);
  const asked = [];
  const office = { call: async (name, { student }) => {
    asked.push(`${name} ${student}`);
    if (student === "mauvais") {
      if (name === "prepare") throw new Error("abîmé");
      return { line: { student, again: true } };
    }
    if (student === "bon") return { line: { student } };
    return { programs: { student: "", checker: "" }, tables: [], packages: [], patience: 1, total: 1 };
  } };
  const thread = () => ({ stop() {}, send(message) { asked.push(`envoi ${message.verb}`); } });
  let arrives;
  const runtime = { assets, start: async () => thread(), extra: () => new Promise((done) => (arrives = done)) };
  const run = async (todo, meanwhile) => {
    asked.length = 0;
    const lines = [];
    const hooks = { line: (line) => lines.push(line), progress() {}, trouble() {} };
    const marking = new Marking(runtime, office, { tables: [], packages: [], known: [], calibrated: true }, 1, hooks);
    const ended = marking.run(todo);
    await meanwhile?.(marking);
    return { whole: await ended, lines, asked: [...asked] };
  };
  const failing = await run(["mauvais", "bon"]);
  const paused = await run(["lent"], async (marking) => {
    while (!arrives) await new Promise((done) => setTimeout(done, 20));
    marking.stop();
    arrives([]);
  });
  return [failing, paused];
}"""

# What a drop beside the zone, and one person's folder of Moodle's, come to.
_DROPS = """async (assets) => {
  const { chosen } = await import(`${assets}desk/files.js`);
  const inside = (folder) => chosen([{ name: "m90.ipynb", webkitRelativePath: `${folder}/m90.ipynb` }])[0].path;
  const lost = document.body.dispatchEvent(new DragEvent("drop", { bubbles: true, cancelable: true }));
  return [lost, inside("Téléchargements"), inside("Ana Roux_77_assignsubmission_file")];
}"""


def test_one_failure_stops_nobody_and_a_pause_gives_no_zero(open_desk, host):
    page = open_desk().page
    failing, paused = page.evaluate(_LANES, f"{host.url}assets/")
    assert failing["asked"] == ["prepare mauvais"] * 2 + ["abandon mauvais", "prepare bon"]
    assert [line["student"] for line in failing["lines"]] == ["mauvais", "bon"]
    assert paused == {"whole": False, "lines": [], "asked": ["prepare lent"]}  # nothing ran, nothing is told
    lost, folder, person = page.evaluate(_DROPS, f"{host.url}assets/")
    assert not lost  # the page stays
    assert (folder, person) == ("m90.ipynb", "Ana Roux_77_assignsubmission_file/m90.ipynb")


# Everything that a thread could call; each is tried, none may arrive.
_CALL_OUT = """async (address) => {
  const tries = [
    () => fetch(address),
    () => new Promise((done) => {
      const asked = new XMLHttpRequest();
      asked.onloadend = done;
      asked.open("GET", address);
      asked.send();
    }),
    () => new Promise((done) => {
      const line = new WebSocket(address.replace("http", "ws"));
      line.onerror = line.onopen = done;
    }),
    () => importScripts(address),
  ];
  for (const each of tries) {
    try {
      await each();
    } catch {}
  }
  return self.ROLE ?? "page";
}"""


def test_no_thread_reaches_another_host(course, open_desk, other_host, tmp_path):
    source = archive(tmp_path / "rendus.zip", {"Ana": json.dumps(course.solved()).encode()})
    free = open_desk().page.context.new_page()  # without our policy: the call arrives
    free.goto("about:blank")
    free.evaluate(_CALL_OUT, other_host.address)
    for _ in range(100):
        if len(other_host.heard) >= 2:
            break
        free.wait_for_timeout(100)
    assert len(other_host.heard) >= 2
    other_host.heard.clear()

    desk = open_desk().drop(source).private(_source(course))
    roles = {desk.page.evaluate(_CALL_OUT, other_host.address)}
    desk.button("Corriger").click()
    for _ in range(600):
        for worker in desk.page.workers:
            try:
                roles.add(worker.evaluate(_CALL_OUT, other_host.address))
            except Exception:  # a trainee's thread may end meanwhile
                continue
        if len(roles) == 4:
            break
        desk.page.wait_for_timeout(50)
    assert roles == {"page", "office", "judge", "pupil"}
    desk.finished()
    assert other_host.heard == []


def test_work_is_written_while_it_goes_on_and_when_the_page_hides(open_desk, tmp_path):
    saved = tmp_path / "seance.json"
    saved.write_bytes(session.save(classe.filled()))
    desk = open_desk()
    page = desk.page
    desk.give("Choisir des fichiers", saved)
    page.locator(".bureau-critere").first.wait_for(timeout=120_000)
    _kept(desk, "m93", lambda kept: kept["people"])
    warned = "!dispatchEvent(new Event('beforeunload', { cancelable: true }))"
    assert not page.evaluate(warned)
    page.clock.install()
    page.clock.pause_at(page.evaluate("Date.now() + 1000"))  # from now on time goes on as told below

    levels = page.locator(".bureau-critere").first.get_by_role("radio")
    for step in range(12):  # never two seconds without a change
        levels.nth(step % 5).check()
        page.clock.run_for(300)
    _kept(desk, "m93", lambda kept: kept["marks"])
    page.clock.run_for(60_000)
    _until(page, f"!({warned})")  # all of it

    levels.nth(4).check()
    _until(page, warned)
    page.evaluate("Object.defineProperty(document, 'hidden', { value: true })")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    _kept(desk, "m93", lambda kept: _levels(kept) == [4])
    assert not page.evaluate(warned)


def _until(page, known: str) -> None:
    for _ in range(100):
        if page.evaluate(known):
            return
        page.wait_for_timeout(100)
    raise AssertionError(known)


def _levels(kept: dict) -> list[int]:
    return [
        level
        for given in kept["marks"].values()
        for tasks in given.values()
        for mark in tasks.values()
        for level in mark["levels"].values()
    ]
