// An exercise of the page: editor or beginner form, run, check, hints, solution; the answer is kept by its id.
import { form, withRuns } from "./exercise-forms.js";
import { edit } from "./editor.js";
import { button, errorBox, h, show } from "./python-output.js";
import * as python from "./python.js";

const TRIES = 3; // before a solution is offered outside training
const modules = new Map();

/** The module's exercises, fetched once a page. */
export function moduleOf(page, name) {
  if (!modules.has(name)) {
    const get = (options) => fetch(`${page.assets}exercises/${name}.json`, options);
    const asked = get().then((answer) => (answer.ok ? answer : get({ cache: "reload" }))).then((answer) => { // the cache may hold an old refusal
      if (!answer.ok) throw new Error(`exercises/${name}.json : ${answer.status}`);
      return answer.json();
    });
    asked.catch(() => modules.delete(name));
    modules.set(name, asked);
  }
  return modules.get(name);
}

const words = (text) => text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;

export async function enhance(element, page) {
  const { id, module } = element.dataset;
  const islands = [...document.querySelectorAll('[data-island="exercise"]')];
  const last = islands.at(-1) === element;
  const [bank, rendu] = await Promise.all([moduleOf(page, module), last && import("./rendu.js")]);
  const exercise = bank.exercices.find((each) => each.id === id);
  if (!exercise) throw new Error(`${id} : absent de ${module}.json`);
  element.querySelector(".exercise-sans")?.remove();
  const work = h("div", { class: "exercise-travail" });
  element.append(work);
  const kept = keeper(page, id, work);
  if (exercise.type === "manuel") written(exercise, work, page, kept);
  else coded(exercise, module, work, page, kept);
  if (rendu) rendu.offer(element, page, bank);
}

/** Reads and writes this exercise's record; says when the device refuses; hears of another tab or of a file taken up. */
function keeper(page, id, work) {
  const notice = h("div", { class: "exercise-avis", role: "status" });
  work.append(notice);
  const answer = () => kept.read().code ?? kept.read().texte;
  const kept = {
    read: () => page.progress.get("exercices")[id] ?? {},
    write(change) {
      const done = page.progress.set("exercices", id, { ...kept.read(), ...change, le: new Date().toISOString() });
      if (answer() !== known) [known, mine] = [answer(), true];
      if (!done) notice.textContent = page.text("Votre appareil ne garde pas votre travail. Avant de quitter la page, choisissez « Préparer mon rendu ».");
    },
    /** Say something, with a button beside it. */
    ask(said, label, act) {
      notice.replaceChildren(h("p", null, said), button(label, () => {
        notice.textContent = "";
        work.querySelector(".exercise-boutons button").focus();
        act();
      }));
    },
    onreplaced: () => {},
  };
  let known = answer(); // what this tab has last read or written
  let mine = false; // and whether the trainee wrote it here
  function take() {
    [known, mine] = [answer(), false];
    notice.textContent = "";
    kept.onreplaced(kept.read());
  }
  function look() {
    if (answer() === undefined || answer() === known) return;
    if (mine) kept.ask(page.text("Cet exercice a changé dans un autre onglet."), page.text("Prendre l’autre version"), take);
    else take();
  }
  document.addEventListener("parcours:repris", take);
  addEventListener("storage", look);
  addEventListener("pageshow", look); // a page that « Back » brings has heard nothing meanwhile
  return kept;
}

/** `text` with what stands between backticks as code. */
const rich = (text) => text.split("`").map((part, rank) => (rank % 2 ? h("code", null, part) : part));

/** Hints, one more at each press, from vague to precise. */
function hints(exercise, page) {
  const list = h("ol", { class: "exercise-indices", "aria-live": "polite" });
  const next = button(page.text("Indice"), () => {
    list.append(h("li", null, rich(exercise.indices[list.children.length])));
    next.disabled = list.children.length === exercise.indices.length;
  });
  return { next, list, clear: () => { list.replaceChildren(); next.disabled = false; } };
}

