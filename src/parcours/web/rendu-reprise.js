// «Copie à lire» and «Reprendre depuis un fichier»: the hand-in's other two ways, fetched when one is asked for.
import { h } from "./python-output.js";
import { answers, idOf, save, textOf } from "./rendu.js";

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
  const found = {};
  for (const cell of notebook.cells) {
    if (idOf(cell)) found[idOf(cell)] = textOf(cell);
  }
  return { version, answers: found };
}

export function readable(bank, page, tell) {
  const given = answers(bank, page);
  const body = bank.exercices.map((each) => h("section", null, h("h2", null, `${each.numero} · ${each.titre}`), h("pre", null, given[each.cellule] ?? page.text("(sans réponse)"))));
  const style = "body{font:1rem/1.5 system-ui,sans-serif;max-width:45rem;margin:2rem auto;padding:0 1rem}pre{white-space:pre-wrap}";
  const whole = h("html", { lang: "fr" }, h("head", null, h("meta", { charset: "utf-8" }), h("title", null, bank.titre), h("style", null, style)), h("body", null, h("h1", null, bank.titre), body));
  save(`<!doctype html>\n${whole.outerHTML}`, bank.carnet.replace(".ipynb", ".html"), "text/html");
  tell(page.text("La copie à lire est dans vos téléchargements."));
}

export async function resume(bank, page, tell, file) {
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
