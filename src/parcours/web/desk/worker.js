// One Python of the marking desk, in its own thread, started from a blob so that the page's security policy binds it.
// ROLE: "office" (sorts, sanitises, marks, gives back), "judge" (the tests), "pupil" (one trainee's cells, then thrown away).
// Nothing is fetched here: the page hands over the files (runtime.js), once for all threads.
/* global ASSETS, ROLE, loadPyodide */
"use strict";

const MEMORY_PAGES = ROLE === "office" ? 32768 : 16384; // 2 GiB and 1 GiB in pages of 64 KiB: beyond, Python says MemoryError
const SENT_LIMIT = 64 * 2 ** 20; // bytes that a trainee's thread may ever send
const SITE = "/lib/python3.12/site-packages";
const base = `${ASSETS}pyodide/`;
let pyodide, room;

// --- WebAssembly: memory is bounded, and what one thread has compiled serves the others ---

const { Memory, Module, compile, instantiate } = WebAssembly;
WebAssembly.Memory = function (wanted) {
  return new Memory(wanted.maximum ? { ...wanted, maximum: Math.min(wanted.maximum, MEMORY_PAGES) } : wanted);
};
WebAssembly.Memory.prototype = Memory.prototype;

const compiled = new Map();
let coreSize = 0;

function keyOf(source) {
  const bytes = ArrayBuffer.isView(source) ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength) : new Uint8Array(source);
  if (bytes.length === coreSize) return "core";
  let hash = bytes.length;
  for (let at = 0; at < bytes.length; at += 1 + (bytes.length >> 12)) hash = (Math.imul(hash, 31) + bytes[at]) | 0;
  return `${bytes.length}:${hash}`;
}

function shareModules() {
  WebAssembly.Module = function (source) {
    const key = keyOf(source);
    if (!compiled.has(key)) compiled.set(key, new Module(source));
    return compiled.get(key);
  };
  WebAssembly.Module.prototype = Module.prototype;
  for (const name of ["exports", "imports", "customSections"]) WebAssembly.Module[name] = Module[name];
  WebAssembly.compile = async (source) => {
    const key = keyOf(source);
    if (!compiled.has(key)) compiled.set(key, await compile(source));
    return compiled.get(key);
  };
  WebAssembly.instantiate = async (source, imports) => {
    if (source instanceof Module) return instantiate(source, imports);
    const module = await WebAssembly.compile(source);
    return { module, instance: await instantiate(module, imports) };
  };
  WebAssembly.instantiateStreaming = async (answer, imports) => WebAssembly.instantiate(await (await answer).arrayBuffer(), imports);
}

// --- start ---

function answerFrom(files) {
  self.fetch = async (address) => {
    const name = new URL(address.url ?? address, base).pathname.split("/").pop();
    if (!files[name]) throw new Error(`${name} : absent`);
    return new Response(files[name], { headers: { "Content-Type": name.endsWith(".wasm") ? "application/wasm" : "application/octet-stream" } });
  };
}

async function boot({ files, wheels, modules, ready, scripts }) {
  coreSize = files["pyodide.asm.wasm"].byteLength;
  for (const [key, module] of modules) compiled.set(key, module);
  shareModules();
  answerFrom(ready ? { ...files, "python_stdlib.zip": ready.stdlib } : files);
  importScripts(`${base}pyodide.js`);
  const env = { HOME: "/home/stagiaire", PARCOURS_DONNEES: "/datasets", TZ: "Europe/Paris" };
  pyodide = await loadPyodide({ indexURL: base, lockFileURL: `${base}pyodide-lock.json`, env });
  if (ready) lay(ready);
  else unpack(wheels);
  pyodide.FS.mkdirTree("/datasets");
  pyodide.FS.mkdirTree("/desk");
  for (const [name, text] of Object.entries(scripts)) pyodide.FS.writeFile(`/desk/${name}`, text);
  pyodide.runPython(`import sys; sys.dont_write_bytecode = False; sys.path.insert(0, '/desk'); import ${ROLE}`);
  room = pyodide.pyimport(ROLE);
}

function unpack(wheels) {
  for (const wheel of wheels) pyodide.unpackArchive(wheel, "wheel", { extractDir: SITE });
}

/** What this thread has unpacked and compiled, for those to come. */
function harvest() {
  const tools = pyodide.pyimport("harvest");
  const stdlib = tools.stdlib();
  const list = tools.files();
  const pieces = list.toJs().map((path) => [path, pyodide.FS.readFile(path)]);
  const bytes = new Uint8Array(pieces.reduce((sum, [, piece]) => sum + piece.length, 0));
  const index = [];
  let at = 0;
  for (const [path, piece] of pieces) {
    bytes.set(piece, at);
    index.push([path, at, (at += piece.length)]);
  }
  const ready = { bytes, index, stdlib: stdlib.toJs().buffer };
  for (const proxy of [tools, stdlib, list]) proxy.destroy();
  return { ready, modules: [...compiled] };
}

