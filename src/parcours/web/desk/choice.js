// Before marking: which assignment, with which of the trainer's own files, how many at once.
import { h } from "../python-output.js";
import * as store from "./store.js";

export class Choice {
  constructor(desk, guessed) {
    this.desk = desk;
    this.guessed = guessed;
    this.titles = { ...desk.known };
  }

  /** The form, once the trainer's files that were kept with this assignment are read again. */
  static async make(desk, guessed) {
    const made = new Choice(desk, guessed);
    const told = await store.read(guessed, "told");
    if (desk.assignment?.assignment !== guessed) desk.private = told?.private ?? [];
    desk.width = told?.width ?? desk.width;
    made.draw(told && desk.t("Une séance de « {name} » est gardée ici : ces rendus la rejoignent. Pour une autre classe, enregistrez-la, puis effacez-la d’abord.", { name: guessed }));
    await made.read();
    return made;
  }

  draw(joins) {
    const { desk } = this;
    const { t } = desk;
    this.select = h("select", { id: "bureau-devoir" });
    this.told = h("p", { class: "bureau-aide" });
    const input = h("input", { type: "file", accept: ".ipynb,.json,.zip", multiple: true, hidden: true });
    input.addEventListener("change", () => desk.trying(() => this.add([...input.files])).finally(() => (input.value = "")));
    this.mine = h("div", { role: "status" });
    const slow = h("input", { type: "checkbox", checked: desk.width === 1, onchange: () => (desk.width = slow.checked ? 1 : 2) });
    this.go = h("button", { type: "button", class: "plein", onclick: () => desk.begin(this.select.value) }, t("Corriger"));
    this.root = h("div", null,
      h("h2", null, t("Le devoir")),
      h("p", null, h("label", { for: "bureau-devoir" }, t("Module")), " ", this.select), this.told,
      joins ? h("p", { class: "bureau-aide" }, joins) : null,
      h("h3", null, t("Vérifications cachées, grille et exemples (facultatif)")),
      h("p", { class: "bureau-boutons" }, h("button", { type: "button", onclick: () => input.click() }, t("Choisir le carnet du formateur")), input), this.mine,
      h("p", null, h("label", null, slow, " ", t("Un seul rendu à la fois (ordinateur lent)"))),
      h("p", { class: "bureau-boutons" }, this.go,
        desk.former ? h("button", { type: "button", onclick: () => desk.cancel() }, t("Revenir à la séance ouverte")) : null));
    this.list();
  }

  /** The assignments of the site and those that the trainer's own files bring. */
  list() {
    const { t } = this.desk;
    const chosen = this.select.value || this.guessed;
    this.select.replaceChildren(h("option", { value: "" }, t("Choisissez")),
      ...Object.entries(this.titles).map(([id, title]) => h("option", { value: id, selected: id === chosen }, `${id} · ${title}`)));
    this.told.textContent = !this.guessed ? t("Les fichiers ne disent pas de quel module ils sont : choisissez-le.")
      : this.titles[this.guessed] ? t("Reconnu d’après les fichiers. Vous pouvez en choisir un autre.")
      : t("Ces rendus sont de « {name} », que ce site n’a pas : donnez le carnet distribué et celui du formateur.", { name: this.guessed });
  }

  async add(files) {
    for (const file of files) {
      const bytes = new Uint8Array(await file.arrayBuffer());
      await this.take({ name: file.name, bytes });
      this.desk.private = [...this.desk.private.filter(({ name }) => name !== file.name), { name: file.name, bytes }];
      this.show();
    }
  }

  async take({ name, bytes }) {
    const { titles } = await this.desk.office.call("private", { name }, bytes);
    this.titles = { ...titles, ...this.titles };
    this.list();
  }

  async read() {
    await this.desk.office.call("public");
    for (const each of this.desk.private) await this.take(each);
    this.show();
  }

  show() {
    const { desk } = this;
    const { t } = desk;
    if (!desk.private.length) {
      this.mine.replaceChildren(h("p", { class: "bureau-aide" }, t("Sans lui, seules les vérifications visibles comptent. Ce sont les fichiers de « make exercises » : le carnet source (_build/nbgrader/source), le module et ses solutions (_build/exercices), ou leur zip.")));
      return;
    }
    const remove = h("button", { type: "button", onclick: () => desk.trying(async () => {
      desk.private = [];
      this.titles = { ...desk.known };
      await this.read();
      this.list();
      this.go.focus();
    }) }, t("Retirer"));
    this.mine.replaceChildren(h("p", { class: "bureau-boutons" },
      t("« {name} » est lu : il reste sur cet ordinateur.", { name: desk.private.map(({ name }) => name).join(" », « ") }), remove));
  }
}

/** Everything of an assignment that the site has, for the office. */
export async function published(desk, name) {
  if (!desk.known[name]) return {};
  const get = async (path) => {
    const answer = await fetch(`${desk.page.assets}${path}`);
    return answer.ok ? answer.text() : "";
  };
  const released = await get(`carnets/${name}.ipynb`);
  const module = JSON.parse((await get(`exercises/${name}.json`)) || "null");
  const practised = (module?.exercices ?? []).filter((each) => each.type === "manuel" || each.mode === "formatif");
  const solutions = [];
  for (const { id } of practised) {
    const text = await get(`solutions/${id}.json`);
    if (text) solutions.push(JSON.parse(text));
  }
  return { released, module, solutions };
}
