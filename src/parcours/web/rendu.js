// «Préparer mon rendu»: the answers of the page put into the released notebook, every other byte as it was.
import { withRuns } from "./exercise-forms.js";
import { button, h } from "./python-output.js";
import { forget } from "./python.js";

// --- the notebook as text ---

export const idOf = (cell) => cell.metadata?.nbgrader?.grade_id;
export const textOf = (cell) => [cell.source ?? ""].flat().join("");

/** `notebook` (text) with the sources of the cells named in `answers` ({grade_id: text}) replaced, written as nbformat does. */
export function splice(notebook, answers) {
  const filled = JSON.parse(notebook);
  for (const cell of filled.cells) {
    const answer = answers[idOf(cell)] ?? textOf(cell);
    if (answer !== textOf(cell)) cell.source = answer.split(/(?<=\n)/).filter(Boolean);
  }
  return `${JSON.stringify(filled, null, 1)}\n`;
}

/** Why `filled` is not `released` with other answers, or "". */
export function differs(released, filled, answers) {
  const bare = (text) => JSON.stringify(JSON.parse(text, (key, value) => (key === "source" ? undefined : value)));
  if (bare(released) !== bare(filled)) return "le carnet a changé";
  const { cells } = JSON.parse(released);
  const wrong = JSON.parse(filled).cells.find((cell, rank) => textOf(cell) !== (answers[idOf(cell)] ?? textOf(cells[rank])));
  return wrong ? `la cellule ${idOf(wrong)}` : "";
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

export async function released(bank, page) {
  const answer = await fetch(`${page.assets}carnets/${bank.carnet}`);
  if (!answer.ok) throw new Error(`${bank.carnet} : ${answer.status}`);
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
    tell(page.text("Le rendu n’a pas été préparé : {why}. Vos réponses sont gardées ; essayez de nouveau.", { why: page.why(error) }));
  }
}

/** «Recommencer tout»: Python forgets what this page gave it; pressed again, the code typed on the page goes too. */
function restart(page, tell) {
  let sure = false;
  const again = button(page.text("Recommencer tout"), () => {
    const records = page.progress.get("exercices");
    for (const { dataset: { id } } of document.querySelectorAll('[data-island="exercise"]')) {
      const { code, ...others } = records[id] ?? {};
      if (code !== undefined) page.progress.set("exercices", id, { ...others, ...(!sure && { code }), execute: false });
    }
    document.dispatchEvent(new CustomEvent("parcours:recommence", { detail: sure }));
    forget(page);
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
  const tell = (...said) => status.replaceChildren(...said);
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
