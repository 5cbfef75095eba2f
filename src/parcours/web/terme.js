// A term of the glossary: its definition appears on hover or focus, stays while the pointer is on it, Escape dismisses it.
let definitions = null;
let bubble = null;

function hide() {
  bubble?.remove();
  bubble = null;
}

export async function show(link, page) {
  definitions ??= await (await fetch(`${page.assets}glossaire.json`)).json();
  const text = definitions[link.hash.slice(1)];
  hide();
  if (!text || !(link.matches(":hover") || link === document.activeElement)) return;
  bubble = document.createElement("span");
  bubble.className = "bulle";
  bubble.id = "bulle";
  bubble.setAttribute("role", "tooltip");
  bubble.textContent = text;
  link.append(bubble);
  link.setAttribute("aria-describedby", "bulle");
  link.addEventListener("mouseleave", hide, { once: true });
  link.addEventListener("blur", hide, { once: true });
  link.addEventListener("keydown", (event) => event.key === "Escape" && hide());
}
