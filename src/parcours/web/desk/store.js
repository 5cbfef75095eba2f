// What survives the closing of the tab, on this computer alone: for each assignment, what it is (told), its files, its session;
// and, under the marker's own name instead of an assignment's, the bank of comments.

const NAME = "parcours-corriger";

/** The base, made if `make`; else null when nothing was ever kept: whoever only looks leaves nothing behind. */
function open(make) {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    let absent = false;
    asked.onupgradeneeded = () => {
      absent = !make;
      if (make) asked.result.createObjectStore("kept");
      else asked.transaction.abort();
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = (event) => {
      event.preventDefault();
      if (absent) resolve(null);
      else reject(asked.error);
    };
  });
}

async function within(mode, act, make = false) {
  const base = await open(make);
  if (!base) return undefined;
  try {
    return await new Promise((resolve, reject) => {
      const turn = base.transaction("kept", mode);
      const asked = act(turn.objectStore("kept"));
      turn.oncomplete = () => resolve(asked?.result);
      turn.onerror = turn.onabort = () => reject(turn.error);
    });
  } finally {
    base.close();
  }
}

/** Write these parts of an assignment, all or none; null takes one away, what is not named stays. */
export const keep = (assignment, parts) => within("readwrite", (store) => {
  for (const [part, value] of Object.entries(parts)) {
    if (value === null) store.delete(`${part}/${assignment}`);
    else store.put(value, `${part}/${assignment}`);
  }
}, true);

/** A part of an assignment; nothing where it is not kept or this browser keeps nothing. */
export const read = (assignment, part) => within("readonly", (store) => store.get(`${part}/${assignment}`)).catch(() => undefined);

/** What is kept: [{assignment, title, day, …}]. */
export const list = () => within("readonly", (store) => store.getAll(IDBKeyRange.bound("told/", "told/\uffff"))).then((found) => found ?? [], () => []);

export const erase = () => within("readwrite", (store) => store.clear());
