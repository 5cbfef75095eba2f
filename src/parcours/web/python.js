// One Python for the page: starts the worker at the first press, sends it requests, stops it, starts it again.

const LIMIT = 10_000; // milliseconds a run may last

export class Unavailable extends Error {}

let worker = null;
let warmed = false; // started ahead of any request
let serial = 0;
let pending = null; // {serial, resolve, hooks, timer}
let line = Promise.resolve();

/** Why Python cannot run in this browser, or "". */
export function impossible(text) {
  return typeof WebAssembly === "object" && typeof Worker === "function"
    ? ""
    : text("Ce navigateur ne permet pas d’exécuter Python ici. La leçon, les indices et le carnet à télécharger restent à vous.");
}

function start(assets) {
  const script = `self.ASSETS=${JSON.stringify(assets)};importScripts(${JSON.stringify(`${assets}python-worker.js`)})`;
  const address = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  const own = new Worker(address); // what a stopped one still says is not heard
  let kind = "unavailable"; // one that never spoke did not come
  own.onmessage = ({ data }) => {
    kind = "crash";
    if (own === worker) receive(data);
  };
  own.onerror = (event) => {
    event.preventDefault();
    if (own === worker) end({ kind, why: event.message });
  };
  worker = own;
  warmed = false;
}

function receive(message) {
  if (!pending || message.serial !== pending.serial) return;
  if (message.kind === "unavailable" && warmed) return again(); // what failed may be the start made ahead, long ago
  if (message.kind === "progress") pending.hooks.progress?.(message.part);
  else if (message.kind === "output") pending.hooks.output?.(message.output);
  else if (message.kind === "started") {
    pending.hooks.started?.();
    pending.timer = setTimeout(() => halt(pending.hooks, "limit"), LIMIT);
  } else end(message);
}

function end(message) {
  const { resolve, timer } = pending ?? {};
  clearTimeout(timer);
  pending = null;
  if (message.kind === "crash" || message.kind === "unavailable") discard();
  resolve?.(message);
}

function discard() {
  worker?.terminate();
  worker = null;
}

function again() {
  discard();
  start(pending.assets);
  worker.postMessage(pending.message);
}

/**
 * Stop the request of `hooks` at once; one that still waits for its turn is dropped.
 * The next request starts Python again and replays the exercises before it.
 */
export function halt(hooks, why = "stopped") {
  if (!pending || pending.hooks !== hooks) return hooks?.drop();
  discard();
  end({ kind: why });
}

/** Python forgets all that it was given: another one takes its place. */
export function forget(page) {
  if (!worker) return;
  discard();
  end({ kind: "stopped" });
  warm(page);
}

/**
 * Ask for `verb` ("run" or "check") of request {id, code, module, data, before, packs}, or of a promise of it.
 * `hooks`: progress(0…1), started(), output(o).
 * Resolves to {kind: "result", result} or {kind: "stopped" | "limit" | "crash" | "unavailable", why}; one request at a time.
 */
export function request(page, verb, given, hooks = {}) {
  const own = { hooks, assets: page.assets };
  const answer = new Promise((resolve) => (own.resolve = resolve));
  hooks.drop = () => {
    own.dropped = true;
    own.resolve({ kind: "stopped" });
  };
  line = line.then(() => {
    if (own.dropped) return;
    if (!worker) start(page.assets);
    own.serial = serial += 1;
    pending = own;
    Promise.resolve(given).then((known) => {
      if (pending !== own) return;
      own.message = { verb, serial: own.serial, ...known };
      worker.postMessage(own.message);
    });
    return answer;
  });
  return answer;
}

/** Start Python again without waiting for a press, after a stop: its files are in the cache. */
export function warm(page) {
  if (worker || pending) return;
  start(page.assets);
  warmed = true;
  worker.postMessage({ verb: "boot", serial: 0 });
}

let packs = null;

/** The megabytes to fetch for a request that needs these packages, as the assembler weighed them. */
export async function weight(page, names) {
  packs ??= fetch(`${page.assets}pyodide/manifest.json`).then((answer) => (answer.ok ? answer.json() : null), () => null);
  const known = (await packs)?.packs;
  return known ? Math.ceil(names.reduce((sum, name) => sum + (known[name] ?? 0), known.python)) : names.length ? 15 : 6;
}
