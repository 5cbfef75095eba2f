// The open session, written to this browser soon after a change, by one tab at a time.
import * as store from "./store.js";

const SAVE_EVERY = [2000, 30_000]; // milliseconds between two writings: a large class is not written all the time

/** Whether this tab may work: a second one would write over the first. It may then until it is closed. */
export function onlyTab() {
  if (!navigator.locks) return true;
  return new Promise((resolve) => {
    const hold = (lock) => {
      resolve(Boolean(lock));
      return lock ? new Promise(() => {}) : undefined;
    };
    navigator.locks.request("parcours-corriger", { ifAvailable: true }, hold).catch(() => resolve(true));
  });
}

export class Kept {
  /** `failed()`: this browser keeps nothing. */
  constructor(failed) {
    this.failed = failed;
    this.unsaved = false;
    [this.every] = SAVE_EVERY;
    this.writing = Promise.resolve();
  }

  follow(office) {
    this.office = office;
    office.changed = () => {
      this.unsaved = true;
      this.timer ??= setTimeout(() => this.save(), this.every);
    };
  }

  /** Write the session, and `parts` of what goes with it in the same turn. */
  save(parts = {}) {
    this.forget();
    this.writing = this.writing.then(() => this.write(parts));
    return this.writing;
  }

  async write(parts) {
    const began = performance.now();
    try {
      const { assignment, data } = await this.office.call("save");
      await store.keep(assignment, { ...parts, session: data });
    } catch {
      this.unsaved = true;
      this.failed();
    }
    const [least, most] = SAVE_EVERY;
    this.every = Math.min(most, Math.max(least, 10 * (performance.now() - began)));
  }

  /** Nothing waits to be written any more. */
  forget() {
    clearTimeout(this.timer);
    this.timer = null;
    this.unsaved = false;
  }
}
