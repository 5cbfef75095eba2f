// Marks by hand: one task of everybody or everything of one person; rubric as buttons, comments kept, keyboard, samples, a second marker.
import { h } from "../python-output.js";
import { Bank } from "./bank.js";
import { choosing } from "./choosing.js";
import { Fields } from "./fields.js";
import { save } from "./files.js";
import { points, typed } from "./numbers.js";

export class HandMarking {
  constructor(desk) {
    this.desk = desk;
    const { t } = desk;
    this.by = "task";
    this.at = 0;
    this.line = [];
    this.fields = new Fields(desk);
    this.bank = new Bank(desk, this.fields);
    this.body = h("div");
    this.root = h("section", { class: "bureau-lecture", "aria-labelledby": "bureau-lecture" }, h("h2", { id: "bureau-lecture" }, t("Lire et noter")), this.body);
    this.root.addEventListener("keydown", (event) => this.key(event));
  }

  ask(name, given) {
    return this.desk.office.call(name, given);
  }

  /** What has just been typed is sent. */
  keep() {
    return this.fields.keep();
  }

  async refresh() {
    const { t } = this.desk;
    this.fields.clear();
    await this.bank.take();
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
    const which = h("select", { id: "bureau-quoi", onchange: () => this.turn(this.by, which.value) },
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
          h("li", null, t("De 0 à 4 : le niveau du critère où vous êtes, sinon du premier sans niveau ; le suivant vient de lui-même.")),
          h("li", null, t("Suppr : effacer le niveau du critère où vous êtes.")),
          h("li", null, t("Alt + flèche droite ou gauche : copie suivante ou précédente.")),
          h("li", null, t("Alt + C : le commentaire.")))),
      this.tools);
    await this.show();
    await this.drawTools();
  }

  turn(by, name = "") {
    return this.desk.trying(async () => {
      await this.fields.keep();
      Object.assign(this, { by, name, at: 0 });
      await this.draw();
    });
  }

  async move(step) {
    this.moving = true; // a digit pressed meanwhile is for the text to come, not for this one
    try {
      await this.fields.keep();
      const at = this.at + step;
      if (at < 0 || at >= this.line.length) return;
      this.at = at;
      await this.show();
      this.copy.querySelector("h3")?.focus();
    } finally {
      this.moving = false;
    }
  }

  // --- one text ---

  async show() {
    const { t } = this.desk;
    this.fields.clear();
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
        + (told.complete ? "" : ` ${t("Il reste au moins un critère à choisir.")}`)
        + (task.criteria.length && told.mark.points !== null ? ` ${t("Vos points remplacent ceux de la grille.")}` : "");
      if (told.row) this.desk.results.recount(told.row);
    };
    const set = async (name, value) => say(await this.ask(`marking.${name}`, { ...given, ...value }));
    say(seen);
    const comment = h("textarea", { id: "bureau-commentaire", rows: "4" });
    comment.value = seen.mark.comment ?? "";
    this.fields.add(comment, (text) => this.ask("marking.set_comment", { ...given, text }));
    const head = h("h3", { tabindex: "-1" }, t("{who} · {task}", { who: this.who(now), task: task.title }));
    this.copy.replaceChildren(head,
      h("p", { class: "bureau-aide" }, t("Copie {n} sur {total}, {words} mots.", { n: this.at + 1, total: this.line.length, words: seen.words })),
      seen.changed ? h("p", { class: "bureau-alerte" }, t("Ce texte a changé depuis votre lecture.")) : "",
      h("div", { class: "bureau-deux" },
        h("div", null,
          h("div", { class: "bureau-copie", tabindex: "0", role: "region", "aria-label": t("Le texte") }, seen.blank || !seen.text.trim() ? t("(pas de réponse)") : seen.text),
          h("details", null, h("summary", null, t("La consigne")), h("div", { class: "bureau-copie" }, task.statement))),
        h("div", null,
          task.criteria.map((criterion) => this.criterion(criterion, seen.mark.levels[criterion.id], (level) => set("set_level", { criterion: criterion.id, level }), true)),
          this.free(seen, task, (value) => set("set_points", { points: value })),
          mark,
          h("p", null, h("label", { for: "bureau-commentaire" }, t("Commentaire pour la personne")), comment),
          this.bank.draw(given, comment, task),
          this.notes(given, seen, task))),
      h("p", { class: "bureau-boutons" },
        h("button", { type: "button", onclick: () => this.desk.trying(() => this.move(-1)), disabled: this.at === 0 }, t("Copie précédente")),
        h("button", { type: "button", class: "plein", onclick: () => this.desk.trying(() => this.move(1)), disabled: this.at >= this.line.length - 1 }, t("Copie suivante"))));
    await this.bank.fill();
  }

  who({ student, label }) {
    return this.desk.results.lines.get(student)?.querySelector("th").textContent ?? label;
  }

  /** A line of the rubric as buttons; an erasable one can be left without a level again. */
  criterion({ id, title, levels }, chosen, set, erasable = false) {
    const { t } = this.desk;
    const name = `critere-${id}-${Math.random().toString(36).slice(2, 8)}`;
    const erase = h("button", { type: "button", class: "bureau-effacer", hidden: chosen === undefined, "aria-label": t("Effacer le niveau : {title}", { title }), onclick: () => {
      for (const input of inputs) input.checked = false;
      erase.hidden = true;
      inputs[0].focus();
      return this.desk.trying(() => set(null));
    } }, t("Effacer"));
    const inputs = levels.map((_, level) => h("input", { type: "radio", name, value: level, checked: chosen === level, onchange: () => {
      erase.hidden = false;
      return this.desk.trying(() => set(level));
    } }));
    return h("fieldset", { class: "bureau-critere" }, h("legend", null, title),
      h("div", { class: "bureau-niveaux" }, inputs.map((input, level) => h("label", null, input, h("span", null, h("strong", null, String(level)), ` ${levels[level]}`)))),
      erasable ? erase : null);
  }

  /** Points without the rubric: the only ones where there is none, else a way to depart from it. */
  free(seen, task, set) {
    const { t } = this.desk;
    const input = h("input", { type: "text", inputmode: "decimal", id: "bureau-points", autocomplete: "off" });
    const given = seen.mark.points !== null;
    if (given) input.value = points.format(seen.mark.points);
    this.fields.add(input, () => set(typed(input, t)));
    const line = h("p", null, h("label", { for: "bureau-points" }, t("Points, sur {max}", { max: points.format(seen.max) })), " ", input);
    if (!task.criteria.length) return line;
    return h("details", { open: given }, h("summary", null, t("S’écarter de la grille")),
      h("p", { class: "bureau-aide" }, t("Ces points remplacent ceux de la grille. Videz la case pour y revenir.")), line);
  }

  notes(given, seen, task) {
    const { t } = this.desk;
    const field = (key, text) => {
      const id = `bureau-note-${key}`;
      const area = h("textarea", { id, rows: "2" });
      area.value = seen.notes[key];
      this.fields.add(area, (text) => this.ask("marking.set_notes", { ...given, [key]: text }));
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
    } else if (!event.altKey && !event.ctrlKey && !event.metaKey && !event.target.matches("textarea, select, input:not([type=radio])")) {
      this.level(event);
    }
  }

  /** A digit gives a level to the criterion one is in, else to the first without any; by its place, whatever the keyboard's language. */
  level(event) {
    const inside = event.target.closest(".bureau-critere");
    const open = () => [...this.copy.querySelectorAll(".bureau-critere")].find((each) => !each.querySelector(":checked"));
    const [, digit] = /^(?:Digit|Numpad)([0-4])$/.exec(event.code) ?? [];
    const criterion = inside ?? (this.copy.contains(event.target) ? open() : null);
    if (this.moving) return;
    if (digit !== undefined && criterion) {
      event.preventDefault();
      const input = criterion.querySelectorAll("input")[digit];
      input.click();
      ((this.copy.contains(criterion) && open()?.querySelector("input")) || input).focus();
    } else if (event.key === "Delete") {
      inside?.querySelector(".bureau-effacer:not([hidden])")?.click();
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
    const add = async ([{ name: file, data }]) => {
      const told = await this.desk.office.call("merge", { name: file }, data);
      const lines = await this.ask("agreement.between");
      const body = lines.map((line) => h("tr", null, h("th", { scope: "row" }, `${line.task} · ${line.title}`), h("td", { class: "nombre" }, String(line.n)),
        h("td", { class: "nombre" }, line.quadratic === null ? "–" : points.format(line.quadratic)), h("td", null, line.reading)));
      table.replaceChildren(h("p", { role: "status" }, t("{n} note(s) ajoutée(s), {changed} mise(s) à jour.", { n: told.added, changed: told.changed })),
        ...[...told.conflicts, ...told.ignored].map((each) => h("p", null, each)),
        h("div", { class: "defile", role: "region", tabindex: "0", "aria-label": t("Accord") },
          h("table", { class: "donnees" }, h("caption", null, t("Accord entre les deux correcteurs (kappa pondéré)")),
            h("thead", null, h("tr", null, [t("Critère"), t("Textes"), t("Kappa"), t("Lecture")].map((each) => h("th", { scope: "col" }, each)))), h("tbody", null, body))));
      for (const line of await this.ask("people")) this.desk.results.recount(line);
    };
    return h("details", null, h("summary", null, t("Un second correcteur")),
      h("p", null, t("Donnez-lui une copie sans noms ni notes. Il l’ouvre sur cette même page, note, l’enregistre et vous la rend.")),
      h("p", null, h("label", { for: "bureau-second" }, t("Son nom ou ses initiales")), name),
      h("p", { class: "bureau-boutons" },
        h("button", { type: "button", onclick: () => this.desk.trying(async () => { const file = await this.ask("second", { marker: name.value.trim() || "B" }); save(file.name, file.data, "application/json"); }) }, t("Préparer sa copie")),
        choosing(this.desk, t("Ajouter ses notes"), ".json", add)), table);
  }
}
