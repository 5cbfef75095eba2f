// The progress record: one JSON object kept on this device, `parcours:v1`, after progress.schema.json.
// Nothing is written before the trainee does something; no identity; a denied or full storage never stops the page.

export const KEY = "parcours:v1";
const SHARED = "parcours:partage";
const KINDS = ["pages", "quiz", "exercices", "scenarios"];

export function empty() {
  return { schema: 1, course_version: "1", pages: {}, quiz: {}, exercices: {}, scenarios: {} };
}

function storage(name) {
  try {
    const store = window[name];
    store.getItem(KEY);
    return store;
  } catch {
    return null;
  }
}

const local = storage("localStorage");
const session = storage("sessionStorage");
let memory = empty(); // the last resort: what this page view knows
let refused = false; // the last write failed: what is stored is older than `memory`

export const isShared = () => Boolean(session?.getItem(SHARED));
const store = () => (isShared() ? session : local);

/** Whether what the trainee does outlives this page. */
export const isKept = () => store() !== null && !refused;

/** The whole record; this page's own when nothing is stored, when it cannot be read or is older than what was refused. */
export function read() {
  try {
    const text = refused ? null : store()?.getItem(KEY);
    return text ? { ...empty(), ...JSON.parse(text) } : structuredClone(memory);
  } catch {
    return structuredClone(memory);
  }
}

function write(record) {
  memory = record;
  try {
    store().setItem(KEY, JSON.stringify(record)); // no storage at all fails here, as a full one does
    refused = false;
  } catch {
    refused = true;
  }
  return !refused;
}

export const get = (kind) => read()[kind] ?? {};

/** Keep one value; reads the record again first, so that two tabs do not erase each other's work. */
export function set(kind, id, value) {
  const record = read();
  record[kind] = { ...record[kind], [id]: value };
  const kept = write(record);
  document.dispatchEvent(new CustomEvent("parcours:progres", { detail: { kind, id, value } }));
  return kept;
}

/** A choice of the whole record, such as the path («parcours») the trainee follows. */
export function choose(name, value) {
  return write({ ...read(), [name]: value });
}

export function erase() {
  memory = empty();
  refused = false;
  for (const each of [local, session]) {
    try {
      each?.removeItem(KEY);
    } catch {
      // a storage that refuses to be read holds nothing of ours
    }
  }
}

/** «Ordinateur partagé»: from now on everything lives in this tab only, and what was kept on the device is moved here. */
export function share(on) {
  if (!session) return false;
  const record = read();
  if (on) {
    session.setItem(SHARED, "1");
    try {
      local?.removeItem(KEY);
    } catch {
      // nothing was kept
    }
  } else {
    session.removeItem(SHARED);
    session.removeItem(KEY);
  }
  return write(record);
}

/** Why `record` is not a progress record of this course, in French; empty when it is one. */
export function problem(record) {
  if (typeof record !== "object" || record === null || Array.isArray(record)) return "ce fichier ne contient pas d’objet JSON";
  if (record.schema !== 1) return "ce fichier n’est pas une progression de ce cours (il n’a pas « schema: 1 »)";
  for (const kind of KINDS) {
    const part = record[kind] ?? {};
    if (typeof part !== "object" || Array.isArray(part)) return `la partie « ${kind} » n’a pas la forme attendue`;
    for (const [id, value] of Object.entries(part)) {
      if (!/^[a-z0-9][a-z0-9/_-]*$/i.test(id) || typeof value !== "object" || value === null) {
        return `dans « ${kind} », l’entrée « ${id} » n’a pas la forme attendue`;
      }
    }
  }
  return "";
}

/**
 * Merge a validated record into this device's: for each id the more recent (`le`) wins. An exercise's fields that only one
 * of the two has are kept: a record that came by QR code is without its codes and texts.
 */
export function merge(incoming) {
  const mine = read();
  for (const kind of KINDS) {
    for (const [id, value] of Object.entries(incoming[kind] ?? {})) {
      const own = mine[kind][id];
      const newer = String(value.le ?? "") >= String(own?.le ?? "");
      if (kind === "exercices") mine[kind][id] = newer ? { ...own, ...value } : { ...value, ...own };
      else if (newer) mine[kind][id] = value;
    }
  }
  if (incoming.parcours && !mine.parcours) mine.parcours = incoming.parcours;
  return write(mine);
}
