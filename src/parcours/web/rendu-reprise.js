// «Copie à lire» and «Reprendre depuis un fichier»: the hand-in's other two ways, fetched when one is asked for.
import { button, h } from "./python-output.js";
import { answers, idOf, released, save, textOf } from "./rendu.js";

/** A notebook file's text opened: {notebook, about}, or {problem} in French. */
function opened(text, bank) {
  let notebook;
  try {
    notebook = JSON.parse(text);
  } catch {
    return { problem: "Ce fichier n’est pas un carnet : son contenu ne se lit pas. Choisissez le fichier qui finit par .ipynb." };
  }
  const about = notebook?.metadata?.parcours;
  if (!Array.isArray(notebook?.cells) || !about?.assignment) return { problem: "Ce fichier n’est pas un carnet de ce cours. Choisissez celui que vous avez téléchargé ici." };
  if (about.assignment !== bank.module) return { problem: `Ce carnet est celui du module ${about.assignment}, et vous êtes dans le module ${bank.module}. Ouvrez la page de son module.` };
  return { notebook, about };
}

export function readable(bank, page, tell) {
  const given = answers(bank, page);
  const body = bank.exercices.map((each) => h("section", null, h("h2", null, `${each.numero} · ${each.titre}`), h("pre", null, given[each.cellule] ?? page.text("(sans réponse)"))));
  const style = "body{font:1rem/1.5 system-ui,sans-serif;max-width:45rem;margin:2rem auto;padding:0 1rem}pre{white-space:pre-wrap}";
  const whole = h("html", { lang: "fr" }, h("head", null, h("meta", { charset: "utf-8" }), h("meta", { name: "viewport", content: "width=device-width" }), h("title", null, bank.titre), h("style", null, style)), h("body", null, h("main", null, h("h1", null, bank.titre), body)));
  save(`<!doctype html>\n${whole.outerHTML}`, bank.carnet.replace(".ipynb", ".html"), "text/html");
  tell(page.text("La copie à lire est dans vos téléchargements."));
}

/** The cells answered in the file that this course does not have any more, and whether another version made it. */
async function elsewhere(bank, page, notebook, about) {
  const here = new Set(bank.exercices.map((each) => each.cellule));
  const gone = notebook.cells.filter((cell) => cell.metadata?.nbgrader?.solution && textOf(cell).trim() && !here.has(idOf(cell))).map(idOf);
  const original = await released(bank, page).then((text) => JSON.parse(text).metadata.parcours, () => null);
  const other = ["version", "generated_from"].some((name) => about[name] && original?.[name] && about[name] !== original[name]);
  return (other ? ` ${page.text("Ce carnet vient d’une autre version du cours : relisez vos réponses.")}` : "") +
    (gone.length ? ` ${page.text("Sans exercice dans le cours, donc laissée(s) dans le fichier : {list}.", { list: gone.join(", ") })}` : "");
}

export async function resume(bank, page, tell, file) {
  const text = await file.text().catch(() => null);
  if (text === null) return tell(page.text("« {name} » n’a pas pu être lu. Rien n’a changé ; choisissez-le de nouveau.", { name: file.name }));
  const { problem, notebook, about } = opened(text, bank);
  if (problem) return tell(page.text(problem));
  const given = Object.fromEntries(notebook.cells.map((cell) => [idOf(cell), textOf(cell)]));
  const before = page.progress.get("exercices");
  const taken = {};
  for (const { id, cellule, depart, type } of bank.exercices) {
    const answer = given[cellule];
    if (!answer?.trim() || answer === depart || answer.trim() === "Votre réponse ici.") continue;
    taken[id] = { ...before[id], ...(type === "manuel" ? { texte: answer } : { code: answer, execute: false }) };
  }
  const put = (records) => {
    const le = new Date().toISOString();
    const kept = Object.entries(records).map(([id, value]) => page.progress.set("exercices", id, { ...value, le })).every(Boolean);
    document.dispatchEvent(new CustomEvent("parcours:repris"));
    return kept ? "" : ` ${page.text("Votre appareil ne garde pas votre travail. Avant de quitter la page, choisissez « Préparer mon rendu ».")}`;
  };
  const refused = put(taken);
  const undo = button(page.text("Annuler la reprise"), () => {
    undo.closest("section").querySelector("button").focus();
    tell(page.text("Vos réponses d’avant sont revenues.") + put(Object.fromEntries(Object.keys(taken).map((id) => [id, before[id]]))));
  });
  const said = page.text("{n} réponse(s) reprise(s) de « {name} ».", { n: Object.keys(taken).length, name: file.name });
  tell(said + refused + (await elsewhere(bank, page, notebook, about)), ...(Object.keys(taken).length ? [" ", undo] : []));
}
