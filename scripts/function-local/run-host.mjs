// The host in a process of its own: one worker, as Azure starts several of. Settings come from the environment.
import { readFileSync } from "node:fs";
import path from "node:path";
import { startHost } from "./host.mjs";
import { managedIdentity } from "./identity.mjs";

const root = path.dirname(path.dirname(import.meta.dirname));
const { extensions } = JSON.parse(readFileSync(path.join(root, "src/functions/host.json"), "utf8"));
const { batchSize, maxDequeueCount, visibilityTimeout } = extensions.queues;

const host = await startHost({
  app: process.env["LOCAL_APP"] ?? path.join(root, "dist/functions/app.js"),
  queues: process.env["AzureWebJobsStorage__queueServiceUri"] ?? "",
  credential: managedIdentity(),
  key: process.env["LOCAL_FUNCTION_KEY"] ?? "",
  port: Number(process.env["LOCAL_PORT"] ?? 0),
  queueSettings: {
    batchSize,
    maxDequeueCount: Number(process.env["LOCAL_MAX_DEQUEUE_COUNT"] ?? maxDequeueCount),
    visibilityTimeoutMs: Number(process.env["LOCAL_RETRY_MS"] ?? milliseconds(visibilityTimeout)),
    // What a worker that died was at is taken up again after as long.
    lockMs: Number(process.env["LOCAL_LOCK_MS"] ?? 600_000),
    pauseMs: 500,
  },
  log: (line) => process.stderr.write(`${JSON.stringify(line)}\n`),
});
process.stdout.write(`${JSON.stringify({ port: host.port })}\n`);
for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM"]))
  process.once(signal, () => host.stop().then(() => process.exit(0)));

/** @param {string} text such as `00:01:00` */
function milliseconds(text) {
  const [hours = 0, minutes = 0, seconds = 0] = text.split(":").map(Number);
  return ((hours * 60 + minutes) * 60 + seconds) * 1000;
}
