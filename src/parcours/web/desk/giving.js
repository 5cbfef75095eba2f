// Everything that goes back: to Moodle, to the trainees, to a colleague, to peers; and the session as one file.
import { h } from "../python-output.js";
import { choosing } from "./choosing.js";
import { save } from "./files.js";

const TYPES = { zip: "application/zip", csv: "text/csv", json: "application/json", html: "text/html" };
const number = new Intl.NumberFormat("fr-FR", { maximumFractionDigits: 2 });

export class Giving {
  constructor(desk) {
    this.desk = desk;
    this.body = h("div");
    this.root = h("section", { class: "bureau-rendre", "aria-labelledby": "bureau-rendre" }, h("h2", { id: "bureau-rendre" }, desk.t("Rendre")), this.body);
  }

  give(file, status) {
    save(file.name, file.data, TYPES[file.name.split(".").pop()]);
    const { t } = this.desk;
    status.replaceChildren(t("« {name} » est dans vos téléchargements.", { name: file.name }), ...file.told.flatMap((each) => [h("br"), each]));
  }

  /** A button that downloads what `name` makes. */
  button(text, name, given = () => ({})) {
    return [h("button", { type: "button", onclick: () => this.desk.trying(async () => this.give(await this.desk.office.call(name, given()), this.status)) }, text)];
  }

  async refresh() {
    const { t, office } = this.desk;
    const tasks = (await office.call("marking.tasks")).filter((task) => task.manual && task.criteria.length);
    this.status = h("p", { role: "status" });
    this.body.replaceChildren(this.status,
      h("h3", null, t("À Moodle")),
      h("p", null, t("Téléchargez la feuille d’évaluation du devoir, donnez-la ici : vous la retrouvez remplie.")),
      h("p", { class: "bureau-boutons" },
        choosing(this.desk, t("Remplir la feuille de Moodle"), ".csv", async ([{ name, data }]) => this.give(await office.call("giving.worksheet", { name }, data), this.status)),
        this.button(t("Zip des retours"), "giving.feedback_zip")),
      h("h3", null, t("Pour vous et l’équipe")),
      h("p", { class: "bureau-boutons" },
        this.button(t("Tableau des notes (CSV)"), "giving.marks_csv"),
        this.button(t("Rapport de la classe"), "giving.class_report"),
        this.button(t("Pour nbgrader"), "giving.nbgrader_zip")),
      h("h3", null, t("La séance")),
      h("p", null, t("Un seul fichier contient tout : travaux lus, notes, commentaires. Gardez-le en lieu sûr : il porte des noms.")),
      h("p", { class: "bureau-boutons" },
        this.button(t("Enregistrer la séance"), "save"),
        choosing(this.desk, t("Ouvrir une séance"), ".json", ([{ file }]) => this.open(file)),
        h("button", { type: "button", onclick: () => this.forget() }, t("Tout effacer de cet ordinateur"))),
      tasks.length ? this.peers(tasks) : "");
  }

  async open(file) {
    const { desk } = this;
    if (await desk.open(file)) this.status.textContent = desk.t("« {name} » est ouverte.", { name: file.name });
  }

  forget() {
    const { t } = this.desk;
    const sure = h("button", { type: "button", onclick: () => this.desk.forget() }, t("Oui, tout effacer"));
    this.status.replaceChildren(t("La séance et les travaux seront effacés de ce navigateur."), " ", sure);
    sure.focus();
  }

