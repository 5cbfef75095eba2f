// The table of a class: who, in which state, how many points, why; each line opens on its tests.
import { h } from "../python-output.js";

const points = new Intl.NumberFormat("fr-FR", { maximumFractionDigits: 2 });

export class Results {
  constructor(desk, people, ignored) {
    this.desk = desk;
    const { t } = desk;
    this.lines = new Map();
    this.heading = h("h2", { tabindex: "-1" }, t("Les résultats · {name}", { name: desk.assignment.assignment }));
    this.bar = h("progress", { max: "1", value: "0", hidden: true, "aria-label": t("Correction") });
    this.told = h("p", { role: "status" });
    this.troubles = h("div");
    this.pauseButton = h("button", { type: "button", hidden: true, onclick: () => desk.pause() }, t("Mettre en pause"));
    this.goOn = h("button", { type: "button", hidden: true, class: "plein", onclick: () => desk.resume() }, t("Continuer"));
    const hide = h("input", { type: "checkbox", id: "bureau-anonyme", onchange: () => this.hide(hide.checked) });
    this.hidden = hide;
    this.body = h("tbody");
    const head = [t("Nom"), t("État"), t("Points"), t("À lire"), t("Pourquoi")];
    const table = h("table", { class: "donnees" }, h("caption", null, t("Une ligne par personne")),
      h("thead", null, h("tr", null, head.map((each) => h("th", { scope: "col" }, each)))), this.body);
    this.root = h("section", { class: "bureau-resultats" }, this.heading,
      h("p", { class: "bureau-aide" }, desk.assignment.hidden === null ? t("Séance ouverte depuis un fichier.") : desk.assignment.hidden ? t("Vérifications visibles et cachées.") : t("Vérifications visibles seulement : vous n’avez pas donné le carnet du formateur.")),
      this.bar, this.told, this.troubles, h("p", { class: "bureau-boutons" }, this.pauseButton, this.goOn),
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
      const details = h("details", { ontoggle: () => details.open && this.open(line, box) },
        h("summary", null, reasons.length ? reasons[0] : t("Détail"), h("span", { class: "vh" }, ` (${name})`)), box);
      if (reasons.length > 1) details.append(h("ul", null, reasons.slice(1).map((each) => h("li", null, each))));
      why.append(details);
    } else why.append(reasons.join(" "));
    const row = h("tr", { class: `bureau-${(line.status || "attente").replace(" ", "-")}` },
      h("th", { scope: "row" }, name),
      h("td", null, line.state ?? ""),
      h("td", { class: "nombre" }, line.score === null || line.score === undefined || line.status === "rejected" ? "–" : `${points.format(line.score)} / ${points.format(line.max)}`),
      h("td", { class: "nombre" }, line.todo ? String(line.todo) : ""), why);
    this.lines.get(line.student)?.replaceWith(row);
    if (!this.lines.has(line.student)) this.body.append(row);
    this.lines.set(line.student, row);
  }

  async open(line, box) {
    const { t, office } = this.desk;
    const { cells, filename } = await office.call("outcome", { student: line.student });
    const again = async () => this.update((await office.call("people")).find(({ student }) => student === line.student));
    const looked = h("input", { type: "checkbox", checked: line.checked, onchange: () => this.desk.trying(async () => {
      await office.call("marking.check", { student: line.student, done: looked.checked });
      line.checked = looked.checked;
    }) });
    box.replaceChildren(
      h("p", null, filename),
      h("ul", null, Object.entries(cells).map(([id, { auto, max, error }]) =>
        h("li", null, `${id} : ${auto === null ? t("à lire") : points.format(auto)} / ${points.format(max)}`, error ? ` · ${error}` : null))),
      line.status === "needs review" ? h("p", null, h("label", null, looked, " ", t("J’ai regardé ce rendu"))) : "",
      this.change(line, Object.keys(cells).filter((id) => !id.endsWith("-texte")), again));
  }

  /** Points that a person puts in the place of automatic ones, with the reason. */
  change(line, tests, again) {
    const { t, office } = this.desk;
    const id = (name) => `bureau-${name}-${line.student}`;
    const which = h("select", { id: id("test") }, tests.map((each) => h("option", { value: each }, each)));
    const value = h("input", { type: "number", id: id("points"), min: "0", step: "0.25" });
    const why = h("input", { type: "text", id: id("raison") });
    const press = (call, given) => () => this.desk.trying(async () => {
      await office.call(call, { student: line.student, grade_id: which.value, ...given() });
      await again();
    });
    return h("details", null, h("summary", null, t("Changer une note automatique")),
      h("p", null, h("label", { for: which.id }, t("Test")), " ", which),
      h("p", null, h("label", { for: value.id }, t("Points")), " ", value),
      h("p", null, h("label", { for: why.id }, t("Raison, que la personne lira")), why),
      h("p", { class: "bureau-boutons" },
        h("button", { type: "button", onclick: press("marking.override", () => ({ points: Number(value.value), reason: why.value })) }, t("Changer")),
        h("button", { type: "button", onclick: press("marking.restore", () => ({})) }, t("Revenir à la note automatique"))));
  }

  trouble(text) {
    this.troubles.append(h("p", { class: "bureau-alerte" }, `${this.desk.t("Attention :")} ${text}`));
  }

  running(total) {
    this.bar.hidden = this.pauseButton.hidden = false;
    this.goOn.hidden = true;
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
    this.goOn.hidden = whole;
    this.told.textContent = whole ? this.desk.t("Tous les rendus sont corrigés.") : this.desk.t("En pause : {n} rendu(s) attendent.", { n: left });
    if (!whole) this.goOn.focus();
  }
}
