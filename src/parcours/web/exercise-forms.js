// Beginner forms: fill the blanks, put lines in order, sort cards. Each one writes the same answer cell as typing would.
import { button, h } from "./python-output.js";

const BLANK = "____";

/** {node, value, set(code) → whether the form can show it, onchange} or null for a free answer. */
export function form(exercise, page) {
  const make = { compléter: blanks, ordonner: lines, appariement: cards }[exercise.forme];
  return make ? make(exercise, page) : null;
}

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

function blanks(exercise, page) {
  const texts = exercise.depart.split(BLANK);
  const shape = new RegExp(`^${texts.map(escaped).join("(.*?)")}$`, "s");
  const made = { onchange() {} };
  const menus = exercise.trous.map(({ choix }, rank) => blank(choix, rank + 1, page, () => made.onchange()));
  made.node = h("div", { class: "exercise-forme exercise-blancs", role: "group", "aria-label": page.text("Code à compléter"), translate: "no" },
    texts.flatMap((text, rank) => [text, menus[rank]]));
  Object.defineProperty(made, "value", { get: () => texts.map((text, rank) => text + (menus[rank]?.value ?? "")).join("") });
  made.set = (code) => {
    const found = shape.exec(code)?.slice(1);
    if (!found || found.join("").includes("\n")) return false;
    found.forEach((text, rank) => menus[rank].put(text));
    return true;
  };
  return made;
}

/** A menu of choices; the last one opens a field beside it, and its value is then what is typed there. */
function blank(choices, n, page, changed) {
  const other = h("option", { value: BLANK }, page.text("Autre…"));
  const write = () => { other.value = field.value.trim() || BLANK; };
  const open = () => (other.selected ? menu.after(field) : field.remove());
  const field = h("input", { "aria-label": page.text("Blanc {n}, à écrire", { n }), size: "14", autocomplete: "off", autocapitalize: "off", autocorrect: "off",
    spellcheck: "false", oninput() { write(); changed(); } });
  const menu = h("select", { "aria-label": page.text("Blanc {n}", { n }), onchange() { open(); changed(); } },
    h("option", { value: BLANK }, "…"), choices.map((each) => h("option", { value: each }, each)), other);
  menu.put = (text) => {
    const known = text === BLANK || choices.includes(text);
    if (!known) field.value = text;
    write();
    if (known) menu.value = text;
    else other.selected = true;
    open();
  };
  return menu;
}

function lines(exercise, page) {
  const made = { onchange() {} };
  const list = h("ol", { class: "exercise-lignes" });
  const aside = h("ul", { class: "exercise-lignes" });
  const status = h("p", { class: "vh", role: "status" });
  const asideTitle = h("p", { class: "exercise-aide" }, page.text("Lignes mises de côté :"));

  /** A line's buttons, by the place it is in. */
  function dress(line) {
    const [up, down, away] = line.querySelectorAll("button");
    up.hidden = down.hidden = line.parentNode === aside;
    away.textContent = page.text(up.hidden ? "Reprendre" : "Mettre de côté");
    asideTitle.hidden = !aside.children.length;
    return away;
  }
  function move(line, act) {
    const focus = document.activeElement;
    act();
    const away = dress(line);
    const rank = [...list.children].indexOf(line) + 1;
    status.textContent = rank ? page.text("Ligne {n} sur {total}.", { n: rank, total: list.children.length }) : page.text("Ligne mise de côté.");
    (focus?.checkVisibility?.() && line.contains(focus) ? focus : away).focus();
    made.onchange();
  }
  const item = (text) => {
    const gesture = (label, sign, act) => button(sign || label, () => move(line, act), { "aria-label": sign && `${label} : ${text.trim()}` });
    const line = h("li", null, h("code", { translate: "no" }, text),
      gesture(page.text("Monter"), "↑", () => line.previousElementSibling?.before(line)),
      gesture(page.text("Descendre"), "↓", () => line.nextElementSibling?.after(line)),
      gesture(page.text("Mettre de côté"), null, () => (line.parentNode === list ? aside : list).append(line)));
    return line;
  };
  made.node = h("div", { class: "exercise-forme", role: "group", "aria-label": page.text("Lignes à remettre dans l’ordre") }, list, asideTitle, aside, status);
  const textOf = (line) => line.querySelector("code").textContent;
  Object.defineProperty(made, "value", { get: () => [...list.children].map(textOf).join("\n") });
  made.set = (code) => {
    const all = exercise.blocs.map((block) => block.texte);
    const chosen = code === exercise.depart ? all : code.split("\n").filter((text) => text.trim());
    if (!chosen.every((text) => all.includes(text)) || new Set(chosen).size < chosen.length) return false;
    list.replaceChildren(...chosen.map(item));
    aside.replaceChildren(...all.filter((text) => !chosen.includes(text)).map(item));
    [...list.children, ...aside.children].forEach(dress);
    return true;
  };
  return made;
}

function cards(exercise, page) {
  const { familles, cartes } = exercise.appariement;
  const made = { onchange() {} };
  const start = exercise.depart.split("\n");
  const ends = /(→\s*)([A-Za-z…])(\s*)$/;
  // The families enter a menu when it is first touched: two hundred elements less while the lesson is read.
  const fill = (menu) => menu[1] || menu.append(...familles.map(({ lettre, nom }) => h("option", { value: lettre }, `${lettre}. ${nom}`)));
  const wake = (event) => fill(event.target);
  const menus = cartes.map(() =>
    h("select", { onfocus: wake, onpointerdown: wake, onchange: () => made.onchange() }, h("option", { value: "…" }, page.text("Choisissez…"))));
  made.node = h("div", { class: "exercise-forme exercise-cartes", role: "group", "aria-label": page.text("Cartes à classer") },
    cartes.map(({ numero, texte }, rank) => h("label", null, h("span", null, `${numero}. ${texte}`), menus[rank])));
  const rankOf = (line) => cartes.findIndex(({ numero }) => parseInt(line, 10) === numero);
  Object.defineProperty(made, "value", {
    get: () => start.map((line) => (rankOf(line) >= 0 ? line.replace(ends, (_, arrow, _letter, end) => arrow + menus[rankOf(line)].value + end) : line)).join("\n"),
  });
  made.set = (code) => {
    const found = code.split("\n");
    if (found.length !== start.length) return false;
    const letters = [];
    for (const [rank, line] of found.entries()) {
      const card = rankOf(line);
      if (line.replace(ends, "") !== start[rank].replace(ends, "")) return false;
      if (card >= 0) letters[card] = ends.exec(line)?.[2].toUpperCase() ?? "…";
    }
    letters.forEach((letter, card) => {
      if (letter !== "…") fill(menus[card]);
      menus[card].value = letter;
    });
    return true;
  };
  return made;
}

/**
 * `text` with each empty line `"sc1": []` given the choices of that scenario's last finished run, as `mes_choix` holds
 * them; `runs` is the progress record's `scenarios`. What the trainee wrote stays.
 */
export function withRuns(text, runs) {
  return text.replace(/^(\s*"(sc\d+)":\s*)\[\]/gm, (line, start, id) => {
    const { fin, choix } = runs[id] ?? {};
    return fin && choix?.length ? start + JSON.stringify(choix).replaceAll(",", ", ") : line;
  });
}
