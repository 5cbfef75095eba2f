// Marks by hand: one task of everybody or everything of one person; rubric as buttons, comments kept, keyboard, samples, a second marker.
import { h } from "../python-output.js";
import { save } from "./files.js";

const points = new Intl.NumberFormat("fr-FR", { maximumFractionDigits: 2 });
const COMMENT_AFTER = 600; // milliseconds without a key before a text is kept

export class HandMarking {
  constructor(desk) {
    this.desk = desk;
    const { t } = desk;
    this.by = "task";
    this.at = 0;
    this.line = [];
    this.body = h("div");
    this.root = h("section", { class: "bureau-lecture", "aria-labelledby": "bureau-lecture" }, h("h2", { id: "bureau-lecture" }, t("Lire et noter")), this.body);
    this.root.addEventListener("keydown", (event) => this.key(event));
  }

  ask(name, given) {
    return this.desk.office.call(name, given);
  }

  async refresh() {
    const { t } = this.desk;
    this.tasks = (await this.ask("marking.tasks")).filter((task) => task.manual);
    if (!this.tasks.length) {
      this.body.replaceChildren(h("p", null, t("Ce devoir n’a pas de texte à lire.")));
      return;
    }
    this.name ??= this.tasks[0].id;
    await this.draw();
  }

  // --- what is read, in which order ---

  async draw() {
    const { t } = this.desk;
    const people = await this.ask("people");
    if (this.by === "task" && !this.tasks.some(({ id }) => id === this.name)) this.name = this.tasks[0].id;
    if (this.by === "person" && !people.some(({ student }) => student === this.name)) this.name = people[0].student;
    this.line = await this.ask("marking.queue", { by: this.by, name: this.name });
    this.at = Math.min(this.at, Math.max(0, this.line.length - 1));
    const way = (value, text) => h("label", null, h("input", { type: "radio", name: "bureau-sens", checked: this.by === value, onchange: () => this.turn(value) }), " ", text);
    const choices = this.by === "task"
      ? this.tasks.map((task) => [task.id, `${task.number || task.id} · ${task.title}`])
      : people.map((person) => [person.student, person.name || person.label]);
    const which = h("select", { id: "bureau-quoi", onchange: () => { this.name = which.value; this.at = 0; this.draw(); } },
      choices.map(([value, text]) => h("option", { value, selected: value === this.name }, text)));
    this.told = h("p", { role: "status" });
    this.copy = h("div");
    this.tools = h("div");
    this.body.replaceChildren(
      h("fieldset", null, h("legend", null, t("Ordre de lecture")), way("task", t("Une tâche chez tous")), " ", way("person", t("Toutes les tâches d’une personne"))),
      h("p", null, h("label", { for: "bureau-quoi" }, t(this.by === "task" ? "Tâche" : "Personne")), " ", which),
      this.told, this.copy,
      h("details", null, h("summary", null, t("Raccourcis du clavier")),
        h("ul", null,
          h("li", null, t("Dans un critère : de 0 à 4 pour choisir le niveau.")),
          h("li", null, t("Alt + flèche droite ou gauche : copie suivante ou précédente.")),
          h("li", null, t("Alt + C : le commentaire.")))),
      this.tools);
    await this.show();
    await this.drawTools();
  }

  turn(by) {
    this.by = by;
    this.name = "";
    this.at = 0;
    this.desk.trying(() => this.draw());
  }

  async move(step) {
    await this.keep?.();
    const at = this.at + step;
    if (at < 0 || at >= this.line.length) return;
    this.at = at;
    await this.show();
    this.copy.querySelector("h3")?.focus();
  }

  // --- one text ---

