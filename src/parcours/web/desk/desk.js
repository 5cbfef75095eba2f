// «Corriger»: drop a class's work, have it marked in this page, mark the texts by hand, give everything back. Nothing is sent.
import { h } from "../python-output.js";
import { chosen, dropped } from "./files.js";
import { Marking } from "./lanes.js";
import { Office, Refused } from "./office.js";
import { questions } from "./questions.js";
import { Runtime, Unavailable } from "./runtime.js";
import { Results } from "./results.js";
import * as store from "./store.js";

const SAVE_EVERY = 2000; // milliseconds between two savings of the session on this computer

/** The line that says most of an unforeseen error: Python's own, where there is one. */
function told(error) {
  const lines = String(error?.message ?? error).trim().split("\n");
  return lines.find((line) => /^\w*(Error|Exception)\b/.test(line)) ?? lines.pop();
}

class Desk {
  constructor(root, page) {
    this.root = root;
    this.page = page;
    this.t = page.text;
    this.known = JSON.parse(root.dataset.devoirs);
    this.quizzes = JSON.parse(root.dataset.quiz);
    this.tables = root.dataset.tables.split(" ");
    this.files = []; // [{path, bytes, modified}]
    this.private = []; // the instructor's own notebooks, as texts
    this.todo = [];
    this.parts = {}; // the sections that come with the session
  }

  // --- what is on the page ---

  draw() {
    const { t } = this;
    this.status = h("p", { role: "status", class: "bureau-etat" });
    this.alert = h("div", { role: "alert", class: "bureau-alerte" });
    this.bar = h("progress", { max: "1", value: "0", hidden: true, "aria-label": t("Avancement") });
    const pick = (folder) => {
      const input = h("input", { type: "file", multiple: true, hidden: true, webkitdirectory: folder, accept: folder ? null : ".zip,.ipynb,.json" });
      input.addEventListener("change", () => {
        this.take(chosen(input.files));
        input.value = "";
      });
      return [h("button", { type: "button", class: folder ? null : "plein", onclick: () => input.click() }, t(folder ? "Choisir un dossier" : "Choisir des fichiers")), input];
    };
    this.weight = h("p", { class: "bureau-aide" });
    const zone = h("div", { class: "bureau-depot" },
      h("p", null, t("Déposez ici le zip de Moodle, des carnets, leur dossier, ou une séance enregistrée.")),
      h("p", { class: "bureau-boutons" }, pick(false), pick(true)), this.weight);
    this.zone = zone;
    for (const kind of ["dragover", "dragenter"]) zone.addEventListener(kind, (event) => { event.preventDefault(); zone.classList.add("dessus"); });
    zone.addEventListener("dragleave", () => zone.classList.remove("dessus"));
    zone.addEventListener("drop", async (event) => {
      event.preventDefault();
      zone.classList.remove("dessus");
      this.take(await dropped(event.dataTransfer));
    });
    this.kept = h("div", { class: "bureau-garde" });
    this.work = h("div");
    this.root.replaceChildren(
      h("p", { class: "bureau-prive" }, h("strong", null, t("Rien ne quitte cet ordinateur.")), " ", t("Les travaux sont lus, exécutés et notés dans cette page. Aucun n’est envoyé.")),
      this.kept, zone, this.status, this.bar, this.alert, this.work, questions(this));
    Runtime.weight(this.page.assets).then((size) => {
      this.weight.textContent = t("La première fois, la page charge Python : {n} Mo, depuis ce site. Elle marche ensuite sans réseau.", { n: size });
    });
  }

  say(text) {
    this.status.textContent = text;
  }

  /** What went wrong, in the trainer's words when it was foreseen. */
  wrong(error) {
    const { t } = this;
    const text = error instanceof Refused ? error.message
      : error instanceof Unavailable ? t("Python n’a pas pu être chargé ({why}). Vérifiez le réseau, puis recommencez.", { why: error.message })
      : t("La page a rencontré un obstacle : {why}. Rechargez-la : votre séance est gardée.", { why: told(error) });
    this.alert.replaceChildren(h("p", null, text));
    this.bar.hidden = true;
  }

  async trying(act) {
    this.alert.replaceChildren();
    try {
      return await act();
    } catch (error) {
      this.wrong(error);
      return null;
    }
  }

  // --- files ---

  async take(found) {
    if (!found.length || this.busy) return;
    await this.trying(async () => {
      this.say(this.t("{n} fichier(s) reçu(s).", { n: found.length }));
      if (found.length === 1 && found[0].path.endsWith(".json")) return this.open(found[0].file);
      const files = [];
      for (const { path, file } of found) files.push({ path, bytes: new Uint8Array(await file.arrayBuffer()), modified: file.lastModified / 1000 });
      await this.receive(files);
      await store.write("files", files).catch(() => this.say(this.t("Ce navigateur ne garde rien : ne fermez pas l’onglet avant la fin.")));
      await store.write("told", { day: new Date().toISOString(), assignment: this.guessed }).catch(() => {});
    });
  }

