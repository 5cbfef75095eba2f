// The service worker: serves the course without a network, once the trainee has asked for it on «Ma progression».
// horsligne.js fills the caches; the site works without this file.
// The network comes first, so that nobody reads an old page while there is a line; what carries its version in its
// address, and Python, come from the copy first.
"use strict";

const ROOT = self.registration.scope;
const USED = `parcours:${new URL(ROOT).pathname}:usage`; // Python's files, kept as they are used
const PYTHON = `${ROOT}assets/pyodide/`;
const MANIFEST = `${PYTHON}manifest.json`;
const PATIENCE = 4000; // milliseconds a slow line has before the copy answers

let changed = new Set(); // Python's files that the site has replaced under the same name

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { method, url, cache } = event.request;
  // «reload» is horsligne.js taking a new copy; the lab has its own service worker.
  if (method !== "GET" || !url.startsWith(ROOT) || url.startsWith(`${ROOT}lab/`) || cache === "reload") return;
  event.respondWith(answer(event, url.replace(/#.*/, "").replace(/\/(?=\?|$)/, "/index.html")));
});

const copyOf = (address) => caches.match(address, { ignoreSearch: true });
const fixed = (address) =>
  /\?v=/.test(address) || (address.startsWith(PYTHON) && address !== MANIFEST && !changed.has(address.slice(PYTHON.length)));

async function answer(event, address) {
  const exact = fixed(address) && (await caches.match(address));
  if (exact) return exact;
  const asked = fetch(event.request);
  const late = new Promise((wake) => setTimeout(wake, PATIENCE)).then(async () => (await copyOf(address)) ?? asked);
  late.catch(() => {});
  try {
    const fresh = await Promise.race([asked, late]);
    if (fresh.status >= 500) return (await copyOf(address)) ?? fresh;
    if (fresh.ok && address.startsWith(PYTHON)) {
      if (address === MANIFEST) await compare(fresh.clone());
      event.waitUntil(keep(address, fresh.clone()));
    }
    return fresh;
  } catch {
    return (await copyOf(address)) ?? absent(event.request);
  }
}

/** Note which of Python's files differ from the copy's. */
async function compare(fresh) {
  const { files } = await fresh.json();
  const known = (await (await caches.match(MANIFEST))?.json())?.files ?? {};
  const same = (name) => JSON.stringify(known[name]) === JSON.stringify(files[name]);
  changed = new Set(Object.keys(files).filter((name) => known[name] && !same(name)));
}

async function keep(address, response) {
  try {
    await (await caches.open(USED)).put(address, response);
  } catch {
    // no room left: the network will do
  }
}

function absent(request) {
  if (request.mode !== "navigate") return Response.error();
  const text = "<!doctype html><html lang=\"fr\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">"
    + "<title>Page absente de cet appareil</title><main><h1>Cette page n’est pas sur cet appareil</h1>"
    + `<p>Elle n’a pas été gardée, et il n’y a pas de connexion. Reconnectez-vous, ou revenez à <a href="${ROOT}">l’accueil du cours</a>.</p></main>`;
  return new Response(text, { status: 503, headers: { "Content-Type": "text/html; charset=utf-8" } });
}
