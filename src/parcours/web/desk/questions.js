// The quizzes of the course for Moodle's question bank: what `parcours moodle questions` writes, from the banks that the pages use.
import { h } from "../python-output.js";
import { save } from "./files.js";

export function questions(desk) {
  const { t } = desk;
  const told = h("p", { role: "status" });
  const give = (form) => desk.trying(async () => {
    await desk.wake();
    const banks = await Promise.all(Object.entries(desk.quizzes).map(async ([module, title]) => {
      const answer = await fetch(`${desk.page.assets}items/${module}.json`);
      if (!answer.ok) throw new Error(`items/${module}.json : ${answer.status}`);
      return [title, await answer.json()];
    }));
    const file = await desk.office.call("questions", { banks, form });
    save(file.name, file.data, form === "xml" ? "text/xml" : "text/plain");
    told.textContent = [t("« {name} » est dans vos téléchargements.", { name: file.name }), ...file.told].join(" ");
  });
  return h("section", { "aria-labelledby": "bureau-quiz" },
    h("h2", { id: "bureau-quiz" }, t("Les quiz, pour la banque de questions de Moodle")),
    h("p", null, t("Sans classe à corriger : tous les quiz du cours, en un fichier.")),
    h("p", { class: "bureau-boutons" },
      h("button", { type: "button", onclick: () => give("xml") }, t("Tous les quiz (XML Moodle)")),
      h("button", { type: "button", onclick: () => give("gift") }, t("Tous les quiz (GIFT)"))), told);
}