  async receive(files) {
    await this.wake();
    await this.office.call("clear");
    for (const { path, bytes, modified } of files) await this.office.call("receive", { path, modified }, bytes);
    const { assignment, people } = await this.office.call("guess", { known: Object.keys(this.known) });
    if (!people) throw new Refused(this.t("Aucun carnet dans ces fichiers. Donnez le zip de Moodle, des carnets .ipynb ou leur dossier."));
    this.guessed = assignment;
    this.say(this.t("{n} rendu(s) trouvé(s).", { n: people }));
    this.choose(assignment);
  }

  /** Start Python once, with true progress; the threads that will mark start behind. */
  wake() {
    return (this.waking ??= this.start().catch((error) => {
      this.waking = null;
      throw error;
    }));
  }

  async start() {
    this.bar.hidden = false;
    this.say(this.t("Python arrive…"));
    const runtime = new Runtime(this.page.assets);
    await runtime.open((part) => { this.bar.value = part; });
    this.bar.removeAttribute("value");
    this.runtime = runtime;
    runtime.warm("judge");
    this.office = await Office.open(runtime);
    this.office.changed = () => this.saveSoon();
    this.bar.hidden = true;
    this.say("");
  }

  /** A saved session: read, marked by hand and given back without its files. */
  async open(file) {
    await this.wake();
    const { assignment, people } = await this.office.call("load", { name: file.name }, new Uint8Array(await file.arrayBuffer()));
    this.assignment = { assignment, hidden: null };
    this.todo = [];
    this.showResults(people, []);
    await this.marked();
    await store.drop("files");
    await store.write("told", { day: new Date().toISOString(), assignment }).catch(() => {});
    await this.save();
  }

  showResults(people, ignored) {
    this.results = new Results(this, people, ignored);
    this.work.replaceChildren(this.results.root);
    this.results.heading.focus();
  }

  // --- the assignment ---

  choose(assignment) {
    const { t } = this;
    const name = "bureau-devoir";
    const select = h("select", { id: name }, h("option", { value: "" }, t("Choisissez")),
      Object.entries(this.known).map(([id, title]) => h("option", { value: id, selected: id === assignment }, `${id} · ${title}`)));
    const told = h("p", { class: "bureau-aide" }, assignment
      ? t("Reconnu d’après les fichiers. Vous pouvez en choisir un autre.")
      : t("Les fichiers ne disent pas de quel module ils sont : choisissez-le."));
    const input = h("input", { type: "file", accept: ".ipynb", multiple: true, hidden: true });
    const which = h("p", { class: "bureau-aide", role: "status" }, this.visibleOnly());
    input.addEventListener("change", async () => {
      this.private = await Promise.all([...input.files].map((file) => file.text()));
      which.textContent = this.private.length ? t("« {name} » est lu : il reste sur cet ordinateur.", { name: [...input.files].map((file) => file.name).join(" », « ") }) : this.visibleOnly();
      input.value = "";
    });
    const go = h("button", { type: "button", class: "plein", onclick: () => this.begin(select.value) }, t("Corriger"));
    this.work.replaceChildren(
      h("h2", null, t("Le devoir")),
      h("p", null, h("label", { for: name }, t("Module")), " ", select), told,
      h("h3", null, t("Vérifications cachées (facultatif)")),
      h("p", { class: "bureau-boutons" }, h("button", { type: "button", onclick: () => input.click() }, t("Choisir le carnet du formateur")), input), which,
      h("p", null, go));
    go.focus();
  }

  visibleOnly() {
    return this.t("Sans lui, seules les vérifications visibles comptent. C’est le carnet source de votre dépôt (_build/nbgrader/source).");
  }

  async begin(name, session = null) {
    if (!name || this.busy) return;
    const other = this.assignment && this.assignment.assignment !== name;
    if (other && !confirm(this.t("La séance de « {name} » est ouverte ici. Une autre la remplace : l’avez-vous enregistrée ?", { name: this.assignment.assignment }))) return;
    await this.trying(async () => {
      this.busy = true;
      try {
        await this.assign(name);
        if (session) await this.office.call("load", { name: this.t("La séance gardée") }, session);
        await this.enrol();
      } finally {
        this.busy = false;
      }
      await this.mark();
    });
  }

