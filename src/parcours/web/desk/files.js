// What a trainer drops or chooses: [{path, file}], whatever the browser calls it.

async function walk(entry, path, found) {
  if (entry.isFile) {
    const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
    found.push({ path: path + file.name, file });
    return;
  }
  const reader = entry.createReader();
  for (;;) {
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (!some.length) return;
    for (const each of some) await walk(each, `${path}${entry.name}/`, found);
  }
}

/** The files of a drop, folders opened. */
export async function dropped(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  const found = [];
  for (const entry of entries) await walk(entry, "", found);
  if (!entries.length) found.push(...[...transfer.files].map((file) => ({ path: file.name, file })));
  return inside(found);
}

/** The files of an input. */
export function chosen(list) {
  return inside([...list].map((file) => ({ path: file.webkitRelativePath || file.name, file })));
}

/** Without the one folder that holds them all: people are told by the folders in it, unless it is one person's of Moodle. */
function inside(found) {
  const tops = new Set(found.map(({ path }) => (path.includes("/") ? path.split("/")[0] : "")));
  const [top] = tops;
  if (tops.size !== 1 || !top || top.includes("_assignsubmission_")) return found;
  return found.map(({ path, file }) => ({ path: path.slice(top.length + 1), file }));
}

export function save(name, data, type = "application/octet-stream") {
  const address = URL.createObjectURL(new Blob([data], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.hidden = true;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
