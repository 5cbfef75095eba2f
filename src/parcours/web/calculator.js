// The island of a calculator: reads the form, runs the traced formulas, rewrites the results that the page already shows.
// What few people open (details, sources, the calculation written out, exports) comes from calculator-panels.js, on demand.
import { compare, envelope, parseNumber, run, showNumber, spread, uniforms } from "./formula.js";

const NBSP = "\u00a0";

/** The calculator's model: values typed, sources edited, and what they give. No DOM. */
export class Model {
  constructor(spec) {
    this.spec = spec;
    this.fields = Object.fromEntries(spec.fields.map((field) => [field.id, field]));
    this.values = {}; // {field: number or option id}
    this.edited = {}; // {source: number}
    this.drawn = {};
  }

  /** {symbol: number or "@source"}: typed number, else what the chosen options set, else the default. */
  resolve(values = this.values) {
    const found = {};
    for (const field of this.spec.fields) if (!field.options) found[field.id] = field.value;
    for (const [symbol, source] of Object.entries(this.spec.bound)) found[symbol] = `@${source}`;
    for (const field of this.spec.fields) if (field.options) Object.assign(found, field.options[values[field.id] ?? field.value][1]);
    for (const [id, value] of Object.entries(values)) if (!this.fields[id].options) found[id] = value;
    return found;
  }

  /** {source: [low, central, high]} of what `resolved` uses; an edited source is known, a convention is not drawn. */
  ranges(resolved) {
    const used = Object.values(resolved).filter((value) => typeof value === "string").map((value) => value.slice(1));
    return Object.fromEntries(
      used.map((name) => {
        const source = this.spec.sources[name];
        const central = this.edited[name] ?? source.range[1];
        return [name, name in this.edited || !source.drawn ? [central, central, central] : source.range];
      }),
    );
  }

  draws(name, [low, central, high]) {
    if (low === high) return central;
    const { seed, draws, triangular } = this.spec;
    return (this.drawn[name] ??= run(triangular, { u: uniforms(name, draws, seed), low, central, high }).x);
  }

  evaluate(resolved, sources, wanted) {
    const values = {};
    for (const [symbol, value] of Object.entries(resolved)) values[symbol] = typeof value === "string" ? sources[value.slice(1)] : value;
    return run(this.spec.program, values, wanted);
  }

  /** Central values, and envelope of the columns that show one. `rule` is the sentence of a broken rule, if any. */
  calculate(values = this.values) {
    const resolved = this.resolve(values);
    const ranges = this.ranges(resolved);
    const names = Object.keys(ranges);
    const central = this.evaluate(resolved, Object.fromEntries(names.map((name) => [name, ranges[name][1]])));
    const broken = Object.keys(this.spec.rules).find((rule) => central[rule] < 0);
    const wanted = this.spec.columns
      .filter((column) => column.kind === "fourchette")
      .flatMap((column) => Object.keys(this.spec.rows).map((row) => `${row}.${column.id}`))
      .filter((output) => output in central);
    return {
      resolved,
      central,
      rule: broken && this.spec.rules[broken],
      ranges,
      envelope: envelope(wanted, (point, some) => this.evaluate(resolved, point, some), ranges),
    };
  }

  /** The other option of a comparison: central values and ranges, no envelope. */
  against(values) {
    const resolved = this.resolve(values);
    const ranges = this.ranges(resolved);
    const central = Object.fromEntries(Object.entries(ranges).map(([name, range]) => [name, range[1]]));
    return { resolved, ranges, central: this.evaluate(resolved, central) };
  }

  /** The compared outputs, one number a draw; both sides of a comparison see the same draws of a shared source. */
  draw({ resolved, ranges }) {
    const drawn = Object.entries(ranges).map(([name, range]) => [name, this.draws(name, range)]);
    return this.evaluate(resolved, Object.fromEntries(drawn), this.spec.drawn);
  }

  /** The other option: the typed values, less what its preset decides. */
  other(preset) {
    const set = this.spec.presets[preset][1];
    const decided = Object.keys(set).flatMap((choice) => this.setBy(choice));
    return { ...Object.fromEntries(Object.entries(this.values).filter(([id]) => !decided.includes(id))), ...set };
  }

  /** The symbols that a choice sets. */
  setBy(choice) {
    return Object.keys(Object.values(this.fields[choice].options)[0][1]);
  }

  /** A typed text as a value of the field; throws an Error whose message is the sentence to show. */
  read(field, text, t) {
    if (field.options) return text;
    const value = parseNumber(text);
    const unit = field.unit ? NBSP + field.unit : "";
    const bounds = { champ: t(field.label), bas: showBound(field.low), haut: showBound(field.high), unite: unit };
    if (value === null) throw new Error(t("{champ} est vide. Écrivez un nombre ; si la valeur est nulle, écrivez 0.", bounds));
    if (Number.isNaN(value)) throw new Error(t("{champ} : « {texte} » n’est pas un nombre. Écrivez par exemple 1 250 ou 12,5.", { ...bounds, texte: text.trim() }));
    if (value < field.low || value > field.high) throw new Error(t("{champ} : choisissez une valeur entre {bas} et {haut}{unite}.", bounds));
    return value;
  }
}

