// The page's half of the calculators' formulas. The arithmetic itself is traced from Python (parcours.calculators.symbols):
// a program is a list of instructions — a number, a name, or [operation, index, …] — that this file runs, draws and explains.

const OPERATIONS = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  "==": (a, b) => a === b,
  si: (condition, a, b) => (condition ? a : b),
  plafond: Math.ceil,
  racine: Math.sqrt,
  quotient: (a, b) => (b === 0 ? NaN : a / b),
};
const isVector = (value) => value instanceof Float64Array;

const broadcast = (value, length) => (isVector(value) ? value : new Float64Array(length).fill(value));

function apply(name, a, b, c) {
  const sized = isVector(a) ? a : isVector(b) ? b : isVector(c) ? c : null;
  if (!sized) return OPERATIONS[name](a, b, c);
  const { length } = sized;
  const out = new Float64Array(length);
  const x = broadcast(a, length);
  const y = b === undefined ? x : broadcast(b, length);
  // The four signs are written out: one closure called for every draw of every step would cost a frame.
  if (name === "+") for (let i = 0; i < length; i++) out[i] = x[i] + y[i];
  else if (name === "-") for (let i = 0; i < length; i++) out[i] = x[i] - y[i];
  else if (name === "*") for (let i = 0; i < length; i++) out[i] = x[i] * y[i];
  else if (name === "/") for (let i = 0; i < length; i++) out[i] = x[i] / y[i];
  else {
    const z = c === undefined ? x : broadcast(c, length);
    for (let i = 0; i < length; i++) out[i] = OPERATIONS[name](x[i], y[i], z[i]);
  }
  return out;
}

/** Compute instructions when they are asked for, each once; of a choice between numbers, only the branch that is taken. */
function evaluator({ code }, values) {
  const done = new Array(code.length);
  const at = (index) => (done[index] ??= compute(code[index]));
  const compute = (step) => {
    if (typeof step === "number") return step;
    if (typeof step === "string") {
      if (values[step] === undefined) throw new Error(`no value for ${step}`);
      return values[step];
    }
    const [name, a, b, c] = step;
    if (name === "si" && !isVector(at(a))) return at(a) ? at(b) : at(c);
    return apply(name, at(a), b === undefined ? b : at(b), c === undefined ? c : at(c));
  };
  return at;
}

/** Outputs of a program (all, or the wanted ones): a number, or one number a draw when a value is a Float64Array. */
export function run(program, values, wanted = Object.keys(program.outputs)) {
  const at = evaluator(program, values);
  const found = {};
  for (const output of wanted) found[output] = at(program.outputs[output]);
  return found;
}

const SIGNS = { "+": [" + ", 1], "-": [" − ", 1], "*": [" × ", 2], "/": [" ÷ ", 2] };

/** An output as a line of arithmetic; `word(name, value)` writes a symbol. Only the branch that was taken is shown. */
export function explain(program, output, values, word) {
  const at = evaluator(program, values);
  const write = (index) => {
    const step = program.code[index];
    if (typeof step === "number") return [String(step).replace(".", ","), 3];
    if (typeof step === "string") return [word(step, at(index)), 3];
    const [name, a, b, c] = step;
    if (name === "si") return write(at(a) ? b : c);
    if (name === "plafond") return [`arrondi supérieur(${write(a)[0]})`, 3];
    if (name === "racine") return [`racine(${write(a)[0]})`, 3];
    const [sign, rank] = SIGNS[name === "quotient" ? "/" : name] ?? [` ${name} `, 0];
    if (rank === 1 && at(b) === 0) return write(a); // + 0 and − 0 say nothing
    if (name === "+" && at(a) === 0) return write(b);
    if (name === "*" && at(a) === 1) return write(b);
    if (rank === 2 && at(b) === 1) return write(a);
    const [left, leftRank] = write(a);
    const [right, rightRank] = write(b);
    const wrap = (text, needed) => (needed ? `(${text})` : text);
    const strict = name === "-" || name === "/" || name === "quotient";
    return [wrap(left, leftRank < rank) + sign + wrap(right, rightRank < rank || (strict && rightRank === rank)), rank];
  };
  return write(program.outputs[output])[0];
}

