// «Disponible hors ligne»: take the course on this device, with Python or not, take a new version, remove it all.
// Nothing is registered nor kept before the trainee asks. sw.js then serves what is kept here.
import { h } from "./python-output.js";

const TOGETHER = 6; // requests at once
const SEEN = "parcours:version-proposee";

const site = new URL("..", import.meta.url).href;
const LIST = `${site}assets/horsligne.json`;
const KEPT = `parcours:${new URL(site).pathname}:`;

const possible = () => "serviceWorker" in navigator && "caches" in window;
const names = async (part = "") => (await caches.keys()).filter((name) => name.startsWith(KEPT + part));

/** {name, cache, list} of the complete copy of a part ("cours" or "python"), or undefined. */
async function copy(part) {
  for (const name of await names(`${part}:`)) {
    const cache = await caches.open(name);
    const note = await cache.match(LIST); // put last: its presence says that the copy is complete
    if (note) return { name, cache, list: await note.json() };
  }
}

/** The list of the site's files as they are now; undefined without a network. */
async function current() {
  try {
    const answer = await fetch(LIST, { cache: "reload" });
    return answer.ok ? await answer.json() : undefined;
  } catch {
    return undefined;
  }
}

/** Take the files of `part`; what an earlier copy or an interrupted one has is not asked for again. */
async function take(part, list, tell, signal) {
  const name = `${KEPT}${part}:${list[part].version}`;
  const cache = await caches.open(name);
  const earlier = await copy(part);
  const waiting = Object.entries(list[part].files);
  async function one([path, [hash, weight]]) {
    const address = site + path;
    if (!(await cache.match(address))) {
      const same = earlier?.list[part].files[path]?.[0] === hash && (await earlier.cache.match(address));
      const answer = same || (await fetch(address, { cache: "reload", signal }));
      if (!answer.ok) throw new Error(`${path} : ${answer.status}`);
      await cache.put(address, answer);
    }
    tell(weight);
  }
  async function worker() {
    while (waiting.length && !signal.aborted) await one(waiting.pop());
  }
  await Promise.all(Array.from({ length: TOGETHER }, worker));
  signal.throwIfAborted();
  await cache.put(LIST, new Response(JSON.stringify(list), { headers: { "Content-Type": "application/json" } }));
  for (const old of await names(`${part}:`)) if (old !== name) await caches.delete(old);
  if (part === "python") await caches.delete(`${KEPT}usage`);
}

async function remove() {
  await (await navigator.serviceWorker.getRegistration(site))?.unregister();
  for (const name of await names()) await caches.delete(name);
}

const weight = (list, part) => Object.values(list[part].files).reduce((sum, [, bytes]) => sum + bytes, 0);
const outdated = (kept, list, part) => Boolean(kept && list && kept.list[part].version !== list[part].version);

function why(error, page) {
  const { text } = page;
  if (error.name === "AbortError") return text("Arrêté. Ce qui est déjà pris reste : le même bouton reprend où vous en étiez.");
  if (error.name === "QuotaExceededError") return text("La place manque sur cet appareil. Libérez-en, puis recommencez ; ce qui est déjà pris reste.");
  return text("Tout n’a pas pu être pris ({why}). Vérifiez la connexion, puis recommencez ; ce qui est déjà pris reste.", { why: page.why(error) });
}

