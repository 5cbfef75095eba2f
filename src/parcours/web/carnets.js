// «Télécharger tous mes carnets»: one zip of what the pages hold, ready to hand in, and of what the lab holds.
import { moduleOf } from "./exercise.js";
import { notebooks } from "./labo-carnets.js";
import { filled } from "./rendu.js";

const EXERCISE = /^(m\d\d)-ex\d\d$/;
const begun = ({ code, texte }) => Boolean((code ?? texte)?.trim());

/** {bytes or null, pages, lab, missing}: the zip, how many notebooks of each kind it holds, what could not be had. */
export async function zip(page) {
  const files = {};
  const missing = [];
  const part = async (name, get) => {
    try {
      return await get();
    } catch (error) {
      missing.push(`${name} (${page.why(error)})`);
    }
  };
  const record = page.progress.get("exercices");
  const modules = new Set(Object.keys(record).filter((id) => begun(record[id])).map((id) => EXERCISE.exec(id)?.[1]));
  modules.delete(undefined);
  for (const module of [...modules].sort()) {
    await part(`${module}.ipynb`, async () => {
      const bank = await moduleOf(page, module);
      files[bank.carnet] = (await filled(bank, page)).text;
    });
  }
  const pages = Object.keys(files).length;
  const lab = (await part(page.text("les carnets du laboratoire"), () => notebooks(new URL("../lab/", page.assets)))) ?? [];
  for (const { path, content } of lab) files[`laboratoire/${path}`] = `${JSON.stringify(content, null, 1)}\n`;
  const { zipSync, strToU8 } = await import(`${page.assets}vendor/zip.js`);
  const packed = Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)]));
  return { bytes: Object.keys(files).length ? zipSync(packed) : null, pages, lab: lab.length, missing };
}
