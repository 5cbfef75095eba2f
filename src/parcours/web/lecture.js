// The reading panel: size, spacing, width, a plain font, colours, reading aloud with the device's own voices.
const KEY = "parcours:affichage";
const CHOICES = [
  ["theme", "Couleurs", { auto: "Comme l’appareil", light: "Claires", dark: "Sombres" }],
  ["taille", "Taille du texte", { "": "Normale", grand: "Grande", "tres-grand": "Très grande" }],
  ["espace", "Espacement", { "": "Normal", aere: "Aéré" }],
  ["largeur", "Largeur du texte", { "": "Normale", etroite: "Étroite", large: "Large" }],
  ["police", "Police", { "": "Celle de l’appareil", simple: "Simple" }],
];

let panel = null;

function stored() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) || localStorage.getItem(KEY) || "{}");
  } catch {
    return {};
  }
}

function keep(preferences, shared) {
  try {
    (shared ? sessionStorage : localStorage).setItem(KEY, JSON.stringify(preferences));
  } catch {
    // the choice lasts for this page
  }
}

function make(page) {
  const t = page.text;
  const preferences = stored();
  const root = document.documentElement;
  const form = document.createElement("section");
  form.className = "panneau";
  form.id = "panneau-lecture";
  form.setAttribute("aria-label", t("Affichage et lecture"));
  for (const [name, title, options] of CHOICES) {
    const group = document.createElement("fieldset");
    const legend = document.createElement("legend");
    legend.textContent = t(title);
    group.append(legend);
    for (const [value, label] of Object.entries(options)) {
      const line = document.createElement("label");
      const input = document.createElement("input");
      Object.assign(input, { type: "radio", name: `affichage-${name}`, value });
      input.checked = (preferences[name] ?? Object.keys(options)[0]) === value;
      input.addEventListener("change", () => {
        preferences[name] = value;
        root.dataset[name] = value;
        if (name === "theme") document.body.dataset.theme = value;
        keep(preferences, page.progress.isShared());
      });
      line.append(input, t(label));
      group.append(line);
    }
    form.append(group);
  }
  form.append(reader(page));
  return form;
}

/** The voices of this device that speak the page's language; a remote voice would send the text elsewhere. */
export function localVoices(voices, language) {
  return voices.filter((voice) => voice.localService && voice.lang.toLowerCase().startsWith(language.slice(0, 2)));
}

function reader(page) {
  const t = page.text;
  const group = document.createElement("fieldset");
  const legend = document.createElement("legend");
  legend.textContent = t("Lecture à voix haute");
  const status = document.createElement("p");
  status.setAttribute("role", "status");
  const play = document.createElement("button");
  play.type = "button";
  play.textContent = t("Écouter la page");
  const speech = window.speechSynthesis;
  const state = (speaking) => {
    play.textContent = t(speaking ? "Arrêter la lecture" : "Écouter la page");
  };
  play.addEventListener("click", () => {
    if (speech?.speaking) {
      speech.cancel();
      return state(false);
    }
    const [voice] = localVoices(speech?.getVoices() ?? [], document.documentElement.lang);
    if (!voice) {
      status.textContent = t("Cet appareil n’a pas de voix française installée. Le cours n’utilise jamais de voix en ligne.");
      return undefined;
    }
    const parts = [...document.querySelectorAll("article h1, article h2, article h3, article p, article li")].filter(
      (each) => each.offsetParent && !each.closest("[hidden], figure, pre"),
    );
    for (const part of parts) {
      const utterance = new SpeechSynthesisUtterance(part.textContent.trim());
      utterance.voice = voice;
      utterance.lang = voice.lang;
      if (part === parts.at(-1)) utterance.onend = () => state(false);
      speech.speak(utterance);
    }
    return state(true);
  });
  group.append(legend, play, status);
  return group;
}

/** Open or close the panel; focus goes in, Escape and the button bring it back. */
export function toggle(button, page) {
  panel ??= make(page);
  const open = !panel.isConnected;
  button.setAttribute("aria-expanded", String(open));
  if (open) {
    button.setAttribute("aria-controls", panel.id);
    button.closest("header").after(panel);
    panel.querySelector("input:checked").focus();
    panel.onkeydown = (event) => {
      if (event.key === "Escape") toggle(button, page);
    };
  } else {
    panel.remove();
    button.removeAttribute("aria-controls");
    button.focus();
  }
}
