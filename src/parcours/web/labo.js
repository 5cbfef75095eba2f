// In the lab's own pages: a newer release of a notebook that the trainee has changed is put beside it, never over it.
// JupyterLite shows a changed file from the browser's storage and hides the site's: the site's comes under another name.
import { notebooks, put } from "./labo-carnets.js";

const root = new URL("../lab/", import.meta.url);
const from = (notebook) => notebook?.metadata?.parcours?.generated_from;

/** The first name of this module that is free: m05-version-2.ipynb, m05-version-3.ipynb… */
function beside(path, taken) {
  for (let n = 2; ; n += 1) {
    const name = path.replace(/\.ipynb$/, `-version-${n}.ipynb`);
    if (!taken.has(name)) return name;
  }
}

/** Put beside each changed notebook its newer release, once: [[path, new path], …]. */
export async function keepBoth() {
  const kept = await notebooks(root);
  const taken = new Map(kept.map(({ path, content }) => [path, content]));
  const made = [];
  for (const { path, content } of kept) {
    const module = content?.metadata?.parcours?.assignment;
    if (path !== `${module}.ipynb`) continue;
    const answer = await fetch(new URL(`files/${path}`, root), { cache: "no-cache" });
    if (!answer.ok) continue;
    const released = await answer.json();
    const same = (each) => each?.metadata?.parcours?.assignment === module && from(each) === from(released);
    if ([...taken.values()].some(same)) continue;
    const name = beside(path, taken);
    await put(root, name, released);
    taken.set(name, released);
    made.push([path, name]);
  }
  return made;
}

function say(made) {
  const box = document.createElement("div");
  box.className = "labo-avis";
  box.setAttribute("role", "status");
  const close = document.createElement("button");
  close.type = "button";
  close.textContent = "Fermer";
  close.addEventListener("click", () => box.remove());
  const told = made.map(([path, name]) => `Le carnet ${path} a une nouvelle version : ${name}. Votre travail est intact dans ${path}.`);
  box.append(`${told.join(" ")} Copiez vos réponses dans la nouvelle version quand vous voulez. `, close);
  document.body.append(box);
}

if (document.getElementById("jupyter-config-data")) {
  keepBoth().then((made) => made.length && say(made), (error) => console.warn("labo :", error));
}