const showBound = (value) => showNumber(value, Number.isInteger(value) ? 0 : 2);

/** A cell of the result table, as parcours.calculators.model.cell writes it. */
export function cell(result, row, { id, kind, decimals }) {
  const name = `${row}.${id}`;
  const value = result.central[name];
  if (value === undefined) return "–";
  if (kind === "fourchette") return result.envelope[name].map((each) => showNumber(each, decimals)).join(" à ");
  if (kind === "part") return row === "audience" ? "–" : showNumber((100 * value) / result.central[`total.${id}`]);
  if (kind === "feuilles") return value ? `${value} × 🌿` : "–";
  return showNumber(value, decimals);
}

/** The sentence of a comparison, as parcours.calculators.uncertainty.compare writes it. */
export function verdict({ settled, equal, lower, difference }, a, b, t) {
  const percent = Math.floor(lower * 100 + 0.5);
  if (settled) return t("Le plus bas : {nom}, dans {part} % des tirages.", difference[2] < 0 ? { nom: a, part: percent } : { nom: b, part: 100 - percent });
  if (equal) return t("Aucune différence : les deux options sont égales ici.");
  return t("On ne peut pas trancher : {nom} est plus bas dans {part} % des tirages seulement.", { nom: a, part: percent });
}

const interval = (drawn, decimals) => {
  const [low, , high] = spread(drawn);
  return low === high ? "" : ` (${showNumber(low, decimals)} à ${showNumber(high, decimals)})`;
};

class View {
  constructor(element, page, spec) {
    Object.assign(this, { element, page, spec, model: new Model(spec), errors: new Map(), t: page.text });
    this.compared = element.querySelector("[data-compare]");
    this.charts = element.querySelector(".calc-dessins");
    this.status = element.querySelector('[role="status"]');
    element.querySelectorAll("fieldset[disabled]").forEach((set) => (set.disabled = false));
    this.compared.disabled = false;
    element.querySelector(".calc-sans").remove();
    element.addEventListener("input", (event) => this.typed(event.target));
    element.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
    this.compared.addEventListener("change", () => this.update());
    this.tools();
  }

  typed(control) {
    const field = this.model.fields[control.dataset.field];
    if (!field) return;
    try {
      this.model.values[field.id] = this.model.read(field, control.value, this.t);
      if (field.options) this.forget(field.id);
      this.refuse(control, "");
    } catch (error) {
      this.refuse(control, error.message);
    }
    this.update();
  }

  /** A new choice brings its own price, life and so on: what was typed for the former one no longer holds. */
  forget(choice) {
    for (const id of this.model.setBy(choice)) if (id !== choice) delete this.model.values[id];
    this.refreshDetails?.();
  }

  refuse(control, message) {
    const id = `${control.id}-erreur`;
    let note = document.getElementById(id);
    if (message && !note) {
      note = Object.assign(document.createElement("p"), { id, className: "calc-erreur" });
      control.after(note);
    }
    if (note) note.textContent = message;
    if (message) {
      control.setAttribute("aria-invalid", "true");
      control.setAttribute("aria-describedby", id);
      this.errors.set(control.id, message);
    } else {
      control.removeAttribute("aria-invalid");
      control.removeAttribute("aria-describedby");
      this.errors.delete(control.id);
    }
  }

  update() {
    const { model, spec, t } = this;
    const result = model.calculate();
    const wrong = [...this.errors.values()][0] ?? (result.rule && t(result.rule));
    this.element.classList.toggle("calc-arret", Boolean(wrong));
    this.status.className = wrong ? "calc-erreur" : "vh";
    if (wrong) return this.stop(wrong);
    this.result = result;
    for (const place of this.element.querySelectorAll("[data-output]")) {
      const output = spec.headline.find((each) => each.id === place.dataset.output);
      place.textContent = showNumber(result.central[output.id], output.decimals) + NBSP + output.unit;
    }
    this.fill(".calc-table", Object.keys(spec.rows), (row) => spec.columns.map((column) => cell(result, row, column)));
    this.refreshPanel?.();
    this.waiting ??= requestAnimationFrame(() => {
      this.waiting = undefined;
      if (!this.element.classList.contains("calc-arret")) this.compare();
    });
    this.say(spec.headline.map((each) => `${t(each.label)} : ${showNumber(result.central[each.id], each.decimals)} ${each.unit}`).join(" ; "));
  }

  stop(sentence) {
    for (const place of this.element.querySelectorAll("[data-output], .calc-table td, .calc-ecart td")) place.textContent = "–";
    this.charts.replaceChildren();
    this.say(`${this.t("Pas de résultat.")} ${sentence}`, true);
  }

