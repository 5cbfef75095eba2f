// One Python for the page: starts the worker at the first press, sends it requests, stops it, starts it again.

const LIMIT = 10_000; // milliseconds a run may last

export class Unavailable extends Error {}

let worker = null;
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
  worker = new Worker(address);
  worker.onmessage = ({ data }) => receive(data);
  worker.onerror = (event) => {
    event.preventDefault();
    end({ kind: "crash", why: event.message });
  };
}

function receive(message) {
  if (!pending || message.serial !== pending.serial) return;
  if (message.kind === "progress") pending.hooks.progress?.(message.part);
  else if (message.kind === "output") pending.hooks.output?.(message.output);
  else if (message.kind === "started") {
    pending.hooks.started?.();
    pending.timer = setTimeout(() => halt("limit"), LIMIT);
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

/** Stop what runs, at once. The next request starts Python again and replays the exercises before it. */
export function halt(why = "stopped") {
  if (!pending) return;
  discard();
  end({ kind: why });
}

/**
 * Ask for `verb` ("run" or "check") of request {id, code, module, data, before}. `hooks`: progress(0…1), started(), output(o).
 * Resolves to {kind: "result", result} or {kind: "stopped" | "limit" | "crash" | "unavailable", why}; one request at a time.
 */
export function request(page, verb, given, hooks = {}) {
  const next = line.then(
    () =>
      new Promise((resolve) => {
        if (!worker) start(page.assets);
        serial += 1;
        pending = { serial, resolve, hooks };
        worker.postMessage({ verb, serial, ...given });
      }),
  );
  line = next;
  return next;
}

/** Start Python again without waiting for a press, after a stop: its files are in the cache. */
export function warm(page) {
  if (worker || pending) return;
  start(page.assets);
  worker.postMessage({ verb: "boot", serial: 0 });
}

let packs = null;

/** The megabytes to fetch for a request that needs pandas or not, as the assembler weighed them. */
export async function weight(page, withTables) {
  packs ??= fetch(`${page.assets}pyodide/manifest.json`).then((answer) => (answer.ok ? answer.json() : null), () => null);
  const known = (await packs)?.packs;
  return known ? Math.ceil(known.python + (withTables ? known.pandas : 0)) : withTables ? 15 : 6;
}
