// What a calculator shows on demand: detail fields, prices and factors, the calculation written out, link, CSV, print.
import { cell, verdict } from "./calculator.js";
import { compare, explain, showNumber, typed } from "./formula.js";

const NBSP = "\u00a0";
const make = (tag, properties = {}, ...children) => {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children);
  return node;
};

/** Open or close a panel under the buttons; `build` fills it the first time. */
function toggle(view, button, build) {
  const name = button.dataset.action;
  const opened = button.getAttribute("aria-expanded") === "true";
  let panel = view.element.querySelector(`#${view.element.id}-${name}`);
  if (!panel) {
    panel = make("div", { id: `${view.element.id}-${name}`, className: "calc-panneau" });
    view.element.querySelector(".calc-panneaux").append(panel);
    button.setAttribute("aria-controls", panel.id);
    build(panel);
  }
  panel.hidden = opened;
  button.setAttribute("aria-expanded", String(!opened));
  return panel;
}

/** Detail fields, in folded groups whose fields are made when they are opened. */
export function details(view, button) {
  const { spec, t, model, element } = view;
  toggle(view, button, (panel) => {
    const groups = [...new Set(spec.fields.filter((field) => field.detail).map((field) => field.group))];
    for (const group of groups) {
      const place = make("fieldset", {}, make("legend", { className: "vh", textContent: t(spec.groups[group]) }));
      const fold = make("details", {}, make("summary", { textContent: t(spec.groups[group]) }), place);
      fold.addEventListener("toggle", () => {
        if (place.childElementCount > 1) return;
        for (const field of spec.fields.filter((each) => each.detail && each.group === group)) {
          const id = `${element.id}-${field.id.replace(".", "-")}`;
          const label = t(field.label) + (field.unit ? ` (${field.unit})` : "");
          const input = make("input", { id, type: "text", inputMode: "decimal", autocomplete: "off" });
          input.dataset.field = field.id;
          place.append(make("div", { className: "calc-champ" }, make("label", { htmlFor: id, textContent: label }), input));
        }
        view.refreshDetails();
      });
      panel.append(fold);
    }
    view.refreshDetails = () => {
      const resolved = model.resolve();
      for (const input of panel.querySelectorAll("input")) {
        const value = resolved[input.dataset.field];
        input.value = typed(typeof value === "string" ? (model.edited[value.slice(1)] ?? spec.sources[value.slice(1)].range[1]) : value);
        view.refuse(input, "");
      }
    };
  });
}

/** Every source in use: value (editable), range, source, year, licence, verified or recalled. */
export function sources(view, button) {
  const { spec, t, model, element } = view;
  toggle(view, button, (panel) => {
    const heads = ["Facteur ou prix", "Valeur", "De bas à haut", "Source, année, licence", "Vérification"];
    const body = make("tbody");
    const table = make("table", { className: "donnees" }, make("caption", { textContent: t("Une valeur que vous changez est tenue pour sûre : elle n’est plus tirée au sort.") }));
    table.append(make("thead", {}, make("tr", {}, ...heads.map((head) => make("th", { scope: "col", textContent: t(head) })))), body);
    for (const [name, source] of Object.entries(spec.sources)) {
      const id = `${element.id}-source-${name}`;
      const input = make("input", { id, type: "text", inputMode: "decimal", autocomplete: "off" });
      const back = make("button", { type: "button", textContent: t("Remettre"), ariaLabel: `${t("Remettre")} : ${source.label}` });
      const show = () => {
        input.value = typed(model.edited[name] ?? source.range[1]);
        back.hidden = !(name in model.edited);
        view.refuse(input, "");
      };
      const label = make("label", { htmlFor: id, textContent: source.label });
      input.addEventListener("input", () => {
        const field = { label: source.label, unit: source.unit, low: 0, high: source.top };
        try {
          model.edited[name] = model.read(field, input.value, t);
          back.hidden = false;
          view.refuse(input, "");
        } catch (error) {
          view.refuse(input, error.message);
        }
        view.update();
      });
      back.addEventListener("click", () => {
        delete model.edited[name];
        show();
        input.focus();
        view.update();
      });
      const [low, , high] = source.range;
      const from = [source.origin, source.year, source.licence].filter(Boolean).join(" · ");
      body.append(
        make("tr", {}, make("th", { scope: "row" }, label), make("td", {}, input, ` ${source.unit} `, back), make("td", { textContent: `${typed(low)} à ${typed(high)}` }), make("td", { textContent: from }), make("td", { textContent: source.status + (source.drawn ? "" : ` ; ${t("convention, jamais tirée")}`) })),
      );
      show();
    }
    panel.append(make("div", { className: "defile", tabIndex: 0, role: "region", ariaLabel: `${t("Prix et facteurs")} (${spec.id})` }, table));
  });
}

