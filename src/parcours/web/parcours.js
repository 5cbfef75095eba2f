// The loader: finds the islands of a page and imports each kind's module when one of them comes near the screen.
import * as progress from "./progress.js";

const assets = new URL(".", import.meta.url).href;
const language = document.documentElement.lang;
let translations = {};

/** What an island receives: where the assets are, the progress record, French text or its translation. */
export const page = {
  assets,
  name: document.body.dataset.page,
  progress,
  text: (french, values = {}) =>
    (translations[french] ?? french).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole),
  /** Why a request failed, in French; each browser says it in its own English. */
  why(error) {
    const said = String(error?.message ?? error);
    if (/fetch|network|load failed|failed to load|dynamically|importing/i.test(said)) return page.text("connexion interrompue");
    return / : 404$/.test(said) ? page.text("fichier absent : {name}", { name: said.slice(0, -6) }) : said;
  },
};

async function translate() {
  if (language.startsWith("fr")) return;
  const answer = await fetch(`${assets}i18n/${language}.json`);
  if (answer.ok) translations = await answer.json();
}

let focused = null; // the island that holds the keyboard's focus
document.addEventListener("focusin", (event) => {
  focused = event.target.closest("[data-island]");
});

async function enhance(element) {
  const kind = element.dataset.island;
  try {
    const module = await import(`./${kind}.js`);
    await module.enhance(element, page);
    element.dataset.ready = "";
    // An island that replaced the control being used gives the focus back to its own first one.
    if (focused === element && document.activeElement === document.body) {
      element.querySelector("a[href], button, input, select, textarea, summary")?.focus();
    }
  } catch (error) {
    console.warn(`${kind}:`, error); // the plain HTML stays, which is complete
    if (kind === "exercise") retry(element, error);
  }
}

/** Ask past the cache, which may hold a refusal, for the page's scripts: those that failed only come with a new page. */
function scriptsCome() {
  const names = performance.getEntriesByType("resource").map(({ name }) => name);
  const ours = names.filter((name) => name.startsWith(assets) && name.endsWith(".js"));
  return Promise.all(ours.map((name) => fetch(name, { cache: "reload" }))).then((all) => all.every(({ ok }) => ok), () => false);
}

/** An exercise that could not come says so: without its script the lesson has no place to answer. */
function retry(element, error) {
  const again = document.createElement("button");
  again.type = "button";
  again.textContent = page.text("Réessayer");
  const said = document.createElement("p");
  said.setAttribute("role", "status");
  said.append(page.text("L’exercice n’a pas pu être chargé ({why}). Vérifiez la connexion.", { why: page.why(error) }), " ", again);
  again.addEventListener("click", async () => {
    if (/module/.test(error.message) && (await scriptsCome())) return location.reload();
    focused = element;
    said.remove();
    enhance(element);
  });
  element.append(said);
}

function start() {
  const near = new IntersectionObserver(
    (entries) => {
      for (const entry of entries.filter((each) => each.isIntersecting)) {
        near.unobserve(entry.target);
        enhance(entry.target);
      }
    },
    { rootMargin: "600px" },
  );
  for (const element of document.querySelectorAll("[data-island]")) {
    if (element.hidden) enhance(element); // a hidden island shows itself when it has something to say
    else near.observe(element);
  }
  const tool = document.querySelector('[data-action="lecture"]');
  tool.hidden = false;
  tool.addEventListener("click", async () => (await import("./lecture.js")).toggle(tool, page), { passive: true });
  for (const id of Object.keys(progress.get("pages"))) {
    document.querySelector(`nav.module a[href$="${CSS.escape(id.split("/").pop())}.html"]`)?.classList.add("faite");
  }
  for (const term of document.querySelectorAll("a:has(> .std-term)")) {
    const show = async () => (await import("./terme.js")).show(term, page);
    term.addEventListener("mouseenter", show);
    term.addEventListener("focus", show);
  }
  if (document.getElementById("search-results")) import("./recherche.js");
  if (navigator.serviceWorker?.controller) import("./horsligne.js").then(({ announce }) => announce(page));
}

await translate();
start();
