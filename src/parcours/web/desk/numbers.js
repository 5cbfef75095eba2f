// Points as a French trainer reads and types them.
import { Refused } from "./office.js";

export const points = new Intl.NumberFormat("fr-FR", { maximumFractionDigits: 2 });

/** The number in a field, comma or point; null when the field is empty. */
export function typed(field, t) {
  const text = field.value.trim();
  const value = Number(text.replace(",", "."));
  if (!Number.isFinite(value)) throw new Refused(t("« {text} » n’est pas un nombre. Écrivez par exemple 2,5.", { text }));
  return text ? value : null;
}
