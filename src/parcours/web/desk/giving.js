// Everything that goes back: to Moodle, to the trainees, to a colleague, to peers; and the session as one file.
import { h } from "../python-output.js";
import { save } from "./files.js";

const TYPES = { zip: "application/zip", csv: "text/csv", json: "application/json", html: "text/html", xml: "text/xml", txt: "text/plain" };

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

  /** A button that asks for a file first. */
  from(text, accept, act, multiple = false) {
    const input = h("input", { type: "file", accept, multiple, hidden: true, onchange: () => this.desk.trying(async () => {
      for (const file of input.files) await act(file, new Uint8Array(await file.arrayBuffer()));
      input.value = "";
    }) });
    return [h("button", { type: "button", onclick: () => input.click() }, text), input];
  }

  async refresh() {
    const { t, office } = this.desk;
    const tasks = (await office.call("marking.tasks")).filter((task) => task.manual && task.criteria.length);
    this.status = h("p", { role: "status" });
    this.body.replaceChildren(this.status,
      h("h3", null, t("À Moodle")),
      h("p", null, t("Téléchargez la feuille d’évaluation du devoir, donnez-la ici : vous la retrouvez remplie.")),
      h("p", { class: "bureau-boutons" },
        this.from(t("Remplir la feuille de Moodle"), ".csv", async (file, data) => this.give(await office.call("giving.worksheet", { name: file.name }, data), this.status)),
        this.button(t("Zip des retours"), "giving.feedback_zip")),
      h("h3", null, t("Pour vous et l’équipe")),
      h("p", { class: "bureau-boutons" },
        this.button(t("Tableau des notes (CSV)"), "giving.marks_csv"),
        this.button(t("Rapport de la classe"), "giving.class_report"),
        this.button(t("Pour nbgrader"), "giving.nbgrader_zip")),
      h("h3", null, t("Les quiz, pour la banque de questions de Moodle")),
      h("p", { class: "bureau-boutons" },
        h("button", { type: "button", onclick: () => this.questions("xml") }, t("Tous les quiz (XML Moodle)")),
        h("button", { type: "button", onclick: () => this.questions("gift") }, t("Tous les quiz (GIFT)"))),
      h("h3", null, t("La séance")),
      h("p", null, t("Un seul fichier contient tout : travaux lus, notes, commentaires. Gardez-le en lieu sûr : il porte des noms.")),
      h("p", { class: "bureau-boutons" },
        this.button(t("Enregistrer la séance"), "save"),
        this.from(t("Ouvrir une séance"), ".json", (file) => this.open(file)),
        h("button", { type: "button", onclick: () => this.forget() }, t("Tout effacer de cet ordinateur"))),
      tasks.length ? this.peers(tasks) : "");
  }

  /** What `parcours moodle questions` writes, from the banks that the pages use. */
  questions(form) {
    const { page, quizzes, office } = this.desk;
    return this.desk.trying(async () => {
      const banks = await Promise.all(Object.entries(quizzes).map(async ([module, title]) => {
        const answer = await fetch(`${page.assets}items/${module}.json`);
        if (!answer.ok) throw new Error(`items/${module}.json : ${answer.status}`);
        return [title, await answer.json()];
      }));
      this.give(await office.call("questions", { banks, form }), this.status);
    });
  }

  async open(file) {
    const { desk } = this;
    await desk.open(file);
    this.status.textContent = desk.t("« {name} » est ouverte.", { name: file.name });
  }

  forget() {
    const { t } = this.desk;
    const sure = h("button", { type: "button", onclick: () => this.desk.forget() }, t("Oui, tout effacer"));
    this.status.replaceChildren(t("La séance et les travaux seront effacés de ce navigateur."), " ", sure);
    sure.focus();
  }

  peers(tasks) {
    const { t, office } = this.desk;
    const task = h("select", { id: "bureau-pairs" }, tasks.map(({ id, title }) => h("option", { value: id }, `${id} · ${title}`)));
    const readers = h("input", { type: "number", id: "bureau-lecteurs", min: "0", max: "10", value: "3" });
    const own = h("input", { type: "checkbox" });
    const out = h("div", { role: "status" });
    let round = "";
    const bring = this.from(t("Rapporter les lectures"), ".zip,.csv,.html,.json", async (file, data) => {
      const told = await office.call("collect", { name: file.name, round }, data);
      const seen = await office.call("peer.summary", { turn_id: round });
      out.replaceChildren(h("p", null, t("{n} lecture(s) reçue(s).", { n: told.accepted.length ?? told.accepted })),
        ...told.refused.map((each) => h("p", { class: "bureau-alerte" }, each.text)),
        h("ul", null, seen.texts.map((each) => h("li", null, `${each.label} : ${each.criteria.map(({ title, median }) => `${title} ${median ?? "–"}`).join(", ")}`))));
    }, true);
    bring[0].disabled = true;
    return h("details", null, h("summary", null, t("Lecture entre pairs et auto-évaluation")),
      h("p", null, h("label", { for: "bureau-pairs" }, t("Tâche")), " ", task),
      h("p", null, h("label", { for: "bureau-lecteurs" }, t("Lecteurs par texte")), " ", readers),
      h("p", null, h("label", null, own, " ", t("Chacun s’évalue aussi"))),
      h("p", { class: "bureau-boutons" }, h("button", { type: "button", onclick: () => this.desk.trying(async () => {
        const turn = await office.call("peer.start", { task_id: task.value, readers: Number(readers.value), own: own.checked });
        round = turn.id;
        this.give(await office.call("peer.packs", { turn_id: round }), this.status);
        out.textContent = turn.told;
        bring[0].disabled = false;
      }) }, t("Préparer les lectures")), bring), out);
  }
}
