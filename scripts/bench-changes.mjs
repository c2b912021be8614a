// What a change costs: round trips of setup-svc-account that wait for one another against their bound, with a sandbox in
// its own process and 100 ms on every way; one durable line of a journal; a list of a thousand runs. Needs a build.
import { mkdirSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { cli, inFolder, root, withSandbox } from "./measured-cli.mjs";

const ROUND_TRIP_MS = 100;
/** Of a run with nothing to do, and of a first run besides what its changes take. */
const READING = 4;
/** Of each change: a look, the write, and the reads that confirm it, with a pause between these. */
const PER_CHANGE = 2 + 3;
const PAUSES_PER_CHANGE_MS = 2 * 300;
const BOUNDS = { append: 20, list: 2000 };
const JOURNALS = 1000;

for (const scenario of ["contoso-v1", "fabrikam-app"]) await inFolder((folder) => setup(scenario, folder));
await inFolder(journals);

/** @param {string} scenario @param {string} folder */
async function setup(scenario, folder) {
  const options = ["--scenario", scenario, "--latency", String(ROUND_TRIP_MS)];
  await withSandbox(folder, options, async (signedIn) => {
    for (const [what, more] of /** @type {const} */ ([
      ["dry run", ["--dry-run"]],
      ["first run", ["--yes"]],
      ["nothing to do", ["--yes"]],
    ])) {
      const { stdout, exchanges } = await signedIn(["setup-svc-account", ...more, "--password-to", "file:pw"]);
      const { plan, changed } = JSON.parse(stdout);
      const changes = changed ? plan.length : 0;
      report(`${scenario}: ${what}`, chainOf(exchanges), READING + changes * PER_CHANGE, changes);
    }
  });
}

/** @param {readonly import("./measured-cli.mjs").Exchange[]} exchanges */
function chainOf(exchanges) {
  let length = 0;
  let free = Number.NEGATIVE_INFINITY;
  for (const { start, end } of exchanges) {
    // Times are whole milliseconds.
    if (start + 2 < free) continue;
    length += 1;
    free = end;
  }
  const first = Math.min(...exchanges.map(({ start }) => start));
  const last = Math.max(...exchanges.map(({ end }) => end));
  return { length, ms: last - first, requests: exchanges.length };
}

/** @param {string} what @param {{length: number, ms: number, requests: number}} chain @param {number} bound @param {number} changes */
function report(what, { length, ms, requests }, bound, changes) {
  const net = bound * ROUND_TRIP_MS + changes * PAUSES_PER_CHANGE_MS;
  const verdict = length <= bound ? "within" : "ABOVE";
  console.log(
    `${what}: ${length} round trips of ${requests} requests wait for one another (${verdict} the bound of ${bound}); ${ms.toFixed(0)} ms from the first request to the last answer, of which the bound alone would take ${net} ms`,
  );
  if (length > bound) process.exitCode = 1;
}

/** @param {string} folder */
async function journals(folder) {
  const bundle = path.join(folder, "file-journals.mjs");
  await build({
    entryPoints: [path.join(root, "src", "changes", "file-journals.ts")],
    bundle: true,
    platform: "node",
    format: "esm",
    outfile: bundle,
    logLevel: "error",
  });
  const { fileJournals } = await import(pathToFileURL(bundle).href);
  const stateDir = path.join(folder, "state");
  mkdirSync(stateDir, { recursive: true });
  const clock = { epoch: () => Date.now(), elapsed: () => performance.now() };
  const { signal } = new AbortController();
  const { start } = fileJournals({ stateDir, clock, signal, uuid: () => crypto.randomUUID() });
  /** @type {number[]} */
  const times = [];
  for (let index = 0; index < JOURNALS; index++) {
    const run = `20261122T${String(index).padStart(6, "0")}Z-${index.toString(16).padStart(8, "0")}`;
    const journal = await start(run);
    for (const entry of entriesOf(run)) {
      const started = performance.now();
      await journal.append(entry);
      times.push(performance.now() - started);
    }
    await journal.close();
  }
  times.sort((one, other) => one - other);
  const at = (/** @type {number} */ share) => times[Math.floor(times.length * share)] ?? Number.NaN;
  said(
    `a durable line of a journal: ${at(0.5).toFixed(2)} ms, 99 of 100 within ${at(0.99).toFixed(2)} ms`,
    at(0.5),
    BOUNDS.append,
  );
  const started = performance.now();
  const { stdout } = await cli(["runs", "list", "--state-dir", stateDir, "-o", "json"], folder);
  const ms = performance.now() - started;
  if (JSON.parse(stdout).runs.length !== JOURNALS) throw new Error("Not every run is listed.");
  said(`runs list with ${JOURNALS} journals: ${ms.toFixed(0)} ms`, ms, BOUNDS.list);
}

/** @param {string} run */
function entriesOf(run) {
  const tenantId = "4e3a2bd8-6c51-4f0a-9d27-b1c8e05f7a34";
  const tenant = { displayName: "Contoso", initialDomain: "contoso.onmicrosoft.com", cloud: "public" };
  const operator = {
    id: "1d0f7c52-6a3e-4b98-8f21-0c9d5e7a4b63",
    name: "admin@contoso.onmicrosoft.com",
    authKind: "device-code",
  };
  const head = { tenantId, tenant, at: "2026-11-22T08:00:00.000Z", operator, toolVersion: "0.1.0" };
  const change = {
    kind: "set-account-enabled",
    summary: "disable svc-adconnect@contoso.onmicrosoft.com",
    target: {
      userPrincipalName: "svc-adconnect@contoso.onmicrosoft.com",
      userId: "3d7c9a10-54be-4c1f-8e02-9f6ab7d31c58",
    },
    before: { accountEnabled: true },
    after: { accountEnabled: false },
    reversible: true,
  };
  return [
    { entry: "started", run, head },
    {
      entry: "plan",
      command: "setup-svc-account",
      subject: "svc-adconnect@contoso.onmicrosoft.com",
      plan: [change],
      planHash: "0".repeat(64),
      wishes: {},
      warnings: [],
      guardsOverridden: [],
    },
    { entry: "intent", number: 0, change },
    { entry: "sent", number: 0, outcome: "done", requestId: null, at: "2026-11-22T08:00:01.000Z", objectId: null },
    { entry: "confirmed", numbers: [0] },
    { entry: "finished" },
  ];
}

/** @param {string} line @param {number} value @param {number} bound milliseconds */
function said(line, value, bound) {
  console.log(`${line} (bound ${bound} ms)${value > bound ? "  TOO MUCH" : ""}`);
  if (value > bound) process.exitCode = 1;
}
