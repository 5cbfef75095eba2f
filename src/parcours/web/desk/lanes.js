// Runs submissions: a trainee's thread that serves once, a judge's thread a lane, the watch over both.
import { Stopped } from "./runtime.js";

const GRACE = 10; // seconds above a cell's own time, as the sandbox gives

/** The trainees' threads, started ahead: the next one is ready when a lane asks for it. */
class Pool {
  constructor(runtime, ahead) {
    this.runtime = runtime;
    this.ahead = ahead;
    this.ready = [];
    this.open = true;
  }

  fill() {
    while (this.open && this.ready.length < this.ahead) {
      const coming = this.runtime.start("pupil");
      coming.catch(() => {});
      this.ready.push(coming);
    }
  }

  async take() {
    this.fill();
    return this.ready.shift();
  }

  close() {
    this.open = false;
    for (const coming of this.ready) coming.then((thread) => thread.stop(), () => {});
    this.ready = [];
  }
}

/** One submission at a time, in its own two threads. */
class Lane {
  constructor(runtime, pool, tables) {
    this.runtime = runtime;
    this.pool = pool;
    this.tables = tables;
    this.judge = null;
    this.known = new Set(); // what the judge was given already
    this.stopped = false;
  }

  /** A submission's two programs: {news, seconds}. Throws Stopped when the desk is paused or closed. */
  async run({ programs, tables, packages, patience, total }) {
    const began = performance.now();
    const [contents, wheels] = await Promise.all([this.tables(tables), this.runtime.extra(packages)]);
    const [judge, pupil] = await Promise.all([this.judging(), this.pool.take()]);
    if (this.stopped) {
      pupil?.stop();
      throw new Stopped();
    }
    this.pool.fill();
    const until = performance.now() + 1000 * total; // a slow network is nobody's fault
    const { port1, port2 } = new MessageChannel();
    const news = [];
    await new Promise((resolve, reject) => {
      let heard = performance.now();
      let ending = 0;
      const close = (error) => {
        clearInterval(clock);
        pupil.stop();
        this.reject = null;
        judge.told = judge.broken = () => {};
        if (error) reject(error);
        else resolve();
      };
      this.reject = close;
      judge.told = (text) => {
        heard = performance.now();
        const said = JSON.parse(text);
        if (said.broken) return close(new Error(said.broken));
        news.push(said);
        if (news.at(-1).over) close();
      };
      judge.broken = () => this.replaceJudge(news, "", close);
      const clock = setInterval(() => {
        const now = performance.now();
        if (ending && now > ending) return this.replaceJudge(news, "temps dépassé", close);
        if (!ending && (now > until || now - heard > 1000 * (patience + GRACE))) {
          pupil.stop();
          ending = now + 5000;
          judge.send({ verb: "end", why: "temps dépassé" });
        }
      }, 500);
      const missing = tables.filter((name) => !this.known.has(name));
      for (const name of missing) this.known.add(name);
      const added = packages.filter((name) => !this.known.has(name));
      for (const name of added) this.known.add(name);
      judge.send({ verb: "judge", port: port2, program: programs.checker, tables: missing.length ? contents : [], wheels: added.length ? wheels : [] }, [port2]);
      pupil.send({ verb: "learn", port: port1, program: programs.student, tables: contents, wheels }, [port1]);
    });
    return { news, seconds: Math.round(performance.now() - began) / 1000 };
  }

  async judging() {
    this.judge ??= this.runtime.start("judge");
    try {
      return await this.judge;
    } catch (error) {
      this.judge = null;
      throw error;
    }
  }

  /** The judge itself never came to its end: a test runs on what it was given without stopping. */
  replaceJudge(news, why, close) {
    this.judge?.then((thread) => thread.stop());
    this.judge = null;
    this.known.clear();
    news.push({ outputs: [], verdicts: [], over: true, ended: !why, judged: false, why });
    close();
  }

  stop() {
    this.stopped = true;
    this.reject?.(new Stopped());
    this.judge?.then((thread) => thread.stop(), () => {});
  }
}

/**
 * Marks whoever waits, `width` at a time. `office.call(name, given)`; `hooks`: line(line), progress({done, total, left}), trouble(text).
 */
export class Marking {
  constructor(runtime, office, assignment, width, hooks) {
    this.runtime = runtime;
    this.office = office;
    this.hooks = hooks;
    this.width = width;
    this.assignment = assignment;
    this.pool = new Pool(runtime, 1);
    this.contents = new Map();
    this.known = new Set(assignment.known);
    this.lanes = [];
  }

  /** [file name, bytes] of the tables that the site has. */
  async tables(names) {
    const wanted = ["datapackage.json", ...names.filter((name) => this.known.has(name)).map((name) => `${name}.csv`)];
    return Promise.all(
      wanted.map(async (name) => {
        if (!this.contents.has(name)) {
          const asked = fetch(`${this.runtime.assets}datasets/${name}`).then((answer) => (answer.ok ? answer.arrayBuffer() : Promise.reject(new Error(name))));
          this.contents.set(name, asked);
          asked.catch(() => this.contents.delete(name));
        }
        return [name, await this.contents.get(name)];
      }),
    );
  }

  with(order) {
    return {
      ...order,
      tables: [...new Set([...this.assignment.tables, ...order.tables])],
      packages: [...new Set([...this.assignment.packages, ...order.packages])],
    };
  }

  /** Run everybody in `todo`; true when all was done, false when it was stopped. */
  async run(todo) {
    const line = [...todo];
    const total = line.length;
    let done = 0;
    const began = performance.now();
    this.stopping = false;
    const lane = () => {
      const made = new Lane(this.runtime, this.pool, (names) => this.tables(names));
      this.lanes.push(made);
      return made;
    };
    const first = lane();
    this.pool.fill();
    try {
      await this.calibrate(first);
      const work = async (mine) => {
        while (line.length && !this.stopping) {
          await this.one(mine, line.shift());
          done += 1;
          this.hooks.progress({ done, total, left: ((performance.now() - began) / done) * (total - done) / 1000 });
        }
      };
      await Promise.all([work(first), ...Array.from({ length: Math.min(this.width, total) - 1 }, () => work(lane()))]);
      return !this.stopping;
    } catch (error) {
      if (error instanceof Stopped) return false;
      throw error;
    } finally {
      this.stop();
    }
  }

  async calibrate(lane) {
    if (this.assignment.calibrated) return;
    for (let again = true; again; ) {
      const order = await this.office.call("reference");
      const { news } = await lane.run(this.with(order));
      const told = await this.office.call("calibrated", { news });
      again = told.again;
      for (const warning of told.warnings) this.hooks.trouble(warning);
    }
    this.assignment.calibrated = true;
  }

  /** One submission to its line. What fails on our side is tried once more, and never stops the others. */
  async one(lane, student) {
    for (let tried = 0; ; tried += 1) {
      try {
        const order = await this.office.call("prepare", { student });
        if (order.line) return this.hooks.line(order.line);
        const { news, seconds } = await lane.run(this.with(order));
        if (this.stopping) throw new Stopped();
        return this.hooks.line((await this.office.call("finish", { student, news, seconds })).line);
      } catch (error) {
        if (error instanceof Stopped) throw error;
        if (tried) return this.hooks.line((await this.office.call("abandon", { student, why: String(error.message) })).line);
      }
    }
  }

  stop() {
    this.stopping = true;
    this.pool.close();
    for (const lane of this.lanes) lane.stop();
    this.lanes = [];
  }
}

