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
  }
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
