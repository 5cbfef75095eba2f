// The rules of a scenario, the same as src/parcours/scenarios/play.py: a test replays every path in both.
// A run is { model, node, state, steps: [{ node, choice, state }] }; node is null once the end is reached.

const BEST = 3;
const BETTER_LOW = new Set(["tension", "visibilite"]);
const COMPARE = { "<": (a, b) => a < b, "<=": (a, b) => a <= b, ">": (a, b) => a > b, ">=": (a, b) => a >= b };

const holds = (condition, state) => {
  const test = ([name, sign, bound]) => COMPARE[sign](state[name], bound);
  return !condition || (condition.lien === "et" ? condition.tests.every(test) : condition.tests.some(test));
};

export const start = (model) => ({ model, node: model.noeuds[0], state: model.depart, steps: [] });

export function step(run, choice) {
  const state = {};
  for (const [name, value] of Object.entries(run.state)) {
    state[name] = Math.min(100, Math.max(0, value + (choice.effets[name] ?? 0)));
  }
  const way = choice.suite.find((each) => holds(each.si, state));
  const node = run.model.noeuds.find((each) => each.id === way.vers) ?? null;
  return { model: run.model, node, state, steps: [...run.steps, { node: run.node, choice, state }] };
}

/** Play the ids as far as they are possible: a record kept by an older version of the scenario stops where it differs. */
export function replay(model, ids) {
  let run = start(model);
  for (const id of ids) {
    const choice = run.node?.choix.find((each) => each.id === id);
    if (!choice) break;
    run = step(run, choice);
  }
  return run;
}

export const ending = (run) => (run.node ? null : run.model.fins.find((each) => holds(each.si, run.state)));

export function score(run) {
  const best = BEST * run.steps.length;
  const quality = run.steps.reduce((sum, each) => sum + each.choice.qualite, 0);
  const top = 6000 * quality + 40 * ending(run).utilite * best;
  const mark = Math.floor((2 * top + 100 * best) / (200 * best));
  return run.steps.some((each) => each.choice.danger) ? Math.min(50, mark) : mark;
}

const balance = (choice) =>
  Object.entries(choice.effets).reduce((sum, [name, change]) => sum + (BETTER_LOW.has(name) ? -change : change), 0);

/** The choice that weighed most: the poorest, then the most harmful; if all are the best, the most helpful. */
export function decisive(run) {
  const choices = run.steps.map((each) => each.choice);
  const poorest = Math.min(...choices.map((each) => each.qualite));
  const sign = poorest === BEST ? -1 : 1;
  return choices
    .filter((each) => each.qualite === poorest)
    .reduce((found, each) => (sign * balance(each) < sign * balance(found) ? each : found));
}
