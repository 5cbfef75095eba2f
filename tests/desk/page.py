"""The desk's page, by what a trainer sees and presses."""

from __future__ import annotations

import json
import re
from pathlib import Path

BOOK = Path(__file__).parents[2] / "book"


class DeskPage:
    """`DeskPage(page, url).drop(zip).mark()`"""

    def __init__(self, page, url: str, place: str = "essai/corriger.html"):
        self.page = page
        self.asked: list[tuple[str, str, str | None]] = []  # address, method, body
        self.problems: list[str] = []
        self.questions: list[str] = []
        self.yes = True  # the answer to the page's questions
        page.on("request", lambda request: self.asked.append((request.url, request.method, request.post_data)))
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("console", lambda m: self.problems.append(m.text) if m.type in ("error", "warning") else None)
        page.on("dialog", self._answer)
        page.goto(f"{url}{place}")
        page.locator(".bureau-depot").wait_for()

    def _answer(self, dialog) -> None:
        if dialog.type == "confirm":
            self.questions.append(dialog.message)
        if self.yes or dialog.type == "beforeunload":
            dialog.accept()
        else:
            dialog.dismiss()

    def button(self, name: str):
        return self.page.get_by_role("button", name=name, exact=True)

    def give(self, button: str, *files: Path) -> None:
        """Choose files for a button that asks for them."""
        with self.page.expect_file_chooser() as chooser:
            self.button(button).click()
        chooser.value.set_files([str(file) for file in files])

    def drop(self, *files: Path) -> DeskPage:
        self.give("Choisir des fichiers", *files)
        self.button("Corriger").wait_for(timeout=120_000)
        return self

    def private(self, *files: Path) -> DeskPage:
        self.give("Choisir le carnet du formateur", *files)
        self.page.get_by_text("il reste sur cet ordinateur").wait_for()
        return self

    def mark(self, wait: float = 300) -> DeskPage:
        self.button("Corriger").click()
        return self.finished(wait)

    def finished(self, wait: float = 300) -> DeskPage:
        self.page.get_by_text("Tous les rendus sont corrigés.").wait_for(timeout=wait * 1000)
        return self

    @property
    def lines(self) -> dict[str, list[str]]:
        """The table: name → the texts of the line's cells."""
        rows = self.page.locator(".bureau-resultats tbody tr").all()
        return {row.locator("th").inner_text(): row.locator("td").all_inner_texts() for row in rows}

    def kept(self, part: str, assignment: str = ""):
        """A part of what this browser keeps of an assignment (the first one kept): a session as its text, or None."""
        return self.page.evaluate(
            """(key) => new Promise((done, fail) => {
              const asked = indexedDB.open("parcours-corriger", 1);
              asked.onerror = () => fail(asked.error);
              asked.onsuccess = () => {
                const kept = asked.result.transaction("kept").objectStore("kept");
                const found = kept.getAll(IDBKeyRange.bound(key, `${key}\uffff`));
                found.onsuccess = () => {
                  const [first] = found.result;
                  done(first instanceof Uint8Array ? new TextDecoder().decode(first) : (first ?? null));
                };
              };
            })""",
            f"{part}/{assignment}",
        )

    def session(self, assignment: str = "") -> dict:
        """The session as this browser keeps it."""
        return json.loads(self.kept("session", assignment) or "{}")

    def kept_by(self, number: int) -> dict:
        """The outcomes, once this browser has kept at least `number`."""
        for _ in range(60):
            kept = self.session().get("outcomes", {})
            if len(kept) >= number:
                return kept
            self.page.wait_for_timeout(500)
        raise AssertionError("the session was not kept")

    def download(self, name: str, file: Path | None = None) -> tuple[str, bytes]:
        """What a button gives, after the file that it asks for."""
        with self.page.expect_download(timeout=120_000) as got:
            if file is None:
                self.button(name).click()
            else:
                self.give(name, file)
        return got.value.suggested_filename, Path(got.value.path()).read_bytes()

    def reads_and_gives_back(self, folder: Path) -> None:
        """A text is marked with the keyboard, then everything goes back; the session is saved, emptied and opened."""
        page = self.page
        page.get_by_label("Points, sur 4").fill("3")
        page.get_by_label("Commentaire pour la personne").fill("Une phrase de trop.")
        page.get_by_label("Commentaire pour la personne").press("Alt+ArrowRight")
        page.get_by_text("1 texte(s) noté(s)").wait_for()
        sheet = folder / "Notes-m90.csv"
        head = "Identifiant,Nom complet,Statut,Note,Note maximale,La note peut être modifiée,"
        head += "Dernière modification (note),Feedback par commentaires"
        row = "Participant 100,Élève 00,Remis pour évaluation,,18.00,Oui,-,"
        sheet.write_text(f"{head}\n{row}\n", "utf-8")
        name, data = self.download("Remplir la feuille de Moodle", sheet)
        assert name == "Notes-m90-rempli.csv"
        assert re.search(r'"1[47][.,]00"', data.decode()), data.decode()
        for button, start in (
            ("Zip des retours", b"PK"),
            ("Tableau des notes (CSV)", b""),
            ("Rapport de la classe", b"<!doctype html>"),
            ("Pour nbgrader", b"PK"),
        ):
            _, data = self.download(button)
            assert data.startswith(start), (button, data[:60])
            assert len(data) > 100
        name, data = self.download("Enregistrer la séance")
        saved = folder / name
        saved.write_bytes(data)
        self.give("Ouvrir une séance", saved)
        page.get_by_text("est ouverte").wait_for()
        page.get_by_label("Cacher les noms").check()
        page.get_by_role("row", name="Copie 01").wait_for()
        assert not any(line.startswith("Élève") for line in self.lines)
        assert self.problems == []
