// «Préparer mon rendu»: the answers of the page put into the released notebook, every other byte as it was.
import { withRuns } from "./exercise-forms.js";
import { button, h } from "./python-output.js";

// --- the notebook as text ---

/** Where a value ends in JSON text, from its first character. */
function skip(text, at) {
  if (text[at] === '"') {
    for (let i = at + 1; ; i += 1) {
      if (text[i] === "\\") i += 1;
      else if (text[i] === '"') return i + 1;
    }
  }
  if (text[at] !== "{" && text[at] !== "[") return at + /^[^\s,\]}]+/.exec(text.slice(at, at + 40))[0].length;
  let depth = 0;
  for (let i = at; ; i += 1) {
    if (text[i] === '"') i = skip(text, i) - 1;
    else if (text[i] === "{" || text[i] === "[") depth += 1;
    else if ((text[i] === "}" || text[i] === "]") && --depth === 0) return i + 1;
  }
}

const space = (text, at) => at + /^[\s,:]*/.exec(text.slice(at, at + 400))[0].length;

/** The members of the object or the elements of the array that starts at `at`: [[key or rank, from, to], …]. */
function members(text, at) {
  const found = [];
  const keyed = text[at] === "{";
  let i = space(text, at + 1);
  while (text[i] !== "}" && text[i] !== "]") {
    let key = found.length;
    if (keyed) {
      const end = skip(text, i);
      key = JSON.parse(text.slice(i, end));
      i = space(text, end);
    }
    const end = skip(text, i);
    found.push([key, i, end]);
    i = space(text, end);
  }
  return found;
}

const idOf = (cell) => cell?.metadata?.nbgrader?.grade_id;
const textOf = (cell) => [cell.source ?? ""].flat().join("");
const member = (text, at, key) => members(text, at).find(([name]) => name === key);

/** Source lines as nbformat writes them. */
function sourceText(answer) {
  const lines = answer.split(/(?<=\n)/).filter(Boolean).map((line) => `    ${JSON.stringify(line)}`);
  return lines.length ? `[\n${lines.join(",\n")}\n   ]` : "[]";
}

/** `notebook` (text) with the sources of the cells named in `answers` ({grade_id: text}) replaced, all else untouched. */
export function splice(notebook, answers) {
  const [, from] = member(notebook, 0, "cells");
  let done = notebook;
  for (const [, at, end] of members(notebook, from).reverse()) {
    const cell = JSON.parse(notebook.slice(at, end));
    const answer = answers[idOf(cell)] ?? textOf(cell);
    if (answer === textOf(cell)) continue;
    const [, start, stop] = member(notebook, at, "source");
    done = done.slice(0, start) + sourceText(answer) + done.slice(stop);
  }
  return done;
}

/** Why `filled` is not `released` with other answers, or "". */
export function differs(released, filled, answers) {
  const [a, b] = [JSON.parse(released), JSON.parse(filled)];
  const bare = ({ source: _source, ...cell }) => JSON.stringify(cell);
  if (a.cells.length !== b.cells.length) return "le nombre de cellules a changé";
  for (const [rank, cell] of a.cells.entries()) {
    const other = b.cells[rank];
    const expected = answers[idOf(cell)] ?? textOf(cell);
    if (bare(cell) !== bare(other) || textOf(other) !== expected) return `la cellule ${idOf(cell) ?? rank + 1}`;
  }
  return "";
}

/** The answers in a notebook file's text: {version, answers}, or {problem} in French. */
export function answersIn(text, bank) {
  let notebook;
  try {
    notebook = JSON.parse(text);
  } catch {
    return { problem: "Ce fichier n’est pas un carnet : son contenu ne se lit pas. Choisissez le fichier qui finit par .ipynb." };
  }
  const { assignment, version } = notebook?.metadata?.parcours ?? {};
  if (!Array.isArray(notebook?.cells) || !assignment) return { problem: "Ce fichier n’est pas un carnet de ce cours. Choisissez celui que vous avez téléchargé ici." };
  if (assignment !== bank.module) return { problem: `Ce carnet est celui du module ${assignment}, et vous êtes dans le module ${bank.module}. Ouvrez la page de son module.` };
  const answers = {};
  for (const cell of notebook.cells) {
    if (idOf(cell)) answers[idOf(cell)] = textOf(cell);
  }
  return { version, answers };
}

// --- the page ---

/** {grade_id: text} of what the page keeps, the runs of the scenarios included; an untouched exercise is left out. */
function answers(bank, page) {
  const { exercices, scenarios } = page.progress.read();
  const found = {};
  for (const { id, cellule, depart = "" } of bank.exercices) {
    const { texte, code = texte } = exercices[id] ?? {};
    const text = withRuns(code?.trim() ? code : depart, scenarios);
    if (text !== depart) found[cellule] = text;
  }
  return found;
}

