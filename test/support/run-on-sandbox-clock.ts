// The command line as a process of its own, in the time of a sandbox that stands still: waits take none.
// Arguments: port, CA file, tenant time in milliseconds, then the command line.
import { readFileSync } from "node:fs";
import { Agent, buildConnector, request } from "undici";
import { run } from "../../src/cli/run.js";
import { processWorld } from "../../src/cli/world.js";
import { postedClock } from "./posted-clock.js";

const [port = "", caFile = "", now = "", ...argv] = process.argv.slice(2);
const connect = buildConnector({ ca: readFileSync(caFile, "utf8") });
const dispatcher = new Agent({
  connect: (options, callback) => {
    connect(
      { ...options, servername: "graph.microsoft.com", hostname: "127.0.0.1", host: "127.0.0.1", port },
      callback,
    );
  },
});

async function post(until: string): Promise<void> {
  const { statusCode, body } = await request("https://graph.microsoft.com/$sandbox/clock", {
    dispatcher,
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ until }),
  });
  const text = await body.text();
  // Somebody else has moved it further already: then this wait is over, too.
  if (statusCode !== 200 && !text.includes("does not go back")) throw new Error(`The clock answered ${text}`);
}

const world = processWorld();
process.exitCode = await run(argv, { ...world, clock: postedClock(Number(now), post) });
await dispatcher.close();