  async show() {
    const { t } = this.desk;
    this.keep = null;
    const now = this.line[this.at];
    const { done, total } = await this.ask("marking.progress");
    this.told.textContent = t("{done} texte(s) noté(s) sur {total}.", { done, total });
    if (!now) {
      this.copy.replaceChildren(h("p", null, t("Aucun texte à lire ici.")));
      return;
    }
    const task = this.tasks.find(({ id }) => id === now.task);
    const seen = await this.ask("marking.view", { student: now.student, task_id: now.task });
    const given = { student: now.student, task_id: now.task };
    const mark = h("p", { role: "status" });
    const say = (told) => {
      mark.textContent = t("Note : {points} sur {max}.", { points: told.points === null ? "…" : points.format(told.points), max: points.format(told.max) })
        + (told.complete ? "" : ` ${t("Il reste au moins un critère à choisir.")}`);
    };
    say(seen);
    const comment = h("textarea", { id: "bureau-commentaire", rows: "4" });
    comment.value = seen.mark.comment ?? "";
    const keep = async () => {
      clearTimeout(this.typing);
      if (comment.value.trim() !== (seen.mark.comment ?? "")) {
        seen.mark.comment = comment.value.trim();
        await this.ask("marking.set_comment", { ...given, text: comment.value });
      }
    };
    comment.addEventListener("input", () => {
      clearTimeout(this.typing);
      this.typing = setTimeout(keep, COMMENT_AFTER);
    });
    comment.addEventListener("change", keep);
    this.keep = keep;
    const head = h("h3", { tabindex: "-1" }, t("{who} · {task}", { who: this.who(now), task: task.title }));
    this.copy.replaceChildren(head,
      h("p", { class: "bureau-aide" }, t("Copie {n} sur {total}, {words} mots.", { n: this.at + 1, total: this.line.length, words: seen.words })),
      seen.changed ? h("p", { class: "bureau-alerte" }, t("Ce texte a changé depuis votre lecture.")) : "",
      h("div", { class: "bureau-deux" },
        h("div", null,
          h("div", { class: "bureau-copie", tabindex: "0", role: "region", "aria-label": t("Le texte") }, seen.blank || !seen.text.trim() ? t("(pas de réponse)") : seen.text),
          h("details", null, h("summary", null, t("La consigne")), h("div", { class: "bureau-copie" }, task.statement))),
        h("div", null,
          task.criteria.map((criterion) => this.criterion(criterion, seen.mark.levels[criterion.id], async (level) => say(await this.ask("marking.set_level", { ...given, criterion: criterion.id, level })))),
          task.criteria.length ? null : this.free(seen, async (value) => say(await this.ask("marking.set_points", { ...given, points: value }))),
          mark,
          h("p", null, h("label", { for: "bureau-commentaire" }, t("Commentaire pour la personne")), comment),
          this.bank(given, comment, seen, task),
          this.notes(given, seen, task))),
      h("p", { class: "bureau-boutons" },
        h("button", { type: "button", onclick: () => this.move(-1), disabled: this.at === 0 }, t("Copie précédente")),
        h("button", { type: "button", class: "plein", onclick: () => this.move(1), disabled: this.at >= this.line.length - 1 }, t("Copie suivante"))));
    await this.fillBank?.();
  }

  who({ student, label }) {
    return this.desk.results.lines.get(student)?.querySelector("th").textContent ?? label;
  }

  criterion({ id, title, levels }, chosen, set) {
    const name = `critere-${id}-${Math.random().toString(36).slice(2, 8)}`;
    return h("fieldset", { class: "bureau-critere" }, h("legend", null, title),
      h("div", { class: "bureau-niveaux" }, levels.map((text, level) => {
        const input = h("input", { type: "radio", name, value: level, checked: chosen === level, onchange: () => this.desk.trying(() => set(level)) });
        return h("label", null, input, h("span", null, h("strong", null, String(level)), ` ${text}`));
      })));
  }

  free(seen, set) {
    const { t } = this.desk;
    const input = h("input", { type: "number", id: "bureau-points", min: "0", max: seen.max, step: "0.25", onchange: () => this.desk.trying(() => set(input.value === "" ? null : Number(input.value))) });
    if (seen.mark.points !== null && seen.mark.points !== undefined) input.value = seen.mark.points;
    return h("p", null, h("label", { for: "bureau-points" }, t("Points, sur {max}", { max: points.format(seen.max) })), " ", input);
  }

  /** The comments kept, to reuse in one press. */
  bank(given, comment, seen, task) {
    const { t } = this.desk;
    const list = h("ul");
    const status = h("p", { role: "status" });
    this.fillBank = async () => {
      const kept = await this.ask("marking.bank", { task: task.id });
      list.replaceChildren(...kept.map((each) => h("li", { class: "bureau-boutons" },
        h("button", { type: "button", onclick: async () => {
          await this.keep?.();
          const told = await this.ask("marking.bank_use", { ...given, comment: each.id });
          comment.value = seen.mark.comment = told.mark.comment;
        } }, each.text),
        h("button", { type: "button", "aria-label": t("Oublier « {text} »", { text: each.text }), onclick: async () => { await this.ask("marking.bank_remove", { comment: each.id }); await this.fillBank(); } }, t("Oublier")))));
    };
    const load = h("input", { type: "file", accept: ".json", hidden: true, onchange: () => this.desk.trying(async () => {
      const [file] = load.files;
      const told = await this.desk.office.call("marking.bank_import", { name: file.name }, new Uint8Array(await file.arrayBuffer()));
      status.textContent = t("{n} commentaire(s) ajouté(s).", { n: told.added });
      await this.fillBank();
    }) });
    return h("details", { open: true }, h("summary", null, t("Commentaires gardés")), list,
      h("p", { class: "bureau-boutons" },
        h("button", { type: "button", onclick: () => this.desk.trying(async () => { await this.keep?.(); await this.ask("marking.bank_add", { text: comment.value, task: task.id }); await this.fillBank(); }) }, t("Garder ce commentaire")),
        h("button", { type: "button", onclick: () => this.desk.trying(async () => { const file = await this.ask("marking.bank_export"); save(file.name, file.data, "application/json"); }) }, t("Exporter")),
        h("button", { type: "button", onclick: () => load.click() }, t("Importer")), load), status);
  }