  peers(tasks) {
    const { t, office } = this.desk;
    const trying = (act) => this.desk.trying(act);
    const task = h("select", { id: "bureau-pairs" }, tasks.map(({ id, title }) => h("option", { value: id }, `${id} · ${title}`)));
    const readers = h("input", { type: "number", id: "bureau-lecteurs", min: "0", max: "10", value: "3" });
    const own = h("input", { type: "checkbox" });
    const out = h("div", { role: "status" });
    const round = h("select", { id: "bureau-tour", onchange: () => trying(() => told()) });
    const title = (id) => tasks.find((each) => each.id === id)?.title ?? id;
    const told = async (more = []) => {
      const seen = await office.call("peer.summary", { turn_id: round.value });
      out.replaceChildren(...more, ...this.readings(seen, this.rounds.find(({ id }) => id === round.value)));
    };
    const list = async (chosen) => {
      this.rounds = await office.call("peer.rounds", {});
      round.replaceChildren(...this.rounds.map((each) => h("option", { value: each.id, selected: each.id === chosen },
        t("{id} · {task} : {back} lecteur(s) sur {readers}", { ...each, task: title(each.task) }))));
      begun.hidden = !this.rounds.length;
    };
    const bring = async (files) => {
      const given = { round: round.value, sizes: files.map(({ name, data }) => [name, data.length]) };
      const { accepted, refused } = await office.call("collect", given, new Uint8Array(await new Blob(files.map(({ data }) => data)).arrayBuffer()));
      await list(round.value);
      await told([...accepted.map((text) => h("p", null, text)), ...refused.map(({ text }) => h("p", { class: "bureau-alerte" }, text))]);
    };
    const begun = h("div", { hidden: true },
      h("p", null, h("label", { for: "bureau-tour" }, t("Lecture commencée")), " ", round),
      h("p", { class: "bureau-boutons" },
        choosing(this.desk, t("Rapporter les lectures"), ".zip,.csv,.html,.json", bring, true),
        this.button(t("Refaire les paquets"), "peer.packs", () => ({ turn_id: round.value }))), out);
    const start = async () => {
      const turn = await office.call("peer.start", { task_id: task.value, readers: Number(readers.value), own: own.checked });
      this.give(await office.call("peer.packs", { turn_id: turn.id }), this.status);
      await list(turn.id);
      await told([h("p", null, turn.told)]);
    };
    const open = async () => {
      await list(this.rounds?.at(-1)?.id);
      if (this.rounds.length) await told();
    };
    const details = h("details", { ontoggle: () => details.open && trying(open) }, h("summary", null, t("Lecture entre pairs et auto-évaluation")),
      h("p", null, h("label", { for: "bureau-pairs" }, t("Tâche")), " ", task),
      h("p", null, h("label", { for: "bureau-lecteurs" }, t("Lecteurs par texte")), " ", readers),
      h("p", null, h("label", null, own, " ", t("Chacun s’évalue aussi"))),
      h("p", { class: "bureau-boutons" }, h("button", { type: "button", onclick: () => trying(start) }, t("Préparer les lectures"))), begun);
    return details;
  }

  /** What the readers said of each text, how far they agree, and who has not answered. */
  readings({ texts, agreement }, { missing }) {
    const { t } = this.desk;
    const table = (caption, heads, lines) => h("div", { class: "defile", role: "region", tabindex: "0", "aria-label": caption },
      h("table", { class: "donnees" }, h("caption", null, caption), h("thead", null, h("tr", null, heads.map((each) => h("th", { scope: "col" }, each)))),
        h("tbody", null, lines.map(([first, ...rest]) => h("tr", null, h("th", { scope: "row" }, first), rest.map((each) => h("td", { class: "nombre" }, each)))))));
    const level = ({ median, own }) => (median === null ? "–" : number.format(median)) + (own === null ? "" : t(" (soi : {n})", { n: own }));
    const share = (part) => (part === null ? "–" : t("{n} %", { n: number.format(100 * part) }));
    return [
      missing.length ? h("p", null, t("Lectures attendues : {who}.", { who: missing.join(", ") })) : "",
      table(t("Niveau médian donné par les lecteurs"), [t("Texte"), t("Lecteurs"), ...agreement.map(({ title }) => title)],
        texts.map((each) => [each.label, String(each.readers), ...each.criteria.map(level)])),
      table(t("Accord entre les lecteurs"), [t("Critère"), t("Textes"), t("Alpha de Krippendorff"), t("À un niveau près")],
        agreement.map((each) => [each.title, String(each.n), each.alpha === null ? "–" : number.format(each.alpha), share(each.near)])),
      ...texts.filter(({ comments }) => comments.length).map(({ label, comments }) => h("div", null, h("h4", null, label), h("ul", null, comments.map((each) => h("li", null, each))))),
    ];
  }
}
