// What survives the closing of the tab: the files that were dropped, the assignment, the session. On this computer alone.

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

export const read = (key) => within("readonly", (store) => store.get(key));
export const write = (key, value) => within("readwrite", (store) => store.put(value, key), true);
export const drop = (key) => within("readwrite", (store) => store.delete(key));
export const erase = () => within("readwrite", (store) => store.clear());
