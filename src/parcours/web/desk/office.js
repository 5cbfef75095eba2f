// The page's end of the office's thread: one call after the other, a foreseen mistake as a Refused with its French sentence.

const CHANGES = /^(finish|prepare|marking\.|settings|peer\.|merge|collect|agreement\.calibrate$)/;
const READS = /^(marking\.(tasks|view|queue|progress|bank|bank_export)|peer\.(rounds|summary|packs|forms))$/;

export class Refused extends Error {}

export class Office {
  constructor(runtime, thread) {
    this.runtime = runtime;
    this.thread = thread;
    this.pandas = null;
    this.changed = () => {};
  }

  static async open(runtime) {
    return new Office(runtime, await runtime.start("office"));
  }

  /** Call a function of office.py, or `room.function` of parcours.desk. A file comes back as {name, data, told}. */
  call = async (name, given = {}, data = null) => {
    if (name.startsWith("agreement.") || name === "giving.class_report") await this.withPandas();
    const answer = await this.thread.ask({ verb: "call", name, text: JSON.stringify(given), data });
    const value = typeof answer === "string" ? JSON.parse(answer) : answer;
    if (value?.error) throw new Refused(value.error);
    if (CHANGES.test(name) && !READS.test(name)) this.changed();
    return value;
  };

  /** Agreement between markers is computed with pandas, which the office does without until then. */
  withPandas() {
    this.pandas ??= this.runtime.wheels([...this.runtime.wheelNames(["pandas"])]).then((wheels) => this.thread.ask({ verb: "unpack", wheels }));
    this.pandas.catch(() => (this.pandas = null));
    return this.pandas;
  }
}
