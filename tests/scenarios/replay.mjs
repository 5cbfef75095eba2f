// Replays lists of choice ids with the page's rules: reads {models, paths} from stdin, writes one result a path.
import { readFileSync } from "node:fs";
import { decisive, ending, replay, score } from "../../src/parcours/web/scenario-model.js";

const { models, paths } = JSON.parse(readFileSync(0, "utf8"));
const results = paths.map(([name, ids]) => {
  const run = replay(models[name], ids);
  return [ids.length, run.steps.map((each) => each.state), ending(run)?.id, run.node ? null : score(run), decisive(run).id];
});
process.stdout.write(JSON.stringify(results));
