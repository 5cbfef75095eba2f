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

export const idOf = (cell) => cell?.metadata?.nbgrader?.grade_id;
export const textOf = (cell) => [cell.source ?? ""].flat().join("");
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

// --- the page ---

/** {grade_id: text} of what the page keeps, the runs of the scenarios included; an untouched exercise is left out. */
export function answers(bank, page) {
  const { exercices, scenarios } = page.progress.read();
  const found = {};
  for (const { id, cellule, depart = "" } of bank.exercices) {
    const { texte, code = texte } = exercices[id] ?? {};
    const text = withRuns(code?.trim() ? code : depart, scenarios);
    if (text !== depart) found[cellule] = text;
  }
  return found;
}

export function save(content, name, type) {
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

/** The released notebook with the page's answers, verified: {text, given}. */
export async function filled(bank, page) {
  const given = answers(bank, page);
  const original = await released(bank, page);
  const text = splice(original, given);
  const problem = differs(original, text, given);
  if (problem) throw new Error(problem);
  return { text, given };
}

async function prepare(bank, page, tell) {
  try {
    const { text, given } = await filled(bank, page);
    save(text, bank.carnet, "application/x-ipynb+json");
    const missing = bank.exercices.filter((each) => !(each.cellule in given)).map((each) => each.numero);
    tell(page.text("« {name} » est dans vos téléchargements : {n} réponse(s).", { name: bank.carnet, n: Object.keys(given).length }) +
      (missing.length ? ` ${page.text("Sans réponse : {list}.", { list: missing.join(", ") })}` : ""));
  } catch (error) {
    tell(page.text("Le rendu n’a pas été préparé : {why}. Vos réponses sont gardées ; essayez de nouveau.", { why: error.message }));
  }
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
  const reread = (verb, file) => import("./rendu-reprise.js").then(
    (other) => other[verb](bank, page, tell, file),
    () => tell(page.text("Ce bouton n’a pas pu être chargé. Vérifiez la connexion, puis recommencez.")),
  );
  const file = h("input", { type: "file", accept: ".ipynb,application/json", hidden: true, onchange: async () => {
    if (file.files[0]) await reread("resume", file.files[0]);
    file.value = "";
  } });
  const title = `rendu-${bank.module}`;
  after.after(h("section", { class: "exercise-rendu", "aria-labelledby": title },
    h("h3", { id: title }, page.text("Rendre mon travail")),
    h("p", null, page.text("Toutes vos réponses du module, dans un carnet à déposer tel quel. Aucun nom n’y est inscrit.")),
    h("div", { class: "exercise-boutons" },
      button(page.text("Préparer mon rendu"), () => prepare(bank, page, tell), { class: "plein" }),
      button(page.text("Reprendre depuis un fichier"), () => file.click()),
      button(page.text("Copie à lire"), () => reread("readable")),
      restart(page, tell)),
    file, status));
}
