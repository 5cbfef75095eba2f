// The table of a class: who, in which state, how many points, why; each line opens on its tests.
import { h } from "../python-output.js";
import { points, typed } from "./numbers.js";
import { Refused } from "./office.js";

export class Results {
  constructor(desk, people, ignored) {
    this.desk = desk;
    const { t } = desk;
    this.lines = new Map(); // student → row of the table
    this.known = new Map(); // student → what the row says
    this.heading = h("h2", { tabindex: "-1" }, t("Les résultats · {name}", { name: desk.assignment.assignment }));
    this.bar = h("progress", { max: "1", value: "0", hidden: true, "aria-label": t("Correction") });
    this.told = h("p", { role: "status" });
    this.troubles = h("div");
    this.pauseButton = h("button", { type: "button", hidden: true, onclick: () => desk.pause() }, t("Mettre en pause"));
    this.goOn = h("button", { type: "button", hidden: true, class: "plein", onclick: () => desk.resume() }, t("Continuer"));
    this.end = h("button", { type: "button", hidden: true, onclick: () => desk.end() }, t("Arrêter là"));
    const hide = h("input", { type: "checkbox", id: "bureau-anonyme", checked: desk.assignment.anonymous, onchange: () => this.hide(hide.checked) });
    this.hidden = hide;
    this.body = h("tbody");
    const head = [t("Nom"), t("État"), t("Points"), t("À lire"), t("Pourquoi")];
    const table = h("table", { class: "donnees" }, h("caption", null, t("Une ligne par personne")),
      h("thead", null, h("tr", null, head.map((each) => h("th", { scope: "col" }, each)))), this.body);
    this.root = h("section", { class: "bureau-resultats" }, this.heading,
      h("p", { class: "bureau-aide" }, desk.assignment.hidden === null ? t("Séance ouverte depuis un fichier.") : desk.assignment.hidden ? t("Vérifications visibles et cachées.") : t("Vérifications visibles seulement : vous n’avez pas donné le carnet du formateur.")),
      this.bar, this.told, this.troubles, h("p", { class: "bureau-boutons" }, this.pauseButton, this.goOn, this.end),
      h("p", null, h("label", null, hide, " ", t("Cacher les noms"))),
      h("div", { class: "defile", role: "region", tabindex: "0", "aria-label": t("Résultats de la classe") }, table),
      this.left(ignored));
    this.show(people);
  }

  left(ignored) {
    const { t } = this.desk;
    if (!ignored.length) return null;
    return h("details", null, h("summary", null, t("{n} fichier(s) laissé(s) de côté", { n: ignored.length })),
      h("ul", null, ignored.map(([path, why]) => h("li", null, `${path} : ${why}`))));
  }

  async hide(anonymous) {
    await this.desk.trying(async () => {
      await this.desk.hand?.keep();
      await this.desk.office.call("settings", { anonymous });
      this.show(await this.desk.office.call("people"));
      await this.desk.hand?.refresh();
    });
  }

  show(people) {
    this.lines.clear();
    this.body.replaceChildren();
    const shown = (line) => line.name || line.label;
    for (const line of [...people].sort((a, b) => shown(a).localeCompare(shown(b), "fr"))) this.update(line);
  }

  update(line) {
    const { t } = this.desk;
    const name = line.name || line.label;
    const reasons = [...(line.reasons ?? []), ...(line.notes ?? [])];
    const why = h("td", { class: "texte" });
    if (line.status && line.status !== "rejected") {
      const box = h("div");
      const details = h("details", { ontoggle: () => details.open && this.desk.trying(() => this.open(line, box)) },
        h("summary", null, reasons.length ? reasons[0] : t("Détail"), h("span", { class: "vh" }, ` (${name})`)), box);
      if (reasons.length > 1) details.append(h("ul", null, reasons.slice(1).map((each) => h("li", null, each))));
      why.append(details);
    } else why.append(reasons.join(" "));
    const row = h("tr", null, h("th", { scope: "row" }, name), h("td"), h("td", { class: "nombre" }), h("td", { class: "nombre" }), why);
    this.lines.get(line.student)?.replaceWith(row);
    if (!this.lines.has(line.student)) this.body.append(row);
    this.lines.set(line.student, row);
    this.known.set(line.student, line);
    this.recount(line);
  }

