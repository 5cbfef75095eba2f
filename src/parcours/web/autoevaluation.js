// The skills self-test: the page's own lists become a form; its result picks, family by family, the line that fits.
import { h } from "./python-output.js";

const ID = "autoevaluation"; // its entry among the exercises of the progress record; its `texte` enters «Mon dossier»
const BANDS = [3, 6, 9]; // the upper bound of each of a family's three lines

/** The families as the page writes them: a bold name, the statements, the three lines of advice. */
function families(root) {
  return [...root.querySelectorAll("ol")].map((list, rank) => ({
    rank,
    name: list.previousElementSibling.textContent,
    statements: [...list.children].map((each) => each.textContent.trim()),
    advice: [...list.nextElementSibling.children].map((each) => each.cloneNode(true)),
  }));
}

/** Sums of three answers a family; a family not wholly answered is null. */
export function scores(notes, count) {
  return Array.from({ length: count }, (_, rank) => {
    const own = [0, 1, 2].map((n) => notes[`${rank}-${n}`]);
    return own.every((each) => each !== undefined) ? own.reduce((sum, each) => sum + Number(each), 0) : null;
  });
}

export function enhance(root, page) {
  const t = page.text;
  const all = families(root);
  const kept = page.progress.get("exercices")[ID] ?? {};
  const notes = { ...kept.notes };
  const facts = { ...kept.faits };
  const scale = ["jamais", "avec aide", "une fois ou deux", "régulièrement"];
  const status = h("p", { role: "status" });
  const result = h("div", { class: "autoevaluation-resultat" });

  const question = (family, text, n) => {
    const name = `${family.rank}-${n}`;
    const field = h("fieldset", null, h("legend", null, text));
    scale.forEach((word, value) => {
      const input = h("input", { type: "radio", name, value: String(value) });
      input.checked = notes[name] === String(value);
      input.addEventListener("change", () => { notes[name] = input.value; });
      field.append(h("label", null, input, ` ${value} · ${t(word)}`));
    });
    return field;
  };

  const fact = (family) => {
    const area = h("textarea", { rows: "2" });
    area.value = facts[family.rank] ?? "";
    area.addEventListener("input", () => { facts[family.rank] = area.value; });
    return h("label", { class: "autoevaluation-fait" }, t("Un fait qui le montre, daté (facultatif)"), area);
  };

  const form = h("form", null, all.map((family) =>
    h("div", null, h("h2", null, family.name), ...family.statements.map((text, n) => question(family, text, n)), fact(family))));
  form.append(h("p", null, h("button", { type: "submit", class: "plein" }, t("Voir mon chemin"))), status);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const now = scores(notes, all.length);
    const missing = [...form.querySelectorAll("fieldset")].filter((field) => !field.querySelector(":checked"));
    if (missing.length) {
      status.textContent = t("Il manque {n} réponse(s). La première vous attend.", { n: missing.length });
      missing[0].querySelector("input").focus();
      return;
    }
    const le = new Date().toISOString();
    const before = page.progress.get("exercices")[ID];
    const first = before?.premiere ?? { scores: now, le };
    const safe = page.progress.set("exercices", ID, { notes, faits: facts, premiere: first, texte: told(now), le });
    status.textContent = t(safe ? "Votre chemin est ci-dessous. Vos notes sont gardées sur cet appareil." : "Votre chemin est ci-dessous. Votre appareil n’a pas pu garder vos notes.");
    draw(now, first);
    result.querySelector("h2").focus();
  });

  /** What the portfolio shows: each family's score and the fact behind it. */
  const told = (now) => all.map((family) => {
    const why = facts[family.rank]?.trim();
    return `${family.name} : ${now[family.rank]} sur 9.${why ? ` ${why}` : ""}`;
  }).join("\n\n");

  function draw(now, first) {
    const order = [...all].sort((a, b) => now[a.rank] - now[b.rank]);
    const again = first.scores.some((each, rank) => each !== now[rank]);
    result.replaceChildren(
      h("h2", { tabindex: "-1" }, t("Votre chemin")),
      h("p", null, t("De la famille où vous avez le plus à gagner à celle où vous êtes le plus à l’aise :")),
      h("ol", null, order.map((family) => {
        const score = now[family.rank];
        const gap = score - first.scores[family.rank];
        const said = again ? t(" (première fois : {n}, écart {e})", { n: first.scores[family.rank], e: gap > 0 ? `+${gap}` : String(gap).replace("-", "−") }) : "";
        const item = h("li", null, h("strong", null, t("{famille} : {n} sur 9", { famille: family.name, n: score })), said, h("br"));
        item.append(...family.advice[BANDS.findIndex((top) => score <= top)].cloneNode(true).childNodes);
        return item;
      })),
    );
  }

  root.replaceChildren(form, result);
  const now = scores(notes, all.length);
  if (kept.premiere && !now.includes(null)) draw(now, kept.premiere);
}
