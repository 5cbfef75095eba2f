// The calculators' charts: two stacked bars with their whiskers a quantity, and the money spent month after month. Plain SVG, no library.
import { showNumber, spread } from "./formula.js";

const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 560;

function shape(tag, attributes, text) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  if (text) node.textContent = text;
  return node;
}

function figure(title, text, height, shapes, legend) {
  const svg = shape("svg", { viewBox: `0 0 ${WIDTH} ${height}`, role: "img", "aria-label": text });
  svg.append(...shapes);
  const place = document.createElement("figure");
  place.append(Object.assign(document.createElement("figcaption"), { textContent: title }), svg);
  if (legend) place.append(legend);
  return place;
}

const upper = (text) => text[0].toUpperCase() + text.slice(1);

/** A quantity as two stacked bars, one a choice, with a whisker from the 5th to the 95th percentile. */
function bars(view, column, pair) {
  const { spec, t } = view;
  const rows = Object.keys(spec.rows).filter((row) => row !== "total" && row !== "audience" && pair.some(({ result }) => result.central[`${row}.${column.id}`] > 0));
  const total = `total.${column.id}`;
  const ranges = pair.map(({ result }) => spread(result.drawn[total]));
  const most = Math.max(...ranges.map(([, , high]) => high), ...pair.map(({ result }) => result.central[total])) || 1;
  const scale = (WIDTH - 20) / most;
  const shapes = [];
  pair.forEach(({ name, result }, i) => {
    const y = 22 + i * 74;
    const [low, , high] = ranges[i];
    const value = result.central[total];
    shapes.push(shape("text", { x: 0, y: y - 6 }, `${upper(name)} : ${showNumber(value, column.decimals)} ${column.unit}`));
    let x = 0;
    rows.forEach((row, rank) => {
      const width = Math.max(0, (result.central[`${row}.${column.id}`] ?? 0) * scale);
      if (!width) return;
      shapes.push(shape("rect", { x, y, width, height: 26, class: `serie-${(rank % 6) + 1}` }));
      if (width > 16) shapes.push(shape("text", { x: x + width / 2, y: y + 18, class: "rang" }, String(rank + 1)));
      x += width;
    });
    if (high > low) {
      const line = `M${low * scale} ${y + 31}v10m0 -5H${high * scale}m0 -5v10`;
      shapes.push(shape("path", { d: line, class: "moustache" }));
    }
  });
  const legend = document.createElement("ol");
  rows.forEach((row, rank) => {
    const item = document.createElement("li");
    item.append(Object.assign(document.createElement("span"), { className: `serie-${(rank % 6) + 1}` }), t(spec.rows[row]));
    legend.append(item);
  });
  const said = pair.map(({ name, result }, i) => {
    const [low, , high] = ranges[i].map((each) => showNumber(each, column.decimals));
    return t("{nom} : {valeur} {unite}, de {bas} à {haut} neuf fois sur dix", { nom: name, valeur: showNumber(result.central[total], column.decimals), unite: column.unit, bas: low, haut: high });
  });
  return figure(`${t(column.label)} (${column.unit})`, said.join(" ; "), 160, shapes, legend);
}

/** Money out of the account from the first month to the horizon; each step up is a purchase or a replacement. */
function curve(view, pair) {
  const months = pair[0].result.resolved.horizon;
  const last = Math.floor(months);
  if (last < 2) return null;
  const spent = pair.map(({ result }) => {
    const horizon = Float64Array.from({ length: last }, (_, i) => i + 1);
    const sources = Object.fromEntries(Object.entries(result.ranges).map(([name, [, central]]) => [name, central]));
    return view.model.evaluate({ ...result.resolved, horizon }, sources, ["total.sortie"])["total.sortie"];
  });
  const most = Math.max(...spent.map((each) => each[last - 1])) || 1;
  const [left, bottom, top] = [8, 150, 24];
  const x = (i) => left + (i * (WIDTH - 120)) / (last - 1);
  const y = (value) => bottom - (value * (bottom - top)) / most;
  const shapes = [shape("path", { d: `M${left} ${bottom}H${WIDTH - 112}`, class: "axe" })];
  spent.forEach((values, rank) => {
    const path = Array.from(values, (value, i) => `${i ? `H${x(i).toFixed(1)}V` : `M${x(0)} `}${y(value).toFixed(1)}`).join("");
    shapes.push(shape("path", { d: path, class: `ligne ligne-${rank + 1}` }));
    shapes.push(shape("text", { x: WIDTH - 106, y: y(values[last - 1]) + (rank ? 14 : -2) }, `${rank ? "B" : "A"} : ${showNumber(values[last - 1])} €`));
  });
  shapes.push(shape("text", { x: left, y: bottom + 18 }, view.t("1er mois")));
  shapes.push(shape("text", { x: WIDTH - 190, y: bottom + 18 }, view.t("{n}e mois", { n: last })));
  const text = pair.map(({ name }, i) => `${i ? "B" : "A"}, ${name} : ${showNumber(spent[i][last - 1])} €`).join(" ; ");
  return figure(view.t("Argent dépensé mois après mois (A : votre choix ; B : l’autre)"), text, 174, shapes);
}

export function draw(view, mine, theirs, me, name) {
  const pair = [
    { name: me, result: mine },
    { name, result: theirs },
  ];
  const drawn = view.spec.stacked.map((id) => bars(view, view.spec.columns.find((column) => column.id === id && column.kind === "valeur"), pair));
  if ("horizon" in mine.resolved) drawn.push(curve(view, pair));
  view.charts.replaceChildren(...drawn.filter(Boolean));
}
