// «Ma progression»: what is done, and the record in the trainee's own hands: export, import, erase, shared computer.
import { save } from "./rendu.js";

const KINDS = { pages: "Pages terminées", quiz: "Questions réussies", exercices: "Exercices réussis", scenarios: "Scénarios joués" };

function element(tag, text = "", attributes = {}) {
  const node = document.createElement(tag);
  node.textContent = text;
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return node;
}

function table(page, pages, record) {
  const t = page.text;
  const grid = element("table", "", { class: "donnees" });
  grid.append(element("caption", t("Votre progression, module par module")));
  const head = grid.createTHead().insertRow();
  head.append(element("th", t("Module"), { scope: "col" }));
  for (const title of Object.values(KINDS)) head.append(element("th", t(title), { scope: "col" }));
  const body = grid.createTBody();
  for (const module of pages.filter((each) => each.type === "module")) {
    const row = body.insertRow();
    row.append(element("th", module.titre, { scope: "row" }));
    const lessons = pages.filter((each) => each.module === module.module && each.type === "lecon");
    const finished = lessons.filter((each) => record.pages[each.page]?.fini).length;
    row.insertCell().textContent = t("{fait} sur {tout}", { fait: finished, tout: lessons.length });
    for (const kind of ["quiz", "exercices"]) {
      const own = Object.entries(record[kind]).filter(([id]) => id.startsWith(`${module.module}-`));
      row.insertCell().textContent = String(own.filter(([, value]) => value.reussi).length);
    }
    row.insertCell().textContent =
      module.module === "m08" ? String(Object.entries(record.scenarios).filter(([id, value]) => id.startsWith("sc") && value.fin).length) : "–";
  }
  const frame = element("div", "", { class: "defile", role: "region", tabindex: "0", "aria-label": t("Tableau de progression") });
  frame.append(grid);
  return frame;
}

export async function enhance(root, page) {
  const t = page.text;
  const { progress } = page;
  const { pages } = await (await fetch(`${page.assets}pages.json`)).json();
  const status = element("p", "", { role: "status" });
  const place = element("div");
  const draw = () => {
    const record = progress.read();
    const empty = !Object.keys(KINDS).some((kind) => Object.keys(record[kind]).length);
    place.replaceChildren(
      empty ? element("p", t("Rien n’est encore noté. Terminez une page ou répondez à une question, et elle apparaîtra ici.")) : table(page, pages, record),
    );
  };
  const button = (text, action) => {
    const node = element("button", t(text), { type: "button" });
    node.addEventListener("click", action);
    return node;
  };
  const file = element("input", "", { type: "file", accept: "application/json,.json", hidden: "" });
  file.addEventListener("change", async () => {
    const [chosen] = file.files;
    file.value = "";
    if (!chosen) return;
    let record = null;
    let why = "";
    try {
      record = JSON.parse(await chosen.text());
      why = progress.problem(record);
    } catch {
      why = "ce fichier n’est pas du JSON lisible";
    }
    if (why) {
      status.textContent = t("« {nom} » n’a rien changé : {cause}. Choisissez un fichier fait par le bouton « Enregistrer dans un fichier ».", { nom: chosen.name, cause: why });
      return;
    }
    progress.merge(record);
    draw();
    status.textContent = t("« {nom} » a été ajouté à votre progression. Le plus récent l’emporte pour chaque élément.", { nom: chosen.name });
  });
  async function notebooks() {
    try {
      const { bytes, pages: ours, lab, missing } = await (await import("./carnets.js")).zip(page);
      if (bytes) save(bytes, "mes-carnets.zip", "application/zip");
      status.textContent = bytes
        ? t("mes-carnets.zip est dans vos téléchargements. Carnets remplis avec vos réponses des pages : {n} ; carnets du laboratoire : {labo}.", { n: ours, labo: lab })
        : missing.length ? "" : t("Aucun carnet pour l’instant. Répondez à un exercice, ou enregistrez un carnet dans le laboratoire.");
      if (missing.length) status.append(" ", t("N’ont pas pu être pris : {list}. Vérifiez la connexion, puis recommencez ; rien n’est perdu.", { list: missing.join(", ") }));
    } catch (error) {
      status.textContent = t("Les carnets n’ont pas pu être rassemblés ({why}). Vérifiez la connexion, puis recommencez ; rien n’est perdu.", { why: page.why(error) });
    }
  }
  const erase = button("Tout effacer", () => {
    if (erase.dataset.sure) {
      progress.erase();
      delete erase.dataset.sure;
      erase.textContent = t("Tout effacer");
      draw();
      status.textContent = t("Votre progression est effacée de cet appareil.");
    } else {
      erase.dataset.sure = "1";
      erase.textContent = t("Oui, tout effacer");
      status.textContent = t("Enregistrez d’abord un fichier si vous voulez la garder. Pressez encore pour effacer.");
    }
  });
  const shared = element("label");
  const box = element("input", "", { type: "checkbox" });
  box.checked = progress.isShared();
  box.addEventListener("change", () => {
    progress.share(box.checked);
    status.textContent = box.checked
      ? t("Ordinateur partagé : rien ne restera après la fermeture de cet onglet. Enregistrez votre progression dans un fichier avant de partir.")
      : t("Votre progression reste maintenant sur cet appareil.");
  });
  shared.append(box, " ", t("Ordinateur partagé : ne rien garder après la fermeture"));
  const tools = element("p", "", { class: "outils" });
  tools.append(
    button("Enregistrer dans un fichier", () => {
      save(JSON.stringify(progress.read(), null, 1), "ma-progression.json", "application/json");
      status.textContent = t("Le fichier ma-progression.json est dans vos téléchargements.");
    }),
    " ",
    button("Reprendre depuis un fichier", () => file.click()),
    " ",
    button("Télécharger tous mes carnets", notebooks),
    " ",
    erase,
  );
  if (!progress.isKept()) status.textContent = t("Cet appareil refuse de garder votre progression (navigation privée ?). Enregistrez-la dans un fichier.");
  root.replaceChildren(place, tools, file, shared, status);
  draw();
  const hash = new URLSearchParams(location.hash.slice(1)).get("p");
  const { install } = await import("./transfert.js");
  await install(root, page, { hash, draw, status });
}