const mix = (x) => {
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
};

/** The same draws between 0 and 1 as parcours.calculators.uncertainty.uniforms, for a name and a seed. */
export function uniforms(name, draws, seed) {
  let state = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(name)) state = Math.imul(state ^ byte, 0x01000193);
  const start = mix(state ^ seed);
  return Float64Array.from({ length: draws }, (_, i) => (mix(start + Math.imul(i + 1, 0x9e3779b9)) + 0.5) / 2 ** 32);
}

/** 5th, 50th and 95th percentiles, interpolated as numpy does; of a plain number, the number itself. */
export function spread(values) {
  if (!isVector(values)) return [values, values, values];
  const sorted = values.slice().sort();
  return [0.05, 0.5, 0.95].map((share) => {
    const place = share * (sorted.length - 1);
    const before = Math.floor(place);
    return sorted[before] + (sorted[Math.min(before + 1, sorted.length - 1)] - sorted[before]) * (place - before);
  });
}

/** What may be said of A − B: [p5, p50, p95] of the difference, share of draws where A is lower, settled or not, equal or not. */
export function compare(a, b) {
  const difference = apply("-", a, b);
  const all = isVector(difference) ? difference : [difference];
  const [p5, p50, p95] = spread(difference);
  const lower = all.filter((each) => each < 0).length / all.length;
  return { difference: [p5, p50, p95], lower, settled: p95 < 0 || p5 > 0, equal: all.every((each) => each === 0) };
}

/** Low and high of each wanted output when the sources, together, take their least favourable bounds. */
export function envelope(wanted, evaluate, ranges) {
  const centre = Object.fromEntries(Object.entries(ranges).map(([name, [, central]]) => [name, central]));
  const moving = Object.entries(ranges).filter(([, [low, , high]]) => low !== high);
  const ends = moving.map(([name, [low, , high]]) => [evaluate({ ...centre, [name]: low }, wanted), evaluate({ ...centre, [name]: high }, wanted)]);
  return Object.fromEntries(
    wanted.map((output) => {
      const corners = [{ ...centre }, { ...centre }];
      moving.forEach(([name, [low, , high]], i) => {
        const rises = ends[i][1][output] >= ends[i][0][output];
        corners[0][name] = rises ? low : high;
        corners[1][name] = rises ? high : low;
      });
      return [output, corners.map((corner) => evaluate(corner, [output])[output])];
    }),
  );
}

const NUMBER = /^[-+]?(\d+([.,]\d*)?|[.,]\d+)$/;
const GROUPED = /^[-+]?\d{1,3}([\s\u00a0\u202f]\d{3})+([.,]\d*)?$/;

/** A number typed the French way (1 234,5 · 12,5 · 12.5); null when empty, NaN when it is not a number. */
export function parseNumber(text) {
  const trimmed = text.trim().replace("−", "-");
  if (!trimmed) return null;
  if (!NUMBER.test(trimmed) && !GROUPED.test(trimmed)) return NaN;
  return Number(trimmed.replace(/[\s\u00a0\u202f]/g, "").replace(",", "."));
}

/** A number in French: decimal comma, thin spaces, half away from zero, « – » when there is none. */
export function showNumber(value, decimals = 0) {
  if (!Number.isFinite(value)) return "–";
  const scale = 10 ** decimals;
  const rounded = Math.floor(Math.abs(value) * scale + 0.5) / scale;
  const [whole, rest] = rounded.toFixed(decimals).split(".");
  const text = whole.replace(/\B(?=(\d{3})+$)/g, "\u202f") + (rest ? `,${rest}` : "");
  return value < 0 && rounded ? `−${text}` : text;
}

/** A number as one types it back into a field. */
export const typed = (value) => String(+value.toPrecision(12)).replace(".", ",");
