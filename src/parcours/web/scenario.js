// The scenario player: one passage at a time, consequences then gauges, back and again, the map of what was tried.
// `enhance` serves the pages, the default export notebooks (anywidget). The rules are in scenario-model.js.
import { decisive, ending, replay, score, start, step } from "./scenario-model.js";

/** An element; properties by name (`data-…`, `aria-…`, `role` as attributes), children strings or nodes, empty ones left out. */
function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in element) element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children.flat().filter((each) => each || each === 0));
  return element;
}

const paragraphs = (texts, className = "") => texts.map((each) => h("p", { className }, each));

function shuffled(list) {
  const left = [...list];
  return list.map(() => left.splice(Math.floor(Math.random() * left.length), 1)[0]);
}

class Player {
  constructor(root, model, page) {
    Object.assign(this, { root, model, page, text: page.text, orders: {}, votes: [], projected: false });
    this.level = Number(root.querySelector("h2, h3, h4, h5")?.tagName[1] ?? 3);
    this.kept = page.progress?.get("scenarios")[model.id] ?? {};
    this.run = start(model);
    this.status = h("p", { className: "vh", role: "status" });
    this.stage = h("div", { className: "sc-scene" });
    this.projector = h("button", { type: "button", className: "sc-projecteur", "aria-pressed": "false", onclick: () => this.project() },
      this.text("Mode projection"));
    root.replaceChildren(h("p", { className: "sc-outils" }, this.projector), this.stage, this.status);
    this.intro();
  }

  // --- small parts ---

  button(label, onclick, className = "") {
    return h("button", { type: "button", className, onclick }, label);
  }

  say(words) {
    this.status.textContent = words;
  }

  /** Put a screen on the stage and the focus on its heading, so that reading goes on from there. */
  show(focus, ...children) {
    this.stage.replaceChildren(...children.flat().filter(Boolean));
    if (focus) focus.focus({ preventScroll: false });
  }

  heading(words, small = "") {
    return h(`h${this.level}`, { tabIndex: -1 }, words, small && h("small", {}, ` · ${small}`));
  }

  subheading(words) {
    return h(`h${this.level + 1}`, {}, words);
  }

  name(who) {
    return who === "recit" ? "" : who === "vous" ? this.text("Vous") : this.model.personnes[who].nom;
  }

  line({ de, texte }) {
    const name = this.name(de);
    const kind = de === "recit" ? "sc-recit" : de === "vous" ? "sc-mot sc-vous" : "sc-mot";
    return h("p", { className: kind }, name && h("b", {}, name), name && " ", texte);
  }

  gaugeName(name) {
    const { text } = this;
    return {
      confiance: text("Confiance"), tension: text("Tension"), visibilite: text("Visibilité"), equite: text("Équité"),
      securite: text("Sécurité"), energie: text("Énergie de l’équipe"),
    }[name];
  }

  /** « Confiance 42 (+12) » for each gauge shown; `before` absent: no change. */
  gauges(state, before = state) {
    return this.model.jauges.map((name) => {
      const change = state[name] - before[name];
      const moved = change ? ` (${change > 0 ? "+" : "−"}${Math.abs(change)})` : "";
      return { name: this.gaugeName(name), value: state[name], moved };
    });
  }

  gaugeList(state, before) {
    return h("dl", { className: "sc-jauges" }, this.gauges(state, before).map(({ name, value, moved }) =>
      h("div", {}, h("dt", {}, name), h("dd", {}, h("meter", { min: 0, max: 100, value, "aria-hidden": "true" }), ` ${value}${moved}`))));
  }

  people() {
    return h("ul", {}, Object.values(this.model.personnes).map(({ nom, role }) => h("li", {}, h("b", {}, nom), ` : ${role}`)));
  }

  // --- progress ---

  get ids() {
    return this.run.steps.map((each) => each.choice.id);
  }

  keep() {
    const end = ending(this.run);
    const seen = new Set([...(this.kept.vus ?? []), ...this.ids]);
    const ends = new Set([...(this.kept.fins ?? []), ...(end ? [end.id] : [])]);
    const done = end && { choix: this.ids, fin: end.id, score: score(this.run) };
    this.kept = { ...this.kept, ...done, encours: end ? [] : this.ids, vus: [...seen], fins: [...ends], le: new Date().toISOString() };
    this.page.progress?.set("scenarios", this.model.id, this.kept);
  }