/** «Voir une solution»: a file of its own, fetched on demand; never for a summative exercise. */
function solution(exercise, page) {
  const place = h("div", { class: "exercise-solution", "aria-live": "polite" });
  const ask = button(page.text(exercise.type === "manuel" ? "Voir des réponses commentées" : "Voir une solution"), async () => {
    try {
      const answer = await fetch(`${page.assets}solutions/${exercise.id}.json`);
      if (!answer.ok) throw new Error(String(answer.status));
      const { code, exemples = [] } = await answer.json();
      place.replaceChildren(h("p", null, page.text("Une solution parmi d’autres :")), ...(code ? [h("pre", { tabindex: "0" }, code)] : []), ...exemples.map(sample(exercise)));
      ask.disabled = true;
    } catch {
      place.textContent = page.text("La solution n’a pas pu être chargée. Vérifiez la connexion, puis demandez-la de nouveau.");
    }
  }, { hidden: true });
  const sample = ({ grille = [] }) => (example) =>
    h("details", null, h("summary", null, example.titre), h("blockquote", null, example.texte.split(/\n\n+/).map((each) => h("p", null, each))),
      h("ul", null, grille.filter((each) => each.id in example.niveaux).map((each) => h("li", null, `${each.critere} : ${example.niveaux[each.id]} / 4`))),
      h("p", null, example.commentaire));
  const offer = (yes) => { ask.hidden = exercise.mode === "sommatif" || !yes; };
  return { ask, place, offer };
}

// --- code ---

