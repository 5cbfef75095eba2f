// Fields whose text is never lost: sent when left, after a pause while one types, and before the page shows something else.
const PAUSE = 600; // milliseconds without a key

export class Fields {
  constructor(desk) {
    this.desk = desk;
    this.all = [];
  }

  /** `send` gets what is written; a refusal leaves it to be sent again. */
  add(field, send) {
    const one = { field, send, sent: field.value };
    const keep = () => this.desk.trying(() => this.one(one));
    field.addEventListener("change", keep);
    if (field.matches("textarea")) {
      field.addEventListener("input", () => {
        clearTimeout(one.pause);
        one.pause = setTimeout(keep, PAUSE);
      });
    }
    this.all.push(one);
  }

  async one(each) {
    clearTimeout(each.pause);
    const before = each.sent;
    if (each.field.value === before) return;
    each.sent = each.field.value;
    try {
      await each.send(each.sent);
    } catch (error) {
      each.sent = before;
      throw error;
    }
  }

  /** Send all that is not sent yet. */
  async keep() {
    for (const each of this.all) await this.one(each);
  }

  /** What Python wrote itself. */
  show(field, text) {
    field.value = text;
    for (const each of this.all) if (each.field === field) each.sent = field.value;
  }

  clear() {
    this.all = [];
  }
}