  back(rank) {
    this.run = replay(this.model, this.ids.slice(0, rank));
    this.votes.length = rank;
    this.passage();
  }

  again() {
    this.orders = {};
    this.back(0);
  }

  // --- screens ---

  intro() {
    const { model, text } = this;
    const known = replay(model, this.kept.encours ?? []);
    const title = this.heading(model.titre);
    this.show(null, title, h("p", {}, model.accroche),
      model.avertissement && h("p", { className: "sc-avertissement" }, h("strong", {}, text("Avant de commencer :")), ` ${model.avertissement}`),
      paragraphs(model.contexte),
      h("p", {}, h("strong", {}, text("Votre but :")), ` ${model.but}`),
      h("p", {}, h("strong", {}, text("Les personnes"))), this.people(),
      h("p", {}, h("strong", {}, text("Ce que vous savez"))), h("ul", {}, model.vous_savez.map((each) => h("li", {}, each))),
      h("p", { className: "sc-actions" },
        known.steps.length > 0 && known.node && this.button(text("Reprendre où vous en étiez"), () => { this.run = known; this.passage(); }, "plein"),
        this.button(text("Commencer"), () => this.again(), "plein")));
  }

  passage() {
    const { node } = this.run;
    if (!node) return this.end();
    const order = (this.orders[node.id] ??= shuffled(node.choix));
    const title = this.heading(node.titre, node.moment);
    const list = h("ul", { className: "sc-choix" }, order.map((choice, rank) => h("li", {},
      h("button", { type: "button", "data-choix": choice.id, onclick: () => this.choose(choice) },
        this.projected && h("b", {}, `${"ABCDE"[rank]}. `), choice.texte),
      this.projected && h("label", {}, h("input", { type: "number", min: 0, max: 99, inputMode: "numeric", "data-vote": choice.id }),
        ` ${this.text("mains levées pour {lettre}", { lettre: "ABCDE"[rank] })}`))));
    this.say("");
    this.show(title, title, this.path(), this.scene(node), h("p", { className: "sc-question" }, this.text("Que faites-vous ?")), list,
      this.projected && h("p", { className: "sc-actions" }, this.button(this.text("Jouer le choix majoritaire"), () => this.count(order), "plein")));
  }

  scene(node) {
    return [...paragraphs(node.situation), ...node.messages.map((each) => this.line(each))];
  }

  /** The choices made so far, each with a button to take it up again. */
  path() {
    if (!this.run.steps.length) return null;
    return h("details", { className: "sc-chemin" },
      h("summary", {}, this.text("Votre chemin jusqu’ici ({n})", { n: this.run.steps.length })),
      h("ol", {}, this.run.steps.map((each, rank) => h("li", {}, `${each.node.titre} : ${each.choice.resume} `,
        this.retry(each.node, rank)))));
  }

  retry(node, rank) {
    return h("button", { type: "button", className: "sc-reprendre", onclick: () => this.back(rank) },
      this.text("Reprendre ici"), h("span", { className: "vh" }, ` : ${node.titre}`));
  }

  choose(choice, vote = "") {
    const { node, state: before } = this.run;
    this.run = step(this.run, choice);
    this.votes[this.run.steps.length - 1] = vote;
    this.keep();
    const after = h("section", { tabIndex: -1, className: "sc-apres", "aria-label": this.text("Ce qui se passe") },
      vote && h("p", {}, vote), this.line({ de: "vous", texte: choice.texte }), choice.reponses.map((each) => this.line(each)),
      h("p", { className: "sc-retour" }, h("strong", {}, choice.principe), ` ${choice.retour}`), this.gaugeList(this.run.state, before));
    this.show(after, this.heading(node.titre, node.moment), this.scene(node), after, h("p", { className: "sc-actions" },
      this.button(this.run.node ? this.text("Continuer") : this.text("Voir la fin"), () => this.passage(), "plein"),
      this.button(this.text("Changer ma réponse"), () => this.back(this.run.steps.length - 1))));
    const moved = this.gauges(this.run.state, before).filter((each) => each.moved);
    this.say(moved.map((each) => `${each.name} ${each.value}${each.moved}`).join(", ") || this.text("Les jauges n’ont pas bougé."));
  }

