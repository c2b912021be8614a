// Writes one line to stdout as what exists nowhere else is written, and says on stderr what became of it.
import { setTimeout } from "node:timers/promises";
import { processWorld } from "../../src/cli/world.js";

const { stdout, stderr } = processWorld();
// Until who reads has gone, if they mean to go.
await setTimeout(Number(process.argv[2] ?? 0));
try {
  await stdout.deliver("the line\n");
  stderr.write("delivered\n");
} catch (error) {
  stderr.write(`not delivered: ${String(error)}\n`);
}
// What fails of it later must not end the process.
await setTimeout(50);
stderr.write("still here\n");
