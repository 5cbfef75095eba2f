// «Mon dossier»: the trainee's own written answers, chosen and introduced, exported as one accessible HTML file.
import { moduleOf } from "./exercise.js";
import { h } from "./python-output.js";
import { save as download } from "./rendu.js";

const ID = "mon-dossier"; // what is chosen and introduced, kept among the exercises of the progress record
const OWN = { autoevaluation: "Mes forces, sur quatre familles" };
const EXERCISE = /^(m\d\d)-ex\d\d$/;

/** The written answers of the record, in the order of the course: [{id, titre, texte, le}]. */
export async function pieces(page) {
  const record = page.progress.get("exercices");
  const found = [];
  for (const id of Object.keys(record).sort()) {
    const { texte, le } = record[id];
    if (!texte?.trim() || id === ID) continue;
    found.push({ id, le, texte: texte.trim(), titre: await titleOf(page, id) });
  }
  return found;
}

async function titleOf(page, id) {
  if (OWN[id]) return page.text(OWN[id]);
  const module = EXERCISE.exec(id)?.[1];
  try {
    const { exercices } = await moduleOf(page, module);
    return exercices.find((each) => each.id === id).titre;
  } catch {
    return id; // an exercise since withdrawn: the text is still the trainee's
  }
}

const SIGNS = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const safe = (text) => text.replace(/[&<>"]/g, (sign) => SIGNS[sign]);
const strong = (text) => safe(text).replace(/\*\*([^*\n]+)\*\*/g, "<strong>$1</strong>");

/** Plain text to HTML: blank lines part paragraphs, lines that begin with «- » make a list. */
export function body(text) {
  return text.split(/\n\s*\n/).map((block) => {
    const lines = block.split("\n").filter((line) => line.trim());
    if (lines.length && lines.every((line) => /^\s*[-•] /.test(line))) {
      return `<ul>${lines.map((line) => `<li>${strong(line.replace(/^\s*[-•] /, ""))}</li>`).join("")}</ul>`;
    }
    return `<p>${lines.map(strong).join("<br>")}</p>`;
  }).join("\n");
}

const STYLE = `body{margin:0;background:#fffdf8;color:#1d2a26;font:1.0625rem/1.6 system-ui,sans-serif}
main,footer{max-width:42rem;margin:0 auto;padding:1.5rem}h1,h2{line-height:1.25}a{color:#0a5c8a}
section{border-top:1px solid #d9d3c3;padding-top:.5rem}.date,footer{color:#4b5a54}:focus-visible{outline:3px solid #b3470a}
@media (prefers-color-scheme:dark){body{background:#15201c;color:#e9efe9}a{color:#8cc8ee}.date,footer{color:#b7c4bd}section{border-color:#3a4b44}}
@media print{nav{display:none}section{break-inside:avoid}}`;

/** The whole file: no script, nothing to fetch. `chosen` = [{id, titre, texte, mot, le}]. */
export function file({ titre, presentation }, chosen, t) {
  const day = (le) => (le ? new Date(le).toLocaleDateString("fr-FR", { day: "numeric", month: "long", year: "numeric" }) : "");
  const contents = chosen.map((each) => `<li><a href="#${each.id}">${safe(each.titre)}</a></li>`).join("");
  const sections = chosen.map((each) => `<section id="${each.id}" aria-labelledby="${each.id}-t">
<h2 id="${each.id}-t">${safe(each.titre)}</h2>
${each.le ? `<p class="date">${t("Écrit le {jour}", { jour: day(each.le) })}</p>` : ""}
${each.mot?.trim() ? `<p><em>${safe(each.mot.trim())}</em></p>` : ""}
${body(each.texte)}
</section>`).join("\n");
  return `<!doctype html>
<html lang="fr">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${safe(titre)}</title>
<style>${STYLE}</style></head>
<body>
<main>
<h1>${safe(titre)}</h1>
${presentation.trim() ? body(presentation.trim()) : ""}
<nav aria-label="${t("Sommaire")}"><ol>${contents}</ol></nav>
${sections}
</main>
<footer><p>${t("Travaux réalisés dans un cours libre de gestion des communautés. Sauf mention contraire, ils portent sur Ardelune et Le Refuge, une entreprise et une communauté simulées. Ce document n’est pas une certification.")}</p></footer>
</body>
</html>
`;
}

export async function enhance(root, page) {
  const t = page.text;
  const all = await pieces(page);
  if (!all.length) {
    root.replaceChildren(h("p", null, t("Votre dossier est encore vide. Répondez à un exercice écrit, par exemple l’annonce du module 1 : votre texte viendra ici.")));
    return;
  }
  const kept = page.progress.get("exercices")[ID] ?? {};
  const state = { titre: kept.titre ?? t("Mon dossier de community manager"), presentation: kept.presentation ?? "", retires: kept.retires ?? [], mots: { ...kept.mots } };
  const status = h("p", { role: "status" });
  const save = () => {
    if (page.progress.set("exercices", ID, { ...state, le: new Date().toISOString() }) === false) {
      status.textContent = t("Votre appareil ne garde pas ces choix. Téléchargez votre dossier avant de quitter la page.");
    }
  };
  const typed = (node, put) => {
    node.addEventListener("input", () => { put(node.value); save(); });
    return node;
  };

  const title = typed(h("input", { type: "text" }), (value) => { state.titre = value; });
  title.value = state.titre;
  const intro = typed(h("textarea", { rows: "4" }), (value) => { state.presentation = value; });
  intro.value = state.presentation;

  const list = h("ol", { class: "dossier-pieces" }, all.map((each) => {
    const box = h("input", { type: "checkbox" });
    box.checked = !state.retires.includes(each.id);
    box.addEventListener("change", () => {
      state.retires = state.retires.filter((id) => id !== each.id).concat(box.checked ? [] : [each.id]);
      save();
    });
    const word = typed(h("input", { type: "text" }), (value) => { state.mots[each.id] = value; });
    word.value = state.mots[each.id] ?? "";
    const count = each.texte.split(/\s+/).length;
    return h("li", null, h("label", null, box, ` ${each.titre}`),
      h("label", { class: "dossier-mot" }, t("Une phrase pour présenter « {titre} »", { titre: each.titre }), word),
      h("details", null, h("summary", null, t("Relire ({n} mots)", { n: count })), ...each.texte.split(/\n\s*\n/).map((part) => h("p", null, part))));
  }));

  const go = h("button", { type: "button", class: "plein" }, t("Télécharger mon dossier"));
  go.addEventListener("click", () => {
    const chosen = all.filter((each) => !state.retires.includes(each.id)).map((each) => ({ ...each, mot: state.mots[each.id] }));
    if (!chosen.length) {
      status.textContent = t("Cochez au moins une pièce.");
      return;
    }
    const named = { ...state, titre: state.titre.trim() || t("Mon dossier de community manager") };
    download(file(named, chosen, t), "mon-dossier.html", "text/html;charset=utf-8");
    status.textContent = t("mon-dossier.html est dans vos téléchargements, avec {n} pièce(s). Ouvrez-le pour le relire.", { n: chosen.length });
  });

  root.replaceChildren(
    h("p", null, t("Ce que vous écrivez ici est gardé sur cet appareil seulement.")),
    h("label", null, t("Titre du dossier"), title),
    h("label", null, t("Présentation : qui vous êtes, ce que vous cherchez (facultatif)"), intro),
    h("h2", null, t("Vos pièces")),
    list, h("p", null, go), status,
  );
}
