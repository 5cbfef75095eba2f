// Runs compile_modules.py in the Python of the pages: `node compile.mjs PYODIDE FOLDER NAME…`. FOLDER holds `in/` (wheels and the
// standard library) and gets `out/`: the same archives, what importing the NAMEs reaches compiled.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const [home, folder, ...names] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(join(home, "pyodide.mjs")));
const python = await loadPyodide({ indexURL: home, env: { PYTHONHASHSEED: "0" } });
for (const place of ["/in", "/out"]) python.FS.mkdir(place);
for (const name of readdirSync(join(folder, "in"))) {
  const bytes = new Uint8Array(readFileSync(join(folder, "in", name)));
  python.FS.writeFile(`/in/${name}`, bytes);
  if (name.endsWith(".whl")) python.unpackArchive(bytes, "wheel", { extractDir: "/lib/python3.12/site-packages" });
}
python.runPython(readFileSync(join(dirname(fileURLToPath(import.meta.url)), "compile_modules.py"), "utf-8"));
try {
  python.globals.get("compile_archives")(python.toPy(names));
} catch (error) {
  console.error(String(error.message).trim()); // Python's own account, without this script's
  process.exit(1);
}
for (const name of readdirSync(join(folder, "in"))) writeFileSync(join(folder, "out", name), python.FS.readFile(`/out/${name}`));