/** Each result with its formula, in words then with the numbers. */
export function calcul(view, button) {
  const { spec, t, model } = view;
  const symbolName = (symbol) => {
    const field = model.fields[symbol];
    if (field) return t(field.label).replace(/^.*\u00a0: /, "");
    const value = view.result.resolved[symbol];
    return typeof value === "string" ? spec.sources[value.slice(1)].label : t(spec.words[symbol] ?? symbol);
  };
  const choice = make("select", { id: `${view.element.id}-calcul-choix` });
  const words = make("p", { className: "calc-formule" });
  const numbers = make("p", { className: "calc-formule" });
  const write = () => {
    const { resolved, ranges, central } = view.result;
    const at = Object.fromEntries(Object.entries(ranges).map(([name, [, value]]) => [name, value]));
    const values = Object.fromEntries(Object.entries(resolved).map(([symbol, value]) => [symbol, typeof value === "string" ? at[value.slice(1)] : value]));
    const [output, unit, decimals] = JSON.parse(choice.value);
    const result = `${showNumber(central[output], decimals)}${NBSP}${unit}`;
    words.textContent = explain(spec.program, output, values, symbolName);
    numbers.textContent = `${explain(spec.program, output, values, (_, value) => typed(value))} = ${result}`;
  };
  toggle(view, button, (panel) => {
    const rows = Object.entries(spec.rows).flatMap(([row, label]) =>
      spec.columns
        .filter((column) => column.kind === "valeur" && `${row}.${column.id}` in view.result.central && row !== "total")
        .map((column) => [[`${row}.${column.id}`, column.unit, column.decimals], `${t(label)}, ${t(column.label).toLowerCase()}`]),
    );
    const others = [...spec.headline, ...spec.extras].map((each) => [[each.id, each.unit, each.decimals], t(each.label)]);
    for (const [key, label] of [...rows, ...others]) choice.append(make("option", { value: JSON.stringify(key), textContent: label }));
    choice.selectedIndex = Math.max(0, [...choice.options].findIndex((each) => each.value.includes(`.${spec.stacked[0]}"`)));
    choice.addEventListener("change", write);
    panel.append(make("label", { htmlFor: choice.id, textContent: t("Résultat à expliquer") }), choice, words, numbers);
    const list = make("ul");
    panel.append(list);
    view.refreshPanel = () => {
      write();
      list.replaceChildren(...spec.extras.map((each) => make("li", { textContent: `${t(each.label)} : ${showNumber(view.result.central[each.id], each.decimals)}${NBSP}${each.unit}` })));
    };
    view.refreshPanel();
  });
}

/** The address of this very calculation: what was typed, what was edited, what it is compared to. */
export function address(view) {
  const { model, element, compared } = view;
  const pairs = new URLSearchParams();
  for (const [id, value] of Object.entries(model.values)) pairs.set(id, typeof value === "number" ? typed(value) : value);
  for (const [name, value] of Object.entries(model.edited)) pairs.set(`~${name}`, typed(value));
  pairs.set("contre", compared.value);
  const here = new URL(location.href);
  here.hash = `${element.id}?${pairs}`;
  return here.href;
}

export async function lien(view) {
  const link = address(view);
  history.replaceState(null, "", link);
  try {
    await navigator.clipboard.writeText(link);
    view.say(view.t("Lien copié : il contient vos choix, rien d’autre."), true);
  } catch {
    view.say(view.t("Le lien est dans la barre d’adresse : copiez-le depuis là."), true);
  }
}

/** The whole calculation as CSV for a French spreadsheet: results, assumptions, sources, seed, date. */
export function table(view, today = new Date()) {
  const { spec, t, model } = view;
  const { mine: result, theirs, name } = view.pair();
  const { resolved, ranges } = result;
  const lines = [
    [t("Calculateur"), spec.id],
    [t("Date du calcul"), today.toLocaleDateString("fr-FR")],
    [t("Tirages"), spec.draws, t("graine"), spec.seed],
    [],
    [t("Résultats"), ...spec.columns.map((column) => `${t(column.label)}${column.unit && ` (${column.unit})`}`)],
    ...Object.entries(spec.rows).map(([row, label]) => [t(label), ...spec.columns.map((column) => cell(result, row, column))]),
    [],
    [t("Repères"), t("Valeur"), t("Unité")],
    ...[...spec.headline, ...spec.extras].map((each) => [t(each.label), showNumber(result.central[each.id], each.decimals), each.unit]),
    [],
    [t("Comparaison"), t("votre choix"), name, t("écart, 5e centile"), t("écart, 95e centile"), t("verdict")],
    ...spec.compared.map(({ id, label, decimals }) => {
      const found = compare(result.drawn[id], theirs.drawn[id]);
      return [t(label), ...[result, theirs].map((each) => showNumber(each.central[id], decimals)), ...[0, 2].map((i) => showNumber(found.difference[i], decimals)), verdict(found, t("votre choix"), name, t)];
    }),
    [],
    [t("Hypothèses"), t("Valeur"), t("Unité")],
    ...spec.fields.map((field) => {
      if (field.options) return [t(field.label), t(field.options[model.values[field.id] ?? field.value][0])];
      const value = resolved[field.id];
      return [t(field.label), typed(typeof value === "string" ? ranges[value.slice(1)][1] : value), field.unit];
    }),
    [],
    [t("Prix et facteurs"), t("Valeur"), t("Bas"), t("Haut"), t("Unité"), t("Année"), t("Source"), t("Licence"), t("Vérification")],
    ...Object.entries(ranges).map(([id, [low, central, high]]) => {
      const source = spec.sources[id];
      const status = id in model.edited ? t("saisi par vous") : source.status;
      return [source.label, typed(central), typed(low), typed(high), source.unit, source.year, source.origin, source.licence, status];
    }),
  ];
  const quote = (value) => (/[";\n]/.test(value) ? `"${String(value).replaceAll('"', '""')}"` : String(value));
  return `\ufeff${lines.map((line) => line.map(quote).join(";")).join("\r\n")}\r\n`;
}

export function csv(view) {
  const link = make("a", { href: URL.createObjectURL(new Blob([table(view)], { type: "text/csv" })), download: `${view.spec.id}.csv` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

export const imprimer = () => window.print();

export function remise(view) {
  view.reset();
  view.element.querySelectorAll('[id*="-source-"]').forEach((input) => {
    const name = input.id.split("-source-")[1];
    if (view.spec.sources[name]) input.value = typed(view.spec.sources[name].range[1]);
  });
  view.say(view.t("Toutes les valeurs de départ sont remises."), true);
}