  end() {
    const { model, run, text } = this;
    const end = ending(run);
    const title = this.heading(text("Fin : {titre}", { titre: end.titre }));
    const told = end.texte.map((each) => each.replace("{choix_decisif}", `«\u00a0${decisive(run).resume}\u00a0»`));
    const mine = `mes_choix = [${this.ids.map((each) => `"${each}"`).join(", ")}]`;
    const trace = this.transcript(end, told, mine);
    this.say("");
    this.show(title, title, paragraphs(told), this.gaugeList(run.state, model.depart),
      h("p", {}, h("strong", {}, text("Score : {n} sur 100.", { n: score(run) })), " ",
        text("Il compte pour 60 % vos choix et pour 40 % la situation où vous laissez tout le monde.")),
      run.steps.some((each) => each.choice.danger) && h("p", { className: "sc-avertissement" },
        text("Un de vos choix a mis quelqu’un en danger : le score ne peut pas dépasser 50.")),
      this.subheading(text("Vos choix, et une autre réponse possible")), this.comparison(),
      this.subheading(text("Ce que vous avez exploré")), this.map(),
      this.subheading(text("Débriefing")), this.debrief(),
      this.subheading(text("Garder une trace")),
      h("p", {}, text("Pour un notebook, recopiez cette ligne :")), h("pre", { tabIndex: 0, className: "sc-ligne" }, mine),
      h("details", { className: "sc-trace" }, h("summary", {}, text("Transcription")), h("pre", { tabIndex: 0 }, trace)),
      h("p", { className: "sc-actions" },
        this.button(text("Copier la ligne"), () => this.copy(mine, ".sc-ligne")),
        this.button(text("Copier la transcription"), () => this.copy(trace, ".sc-trace pre")),
        this.button(text("Télécharger"), () => this.download(trace)),
        this.button(text("Imprimer"), () => { this.stage.querySelector(".sc-trace").open = true; print(); }),
        this.button(text("Rejouer"), () => this.again(), "plein")));
  }

  comparison() {
    return h("ol", {}, this.run.steps.map(({ node, choice }, rank) => {
      const best = node.choix.find((each) => each.qualite === 3);
      return h("li", {}, h("b", {}, node.titre), ` (${choice.principe}) : ${choice.resume}. `,
        choice.qualite < 3 && h("em", {}, this.text("À essayer : {texte}", { texte: best.texte })), " ", this.retry(node, rank));
    }));
  }

  /** Every passage with its choices: taken this time, tried before, or still to try; then the endings. */
  map() {
    const seen = new Set([...(this.kept.vus ?? []), ...this.ids]);
    const now = new Set(this.ids);
    const pill = (state, words) => h("span", { className: `sc-case sc-${state}` }, words);
    const row = (choice) => now.has(choice.id) ? pill("pris", `● ${choice.resume}`)
      : seen.has(choice.id) ? pill("vu", `○ ${choice.resume}`) : pill("reste", this.text("? à essayer"));
    const met = new Set([...(this.kept.fins ?? []), ending(this.run).id]);
    return h("div", {}, h("p", {}, this.text("● cette fois, ○ lors d’un autre essai, ? pas encore.")),
      h("ul", { className: "sc-carte" }, this.model.noeuds.map((node) => h("li", {}, h("b", {}, node.titre), " ", node.choix.map(row)))),
      h("p", {}, this.text("Fins rencontrées : {n} sur {total}.", { n: met.size, total: this.model.fins.length })));
  }

  debrief() {
    const { debrief } = this.model;
    const items = (list) => h("ul", {}, list.map((each) => h("li", {}, each)));
    return h("div", {}, debrief.cadres.map(({ cadre, lecture }) => h("p", {}, h("strong", {}, `${cadre}.`), ` ${lecture}`)),
      items(debrief.a_retenir), h("p", {}, h("strong", {}, this.text("Pour en parler"))), items(debrief.questions),
      h("details", {}, h("summary", {}, this.text("Ce que l’on vérifie dans ce scénario")), items(this.model.bareme)));
  }

