// The quiz, one question at a time. The rules at the top mirror src/parcours/quiz/check.py (a test keeps them equal);
// below, `enhance` serves the pages, `renderItem` one question anywhere, and the default export notebooks (anywidget).

// --- what an answer is worth ---

const SPACES = /[\t\n\r \u00a0\u2000-\u200b\u2028\u2029\u202f\u205f\u2060\u3000\ufeff]+/g;
const NUMBER = /^([^0-9.,+\-]*)([+\-]?(?:(?:[0-9]{1,3}(?:[ '][0-9]{3})+|[0-9]+)(?:[.,][0-9]*)?|[.,][0-9]+))(.*)$/s;

const trimmed = (text) => text.replace(/^ | $/g, "");
const spaced = (text) => trimmed(text.replace(SPACES, " "));
const bare = (text) =>
  text.normalize("NFKD").toLowerCase().replaceAll("œ", "oe").replaceAll("æ", "ae").replace(/\p{M}/gu, "");
const unitOf = (text) => bare(spaced(text)).replaceAll(" ", "");

export const fold = (text) =>
  trimmed(bare(spaced(text)).replace(/[^\p{L}\p{N}]+/gu, " ")).replace(/^(?:les?|la|l|une?|des|du|de la) /, "");

export function readNumber(raw, units = []) {
  const text = spaced(raw).replaceAll("−", "-").replaceAll("’", "'");
  if (!text) return "vide";
  const match = NUMBER.exec(text);
  if (!match) return "nombre";
  const rest = unitOf(match[1] + match[3]);
  if (rest && !units.map(unitOf).includes(rest)) return units.length && !/[0-9.,]/.test(rest) ? "unite" : "nombre";
  return Number(match[2].replace(/[ ']/g, "").replace(",", "."));
}

const close = (number, item, expected) =>
  Math.abs(number - expected) <= item.tolerance + 1e-9 * Math.max(1, Math.abs(expected));
const entry = (problem) => ({ counted: false, right: false, score: 0, notes: [["saisie", problem]] });
const marked = (score, notes) => ({ counted: true, right: score === 1, score, notes });
const seen = (right, id) => [right ? "vu" : "regardez", id];
const missed = (item, isTrap) => {
  const rank = (item.pieges || []).findIndex((trap) => isTrap(trap.reponse));
  return marked(0, [["regardez", rank < 0 ? "indice" : `piege-${rank}`]]);
};

function checkOne(item, answer) {
  const chosen = item.options.find((option) => option.id === answer);
  return chosen ? marked(chosen.juste ? 1 : 0, [seen(chosen.juste, chosen.id)]) : entry("choix");
}

const CHECKS = {
  choix: checkOne,
  "vrai-faux": checkOne,
  "choix-multiple"(item, answer) {
    const chosen = item.options.filter((option) => (answer || []).includes(option.id));
    if (!chosen.length) return entry("choix");
    const right = chosen.filter((option) => option.juste).length;
    const expected = item.options.filter((option) => option.juste).length;
    const notes = chosen.map((option) => seen(option.juste, option.id));
    if (right < expected) notes.push(["manque", String(expected - right)]);
    return marked(Math.max(0, 2 * right - chosen.length) / expected, notes);
  },
  numerique(item, answer) {
    const number = readNumber(answer || "", item.unite ? [item.unite, ...(item.unites || [])] : []);
    if (typeof number === "string") return entry(number);
    if (close(number, item, item.valeur)) return marked(1, [["vu", "valeur"]]);
    return missed(item, (trap) => close(number, item, trap));
  },
  "texte-court"(item, answer) {
    const text = fold(answer || "");
    if (!text) return entry("vide");
    if (item.reponses.some((expected) => fold(expected) === text)) return marked(1, [["vu", "valeur"]]);
    return missed(item, (trap) => fold(trap) === text);
  },
  ordre(item, answer) {
    const expected = item.etapes.map((step) => step.id);
    if ([...(answer || [])].sort().join() !== [...expected].sort().join()) return entry("ordre");
    const first = expected.findIndex((id, rank) => id !== answer[rank]);
    if (first < 0) return marked(1, [["vu", "ordre"]]);
    return marked(expected.filter((id, rank) => id === answer[rank]).length / expected.length, [["regardez", expected[first]]]);
  },
  appariement(item, answer) {
    const texts = Object.fromEntries(item.paires.map((pair) => [pair.id, pair.droite]));
    if (item.paires.some((pair) => !Object.hasOwn(texts, (answer || {})[pair.id]))) return entry("paires");
    const notes = item.paires.map((pair) => seen(texts[answer[pair.id]] === pair.droite, pair.id));
    return marked(notes.filter(([sign]) => sign === "vu").length / notes.length, notes);
  },
};

export const check = (item, answer) => CHECKS[item.type](item, answer);

function hash(text) {
  let value = 0x811c9dc5;
  for (const letter of text) value = Math.imul(value ^ letter.charCodeAt(0), 0x01000193); // ids are ASCII
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b) >>> 0;
  return (value ^ (value >>> 13)) >>> 0;
}

const partsOf = (item) => item.options || item.etapes || item.paires || [];

export function shownOrder(item, seed = "") {
  const parts = partsOf(item).map((part) => part.id);
  if (item.type === "vrai-faux") return parts;
  const order = [...parts].sort((a, b) => hash(item.id + seed + a) - hash(item.id + seed + b));
  return item.type === "ordre" && order.join() === parts.join() ? order.reverse() : order;
}

// --- building blocks ---

/** Stands for `page.text` in a notebook, whose page has French only. */
const plain = (french, values = {}) => french.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const bareEnd = (text) => text.replace(/[.\s]+$/, "");
const french = (number) => new Intl.NumberFormat("fr-FR", { maximumFractionDigits: 10 }).format(number);

function h(tag, props, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props || {})) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== false && value != null) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat());
  return element;
}

const button = (text, onclick, props) => h("button", { type: "button", onclick, ...props }, text);

/** Text with `code`, **strong** and *emphasis* as nodes: the same small grammar as at build. */
function inline(text) {
  return text.split(/(`[^`]+`|\*\*[^*]+\*\*|\*[^*]+\*)/).filter(Boolean).map((part) => {
    if (/^`.+`$/.test(part)) return h("code", null, part.slice(1, -1));
    if (/^\*\*.+\*\*$/.test(part)) return h("strong", null, part.slice(2, -2));
    return /^\*.+\*$/.test(part) ? h("em", null, part.slice(1, -1)) : part;
  });
}

let groups = 0; // a page may show the same question twice (réveil, lesson): each radio group has its own name

function choiceControl(item, t, seed) {
  const type = item.type === "choix-multiple" ? "checkbox" : "radio";
  const name = `quiz-${++groups}`;
  const options = Object.fromEntries(item.options.map((option) => [option.id, option]));
  const inputs = [];
  const labels = shownOrder(item, seed).map((id) => {
    const input = h("input", { type, name, value: id });
    inputs.push(input);
    return h("label", { class: "quiz-option" }, input, h("span", null, inline(options[id].texte)));
  });
  const read = () => {
    const chosen = inputs.filter((input) => input.checked).map((input) => input.value);
    return type === "radio" ? chosen[0] : chosen;
  };
  return { nodes: labels, read };
}

function typedControl(item, t) {
  const input = h("input", {
    type: "text", autocomplete: "off", autocapitalize: "none", spellcheck: "false",
    inputmode: item.type === "numerique" && item.valeur >= 0 ? "decimal" : false,
  });
  const unit = item.unite ? ` (${item.unite})` : "";
  return { nodes: [h("label", { class: "quiz-saisie" }, t("Votre réponse") + unit, " ", input)], read: () => input.value };
}

function orderControl(item, t, seed, announce) {
  const steps = Object.fromEntries(item.etapes.map((step) => [step.id, step.texte]));
  const list = h("ol", { class: "quiz-ordre" });
  const read = () => [...list.children].map((line) => line.dataset.id);
  const move = (line, gesture, shift) => {
    const target = shift < 0 ? line.previousElementSibling : line.nextElementSibling;
    if (target) target[shift < 0 ? "before" : "after"](line);
    gesture.focus();
    const n = read().indexOf(line.dataset.id) + 1;
    announce(t("« {texte} » est en position {n} sur {total}.", { texte: bareEnd(steps[line.dataset.id]), n, total: list.children.length }));
  };
  for (const id of shownOrder(item, seed)) {
    const line = h("li", { "data-id": id }, h("span", null, inline(steps[id])));
    for (const [title, sign, shift] of [[t("Monter"), "↑", -1], [t("Descendre"), "↓", 1]]) {
      const label = `${title} : ${bareEnd(steps[id])}`;
      line.append(button(sign, (event) => move(line, event.target, shift), { "aria-label": label, title }));
    }
    list.append(line);
  }
  return { nodes: [list], read };
}

function pairControl(item, t, seed) {
  const texts = Object.fromEntries(item.paires.map((pair) => [pair.id, pair.droite]));
  const ids = shownOrder(item, seed);
  const distinct = ids.filter((id, rank) => ids.findIndex((other) => texts[other] === texts[id]) === rank);
  const selects = item.paires.map((pair) =>
    h("select", { "data-id": pair.id }, h("option", { value: "" }, t("Choisissez…")),
      distinct.map((id) => h("option", { value: id }, texts[id]))));
  const nodes = item.paires.map((pair, rank) =>
    h("label", { class: "quiz-paire" }, h("span", null, inline(pair.gauche)), selects[rank]));
  return { nodes, read: () => Object.fromEntries(selects.map((select) => [select.dataset.id, select.value])) };
}

const CONTROLS = {
  choix: choiceControl, "choix-multiple": choiceControl, "vrai-faux": choiceControl,
  numerique: typedControl, "texte-court": typedControl, ordre: orderControl, appariement: pairControl,
};

// --- feedback ---

/** What to do about an answer that cannot be marked yet. */
const entryText = (problem, item, t) => ({
  choix: t("Choisissez d’abord une réponse."),
  vide: t("Écrivez d’abord votre réponse."),
  nombre: t("Écrivez seulement un nombre, par exemple 12,5. Rien n’est compté pour l’instant."),
  unite: t("Écrivez le nombre seul ou suivi de « {unite} ». Rien n’est compté pour l’instant.", item),
  paires: t("Donnez une réponse à chaque ligne."),
  ordre: t("Placez chaque étape une seule fois."),
})[problem];

/** The right or other outcome, told with the trust the trainee had in it. */
const trustText = (right, level, t) => (right
  ? [t("Vous hésitiez, et c’était juste. L’explication ci-dessous vous dira pourquoi."),
    t("Votre intuition était bonne."), t("Vous pouviez vous y fier.")]
  : [t("Votre hésitation était un bon signal. Modifiez votre réponse et vérifiez de nouveau."),
    t("Relisez la remarque ci-dessus, modifiez votre réponse et vérifiez de nouveau."),
    t("Vous répondiez avec assurance : c’est alors que l’on retient le mieux. Modifiez votre réponse et vérifiez de nouveau."),
  ])[level];

function noteNode(item, [sign, subject], t) {
  if (sign === "saisie") return h("p", null, entryText(subject, item, t));
  const lead = { vu: t("Vous avez vu"), regardez: t("Regardez"), manque: t("Il manque") }[sign];
  const line = (...rest) => h("p", { class: `quiz-${sign}` }, h("strong", null, lead), rest.flat());
  if (sign === "manque") return line(" ", t("au moins une réponse : relisez les propositions laissées de côté."));
  if (subject === "valeur") return line(" ", t("la bonne réponse."));
  if (subject === "ordre") return line(" ", t("le bon enchaînement."));
  if (subject === "indice") return line(" : ", inline(item.indice));
  if (subject.startsWith("piege-")) return line(" : ", inline(item.pieges[subject.slice(6)].pourquoi));
  const rank = partsOf(item).findIndex((part) => part.id === subject);
  const part = partsOf(item)[rank];
  if (item.etapes) return line(" ", t("ce qui vient en position {n}.", { n: rank + 1 }), " ", inline(part.pourquoi));
  if (item.paires && sign === "regardez") return line(" ", t("de nouveau :"), " ", inline(part.gauche));
  return line(" « ", inline(bareEnd(part.texte || part.gauche)), " ». ", inline(part.pourquoi));
}

function workedAnswer(item, t) {
  const why = (lead, part, text) => h("p", null, h("strong", null, lead), " ", inline(`${bareEnd(text)}. ${part.pourquoi}`));
  const lines = (item.options || []).map((option) => why(option.juste ? t("À retenir :") : t("À écarter :"), option, option.texte));
  (item.etapes || []).forEach((step, rank) => lines.push(why(`${rank + 1}.`, step, step.texte)));
  for (const pair of item.paires || []) lines.push(why(`${bareEnd(pair.gauche)} →`, pair, pair.droite));
  const expected = item.reponses ? item.reponses[0] : item.valeur != null && `${french(item.valeur)} ${item.unite || ""}`;
  if (expected) lines.push(h("p", null, h("strong", null, t("Réponse attendue :")), " ", expected));
  return h("details", { class: "quiz-correction", open: true },
    h("summary", null, t("La réponse expliquée")), lines, h("p", null, inline(item.explication)));
}

/**
 * One question as an element that works by itself. `page` needs `progress` (get, set) and may have `text`.
 * `onResult(item, value)` is told of every counted check; `value` is what the progress record keeps.
 */
export function renderItem(item, page, { onResult = () => {} } = {}) {
  const t = page.text || plain;
  const record = () => page.progress?.get("quiz")?.[item.id];
  const status = h("div", { role: "status", class: "quiz-retour" });
  const after = h("div", { class: "quiz-apres" });
  const announce = (...nodes) => status.replaceChildren(...nodes);
  const control = CONTROLS[item.type](item, t, String(record()?.essais || ""), (text) => announce(h("p", null, text)));
  const sure = `quiz-${++groups}`;
  const confidence = [0, 1, 2].map((level) => h("input", { type: "radio", name: sure, value: level }));
  let tries = record()?.essais || 0;
  let misses = 0;

  const restart = () => {
    const fresh = renderItem(item, page, { onResult });
    form.replaceWith(fresh);
    fresh.querySelector("legend").focus();
  };
  const showAnswer = () =>
    after.replaceChildren(workedAnswer(item, t), button(t("Recommencer cette question"), restart));
  const reveal = () => {
    showAnswer();
    after.querySelector("summary").focus();
  };

  function verify(event) {
    event.preventDefault();
    const verdict = check(item, control.read());
    const level = confidence.findIndex((input) => input.checked);
    if (!verdict.counted) return announce(...verdict.notes.map((note) => noteNode(item, note, t)));
    if (level < 0) return announce(h("p", null, t("Avant de vérifier, dites si votre réponse vous paraît juste.")));
    const nodes = verdict.notes.map((note) => noteNode(item, note, t));
    if (!verdict.right && verdict.score) nodes.push(h("p", null, t("Résultat partiel : {n} %.", { n: Math.round(verdict.score * 100) })));
    announce(...nodes, h("p", null, trustText(verdict.right, level, t)));
    form.dataset.etat = verdict.right ? "juste" : "revoir";
    const value = { reussi: verdict.right, essais: ++tries, confiance: level, le: new Date().toISOString() };
    page.progress?.set("quiz", item.id, value);
    onResult(item, value);
    if (verdict.right) showAnswer();
    else if (++misses === 2) after.replaceChildren(button(t("Voir la réponse expliquée"), reveal));
  }

  const form = h("form", { class: "quiz quiz-item", novalidate: true, onsubmit: verify },
    h("fieldset", { id: item.id }, h("legend", { tabindex: "-1" }, inline(item.enonce)), control.nodes),
    h("fieldset", { class: "quiz-confiance" }, h("legend", null, t("Votre réponse vous paraît-elle juste ?")),
      [t("J’hésite"), t("Plutôt oui"), t("Tout à fait")].map((text, level) => h("label", null, confidence[level], " ", text))),
    h("button", { type: "submit", class: "plein" }, t("Vérifier")), status, after);
  return form;
}

/** The questions of `items` one after the other in `element`, ended by a summary. */
export function mountQuiz(element, items, page) {
  const t = page.text || plain;
  const results = new Map();
  const known = (item) => results.get(item.id) || page.progress?.get("quiz")?.[item.id];
  const toReview = () => items.findIndex((item) => !known(item)?.reussi);
  const onResult = (item, value) => results.set(item.id, value);
  const linked = items.findIndex((item) => `#${item.id}` === location.hash);

  function show(rank, focus = true) {
    const nodes = [renderItem(items[rank], page, { onResult })];
    if (items.length > 1) {
      const last = rank === items.length - 1;
      nodes.unshift(h("p", { class: "quiz-rang" }, t("Question {n} sur {total}", { n: rank + 1, total: items.length })));
      nodes.push(h("p", { class: "quiz-nav" },
        rank ? button(t("Question précédente"), () => show(rank - 1)) : "",
        button(last ? t("Voir le bilan") : t("Question suivante"), () => (last ? summary() : show(rank + 1)))));
    }
    element.replaceChildren(...nodes);
    if (focus) element.querySelector("legend").focus();
  }

  function summary() {
    const values = items.map(known).filter(Boolean);
    const certain = values.filter((value) => value.confiance === 2);
    const count = (list) => ({ n: list.filter((value) => value.reussi).length, total: list.length });
    const next = toReview();
    const title = h("p", { class: "quiz-rang", tabindex: "-1" }, h("strong", null, t("Votre bilan")));
    element.replaceChildren(title,
      h("p", null, t("Questions réussies : {n} sur {total}.", { ...count(values), total: items.length })),
      certain.length ? h("p", null, t("Parmi vos {total} réponses données sans hésiter, {n} étaient justes.", count(certain))) : "",
      button(next < 0 ? t("Revenir à la première question") : t("Reprendre les questions à revoir"), () => show(Math.max(next, 0))));
    title.focus();
  }

  show(Math.max(linked < 0 ? toReview() : linked, 0), false);
}

const banks = {};

/** The bank of `module` (« m01 »), fetched once a page. */
export function loadBank(module, page) {
  banks[module] ??= fetch(`${String(page.assets).replace(/\/$/, "")}/items/${module}.json`).then((answer) => {
    if (!answer.ok) throw new Error(`${answer.status} items/${module}.json`);
    return answer.json();
  });
  return banks[module];
}

/** The items with these ids, in this order, from the banks of their modules; ids that no longer exist are left out. */
export async function loadItems(ids, page) {
  const modules = [...new Set(ids.map((id) => id.split("-")[0]))];
  const items = (await Promise.all(modules.map((module) => loadBank(module, page)))).flatMap((bank) => bank.items);
  return ids.map((id) => items.find((item) => item.id === id)).filter(Boolean);
}

/** Replace a page's static quiz by the live one; without the bank (offline copy, file://) the static one stays. */
export async function enhance(element, page) {
  let items;
  try {
    items = await loadItems((element.dataset.items || "").split(" ").filter(Boolean), page);
  } catch {
    return;
  }
  if (items.length) mountQuiz(element, items, page);
}

/** anywidget: the same quiz in a notebook, its items and results in the widget's model. */
export default {
  render({ model, el }) {
    el.classList.add("quiz");
    const progress = {
      get: () => model.get("resultats"),
      set(_kind, id, value) {
        model.set("resultats", { ...model.get("resultats"), [id]: value });
        model.save_changes();
      },
    };
    mountQuiz(el, model.get("items"), { progress });
  },
};
