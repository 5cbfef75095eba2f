// Python in its own thread. python.js starts it from a blob, so that the page's security policy binds it too: whatever a
// trainee's code asks for, no other host is reached. In: {verb, serial, …}; out: {kind, serial, …}.
/* global ASSETS, loadPyodide */
"use strict";

const base = `${ASSETS}pyodide/`;
const MEMORY_PAGES = 16384; // 1 GiB in pages of 64 KiB: beyond, Python says MemoryError and the page lives on
let pyodide, runner, manifest, lock;
const loaded = new Set();
const learnt = new Set();
const tables = new Set();
let described = false; // Python has the tables' dictionary
const ROOMS = ["error_cases", "errors", "display", "runner"];

// --- bounded memory ---

const Memory = WebAssembly.Memory;
WebAssembly.Memory = function (wanted) {
  return new Memory(wanted.maximum ? { ...wanted, maximum: Math.min(wanted.maximum, MEMORY_PAGES) } : wanted);
};
WebAssembly.Memory.prototype = Memory.prototype;

// --- true progress: every byte that arrives is counted ---

const ask = self.fetch.bind(self);
let received = 0;
let expected = 0;
let current = 0;
let told = 0;

function count(bytes) {
  received += bytes;
  const now = Date.now();
  if (expected && (now - told > 80 || received >= expected)) {
    told = now;
    self.postMessage({ kind: "progress", serial: current, part: Math.min(1, received / expected) });
  }
}

// Pyodide waits for ever for a file that cannot be had: the first failure ends the start instead.
let fail;
const failure = new Promise((_, reject) => (fail = reject));
failure.catch(() => {});

async function sure(url, options) {
  const answer = await ask(url, options).catch(() => null);
  return answer?.ok ? answer : ask(url, { ...options, cache: "reload" }); // the cache may hold an old refusal
}

function refused(url, { status }) {
  const name = String(url).split("/").pop().split("?")[0];
  return new Error(`${{ 200: "fichier abîmé", 404: "fichier absent" }[status] ?? status} : ${name}`);
}

async function counting(url, options) {
  let answer;
  try {
    answer = await sure(url, options);
  } catch (error) {
    const bare = await ask(url).catch(() => null); // without the fingerprint, which a refusal does not have either
    fail(bare ? refused(url, bare) : error);
    throw error;
  }
  if (!answer.ok) fail(refused(url, answer));
  if (!answer.body || !expected) return answer;
  const body = answer.body.pipeThrough(
    new TransformStream({
      transform(piece, next) {
        count(piece.byteLength);
        next.enqueue(piece);
      },
    }),
  );
  return new Response(body, { status: answer.status, statusText: answer.statusText, headers: answer.headers });
}

async function get(url, kind, by = self.fetch) {
  const answer = await by(url);
  if (!answer.ok) throw refused(url, answer);
  return answer[kind]();
}

const size = (name) => manifest.files[name]?.size ?? 0;
const total = (names) => [...names].map(size).reduce((sum, each) => sum + each, 0);

function filesOf(names, found = new Set()) {
  for (const name of names) {
    const entry = lock.packages[name];
    if (!entry || loaded.has(name)) continue;
    found.add(entry.file_name);
    filesOf(entry.depends, found);
  }
  return found;
}

// --- the steps before a run ---

let starting;
const boot = (names) => (starting ??= start(names));

/** Start Python with these packages, which arrive at the same time as Python itself. */
async function start(names) {
  manifest = await get(`${base}manifest.json`, "json", (url) => ask(url, { cache: "no-cache" }));
  const lockFile = `${base}pyodide-lock.json?v=${manifest.version}`;
  lock = await get(lockFile, "json", ask);
  expected = total(["pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip", ...filesOf(names)]);
  self.fetch = counting;
  const rooms = ROOMS.map((name) => get(`${ASSETS}py/${name}.py`, "text", sure));
  Promise.all(rooms).catch(fail); // while the rest arrives
  importScripts(`${base}pyodide.js`);
  const env = { HOME: "/home/stagiaire", PARCOURS_DONNEES: "/datasets", TZ: "Europe/Paris" };
  pyodide = await Promise.race([loadPyodide({ indexURL: base, lockFileURL: lockFile, env, packages: names }), failure]);
  count(size("pyodide.asm.js"));
  await load(names);
  pyodide.FS.mkdirTree("/datasets");
  pyodide.FS.mkdirTree("/page");
  for (const [at, name] of ROOMS.entries()) pyodide.FS.writeFile(`/page/${name}.py`, await rooms[at]);
  pyodide.runPython("import sys; sys.path.insert(0, '/page'); import runner");
  runner = pyodide.pyimport("runner");
}

async function load(names) {
  const wanted = names.filter((name) => !loaded.has(name));
  if (!wanted.length) return;
  await Promise.race([pyodide.loadPackage(wanted, { messageCallback() {}, errorCallback() {} }), failure]);
  for (const name of wanted) {
    if (!pyodide.loadedPackages[name]) throw new Error(`fichier illisible : ${lock.packages[name]?.file_name ?? name}`);
    loaded.add(name);
  }
}

async function prepare({ id, code, module, data, before, packs = [] }) {
  const exercises = learnt.has(module) || get(`${ASSETS}exercises/${module}.json`, "text", sure);
  await Promise.all([boot(["parcours", ...packs]), exercises]);
  if (!learnt.has(module)) {
    runner.learn(await exercises);
    learnt.add(module);
  }
  const needs = new Set();
  for (const [name, text] of [...before, [id, code]]) {
    const found = runner.needs(name, text);
    found.toJs().forEach((each) => needs.add(each));
    found.destroy();
  }
  const files = filesOf([...needs]);
  if (files.size) {
    received = 0;
    expected = total(files);
  }
  await load([...needs]);
  expected = 0;
  runner.ready([...needs]);
  if (!needs.has("pandas")) return;
  if (!described) {
    pyodide.FS.writeFile("/datasets/datapackage.json", await get(`${ASSETS}datasets/datapackage.json`, "text"));
    runner.remember_tables();
    described = true;
  }
  const named = runner.tables([...before.map(([, text]) => text), code]);
  const wanted = [...data, ...named.toJs()];
  named.destroy();
  for (const table of wanted) {
    if (tables.has(table)) continue;
    const content = await get(`${ASSETS}datasets/${table}.csv`, "arrayBuffer");
    pyodide.FS.writeFile(`/datasets/${table}.csv`, new Uint8Array(content));
    tables.add(table);
  }
}

// --- requests, one after the other ---

async function serve({ verb, serial, ...request }) {
  current = serial;
  try {
    await prepare(request);
  } catch (error) {
    self.postMessage({ kind: "unavailable", serial, why: String(error.message ?? error) });
    return;
  }
  const question = JSON.stringify({ id: request.id, code: request.code, avant: request.before });
  const emit = (output) => self.postMessage({ kind: "output", serial, output: JSON.parse(output) });
  const started = () => self.postMessage({ kind: "started", serial });
  try {
    self.postMessage({ kind: "result", serial, result: JSON.parse(runner.call(verb, question, emit, started)) });
  } catch (error) {
    self.postMessage({ kind: "crash", serial, why: String(error.message ?? error).slice(-600) });
  }
}

let queue = Promise.resolve();
self.onmessage = ({ data }) => {
  queue = queue.then(() => (data.verb === "boot" ? boot(["parcours"]).catch(() => {}) : serve(data)));
};
