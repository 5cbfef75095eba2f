// «Réveil»: three items of earlier modules, missed ones first, then of M−1, M−3, M−5 (spaced recall).
import { renderItem } from "./quiz.js";

const GAPS = [1, 3, 5];

/** The ids to ask on a page of `module`: missed ones first, the most recent first; then one a gap, not yet seen first. */
export function pick(module, known, banks, count = 3) {
  const here = Number(module.slice(1));
  const earlier = (id) => Number(id.slice(1, 3)) < here;
  const missed = Object.entries(known)
    .filter(([id, state]) => earlier(id) && !state.reussi)
    .sort((a, b) => String(b[1].le).localeCompare(String(a[1].le)))
    .map(([id]) => id);
  const spaced = [];
  for (const gap of [...GAPS, 2, 4, 6, 7, 8, 9, 10]) {
    const bank = banks[`m${String(here - gap).padStart(2, "0")}`];
    if (!bank) continue;
    const fresh = bank.filter((id) => !known[id]);
    spaced.push((fresh.length ? fresh : bank)[(here + gap) % (fresh.length || bank.length)]);
  }
  return [...new Set([...missed, ...spaced])].slice(0, count);
}

export async function enhance(element, page) {
  const t = page.text;
  const module = element.dataset.module;
  const earlier = Array.from({ length: Number(module.slice(1)) }, (_, n) => `m${String(n).padStart(2, "0")}`);
  const details = document.createElement("details");
  const summary = document.createElement("summary");
  summary.textContent = t("Réveil : trois questions des modules précédents (2 min)");
  details.append(summary);
  details.addEventListener("toggle", async () => {
    if (!details.open || details.dataset.loaded) return;
    details.dataset.loaded = "";
    const items = {};
    for (const name of earlier) {
      const answer = await fetch(`${page.assets}items/${name}.json`);
      if (answer.ok) items[name] = (await answer.json()).items;
    }
    const banks = Object.fromEntries(Object.entries(items).map(([name, list]) => [name, list.map((item) => item.id)]));
    const ids = pick(module, page.progress.get("quiz"), banks);
    for (const id of ids) {
      const item = items[id.slice(0, 3)]?.find((each) => each.id === id);
      if (item) details.append(renderItem(item, page));
    }
  });
  element.append(details);
  element.hidden = false;
}