/** Put the files of another thread's harvest in place, without a copy. */
function lay({ bytes, index }) {
  const made = new Set();
  for (const [path, from, to] of index) {
    const folder = path.slice(0, path.lastIndexOf("/"));
    if (!made.has(folder)) pyodide.FS.mkdirTree(folder);
    made.add(folder);
    pyodide.FS.writeFile(path, bytes.subarray(from, to), { canOwn: true });
  }
}

function addTables(tables) {
  for (const [name, content] of tables) pyodide.FS.writeFile(`/datasets/${name}`, new Uint8Array(content));
}

// --- the trainee's thread ---

// What could reach the network, the disk, another thread or the page. No fresh realm can be made once Worker is gone.
const DOORS = [
  "fetch", "XMLHttpRequest", "WebSocket", "WebSocketStream", "EventSource", "WebTransport", "Worker", "SharedWorker", "BroadcastChannel",
  "MessageChannel", "importScripts", "indexedDB", "caches", "cookieStore", "Notification", "navigator", "postMessage", "close",
  "webkitRequestFileSystem", "webkitRequestFileSystemSync", "webkitResolveLocalFileSystemURL", "webkitResolveLocalFileSystemSyncURL",
  "requestAnimationFrame", "RTCPeerConnection", "FileReaderSync", "createImageBitmap", "FontFace", "fonts",
  "IDBFactory", "CacheStorage", "Cache", "StorageManager", "LockManager", "ServiceWorkerRegistration", "addEventListener", "onmessage",
];

function closeDoors() {
  for (const name of DOORS) {
    for (let owner = self; owner; owner = Object.getPrototypeOf(owner)) {
      if (!Reflect.deleteProperty(owner, name)) Reflect.defineProperty(owner, name, { value: undefined });
    }
    if (self[name] !== undefined) throw new Error(`${name} reste ouvert`);
  }
}

function alarmClock() {
  let due = 0;
  let every = 0;
  pyodide.setInterruptBuffer({
    // Python looks here between two steps: 14 is SIGALRM, as the sandbox's own clock sends it.
    get 0() {
      if (!due || Date.now() < due) return 0;
      due = every ? Date.now() + every : 0;
      return 14;
    },
    set 0(_) {},
  });
  return (seconds, interval) => {
    due = seconds ? Date.now() + 1000 * seconds : 0;
    every = 1000 * interval;
  };
}

function learn({ port, program, tables, wheels }) {
  let sent = 0;
  const send = port.postMessage.bind(port);
  const post = (to, frame) => {
    const bytes = frame.toJs();
    frame.destroy();
    sent += bytes.byteLength;
    if (sent <= SENT_LIMIT) send({ to, bytes }, [bytes.buffer]);
  };
  const guarded = (step) => {
    try {
      if (step()) send({ over: true });
    } catch {
      send({ over: true }); // the interpreter itself has stopped
    }
  };
  try {
    addTables(tables);
    if (wheels.length) unpack(wheels);
    room.prepare(alarmClock(), post);
    for (const name of ["js", "pyodide_js"]) pyodide.unregisterJsModule(name);
    port.onmessage = ({ data }) => guarded(() => room.answer(data));
    closeDoors();
  } catch (error) {
    send({ broken: String(error.message ?? error).slice(-500) });
    return;
  }
  guarded(() => room.start(program));
}

// --- the judge's thread ---

function judge({ port, program, tables, wheels }) {
  addTables(tables);
  if (wheels.length) unpack(wheels);
  room.start(program);
  let received = 0;
  const tell = (told) => self.postMessage({ kind: "told", told });
  const step = (action) => {
    const frames = action();
    for (const frame of frames) port.postMessage(frame.toJs());
    frames.destroy();
    tell(room.told());
  };
  const end = (why) => {
    port.close();
    tell(room.finish(why));
  };
  port.onmessage = ({ data }) => {
    if (data?.over) return end("");
    if (data?.broken) return tell(JSON.stringify({ broken: String(data.broken) }));
    received += data?.bytes?.byteLength ?? 1000;
    if (!(data?.bytes instanceof Uint8Array) || received > SENT_LIMIT) return end("trop de sorties");
    step(() => room.take(data.to === "checker", data.bytes));
    if (room.over) end("");
  };
  return end;
}

// --- messages from the page ---

let endRun = null;

self.onmessage = async ({ data: { verb, serial, ...given } }) => {
  try {
    let result = null;
    if (verb === "boot") await boot(given);
    else if (verb === "harvest") result = harvest();
    else if (verb === "unpack") unpack(given.wheels);
    else if (verb === "learn") return learn(given);
    else if (verb === "judge") endRun = judge(given);
    else if (verb === "end") endRun(given.why);
    else if (verb === "call") result = room.call(given.name, given.text ?? "", ...(given.data ? [given.data] : []));
    const transfer = [];
    if (result?.toJs) {
      const proxy = result;
      result = proxy.toJs({ dict_converter: Object.fromEntries });
      proxy.destroy();
    }
    if (result?.ready) transfer.push(result.ready.bytes.buffer, result.ready.stdlib);
    self.postMessage({ kind: "done", serial, result }, transfer);
  } catch (error) {
    self.postMessage({ kind: "failed", serial, why: String(error.message ?? error).slice(-2000) });
  }
};