function save(content, name, type) {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = h("a", { href: address, download: name, hidden: true });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

async function released(bank, page) {
  const answer = await fetch(`${page.assets}carnets/${bank.carnet}`);
  if (!answer.ok) throw new Error(page.text("le carnet du module n’est pas accessible"));
  return answer.text();
}

async function prepare(bank, page, tell) {
  try {
    const given = answers(bank, page);
    const original = await released(bank, page);
    const filled = splice(original, given);
    const problem = differs(original, filled, given);
    if (problem) throw new Error(problem);
    save(filled, bank.carnet, "application/x-ipynb+json");
    const missing = bank.exercices.filter((each) => !(each.cellule in given)).map((each) => each.numero);
    tell(page.text("« {name} » est dans vos téléchargements : {n} réponse(s).", { name: bank.carnet, n: Object.keys(given).length }) +
      (missing.length ? ` ${page.text("Sans réponse : {list}.", { list: missing.join(", ") })}` : ""));
  } catch (error) {
    tell(page.text("Le rendu n’a pas été préparé : {why}. Vos réponses sont gardées ; essayez de nouveau.", { why: error.message }));
  }
}

function readable(bank, page, tell) {
  const given = answers(bank, page);
  const body = bank.exercices.map((each) => h("section", null, h("h2", null, `${each.numero} · ${each.titre}`), h("pre", null, given[each.cellule] ?? page.text("(sans réponse)"))));
  const style = "body{font:1rem/1.5 system-ui,sans-serif;max-width:45rem;margin:2rem auto;padding:0 1rem}pre{white-space:pre-wrap}";
  const whole = h("html", { lang: "fr" }, h("head", null, h("meta", { charset: "utf-8" }), h("title", null, bank.titre), h("style", null, style)), h("body", null, h("h1", null, bank.titre), body));
  save(`<!doctype html>\n${whole.outerHTML}`, bank.carnet.replace(".ipynb", ".html"), "text/html");
  tell(page.text("La copie à lire est dans vos téléchargements."));
}

async function resume(file, bank, page, tell) {
  const { problem, version, answers: given } = answersIn(await file.text(), bank);
  if (problem) return tell(page.text(problem));
  let taken = 0;
  for (const exercise of bank.exercices) {
    const text = given[exercise.cellule];
    if (text === undefined || !text.trim() || text === exercise.depart || text.trim() === "Votre réponse ici.") continue;
    const field = exercise.type === "manuel" ? { texte: text } : { code: text, execute: false };
    page.progress.set("exercices", exercise.id, { ...page.progress.get("exercices")[exercise.id], ...field, le: new Date().toISOString() });
    taken += 1;
  }
  document.dispatchEvent(new CustomEvent("parcours:repris"));
  const older = version !== undefined && String(version) !== String(bank.version)
    ? ` ${page.text("Ce carnet vient d’une autre version du cours : relisez vos réponses.")}` : "";
  tell(page.text("{n} réponse(s) reprise(s) de « {name} ».", { n: taken, name: file.name }) + older);
}

/** «Recommencer tout»: Python forgets what this page gave it; pressed again, the code typed on the page goes too. */
function restart(page, tell) {
  let sure = false;
  const again = button(page.text("Recommencer tout"), () => {
    document.dispatchEvent(new CustomEvent("parcours:recommence", { detail: sure }));
    tell(page.text(sure
      ? "Le code de cette page est revenu à son début."
      : "Python a tout oublié de cette page. Pressez encore pour effacer aussi votre code."));
    sure = !sure;
    again.textContent = page.text(sure ? "Oui, effacer mon code" : "Recommencer tout");
  });
  return again;
}

/** Put the hand-in box after the page's last exercise. */
export function offer(after, page, bank) {
  const status = h("p", { role: "status" });
  const tell = (text) => { status.textContent = text; };
  const file = h("input", { type: "file", accept: ".ipynb,application/json", hidden: true, onchange: async () => {
    if (file.files[0]) await resume(file.files[0], bank, page, tell);
    file.value = "";
  } });
  const title = `rendu-${bank.module}`;
  after.after(h("section", { class: "exercise-rendu", "aria-labelledby": title },
    h("h3", { id: title }, page.text("Rendre mon travail")),
    h("p", null, page.text("Toutes vos réponses du module, dans un carnet à déposer tel quel. Aucun nom n’y est inscrit.")),
    h("div", { class: "exercise-boutons" },
      button(page.text("Préparer mon rendu"), () => prepare(bank, page, tell), { class: "plein" }),
      button(page.text("Reprendre depuis un fichier"), () => file.click()),
      button(page.text("Copie à lire"), () => readable(bank, page, tell)),
      restart(page, tell)),
    file, status));
}