  async assign(name) {
    const get = async (path) => {
      const answer = await fetch(`${this.page.assets}${path}`);
      return answer.ok ? answer.text() : "";
    };
    const told = this.private.map((text) => [text, /### BEGIN (?:SOLUTION|HIDDEN TESTS)/.test(text)]);
    const source = told.find(([, full]) => full)?.[0] ?? "";
    const released = told.find(([, full]) => !full)?.[0] ?? (await get(`carnets/${name}.ipynb`));
    if (!released) throw new Refused(this.t("Le carnet distribué de « {name} » n’est pas sur ce site. Choisissez-le avec celui du formateur.", { name }));
    const module = this.known[name] ? JSON.parse((await get(`exercises/${name}.json`)) || "null") : null;
    const practised = (module?.exercices ?? []).filter((each) => each.type === "manuel" || each.mode === "formatif");
    const solutions = [];
    for (const { id } of practised) {
      const text = await get(`solutions/${id}.json`);
      if (text) solutions.push(JSON.parse(text));
    }
    this.assignment = { ...(await this.office.call("assign", { released, source, solutions, module })), known: this.tables };
    await store.write("told", { day: new Date().toISOString(), assignment: name, private: this.private }).catch(() => {});
  }

  async enrol() {
    const { todo, people, ignored } = await this.office.call("enrol");
    this.todo = todo;
    this.showResults(people, ignored);
  }

  // --- marking ---

  async mark() {
    if (!this.todo.length) return this.marked(true);
    const total = this.todo.length;
    this.marking = new Marking(this.runtime, this.office, this.assignment, 2, {
      line: (line) => {
        if (!line.again) this.todo = this.todo.filter((student) => student !== line.student);
        this.results.update(line);
      },
      progress: ({ done, left }) => this.results.progress(done, total, left),
      trouble: (text) => this.results.trouble(text),
    });
    this.results.running(total);
    let whole = false;
    try {
      whole = (await this.marking.run(this.todo)) && !this.todo.length;
    } finally {
      this.marking = null;
      this.results.idle(whole, this.todo.length);
    }
    await this.save();
    if (whole) this.marked();
  }

  pause() {
    this.marking?.stop();
  }

  async resume() {
    await this.trying(() => this.mark());
  }

  async marked() {
    this.results.idle(true, 0);
    const [{ HandMarking }, { Giving }] = await Promise.all([import("./marking.js"), import("./giving.js")]);
    this.hand ??= new HandMarking(this);
    this.giving ??= new Giving(this);
    this.work.append(this.hand.root, this.giving.root);
    await this.trying(async () => {
      await this.hand.refresh();
      await this.giving.refresh();
    });
  }

  // --- what is kept on this computer ---

  saveSoon() {
    clearTimeout(this.saving);
    this.saving = setTimeout(() => this.save(), this.saveEvery ?? SAVE_EVERY);
  }

  async save() {
    clearTimeout(this.saving);
    const began = performance.now();
    try {
      const { data } = await this.office.call("save");
      await store.write("session", data);
    } catch {
      this.say(this.t("La séance n’a pas pu être gardée dans ce navigateur : enregistrez-la dans un fichier."));
    }
    this.saveEvery = Math.max(SAVE_EVERY, 10 * (performance.now() - began)); // a large class is not written all the time
  }

  async offerToResume() {
    const { t } = this;
    const [told, files, session] = await Promise.all(["told", "files", "session"].map((key) => store.read(key))).catch(() => []);
    if (!told?.assignment || !(files || session)) return;
    const day = new Date(told.day).toLocaleDateString("fr-FR", { day: "numeric", month: "long" });
    const take = h("button", { type: "button", class: "plein", onclick: () => this.trying(async () => {
      this.kept.replaceChildren();
      this.private = told.private ?? [];
      if (!files) return this.open(new File([session], t("La séance gardée")));
      await this.receive(files);
      await this.begin(told.assignment, session ?? null);
    }) }, t("Reprendre"));
    const drop = h("button", { type: "button", onclick: () => this.forget() }, t("Tout effacer de cet ordinateur"));
    this.kept.replaceChildren(h("p", null, t("Une correction de « {name} », commencée le {day}, est gardée dans ce navigateur.", { name: told.assignment, day })), h("p", { class: "bureau-boutons" }, take, drop));
  }

  async forget() {
    this.pause();
    clearTimeout(this.saving);
    await store.erase().catch(() => {});
    await this.office?.call("clear", { whole: true });
    this.assignment = null;
    this.hand = this.giving = null;
    this.todo = [];
    this.private = [];
    this.kept.replaceChildren();
    this.work.replaceChildren();
    this.alert.replaceChildren();
    this.say(this.t("Tout est effacé de ce navigateur."));
  }
}

export async function enhance(root, page) {
  const style = h("link", { rel: "stylesheet", href: `${page.assets}desk/desk.css` });
  document.head.append(style);
  if (typeof WebAssembly !== "object" || typeof Worker !== "function") {
    root.prepend(h("p", { class: "bureau-alerte" }, page.text("Ce navigateur ne permet pas d’exécuter Python ici. Prenez Firefox, Chrome ou Edge, à jour.")));
    return;
  }
  const desk = new Desk(root, page);
  desk.draw();
  await desk.offerToResume();
  addEventListener("beforeunload", (event) => { if (desk.marking) event.preventDefault(); });
}
