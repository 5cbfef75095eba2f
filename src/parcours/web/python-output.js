// Draws what Python shows: printed text, tables, charts, errors told in French.

export function h(tag, props, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props || {})) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== false && value != null) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child != null));
  return element;
}

export const button = (text, onclick, props) => h("button", { type: "button", onclick, ...props }, text);

const plain = new Intl.NumberFormat("fr-FR", { maximumFractionDigits: 4 });
const small = new Intl.NumberFormat("fr-FR", { maximumSignificantDigits: 4 });
const number = (value) =>
  Number.isInteger(value) && Math.abs(value) < 10000 ? String(value) : (Math.abs(value) < 1 ? small : plain).format(value);
const written = (value) => (typeof value === "number" ? number(value) : String(value));

let tables = 0;

function table(output, page, title) {
  const { index, colonnes, nombres, lignes, total, total_colonnes: width } = output;
  const rows = page.text(lignes.length < total ? "{n} premières lignes sur {total}" : total > 1 ? "{total} lignes" : "{total} ligne", {
    n: lignes.length,
    total: number(total),
  });
  const columns = page.text(colonnes.length < width ? "{n} colonnes sur {total}" : width > 1 ? "{total} colonnes" : "{total} colonne", {
    n: colonnes.length,
    total: width,
  });
  const name = `${title ?? page.text("Tableau")} : ${rows}, ${columns}`;
  const id = `python-table-${++tables}`;
  return h(
    "div",
    { class: "defile", role: "region", tabindex: "0", "aria-labelledby": id },
    h(
      "table",
      { class: "donnees" },
      h("caption", { id }, name),
      h(
        "thead",
        null,
        h(
          "tr",
          null,
          index.map((each) => (each ? h("th", { scope: "col" }, each) : h("td"))),
          colonnes.map((each) => h("th", { scope: "col" }, each)),
        ),
      ),
      h(
        "tbody",
        null,
        lignes.map(([labels, values]) =>
          h(
            "tr",
            null,
            labels.map((each) => h("th", { scope: "row" }, written(each))),
            values.map((each, rank) => h("td", nombres[rank] ? { class: "nombre" } : null, written(each))),
          ),
        ),
      ),
    ),
  );
}

// --- charts ---

const COLOURS = ["--serie-1", "--serie-2", "--serie-3", "--serie-4", "--serie-5", "--serie-6"];
const FORMAT = { decimal: ",", thousands: "\u202f", grouping: [3], currency: ["", "\u00a0€"], percent: "\u202f%" };
const names = (kind, count, start, step) =>
  Array.from({ length: count }, (_, rank) => new Date(start + rank * step).toLocaleDateString("fr-FR", { timeZone: "UTC", ...kind }));
const DAY = 864e5;

function timeFormat() {
  const sunday = Date.UTC(2023, 0, 1);
  const months = (kind) => Array.from({ length: 12 }, (_, m) => names(kind, 1, Date.UTC(2023, m, 15), 0)[0]);
  return {
    dateTime: "%A %e %B %Y à %X", date: "%d/%m/%Y", time: "%H:%M:%S", periods: ["", ""],
    days: names({ weekday: "long" }, 7, sunday, DAY), shortDays: names({ weekday: "short" }, 7, sunday, DAY),
    months: months({ month: "long" }), shortMonths: months({ month: "short" }),
  };
}

function theme(element) {
  const ink = "var(--encre)"; // the page's, whose colours may change later
  const line = "var(--filet)";
  const text = { labelColor: ink, titleColor: ink, labelFontSize: 13, titleFontSize: 13, titleFontWeight: "normal" };
  const range = COLOURS.map((name) => `var(${name})`);
  return {
    background: "transparent",
    font: getComputedStyle(element).fontFamily,
    range: { category: range },
    view: { stroke: "transparent" },
    axis: { ...text, tickColor: line, domainColor: line, gridColor: line },
    axisX: { grid: false },
    legend: { ...text, orient: "top" },
    header: text,
    title: { color: ink, fontSize: 15, anchor: "start" },
    text: { color: ink, fontSize: 13 },
    rule: { color: ink },
    mark: { color: range[0] },
  };
}

async function draw(place, spec, page) {
  const vega = await import(`${page.assets}vendor/vega.js`);
  vega.formatLocale(FORMAT);
  vega.timeFormatLocale(timeFormat());
  const own = { ...spec, config: { ...theme(place), ...withoutView(spec.config) } };
  if (spec.mark || spec.layer) {
    own.width ??= Math.max(160, place.clientWidth - 20);
    own.autosize ??= { type: "fit-x", contains: "padding" };
  }
  const view = new vega.View(vega.parse(vega.compile(own).spec, null, { ast: true }), {
    renderer: "svg",
    expr: vega.expressionInterpreter,
    container: place,
    hover: false,
    loader: { load: () => Promise.reject(new Error("réseau")), sanitize: () => Promise.reject(new Error("réseau")) },
  });
  await view.runAsync();
  const picture = place.querySelector("svg");
  for (const each of [picture, ...picture.querySelectorAll("[aria-roledescription], [role], [aria-label]")]) {
    for (const name of ["role", "aria-roledescription", "aria-label"]) each.removeAttribute(name);
  }
  picture.setAttribute("aria-hidden", "true");
}

function withoutView({ view: _view, ...config } = {}) {
  return config;
}

function chart(output, page) {
  const place = h("div", { class: "dessin" }, page.text("Le graphique arrive…"));
  const figure = h("figure", { class: "graphique" }, place, h("p", { class: "vh" }, output.alt));
  if (output.donnees) {
    const name = page.text("Les données du graphique");
    figure.append(h("details", null, h("summary", null, name), table(output.donnees, page, name)));
  }
  queueMicrotask(async () => {
    place.textContent = "";
    try {
      await draw(place, output.spec, page);
    } catch (error) {
      place.textContent = page.text("Le graphique n’a pas pu être dessiné ({why}). Ses données sont dans le tableau.", { why: error.message });
    }
  });
  return figure;
}

// --- errors ---

export function errorBox(error, page) {
  const where = error.ligne ? page.text("Ligne {n}.", { n: error.ligne }) + " " : "";
  const parts = [h("p", null, h("strong", null, where + error.titre)), h("p", null, error.cause), h("p", null, `${page.text("À essayer :")} ${error.essai}`)];
  if (error.trace) parts.push(h("details", null, h("summary", null, page.text("Ce que dit Python, en anglais")), h("pre", { lang: "en", tabindex: "0" }, error.trace)));
  return h("div", { class: "exercise-erreur" }, parts);
}

/** Append one output to `place`; consecutive printed text joins one block. */
export function show(place, output, page) {
  if (output.donnees_de_l_exercice) {
    const { donnees_de_l_exercice: _given, ...given } = output;
    place.append(h("details", { open: true }, h("summary", null, page.text("Les données de l’exercice"))));
    return show(place.lastElementChild, given, page);
  }
  const last = place.lastElementChild;
  if (output.sorte === "imprime" && last?.matches("pre.imprime")) last.append(output.texte);
  else if (output.sorte === "imprime") place.append(h("pre", { class: "sortie imprime", tabindex: "0" }, output.texte));
  else if (output.sorte === "avis") place.append(h("p", { class: "exercise-aide" }, output.texte));
  else if (output.sorte === "texte") place.append(h("pre", { class: "sortie", tabindex: "0" }, output.texte));
  else if (output.sorte === "tableau") place.append(table(output, page));
  else if (output.sorte === "graphique") place.append(chart(output, page));
}
