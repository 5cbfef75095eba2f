// The comments that a marker keeps, to reuse in one press. They are the marker's, whatever the session: this browser keeps them apart.
import { h } from "../python-output.js";
import { choosing } from "./choosing.js";
import { save } from "./files.js";
import * as store from "./store.js";

const MARKER = "formateur"; // the key of what belongs to the marker, not to an assignment

export class Bank {
  constructor(desk, fields) {
    this.desk = desk;
    this.fields = fields;
  }

  ask(name, given = {}, data = null) {
    return this.desk.office.call(`marking.${name}`, given, data);
  }

  /** The session that opens gets the comments of those before it. */
  async take() {
    const kept = await store.read(MARKER, "bank");
    if (kept) await this.ask("bank_import", { name: this.desk.t("Les commentaires gardés") }, kept);
  }

  async keep() {
    const { data } = await this.ask("bank_export");
    await store.keep(MARKER, { bank: data }).catch(() => {}); // a browser that keeps nothing has told so
  }

  button(text, act, props) {
    return h("button", { type: "button", ...props, onclick: () => this.desk.trying(act) }, text);
  }

  /** For one text and the comment that is being written on it. */
  draw(given, comment, task) {
    const { t } = this.desk;
    Object.assign(this, { given, comment, task, list: h("ul") });
    const here = h("input", { type: "checkbox" });
    const status = h("p", { role: "status" });
    return h("details", { open: true }, h("summary", null, t("Commentaires gardés")), this.list,
      h("p", null, h("label", null, here, " ", t("Pour cette tâche seulement"))),
      h("p", { class: "bureau-boutons" },
        this.button(t("Garder ce commentaire"), async () => {
          await this.fields.keep();
          await this.ask("bank_add", { text: comment.value, task: here.checked ? task.id : "" });
          await this.changed();
        }),
        this.button(t("Exporter"), async () => {
          const file = await this.ask("bank_export");
          save(file.name, file.data, "application/json");
        }),
        choosing(this.desk, t("Importer"), ".json", async ([{ name, data }]) => {
          const told = await this.ask("bank_import", { name }, data);
          status.textContent = t("{n} commentaire(s) ajouté(s).", { n: told.added });
          await this.changed();
        })), status);
  }

  async fill() {
    const { t } = this.desk;
    const kept = await this.ask("bank", { task: this.task.id });
    this.list.replaceChildren(...kept.map(({ id, text }) => h("li", { class: "bureau-boutons" },
      this.button(text, () => this.use(id)),
      this.button(t("Oublier"), async () => {
        await this.ask("bank_remove", { comment: id });
        await this.changed();
      }, { "aria-label": t("Oublier « {text} »", { text }) }))));
  }

  async use(id) {
    const { given, comment } = this;
    await this.fields.keep();
    const told = await this.ask("bank_use", { ...given, comment: id });
    this.fields.show(comment, told.mark.comment);
    await this.keep();
  }

  async changed() {
    await this.keep();
    await this.fill();
  }
}
