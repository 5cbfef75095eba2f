// From the computer to the phone: the record as a QR code, an address of this very site that holds it compressed.
const LIMIT = 2300; // bytes that a QR code of version 40, level L holds with room for the address (ISO/IEC 18004: 2 953)

async function squeeze(text, way) {
  const stream = new Blob([text]).stream().pipeThrough(way);
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

export async function pack(record) {
  const bytes = await squeeze(JSON.stringify(record), new CompressionStream("deflate-raw"));
  return btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

export async function unpack(text) {
  const bytes = Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (char) => char.charCodeAt(0));
  const plain = await squeeze(bytes, new DecompressionStream("deflate-raw"));
  return JSON.parse(new TextDecoder().decode(plain));
}

/** The codes and drafts stay behind: only what says «done» travels by QR; the file carries everything. */
export function light(record) {
  const kept = structuredClone(record);
  for (const value of Object.values(kept.exercices)) {
    delete value.code;
    delete value.texte;
    delete value.execute;
  }
  return kept;
}

export async function install(root, page, { hash, draw, status }) {
  const t = page.text;
  if (hash) {
    try {
      const record = await unpack(hash);
      const why = page.progress.problem(record);
      if (why) throw new Error(why);
      page.progress.merge(record);
      draw();
      status.textContent = t("La progression de votre autre appareil a été ajoutée.");
    } catch (error) {
      status.textContent = t("Ce code n’a rien changé : {cause}.", { cause: error.message });
    }
    history.replaceState(null, "", location.pathname);
  }
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = t("Passer sur mon téléphone (code QR)");
  const place = document.createElement("div");
  button.addEventListener("click", async () => {
    const packed = await pack(light(page.progress.read()));
    const address = `${location.origin}${location.pathname}#p=${packed}`;
    if (address.length > LIMIT) {
      status.textContent = t("Votre progression est trop longue pour un code QR : enregistrez-la dans un fichier et envoyez-vous ce fichier.");
      return;
    }
    const { default: qrcode } = await import("./vendor/qrcode.js");
    const code = qrcode(0, "L");
    code.addData(address);
    code.make();
    place.innerHTML = code.createSvgTag({ scalable: true, margin: 4 });
    place.className = "qr";
    const drawing = place.querySelector("svg");
    drawing.setAttribute("role", "img");
    drawing.setAttribute("aria-label", t("Code QR à photographier avec votre téléphone"));
    status.textContent = t("Photographiez ce code avec votre téléphone : il ouvre cette page et y ajoute votre progression. Les textes de vos exercices passent par le fichier.");
  });
  root.append(button, place);
}
