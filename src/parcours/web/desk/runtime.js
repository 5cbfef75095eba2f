// The desk's threads: the files of Python fetched once with true progress, handed to every thread, and what the first thread
// has unpacked and compiled handed to those that follow.

const CORE = ["pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json"];
const SCRIPTS = { office: ["office.py"], judge: ["judge.py", "tables.py", "harvest.py"], pupil: ["pupil.py", "tables.py", "harvest.py"] };
const FULL = ["parcours", "pandas"]; // what a thread needs to run a notebook
const WITHOUT_PANDAS = ["parcours", "tzdata"];

export class Unavailable extends Error {}

/** A call to a thread that never came back: it was stopped. */
export class Stopped extends Error {}

async function bytes(url, told) {
  let answer = await fetch(url).catch(() => null);
  if (!answer?.ok) answer = await fetch(url, { cache: "reload" }).catch(() => null);
  if (!answer?.ok) throw new Unavailable(`${url.split("/").pop()} : ${answer?.status ?? "pas de réponse"}`);
  const pieces = [];
  const reader = answer.body.getReader();
  for (let step = await reader.read(); !step.done; step = await reader.read()) {
    pieces.push(step.value);
    told(step.value.byteLength);
  }
  return new Blob(pieces).arrayBuffer();
}

/** Everything the threads share. `progress(0…1)` counts the bytes that arrive. */
export class Runtime {
  constructor(assets) {
    this.assets = assets;
    this.base = `${assets}pyodide/`;
    this.kept = new Map(); // file name → promise of its bytes
    this.share = null; // promise of what the first full thread gave
    this.texts = new Map();
    this.ahead = new Map(); // role → promise of a thread that nobody has taken yet
  }

  async open(progress) {
    const answer = await fetch(`${this.base}manifest.json`, { cache: "no-cache" });
    if (!answer.ok) throw new Unavailable("manifest.json");
    this.manifest = await answer.json();
    this.lock = JSON.parse(new TextDecoder().decode(await this.file("pyodide-lock.json", () => {})));
    const names = [...CORE, ...this.wheelNames(FULL)];
    const total = names.reduce((sum, name) => sum + (this.manifest.files[name]?.size ?? 0), 0);
    let received = 0;
    await Promise.all(names.map((name) => this.file(name, (count) => progress(Math.min(1, (received += count) / total)))));
    progress(1);
    this.core = WebAssembly.compile(await this.file("pyodide.asm.wasm"));
  }

  /** The megabytes of a first use, compressed as a host sends them. */
  static async weight(assets) {
    const answer = await fetch(`${assets}pyodide/manifest.json`).catch(() => null);
    const packs = answer?.ok ? (await answer.json()).packs : null;
    return packs ? Math.ceil(packs.python + packs.pandas) : 15;
  }

  file(name, told = () => {}) {
    if (!this.kept.has(name)) {
      const version = name === "pyodide-lock.json" ? `?v=${this.manifest.version}` : "";
      this.kept.set(name, bytes(`${this.base}${name}${version}`, told));
      this.kept.get(name).catch(() => this.kept.delete(name));
    }
    return this.kept.get(name);
  }

  text(name) {
    if (!this.texts.has(name)) {
      const asked = fetch(`${this.assets}desk/py/${name}`).then((answer) => (answer.ok ? answer.text() : Promise.reject(new Unavailable(name))));
      this.texts.set(name, asked);
      asked.catch(() => this.texts.delete(name));
    }
    return this.texts.get(name);
  }

  /** The wheels of `packages` and of all that they need. */
  wheelNames(packages, found = new Set()) {
    for (const name of packages) {
      const entry = this.lock.packages[name];
      if (!entry || found.has(entry.file_name)) continue;
      found.add(entry.file_name);
      this.wheelNames(entry.depends, found);
    }
    return found;
  }

  /** Wheels to add to a full thread. */
  async extra(packages) {
    const there = this.wheelNames(FULL);
    const names = [...this.wheelNames(packages)].filter((name) => !there.has(name));
    return Promise.all(names.map((name) => this.file(name)));
  }

  /** Start a thread before it is asked for. */
  warm(role) {
    const coming = this.start(role);
    coming.catch(() => {});
    this.ahead.set(role, coming);
  }

  async start(role) {
    const ready = this.ahead.get(role);
    this.ahead.delete(role);
    if (ready) return ready;
    if (role === "office") return this.boot(role, { wheels: await this.wheels(WITHOUT_PANDAS.map((name) => this.lock.packages[name].file_name)) });
    if (!this.share) {
      const first = this.boot(role, { wheels: await this.wheels([...this.wheelNames(FULL)]) });
      this.share = first.then((thread) => thread.ask({ verb: "harvest" }));
      this.share.catch(() => (this.share = null));
      return first;
    }
    return this.boot(role, await this.share);
  }

  wheels(names) {
    return Promise.all(names.map((name) => this.file(name)));
  }

  async boot(role, given) {
    const files = {};
    for (const name of CORE) files[name] = await this.file(name);
    const scripts = {};
    for (const name of SCRIPTS[role]) scripts[name] = await this.text(name);
    const thread = new Thread(this.assets, role);
    const modules = given.modules ?? [["core", await this.core]];
    await thread.ask({ verb: "boot", files, scripts, ...given, modules });
    return thread;
  }
}

/** One worker. `ask` resolves to its result, rejects with Stopped once `stop` was called. `told(message)`: what it says unasked. */
export class Thread {
  constructor(assets, role) {
    const script = `self.ASSETS=${JSON.stringify(assets)};self.ROLE=${JSON.stringify(role)};importScripts(${JSON.stringify(`${assets}desk/worker.js`)})`;
    const address = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
    this.worker = new Worker(address);
    this.waiting = new Map();
    this.serial = 0;
    this.told = () => {};
    this.broken = () => {};
    this.worker.onmessage = ({ data }) => this.receive(data);
    this.worker.onerror = (event) => {
      event.preventDefault();
      const waited = [...this.waiting.values()];
      this.waiting.clear();
      for (const { reject } of waited) reject(new Error(event.message || "thread"));
      this.broken(event.message);
    };
    this.started = () => URL.revokeObjectURL(address);
  }

  receive(message) {
    this.started();
    if (message?.kind === "told") return this.told(message.told);
    const asked = this.waiting.get(message?.serial);
    if (!asked) return;
    this.waiting.delete(message.serial);
    if (message.kind === "done") asked.resolve(message.result);
    else asked.reject(new Error(message.why));
  }

  ask(message, transfer = []) {
    return new Promise((resolve, reject) => {
      this.serial += 1;
      this.waiting.set(this.serial, { resolve, reject });
      this.worker.postMessage({ serial: this.serial, ...message }, transfer);
    });
  }

  /** Send without waiting for an answer. */
  send(message, transfer = []) {
    this.worker.postMessage(message, transfer);
  }

  stop() {
    this.worker.terminate();
    this.worker.onmessage = this.worker.onerror = null;
    for (const { reject } of this.waiting.values()) reject(new Stopped());
    this.waiting.clear();
  }
}
