// The command line as a process of its own that dies at the moment its starter names. It loads, says `ready`, is told its
// work, and lives in its starter's time: waits are told there and take none.

// First of all: whoever keeps one of the calls it patches would keep the old one.
import "./moments.js";

import { run } from "../../src/cli/run.js";
import { processWorld } from "../../src/cli/world.js";
import type { FromChild, Work } from "./killable-child.js";
import { momentsSeen, watchMoments } from "./moments.js";

const tell = (message: FromChild) => process.send?.(message);
const told = <T>() => new Promise<T>((resolve) => process.once("message", (message) => resolve(message as T)));

const work = told<Work>();
tell({ kind: "ready" });
const { argv, cwd, ahead, folder, dieAt, environment } = await work;
process.chdir(cwd);
let offset = ahead;
const world = processWorld();
watchMoments({ folder, dieAt });
const code = await run(argv, {
  ...world,
  environment,
  clock: {
    ...world.clock,
    elapsed: () => performance.now() + offset,
    epoch: () => Date.now() + offset,
    async sleep(ms, signal) {
      signal.throwIfAborted();
      const answer = told<{ readonly ahead: number }>();
      tell({ kind: "sleeps", ms });
      offset = (await answer).ahead;
      signal.throwIfAborted();
    },
  },
});
watchMoments({ folder: "/nowhere", dieAt: null });
tell({ kind: "ended", moments: momentsSeen() });
process.exitCode = code;
process.disconnect();