  // --- projector and trace ---

  project() {
    this.projected = !this.projected;
    this.projector.setAttribute("aria-pressed", this.projected);
    this.root.classList.toggle("sc-projection", this.projected);
    if (this.stage.querySelector(".sc-choix")) this.passage();
  }

  /** The class has voted: the choice with the most hands is played; a tie is debated again. */
  count(order) {
    const hands = order.map((each) => Number(this.stage.querySelector(`[data-vote="${each.id}"]`).value) || 0);
    const most = Math.max(...hands);
    const winners = order.filter((_, rank) => hands[rank] === most);
    if (most === 0) return this.tell(this.text("Entrez au moins un nombre de mains levées."));
    if (winners.length > 1) return this.tell(this.text("Égalité : faites débattre, puis revotez."));
    const said = hands.map((n, rank) => `${"ABCDE"[rank]} ${n}`).join(", ");
    return this.choose(winners[0], this.text("Vote de la classe : {votes}.", { votes: said }));
  }

  /** Say it aloud and show it beside the buttons. */
  tell(words) {
    const place = this.stage.querySelector(".sc-actions");
    place.querySelector("span")?.remove();
    place.append(h("span", {}, ` ${words}`));
    this.say(words);
  }

  transcript(end, told, mine) {
    const { model, run, text } = this;
    const said = (each) => (this.name(each.de) ? `${this.name(each.de)} : ${each.texte}` : each.texte);
    const parts = run.steps.map(({ node, choice, state }, rank) => [
      `${rank + 1}. ${node.titre} (${node.moment})`, ...node.situation, ...node.messages.map(said), this.votes[rank],
      `→ ${text("Votre choix :")} ${choice.texte}`, ...choice.reponses.map(said), `${choice.principe} : ${choice.retour}`,
      this.gauges(state, run.steps[rank - 1]?.state ?? model.depart).map((each) => `${each.name} ${each.value}${each.moved}`).join(", "),
    ].filter(Boolean).join("\n"));
    return [model.titre, ...parts, [text("Fin : {titre}", { titre: end.titre }), ...told, text("Score : {n} sur 100.", { n: score(run) })].join("\n"), mine, ""].join("\n\n");
  }

  async copy(words, where) {
    try {
      await navigator.clipboard.writeText(words);
      this.tell(this.text("C’est copié."));
    } catch {
      const place = this.stage.querySelector(where);
      if (place.closest("details")) place.closest("details").open = true;
      getSelection().selectAllChildren(place);
      this.tell(this.text("Le texte est sélectionné : copiez-le avec Ctrl + C."));
    }
  }

  download(words) {
    const url = URL.createObjectURL(new Blob([words], { type: "text/plain;charset=utf-8" }));
    h("a", { href: url, download: `${this.model.id}-transcription.txt` }).click();
    setTimeout(() => URL.revokeObjectURL(url), 1000);
  }
}

/** Replace the plain passages of `element` by the player. `page.scenario` gives the JSON where there is no site to ask. */
export async function enhance(element, page) {
  let model = page.scenario;
  if (!model) {
    const answer = await fetch(`${page.assets}scenarios/${element.dataset.scenario}.json`);
    if (!answer.ok) throw new Error(`${answer.status} ${answer.url}`);
    model = await answer.json();
  }
  return new Player(element, model, page);
}

/** In a notebook: `modele` is the JSON; `mes_choix` and `partie` go back to Python. */
export default {
  render({ model, el }) {
    const root = el.appendChild(h("div", { className: "scenario", "data-ready": "" }));
    const progress = {
      get: () => ({ [model.get("modele").id]: model.get("partie") }),
      set(_kind, _id, value) {
        model.set("partie", value);
        if (value.choix) model.set("mes_choix", value.choix);
        model.save_changes();
      },
    };
    const text = (french, values = {}) => french.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
    enhance(root, { scenario: model.get("modele"), progress, text });
  },
};