export async function enhance(root, page) {
  const { text } = page;
  if (!possible()) {
    root.replaceChildren(h("p", null, text("Ce navigateur ne permet pas de garder le cours ici : navigation privée, ou adresse qui ne commence pas par https. Avec une connexion, tout fonctionne.")));
    return;
  }
  const status = h("p", { role: "status" });
  const place = h("div");
  root.replaceChildren(place, status);
  const button = (label, onclick, props) => h("button", { type: "button", onclick, ...props }, label);
  const mo = (bytes) => new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 }).format(bytes / 1e6);

  async function go(parts, list, done) {
    const total = parts.reduce((sum, part) => sum + weight(list, part), 0);
    const stop = new AbortController();
    const bar = h("progress", { max: "1", value: "0", "aria-label": text("Le cours arrive sur cet appareil") });
    const halt = button(text("Arrêter"), () => stop.abort());
    place.replaceChildren(h("p", null, bar), h("p", null, halt));
    halt.focus();
    status.textContent = text("Le cours arrive : {mo} Mo.", { mo: mo(total) });
    let taken = 0;
    try {
      await navigator.serviceWorker.register(`${site}sw.js`);
      for (const part of parts) await take(part, list, (bytes) => { bar.value = (taken += bytes) / total; }, stop.signal);
      await navigator.serviceWorker.ready;
      navigator.storage?.persist?.();
      status.textContent = text(done);
    } catch (error) {
      stop.abort();
      status.textContent = why(error, page);
    }
    await draw(list);
    place.querySelector("button")?.focus();
  }

  async function draw(list) {
    const [course, python] = [await copy("cours"), await copy("python")];
    const known = list ?? course?.list;
    if (!known) {
      place.replaceChildren(h("p", null, text("La liste des pages n’est pas accessible. Vérifiez la connexion, puis rechargez la page.")));
    } else if (course) {
      place.replaceChildren(...kept(course, python, known));
    } else {
      const box = h("input", { type: "checkbox" });
      place.replaceChildren(
        h("p", null, text("Les leçons, les exercices et leurs données : environ {mo} Mo.", { mo: mo(weight(known, "cours")) })),
        h("p", null, h("label", null, box, ` ${text("Avec Python, pour exécuter les exercices : {mo} Mo de plus", { mo: mo(weight(known, "python")) })}`)),
        h("p", null, button(text("Rendre disponible hors ligne"), () => go(box.checked ? ["cours", "python"] : ["cours"], known, "Le cours est sur cet appareil."))),
      );
    }
  }

  function kept(course, python, list) {
    const held = weight(course.list, "cours") + (python ? weight(python.list, "python") : 0);
    const parts = python ? ["cours", "python"] : ["cours"];
    const said = python
      ? "Le cours et Python sont sur cet appareil : environ {mo} Mo. Vous pouvez lire et vous exercer sans connexion."
      : "Le cours est sur cet appareil : environ {mo} Mo. Vous pouvez le lire sans connexion ; Python n’y est gardé qu’une fois utilisé.";
    const newer = outdated(course, list, "cours") || outdated(python, list, "python");
    return [
      h("p", null, text(said, { mo: mo(held) })),
      ...(newer ? [h("p", null, text("Une nouvelle version est prête."), " ", button(text("La charger"), () => go(parts, list, "La nouvelle version est sur cet appareil."), { class: "plein" }))] : []),
      h("p", { class: "outils" },
        python ? null : button(text("Ajouter Python ({mo} Mo)", { mo: mo(weight(list, "python")) }), () => go(["python"], list, "Python est sur cet appareil.")),
        " ",
        button(text("Enlever de cet appareil"), async () => {
          await remove();
          status.textContent = text("Le cours n’est plus gardé sur cet appareil. Votre progression reste.");
          await draw(list);
          place.querySelector("input")?.focus();
        })),
    ];
  }

  await draw(await current());
}

/** On a page that the copy serves: say once a visit that a new version can be taken. Nothing changes before a press. */
export async function announce(page) {
  if (document.querySelector('[data-island="horsligne"]') || !possible()) return;
  const [course, python, list] = [await copy("cours"), await copy("python"), await current()];
  if (!outdated(course, list, "cours") || sessionStorage.getItem(SEEN) === list.cours.version) return;
  const parts = python ? ["cours", "python"] : ["cours"];
  const notice = h("p", { role: "status", class: "horsligne-avis" });
  const load = h("button", { type: "button", onclick: async () => {
    load.disabled = later.disabled = true;
    try {
      for (const part of parts) await take(part, list, () => {}, new AbortController().signal);
      notice.textContent = page.text("La nouvelle version est sur cet appareil. Elle s’affichera à la prochaine page.");
    } catch (error) {
      load.disabled = later.disabled = false;
      notice.append(` ${why(error, page)}`);
    }
  } }, page.text("La charger"));
  const later = h("button", { type: "button", onclick: () => {
    sessionStorage.setItem(SEEN, list.cours.version);
    notice.remove();
  } }, page.text("Plus tard"));
  document.querySelector("main").append(notice);
  notice.append(page.text("Une nouvelle version est prête."), " ", load, " ", later);
}
