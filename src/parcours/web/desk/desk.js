// «Corriger»: drop a class's work, have it marked in this page, mark the texts by hand, give everything back. Nothing is sent.
import { h } from "../python-output.js";
import { Choice, published } from "./choice.js";
import { chosen, dropped } from "./files.js";
import { Kept, onlyTab } from "./kept.js";
import { Marking } from "./lanes.js";
import { Office, Refused } from "./office.js";
import { questions } from "./questions.js";
import { Runtime, Unavailable } from "./runtime.js";
import { Results } from "./results.js";
import * as store from "./store.js";

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
    this.files = []; // of the open session: [{path, bytes, modified}]
    this.arrived = []; // those that wait for their assignment
    this.private = []; // the trainer's own: [{name, bytes}]
    this.width = 2; // how many are run at once
    this.todo = [];
    this.kept = new Kept(() => this.say(this.t("La séance n’a pas pu être gardée dans ce navigateur : enregistrez-la dans un fichier.")));
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
    // A file let go beside the zone would replace the page, and everything with it.
    for (const kind of ["dragover", "drop"]) document.addEventListener(kind, (event) => event.preventDefault());
    for (const kind of ["dragover", "dragenter"]) zone.addEventListener(kind, (event) => { event.preventDefault(); zone.classList.add("dessus"); });
    zone.addEventListener("dragleave", () => zone.classList.remove("dessus"));
    zone.addEventListener("drop", (event) => {
      zone.classList.remove("dessus");
      this.take(dropped(event.dataTransfer));
    });
    this.offer = h("div", { class: "bureau-garde" });
    this.work = h("div");
    this.root.replaceChildren(
      h("p", { class: "bureau-prive" }, h("strong", null, t("Vos fichiers ne quittent pas cet ordinateur.")), " ", t("Les travaux sont lus, exécutés et notés dans cette page, qui ne demande à son site que ses propres fichiers : Python, carnets, tables.")),
      this.offer, zone, this.status, this.bar, this.alert, this.work, questions(this));
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
    this.say("");
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

  /** One thing at a time: nothing comes in while something else does, or while the class is being marked. */
  async alone(act) {
    return this.trying(async () => {
      if (this.marking) throw new Refused(this.t("Une correction est en cours : mettez-la en pause, puis recommencez."));
      if (this.busy) throw new Refused(this.t("La page lit encore les fichiers précédents : attendez, puis recommencez."));
      this.busy = true;
      try {
        return await act();
      } finally {
        this.busy = false;
      }
    });
  }

  // --- files ---

  /** What was dropped or chosen, `coming` or there: a saved session, or work to mark. */
  take(coming) {
    return this.alone(async () => {
      const found = await coming;
      if (!found.length) return;
      this.say(this.t("{n} fichier(s) reçu(s).", { n: found.length }));
      if (found.length === 1 && found[0].path.endsWith(".json")) {
        await this.replace(found[0].file);
        return;
      }
      const files = [];
      for (const { path, file } of found) files.push({ path, bytes: new Uint8Array(await file.arrayBuffer()), modified: file.lastModified / 1000 });
      await this.choose(await this.receive(files));
    });
  }

  /** Hand files to the office; the assignment that they tell. The open session does not change. */
  async receive(files) {
    await this.wake();
    await this.handOver(files);
    const { assignment, people } = await this.office.call("guess", { known: Object.keys(this.known) });
    if (!people) throw new Refused(this.t("Aucun carnet dans ces fichiers. Donnez le zip de Moodle, des carnets .ipynb ou leur dossier."));
    this.arrived = files;
    this.say(this.t("{n} rendu(s) trouvé(s).", { n: people }));
    return assignment;
  }

  /** This tab works, or says that another one does. */
  async claim() {
    this.mine ||= await onlyTab();
    if (!this.mine) throw new Refused(this.t("Le bureau est ouvert dans un autre onglet de ce navigateur. Continuez là-bas, ou fermez-le et recommencez ici."));
  }

  async handOver(files) {
    await this.office.call("clear");
    for (const { path, bytes, modified } of files) await this.office.call("receive", { path, modified }, bytes);
  }

  /** Start Python once, with true progress; the threads that will mark start behind. */
  wake() {
    return (this.waking ??= this.start().catch((error) => {
      this.waking = null;
      throw error;
    }));
  }

  async start() {
    await this.claim();
    this.bar.hidden = false;
    this.say(this.t("Python arrive…"));
    const runtime = new Runtime(this.page.assets);
    await runtime.open((part) => { this.bar.value = part; });
    this.bar.removeAttribute("value");
    this.runtime = runtime;
    runtime.warm("judge");
    // Everything that comes after marking is here before it begins: the network may be gone by then.
    const [{ HandMarking }, { Giving }] = await Promise.all([import("./marking.js"), import("./giving.js")]);
    Object.assign(this, { HandMarking, Giving });
    this.office = await Office.open(runtime);
    this.kept.follow(this.office);
    this.bar.hidden = true;
    this.say("");
  }

  /** A saved session: read, marked by hand and given back without its files. True when it is open. */
  open(file) {
    return this.alone(() => this.replace(file));
  }

  async replace(file) {
    const bytes = new Uint8Array(await file.arrayBuffer());
    await this.wake();
    const { assignment, marker } = await this.office.call("look", { name: file.name }, bytes);
    if (!(await this.leaves(assignment, marker, file.name))) return false;
    await this.show(bytes, file.name);
    await this.keep(assignment, null);
    return true;
  }

  /** Whether what is open or kept may give way to a session's file; nothing is lost without a yes. */
  async leaves(assignment, marker, name) {
    await this.flush();
    const same = this.assignment?.assignment === assignment || (await store.list()).some((each) => each.assignment === assignment);
    const question = same
      ? this.t("« {name} » remplace la séance de « {assignment} » gardée ici, ses notes et ses commentaires. Continuer ?", { name, assignment })
      : this.assignment && this.kept.unsaved ? this.t("« {name} » remplace la séance ouverte, que ce navigateur n’a pas pu garder. Continuer ?", { name }) : "";
    const mine = same && this.assignment ? (await this.office.call("settings")).marker : marker;
    const advice = mine === marker ? "" : this.t("Elle est de « {marker} » : pour ajouter ses notes aux vôtres, annulez, puis prenez « Un second correcteur », « Ajouter ses notes ».", { marker });
    return !question || confirm(`${question} ${advice}`.trim());
  }

  async show(bytes, name) {
    const { people, ...told } = await this.office.call("load", { name }, bytes);
    this.assignment = { ...told, hidden: null };
    this.files = [];
    this.private = [];
    this.todo = [];
    this.showResults(people, []);
    await this.marked();
  }

  showResults(people, ignored) {
    this.former = null;
    this.offer.replaceChildren();
    this.results = new Results(this, people, ignored);
    this.work.replaceChildren(this.results.root);
    this.results.heading.focus();
  }

  // --- the assignment ---

  async choose(assignment) {
    if (this.assignment) this.former ??= { shown: [...this.work.childNodes], private: this.private };
    const { root, go } = await Choice.make(this, assignment);
    this.work.replaceChildren(root);
    go.focus();
  }

  /** Back to the session that was open before other files came. */
  cancel() {
    this.work.replaceChildren(...this.former.shown);
    this.private = this.former.private;
    this.former = null;
    this.arrived = [];
    this.say("");
    this.results.heading.focus();
  }

  /** Mark what has arrived. A session of this assignment that is open or kept goes on; another one stays kept. */
  async begin(name) {
    const begun = await this.alone(async () => {
      if (!name) throw new Refused(this.t("Choisissez d’abord le module."));
      const opened = this.assignment?.assignment === name;
      if (!opened && !(await this.mayClose())) return false;
      const session = opened ? undefined : await store.read(name, "session");
      const before = opened ? this.files : ((await store.read(name, "files")) ?? []);
      await this.assign(name, session);
      await this.enrol(before);
      await this.keep(name, this.files);
      return true;
    });
    if (begun) await this.resume();
  }

  /** Whether the open session may leave the screen: it is kept, or the trainer does without. */
  async mayClose() {
    await this.flush();
    return !this.assignment || !this.kept.unsaved || confirm(this.t("La séance de « {name} » n’a pas pu être gardée dans ce navigateur. Une autre la remplace : l’avez-vous enregistrée ?", { name: this.assignment.assignment }));
  }

  async assign(name, session) {
    const given = await published(this, name);
    await this.office.call("public");
    for (const { name: file, bytes } of this.private) await this.office.call("private", { name: file }, bytes);
    const assignment = await this.office.call("assign", { name, ...given }, session);
    this.former = null;
    this.work.replaceChildren();
    this.assignment = { ...assignment, known: this.tables };
  }

  /** Everybody of the files that have arrived and of those that were there `before`. */
  async enrol(before) {
    this.files = [...before.filter(({ path }) => !this.arrived.some((each) => each.path === path)), ...this.arrived];
    this.arrived = [];
    await this.handOver(this.files);
    const { todo, people, ignored } = await this.office.call("enrol");
    this.todo = todo;
    this.showResults(people, ignored);
  }

  // --- marking ---

  async mark() {
    const total = this.todo.length;
    if (!total) return this.marked();
    this.marking = new Marking(this.runtime, this.office, this.assignment, this.width, {
      line: (line) => {
        if (!line.again) this.todo = this.todo.filter((student) => student !== line.student);
        this.results.update(line);
      },
      progress: ({ done, left }) => this.results.progress(done, total, left),
      trouble: (text) => this.results.trouble(text),
    });
    this.results.running(total);
    try {
      await this.marking.run(this.todo);
    } finally {
      await this.kept.save();
      await this.marked().finally(() => (this.marking = null));
    }
  }

  pause() {
    this.marking?.stop();
  }

  async resume() {
    if (this.marking) return;
    this.running = this.trying(() => this.mark());
    await this.running;
  }

  /** Whoever still waits stays without a mark, until these files are given or taken up again. */
  end() {
    this.results.ended(this.todo.length);
    this.todo = [];
    this.results.heading.focus();
  }

  /** All are marked, or some wait: what is there can be read and given back. */
  async marked() {
    this.results.idle(!this.todo.length, this.todo.length);
    await this.hand?.keep?.();
    this.hand ??= new this.HandMarking(this);
    this.giving ??= new this.Giving(this);
    this.work.append(this.hand.root, this.giving.root);
    await this.hand.refresh();
    await this.giving.refresh();
  }

  // --- what is kept on this computer ---

  /** What a person has just typed, then the session, where any of it is not kept yet. */
  async flush() {
    if (!this.assignment) return;
    await this.hand?.keep?.();
    if (this.kept.unsaved) await this.kept.save();
  }

  /** The whole record of the open session, in one turn. */
  async keep(assignment, files) {
    const { day } = (await store.read(assignment, "told")) ?? {};
    const { private: own, width } = this;
    await this.kept.save({ files, told: { assignment, title: this.assignment.title ?? "", day: day ?? new Date().toISOString(), private: own, width } });
    navigator.storage?.persist?.().catch(() => {}); // a browser short of room would drop it first
  }

  async offerToResume() {
    const { t } = this;
    const found = await store.list();
    if (!found.length) return;
    const lines = found.map((told, at) => {
      const day = new Date(told.day).toLocaleDateString("fr-FR", { day: "numeric", month: "long" });
      return h("div", null,
        h("p", { id: `bureau-garde-${at}` }, t("Une correction de « {name} », commencée le {day}, est gardée dans ce navigateur.", { name: told.assignment, day })),
        h("p", { class: "bureau-boutons" }, h("button", { type: "button", class: "plein", "aria-describedby": `bureau-garde-${at}`, onclick: () => this.again(told) }, t("Reprendre"))));
    });
    const all = () => confirm(t("Les travaux et les notes gardés dans ce navigateur seront perdus. Tout effacer ?")) && this.trying(() => this.forget());
    this.offer.replaceChildren(...lines, h("p", { class: "bureau-boutons" }, h("button", { type: "button", onclick: all }, t("Tout effacer de cet ordinateur"))));
  }

  /** Take up what is kept: with its files it is marked to its end. */
  async again({ assignment, private: own = [], width = 2 }) {
    const waits = await this.alone(async () => {
      await this.wake();
      const [files, session] = await Promise.all(["files", "session"].map((part) => store.read(assignment, part)));
      if (!files) return this.show(session, this.t("La séance gardée"));
      Object.assign(this, { arrived: files, private: own, width });
      return true;
    });
    if (waits) await this.begin(assignment);
  }

  async forget() {
    await this.claim();
    this.pause();
    await this.running;
    await this.kept.writing;
    this.kept.forget();
    await store.erase().catch(() => {});
    await this.office?.call("clear", { whole: true });
    Object.assign(this, { assignment: null, hand: null, giving: null, former: null, files: [], arrived: [], private: [], todo: [] });
    for (const part of [this.offer, this.work, this.alert]) part.replaceChildren();
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
  addEventListener("beforeunload", (event) => { if (desk.marking || desk.kept.unsaved) event.preventDefault(); });
  addEventListener("pagehide", () => desk.flush());
  document.addEventListener("visibilitychange", () => document.hidden && desk.flush());
}