  notes(given, seen, task) {
    const { t } = this.desk;
    const field = (key, text) => {
      const id = `bureau-note-${key}`;
      const area = h("textarea", { id, rows: "2", onchange: () => this.ask("marking.set_notes", { ...given, [key]: area.value }) });
      area.value = seen.notes[key];
      return h("p", null, h("label", { for: id }, text), area);
    };
    return h("details", null, h("summary", null, t("Vos notes privées : brouillon, IA, oral")),
      field("draft", t("Le brouillon montré")), field("ai", t("L’usage de l’IA")), field("oral", t("Les réponses à l’oral")),
      task.oral.length ? h("ul", null, task.oral.map((each) => h("li", null, each))) : null);
  }

  key(event) {
    if (event.altKey && (event.key === "ArrowRight" || event.key === "ArrowLeft")) {
      event.preventDefault();
      this.desk.trying(() => this.move(event.key === "ArrowRight" ? 1 : -1));
    } else if (event.altKey && event.key.toLowerCase() === "c") {
      event.preventDefault();
      this.copy.querySelector("#bureau-commentaire")?.focus();
    } else if (/^[0-4]$/.test(event.key) && event.target.matches?.(".bureau-critere input")) {
      event.preventDefault();
      const inputs = event.target.closest(".bureau-critere").querySelectorAll("input");
      inputs[Number(event.key)].click();
      inputs[Number(event.key)].focus();
    }
  }

  // --- samples and a second marker ---

  async drawTools() {
    const { t } = this.desk;
    const task = this.tasks.find(({ id }) => id === (this.by === "task" ? this.name : this.line[this.at]?.task));
    this.tools.replaceChildren(task?.samples ? this.calibration(task) : "", this.second());
  }

  calibration(task) {
    const { t } = this.desk;
    const box = h("div");
    const draw = (told) => {
      const at = [...box.querySelectorAll("input")].indexOf(document.activeElement); // the keyboard stays where it is
      box.replaceChildren(h("p", { role: "status" }, told.reading), ...told.samples.map((sample, number) => h("section", null,
        h("h4", null, sample.title),
        h("div", { class: "bureau-copie" }, sample.text),
        task.criteria.map((criterion) => this.criterion(criterion, sample.levels[criterion.id], async (level) => draw(await this.ask("agreement.calibrate", { task_id: task.id, sample: number, criterion: criterion.id, level })))),
        sample.reference ? h("p", null, t("Référence : {levels}.", { levels: task.criteria.map(({ id, title }) => `${title} ${sample.reference[id]}`).join(", ") }), sample.comment ? ` ${sample.comment}` : null) : null)));
      box.querySelectorAll("input")[at]?.focus();
    };
    const details = h("details", { ontoggle: () => details.open && this.desk.trying(async () => draw(await this.ask("agreement.calibration", { task_id: task.id }))) },
      h("summary", null, t("S’étalonner sur deux exemples")), box);
    return details;
  }

  second() {
    const { t } = this.desk;
    const table = h("div");
    const name = h("input", { type: "text", id: "bureau-second", value: "B", maxlength: "40" });
    const load = h("input", { type: "file", accept: ".json", hidden: true, onchange: () => this.desk.trying(async () => {
      const [file] = load.files;
      const told = await this.desk.office.call("merge", { name: file.name }, new Uint8Array(await file.arrayBuffer()));
      const lines = await this.ask("agreement.between");
      const body = lines.map((line) => h("tr", null, h("th", { scope: "row" }, `${line.task} · ${line.title}`), h("td", { class: "nombre" }, String(line.n)),
        h("td", { class: "nombre" }, line.quadratic === null ? "–" : points.format(line.quadratic)), h("td", null, line.reading)));
      table.replaceChildren(h("p", { role: "status" }, t("{n} note(s) ajoutée(s).", { n: told.added })),
        ...[...told.conflicts, ...told.ignored].map((each) => h("p", null, each)),
        h("div", { class: "defile", role: "region", tabindex: "0", "aria-label": t("Accord") },
          h("table", { class: "donnees" }, h("caption", null, t("Accord entre les deux correcteurs (kappa pondéré)")),
            h("thead", null, h("tr", null, [t("Critère"), t("Textes"), t("Kappa"), t("Lecture")].map((each) => h("th", { scope: "col" }, each)))), h("tbody", null, body))));
      load.value = "";
    }) });
    return h("details", null, h("summary", null, t("Un second correcteur")),
      h("p", null, t("Donnez-lui une copie sans noms ni notes. Il l’ouvre sur cette même page, note, l’enregistre et vous la rend.")),
      h("p", null, h("label", { for: "bureau-second" }, t("Son nom ou ses initiales")), name),
      h("p", { class: "bureau-boutons" },
        h("button", { type: "button", onclick: () => this.desk.trying(async () => { const file = await this.ask("second", { marker: name.value.trim() || "B" }); save(file.name, file.data, "application/json"); }) }, t("Préparer sa copie")),
        h("button", { type: "button", onclick: () => load.click() }, t("Ajouter ses notes")), load), table);
  }
}
