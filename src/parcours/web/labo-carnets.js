// The notebooks that a trainee has changed in the lab: JupyterLite keeps them in this browser, under the lab's address.

const STORE = "files";
const nameOf = (root) => `JupyterLite Storage - ${root.pathname}`;
const done = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/** The lab's storage, or null when it has none yet: opening it would make an empty one in its place. */
async function open(root) {
  const known = await indexedDB.databases();
  if (!known.some(({ name }) => name === nameOf(root))) return null;
  const base = await done(indexedDB.open(nameOf(root)));
  base.onversionchange = () => base.close();
  if (base.objectStoreNames.contains(STORE)) return base;
  base.close();
  return null;
}

/** [{path, content}] of the notebooks kept by the lab at address `root`. */
export async function notebooks(root) {
  const base = await open(root);
  if (!base) return [];
  try {
    const all = await done(base.transaction(STORE).objectStore(STORE).getAll());
    return all.filter((each) => each?.type === "notebook" && each.content).map(({ path, content }) => ({ path, content }));
  } finally {
    base.close();
  }
}

/** Keep a notebook as the lab would. */
export async function put(root, path, content) {
  const base = await open(root);
  const now = new Date().toISOString();
  const about = { type: "notebook", format: "json", mimetype: "application/json", writable: true, created: now, last_modified: now };
  try {
    const size = JSON.stringify(content).length;
    await done(base.transaction(STORE, "readwrite").objectStore(STORE).put({ name: path, path, size, content, ...about }, path));
  } finally {
    base.close();
  }
}