function coded(exercise, module, work, page, kept) {
  const { id } = exercise;
  const withMine = (text) => withRuns(text ?? exercise.depart ?? "", page.progress.get("scenarios"));
  const first = withMine(kept.read().code);
  const area = h("textarea", { rows: Math.min(14, Math.max(4, first.split("\n").length + 1)),
    "aria-label": page.text("Votre code Python, exercice {n}", { n: exercise.numero }), "aria-describedby": `${id}-aide` });
  const box = h("div", { class: "exercise-editeur" }, area);
  const help = h("p", { id: `${id}-aide`, class: "exercise-aide" }, page.text("Maj + Entrée exécute ; Tab passe au bouton suivant."));
  area.value = first;
  const editor = edit(area, page, () => act("run"));
  const easy = form(exercise, page);
  let usesForm = false;
  let hooks;

  const output = h("div", { class: "exercise-sortie" });
  const status = h("p", { class: "exercise-etat", role: "status" });
  const verdict = h("div", { class: "exercise-verdict", "aria-live": "polite" });
  const bar = h("progress", { max: "1", value: "0", "aria-label": page.text("Téléchargement de Python"), hidden: true });
  const run = button(page.text("Exécuter"), () => act("run"), { class: "plein" });
  const check = button(page.text("Vérifier"), () => act("check"));
  const stop = button(page.text("Arrêter"), () => python.halt(hooks), { hidden: true });
  const again = button(page.text("Recommencer"), restart);
  const hint = hints(exercise, page);
  const seen = solution(exercise, page);
  const self = easy && button(page.text("Écrire le code moi-même"), () => use(!usesForm));

  const code = () => (usesForm ? easy.value : editor.value);
  const save = () => kept.write({ code: code(), execute: false });
  editor.onchange = save;
  if (easy) easy.onchange = save;

  function use(yes) {
    const text = code();
    if (yes && !easy.set(text)) {
      status.textContent = page.text("Votre code ne correspond plus à la forme à compléter : « Recommencer » la remet.");
      return;
    }
    if (!yes) editor.value = text;
    usesForm = yes;
    easy.node.hidden = !yes;
    box.hidden = help.hidden = yes;
    self.textContent = page.text(yes ? "Écrire le code moi-même" : "Revenir à la forme guidée");
  }

  function restart() {
    const before = code();
    put(withMine());
    hint.clear();
    kept.ask(page.text("L’exercice est revenu à son début."), page.text("Reprendre mon code"), () => put(before));
  }

  /** Another text in the editor; the exercises that follow have nothing of the former one any more. */
  function put(text) {
    kept.write({ code: text, execute: false });
    replace(text);
    clear();
  }

  function clear() {
    output.replaceChildren();
    verdict.replaceChildren();
    status.textContent = "";
    editor.mark(0);
  }

  document.addEventListener("parcours:recommence", ({ detail: erase }) => {
    python.halt(hooks);
    if (erase) {
      replace(withMine());
      hint.clear();
    }
    clear();
  });

  function replace(text) {
    editor.value = text;
    if (easy) {
      usesForm = false;
      if (easy.set(text)) use(true);
    }
  }
  kept.onreplaced = ({ code: text }) => withMine(text) !== code() && replace(withMine(text));

  /** What the exercises before this one on the page last ran: [[id, code], …]. */
  function before() {
    const all = page.progress.get("exercices");
    const found = [];
    for (const each of document.querySelectorAll('[data-island="exercise"]')) {
      if (each.dataset.id === id) break;
      const { code: text, execute } = all[each.dataset.id] ?? {};
      if (execute && text && each.dataset.module === module) found.push([each.dataset.id, text]);
    }
    return found;
  }

  async function act(verb) {
    if (run.disabled) return;
    const impossible = python.impossible(page.text);
    if (impossible) {
      status.textContent = impossible;
      return;
    }
    const text = code();
    kept.write({ code: text });
    clear();
    busy(true, verb);
    let began = false;
    const earlier = before();
    let megabytes;
    const given = wanted(earlier, text).then(async ({ data, packs }) => {
      megabytes = await python.weight(page, packs);
      return { id, code: text, module, data, packs, before: earlier };
    });
    hooks = {
      progress(part) {
        bar.hidden = part >= 1;
        bar.value = part;
        status.textContent = part < 1
          ? page.text("Python arrive : {n} % d’environ {mo} Mo, une seule fois.", { n: Math.round(part * 20) * 5, mo: megabytes })
          : page.text("Python se prépare…");
      },
      started() {
        began = true;
        bar.hidden = true;
        stop.textContent = page.text("Arrêter");
        status.textContent = page.text(verb === "run" ? "Python travaille…" : "Vérification…");
      },
      output: (each) => show(output, each, page),
    };
    const answer = await python.request(page, verb, given, hooks);
    busy(false);
    if (began && answer.kind !== "result") python.warm(page);
    (verb === "run" ? ran : checked)(answer, text);
  }

  /** The tables and packages of this exercise and of those before it on the page, and pandas when `text` asks for it. */
  async function wanted(earlier, text) {
    const { exercices } = await moduleOf(page, module);
    const ids = [id, ...earlier.map(([name]) => name)];
    const all = (field) => [...new Set(exercices.filter((each) => ids.includes(each.id)).flatMap((each) => each[field] ?? []))];
    const packs = new Set(all("paquets"));
    if (/load|pandas|altair/.test(text)) packs.add("pandas");
    return { data: all("donnees"), packs: [...packs] };
  }

  function busy(yes, verb) {
    run.disabled = check.disabled = again.disabled = yes;
    stop.hidden = !yes;
    if (yes) {
      if (document.activeElement === document.body) stop.focus();
      stop.textContent = page.text("Annuler");
      status.textContent = page.text("Python se prépare…");
    } else {
      bar.hidden = true;
      if (document.activeElement === stop || document.activeElement === document.body) (verb === "check" ? check : run).focus();
    }
  }

  function interrupted({ kind, why }) {
    const said = {
      stopped: "Arrêté. Les exercices précédents seront rejoués d’eux-mêmes à la prochaine exécution.",
      limit: "Arrêté après 10 secondes : une boucle ne finit sans doute jamais. Vérifiez sa condition, puis exécutez de nouveau ; les exercices précédents seront rejoués d’eux-mêmes.",
      crash: "Python s’est arrêté brutalement, souvent faute de mémoire ou à cause d’une fonction qui s’appelle sans fin. Il redémarrera à la prochaine exécution ; votre code est gardé.",
      unavailable: "Python n’a pas pu être chargé ({why}). Vérifiez la connexion, puis exécutez de nouveau ; votre code est gardé.",
    }[kind];
    status.textContent = page.text(said, { why: why && page.why(why) });
  }

  function ran(answer, text) {
    if (answer.kind !== "result") return interrupted(answer);
    const { erreur } = answer.result;
    kept.write({ execute: !erreur && code() === text }); // what was typed or taken up meanwhile has not run
    if (erreur) return failed(erreur, output);
    status.textContent = output.children.length
      ? page.text("Exécuté.")
      : page.text("Exécuté. Votre code n’affiche rien : terminez par le nom de ce que vous voulez voir, ou print(…).");
  }

  function failed(erreur, place) {
    place.append(errorBox(erreur, page));
    if (!usesForm) editor.mark(erreur.ligne);
    status.textContent = (erreur.ligne ? page.text("Erreur à la ligne {n}.", { n: erreur.ligne }) + " " : "") + erreur.titre;
  }

  function checked(answer, text) {
    if (answer.kind !== "result") return interrupted(answer);
    const { reussi, phrase, erreur, erreur_python: stopped, points, sur } = answer.result;
    const essais = (kept.read().essais ?? 0) + 1;
    kept.write({ essais, reussi: reussi || Boolean(kept.read().reussi), execute: !stopped && code() === text, ...(erreur && { erreur }) });
    status.textContent = "";
    if (stopped) {
      failed(stopped, verdict);
    } else {
      const lead = h("strong", null, page.text(reussi ? "C’est réussi." : points > 0 ? "Une partie est juste." : "Pas encore."));
      verdict.append(h("div", { class: reussi ? "exercise-bien" : "exercise-encore" }, h("p", null, lead, " ", phrase),
        sur > 0 && !reussi && points > 0 ? h("p", null, page.text("{points} point(s) sur {sur}", { points: comma(points), sur: comma(sur) })) : null));
    }
    offers();
  }

  const comma = (value) => String(value).replace(".", ",");
  const offers = () => seen.offer(exercise.usage === "entrainement" || (kept.read().essais ?? 0) >= TRIES || kept.read().reussi);

  const weightNote = h("p", { class: "exercise-aide" });
  python.weight(page, exercise.paquets ?? []).then((mo) => {
    weightNote.textContent = page.text("La première exécution télécharge Python : environ {mo} Mo, une seule fois.", { mo });
  });
  work.append(...(easy ? [easy.node, self] : []), box, help,
    h("div", { class: "exercise-boutons" }, run, check, stop, hint.next, again, seen.ask),
    bar, status, output, verdict, hint.list, seen.place, weightNote);
  if (easy) replace(first);
  offers();
}

// --- written answers ---

function written(exercise, work, page, kept) {
  const { id } = exercise;
  const area = h("textarea", { rows: "10", "aria-label": page.text("Votre réponse, exercice {n}", { n: exercise.numero }), "aria-describedby": `${id}-compte` });
  const count = h("p", { id: `${id}-compte`, class: "exercise-aide" });
  const hint = hints(exercise, page);
  const seen = solution(exercise, page);
  area.value = kept.read().texte ?? "";

  function tell() {
    const found = words(area.value);
    const target = exercise.mots ? page.text(" sur {n} demandés", { n: exercise.mots }) : "";
    count.textContent = page.text("{n} mot(s)", { n: found }) + target + page.text(". Votre texte est gardé sur cet appareil.");
    seen.offer(found >= (exercise.mots || 60) / 2);
  }
  area.addEventListener("input", () => {
    kept.write({ texte: area.value });
    tell();
  });
  kept.onreplaced = ({ texte = "" }) => {
    area.value = texte;
    tell();
  };
  work.append(area, count, h("div", { class: "exercise-boutons" }, hint.next, seen.ask), hint.list, seen.place);
  tell();
}
