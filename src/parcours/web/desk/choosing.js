// A button that asks for files.
import { h } from "../python-output.js";

/** `act` gets [{name, data, file}]. The same file may be chosen again, after a mistake too. */
export function choosing(desk, text, accept, act, multiple = false) {
  const input = h("input", { type: "file", accept, multiple, hidden: true, onchange: () => {
    const files = [...input.files];
    input.value = "";
    return desk.trying(async () => act(await Promise.all(files.map(async (file) => ({ name: file.name, data: new Uint8Array(await file.arrayBuffer()), file })))));
  } });
  return [h("button", { type: "button", onclick: () => input.click() }, text), input];
}