  fill(selector, keys, cells) {
    const rows = this.element.querySelectorAll(`${selector} tbody tr`);
    keys.forEach((key, i) => {
      const texts = cells(key, i);
      rows[i].querySelectorAll("td").forEach((td, j) => {
        if (td.textContent !== texts[j]) td.textContent = texts[j];
      });
    });
  }

  /** Both options with their draws, and the name of the other one. */
  pair() {
    const { model, spec, t, result } = this;
    const preset = this.compared.value;
    const [mine, theirs] = [result, model.against(model.other(preset))].map((each) => ({ ...each, drawn: model.draw(each) }));
    return { mine, theirs, name: t(spec.presets[preset][0]) };
  }

  compare() {
    const { spec, t } = this;
    const { mine, theirs, name } = this.pair();
    const me = t("votre choix");
    this.fill(".calc-ecart", spec.compared, ({ id, decimals }) => {
      const found = compare(mine.drawn[id], theirs.drawn[id]);
      return [
        ...[mine, theirs].map((each) => showNumber(each.central[id], decimals) + interval(each.drawn[id], decimals)),
        showNumber(mine.central[id] - theirs.central[id], decimals) + interval(compareDraws(mine.drawn[id], theirs.drawn[id]), decimals),
        verdict(found, me, name, t),
      ];
    });
    this.draw?.(mine, theirs, me, name);
  }

  /** One polite sentence once typing has stopped; a refusal is said at once and shown. */
  say(sentence, now = false) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => (this.status.textContent = sentence), now ? 0 : 700);
  }

  tools() {
    const place = this.element.querySelector(".calc-outils");
    const labels = {
      details: "Régler les détails",
      sources: "Prix et facteurs",
      calcul: "Montrer le calcul",
      lien: "Copier le lien",
      csv: "Exporter (CSV)",
      imprimer: "Imprimer",
      remise: "Tout remettre",
    };
    for (const [name, label] of Object.entries(labels)) {
      const button = Object.assign(document.createElement("button"), { type: "button", textContent: this.t(label) });
      button.dataset.action = name;
      if (["details", "sources", "calcul"].includes(name)) button.setAttribute("aria-expanded", "false");
      button.addEventListener("click", async () => (await import("./calculator-panels.js"))[name](this, button));
      place.append(button);
    }
  }

  /** Back to the start: every field, every source. */
  reset() {
    Object.assign(this.model, { values: {}, edited: {}, drawn: {} });
    for (const control of this.element.querySelectorAll("[data-field]")) {
      const field = this.model.fields[control.dataset.field];
      control.value = field.options ? field.value : String(field.value).replace(".", ",");
      this.refuse(control, "");
    }
    this.refreshDetails?.();
    this.update();
  }

  /** Put values in the form as if they had been typed, so that a bad one gets its sentence. */
  set(values) {
    for (const [id, text] of Object.entries(values)) {
      const field = this.model.fields[id];
      if (!field || (field.options && !(text in field.options))) continue;
      const control = this.element.querySelector(`[data-field="${CSS.escape(id)}"]`);
      if (control) {
        control.value = text;
        this.typed(control);
      } else {
        const value = parseNumber(text);
        if (value >= field.low && value <= field.high) this.model.values[id] = value;
      }
    }
  }
}

const compareDraws = (a, b) => {
  const sized = a.length ? a : b;
  return sized.length ? Float64Array.from(sized, (_, i) => (a.length ? a[i] : a) - (b.length ? b[i] : b)) : a - b;
};

export async function enhance(element, page) {
  const answer = await fetch(`${page.assets}calculators/${element.dataset.id}.json`);
  if (!answer.ok) throw new Error(`calculators/${element.dataset.id}.json: ${answer.status}`);
  const view = new View(element, page, await answer.json());
  const [start, shared] = location.hash.slice(1).split("?");
  if (start === element.id && shared) {
    const pairs = [...new URLSearchParams(shared)];
    for (const [key, text] of pairs.filter(([key]) => key.startsWith("~"))) {
      const source = view.spec.sources[key.slice(1)];
      const value = parseNumber(text);
      if (source && value >= 0 && value <= source.top) view.model.edited[key.slice(1)] = value;
    }
    const other = pairs.find(([key]) => key === "contre")?.[1];
    if (other in view.spec.presets) view.compared.value = other;
    view.set(Object.fromEntries(pairs.filter(([key]) => !key.startsWith("~") && key !== "contre")));
  }
  view.update();
  view.charts.classList.add("attendus"); // their room is kept, so that nothing moves when they come
  const drawWhenNear = async ([entry]) => {
    if (!entry.isIntersecting) return;
    near.disconnect();
    const { draw } = await import("./calculator-chart.js");
    view.draw = (...what) => draw(view, ...what);
    view.update();
  };
  const near = new IntersectionObserver(drawWhenNear, { rootMargin: "600px 0px" });
  near.observe(view.charts);
  element.calculator = view;
}
