// What survives the closing of the tab: the files that were dropped, the assignment, the session. On this computer alone.

const NAME = "parcours-corriger";

function open() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("kept");
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

async function within(mode, act) {
  const base = await open();
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
export const write = (key, value) => within("readwrite", (store) => store.put(value, key));
export const erase = () => within("readwrite", (store) => store.clear());
