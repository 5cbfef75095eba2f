// The home page: the chosen path is remembered, and someone who has begun finds «Reprendre».
const PATHS = {
  decouverte: "Découverte : sentir le métier, sans code",
  essentiel: "Essentiel : apprendre l’essentiel, sans code à taper",
  complet: "Complet : tout le métier, données comprises",
};

function choice(record, page) {
  const group = document.createElement("fieldset");
  const legend = document.createElement("legend");
  legend.textContent = page.text("Mon parcours");
  group.append(legend);
  for (const [value, text] of Object.entries(PATHS)) {
    const line = document.createElement("label");
    const radio = document.createElement("input");
    Object.assign(radio, { type: "radio", name: "parcours", value, checked: value === record.parcours });
    radio.addEventListener("change", () => page.progress.choose("parcours", value));
    line.append(radio, page.text(text));
    group.append(line);
  }
  return group;
}

export async function enhance(element, page) {
  const record = page.progress.read();
  element.append(choice(record, page));
  element.hidden = false;
  const done = Object.keys(record.pages).filter((id) => record.pages[id].fini);
  if (!done.length && !Object.keys(record.quiz).length && !Object.keys(record.exercices).length) return;
  const { pages } = await (await fetch(`${page.assets}pages.json`)).json();
  const path = record.parcours ?? "complet";
  const next = pages.find((each) => each.type === "lecon" && !done.includes(each.page) && each.parcours.includes(path));
  if (!next) return;
  const link = document.querySelector("a.commencer");
  link.href = new URL(`../${next.page}.html`, page.assets).href;
  link.textContent = page.text("Reprendre : {titre}", { titre: next.titre });
}
