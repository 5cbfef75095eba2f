// «J’ai terminé cette page»: the trainee says so, the page remembers; a second press takes it back.
export function enhance(element, page) {
  const t = page.text;
  const button = document.createElement("button");
  const status = document.createElement("p");
  status.setAttribute("role", "status");
  button.type = "button";
  const done = () => Boolean(page.progress.get("pages")[page.name]?.fini);
  const show = () => {
    button.textContent = t(done() ? "Terminée : annuler" : "J’ai terminé cette page");
    button.setAttribute("aria-pressed", String(done()));
    button.classList.toggle("plein", !done());
  };
  button.addEventListener("click", () => {
    const kept = page.progress.set("pages", page.name, { fini: !done(), le: new Date().toISOString() });
    show();
    status.textContent = kept
      ? t(done() ? "C’est noté dans votre progression." : "Cette page n’est plus notée comme terminée.")
      : t("Noté pour cette visite seulement : cet appareil refuse de garder votre progression.");
  });
  show();
  element.append(button, status);
  element.hidden = false;
}
