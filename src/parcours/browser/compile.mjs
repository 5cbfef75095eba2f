// Runs compile_modules.py in the Python of the pages: `node compile.mjs PYODIDE FOLDER NAME…`. FOLDER holds `in/` (wheels and the
// standard library) and gets `out/`: the same archives, what importing the NAMEs reaches compiled.
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const [home, folder, ...names] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(join(home, "pyodide.mjs")));
const python = await loadPyodide({ indexURL: home, env: { PYTHONHASHSEED: "0" } });
for (const name of ["in", "out"]) {
  python.FS.mkdirTree(`/${name}`);
  python.FS.mount(python.FS.filesystems.NODEFS, { root: join(folder, name) }, `/${name}`);
}
for (const name of readdirSync(join(folder, "in")).filter((each) => each.endsWith(".whl"))) {
  python.unpackArchive(new Uint8Array(readFileSync(join(folder, "in", name))), "wheel", { extractDir: "/lib/python3.12/site-packages" });
}
python.runPython(readFileSync(join(dirname(fileURLToPath(import.meta.url)), "compile_modules.py"), "utf-8"));
python.globals.get("compile_archives")(names);