  /** What a person's work has changed in a line: its state and its figures; a detail that is open stays so. */
  recount(told) {
    const row = this.lines.get(told.student);
    const line = Object.assign(this.known.get(told.student), told);
    const looked = line.status === "needs review" && line.checked;
    row.className = `bureau-${looked ? "graded" : (line.status || "attente").replace(" ", "-")}`;
    const [state, score, todo] = row.querySelectorAll("td");
    state.textContent = looked ? this.desk.t("noté, regardé") : line.state ?? "";
    score.textContent = line.score === null || line.score === undefined || line.status === "rejected" ? "–" : `${points.format(line.score)} / ${points.format(line.max)}`;
    todo.textContent = line.todo ? String(line.todo) : "";
  }

  async open(line, box) {
    const { t, office } = this.desk;
    const { filename } = await office.call("outcome", { student: line.student });
    const list = h("ul");
    const draw = async () => {
      const cells = await office.call("marking.cells", { student: line.student });
      list.replaceChildren(...cells.map((cell) => h("li", null, this.cell(cell))));
      return cells;
    };
    const cells = await draw();
    const looked = h("input", { type: "checkbox", checked: line.checked, onchange: () => this.desk.trying(async () => this.recount(await office.call("marking.check", { student: line.student, done: looked.checked }))) });
    box.replaceChildren(
      h("p", null, filename), list,
      line.status === "needs review" ? h("p", null, h("label", null, looked, " ", t("J’ai regardé ce rendu"))) : "",
      this.change(line, cells.filter(({ manual }) => !manual), draw));
  }

  cell({ grade_id, points: given, max, error, override }) {
    const { t } = this.desk;
    const note = `${grade_id} : ${given === null ? t("à lire") : points.format(given)} / ${points.format(max)}`;
    const why = override ? t("note changée : {reason}", { reason: override.reason }) : error;
    return why ? `${note} · ${why}` : note;
  }

  /** Points that a person puts in the place of automatic ones, with the reason. */
  change(line, tests, draw) {
    const { t, office } = this.desk;
    const id = (name) => `bureau-${name}-${line.student}`;
    const which = h("select", { id: id("test") }, tests.map(({ grade_id }) => h("option", { value: grade_id }, grade_id)));
    const value = h("input", { type: "text", inputmode: "decimal", id: id("points"), autocomplete: "off" });
    const why = h("input", { type: "text", id: id("raison") });
    const told = h("p", { role: "status" });
    const press = (call, given) => () => this.desk.trying(async () => {
      told.textContent = "";
      this.recount(await office.call(call, { student: line.student, grade_id: which.value, ...given() }));
      await draw();
      told.textContent = t("C’est fait : {score} sur {max} en tout.", { score: points.format(line.score), max: points.format(line.max) });
    });
    const asked = () => {
      const given = typed(value, t);
      if (given === null) throw new Refused(t("Il manque les points. Écrivez par exemple 2,5."));
      return { points: given, reason: why.value };
    };
    return h("details", null, h("summary", null, t("Changer une note automatique")),
      h("p", null, h("label", { for: which.id }, t("Test")), " ", which),
      h("p", null, h("label", { for: value.id }, t("Points")), " ", value),
      h("p", null, h("label", { for: why.id }, t("Raison, que la personne lira")), why),
      h("p", { class: "bureau-boutons" },
        h("button", { type: "button", onclick: press("marking.override", asked) }, t("Changer")),
        h("button", { type: "button", onclick: press("marking.restore", () => ({})) }, t("Revenir à la note automatique"))), told);
  }

  trouble(text) {
    this.troubles.append(h("p", { class: "bureau-alerte" }, `${this.desk.t("Attention :")} ${text}`));
  }

  running(total) {
    this.bar.hidden = this.pauseButton.hidden = false;
    this.goOn.hidden = this.end.hidden = true;
    this.bar.removeAttribute("value");
    this.told.textContent = this.desk.t("Correction de {n} rendu(s)…", { n: total });
  }

  progress(done, total, left) {
    this.bar.value = done / total;
    const minutes = left < 90 ? this.desk.t("{n} s", { n: Math.ceil(left) }) : this.desk.t("{n} min", { n: Math.round(left / 60) });
    this.told.textContent = this.desk.t("{done} sur {total} ; encore {left} environ.", { done, total, left: minutes });
  }

  idle(whole, left) {
    this.bar.hidden = this.pauseButton.hidden = true;
    this.goOn.hidden = this.end.hidden = whole;
    this.told.textContent = whole ? this.desk.t("Tous les rendus sont corrigés.") : this.desk.t("En pause : {n} rendu(s) attendent.", { n: left });
    if (!whole) this.goOn.focus();
  }

  ended(left) {
    this.idle(true, 0);
    this.told.textContent = this.desk.t("Correction arrêtée : {n} rendu(s) restent sans note.", { n: left });
  }
}
