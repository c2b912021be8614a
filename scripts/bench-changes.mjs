// What a change costs: round trips of setup-svc-account that wait for one another against their bound, with a sandbox in
// its own process and 100 ms on every way; one durable line of a journal; a list of a thousand runs. Needs a build.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const ROUND_TRIP_MS = 100;
/** Of a run with nothing to do, and of a first run besides what its changes take. */
const READING = 4;
/** Of each change: a look, the write, and the reads that confirm it, with a pause between these. */
const PER_CHANGE = 2 + 3;
const PAUSES_PER_CHANGE_MS = 2 * 300;
const BOUNDS = { append: 20, list: 2000 };
const JOURNALS = 1000;

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const main = path.join(root, "dist", "cli", "main.js");
const { NODE_EXTRA_CA_CERTS: _unset, ...rest } = process.env;
const env = Object.fromEntries(
  Object.entries(rest).filter(([name]) => !/^(AADC_|AZURE_|https?_proxy$|all_proxy$|NODE_OPTIONS$)/i.test(name)),
);

for (const scenario of ["contoso-v1", "fabrikam-app"]) await inFolder((folder) => setup(scenario, folder));
await inFolder(journals);

/** @param {string} scenario @param {string} folder */
async function setup(scenario, folder) {
  const latency = ["--latency", String(ROUND_TRIP_MS)];
  const sandbox = spawn(
    process.execPath,
    [main, "sandbox", "start", "--sandbox-dir", folder, "--scenario", scenario, ...latency],
    {
      stdio: ["ignore", "pipe", "inherit"],
      env,
    },
  );
  try {
    await once(sandbox.stdout, "data");
    const { clients } = JSON.parse(readFileSync(path.join(folder, "sandbox.json"), "utf8"));
    const signIn = { argv: ["--auth", "secret", "--client-id", clients[0].clientId], secret: clients[0].clientSecret };
    for (const [what, more] of /** @type {const} */ ([
      ["dry run", ["--dry-run"]],
      ["first run", ["--yes"]],
      ["nothing to do", ["--yes"]],
    ])) {
      const trace = path.join(folder, "trace.jsonl");
      const argv = ["setup-svc-account", ...more, "--password-to", "file:pw", "--trace", trace, "-o", "json"];
      const { stdout } = await cli([...argv, ...signIn.argv, "--sandbox-dir", folder], folder, signIn.secret);
      const { plan, changed } = JSON.parse(stdout);
      report(
        `${scenario}: ${what}`,
        chainOf(trace),
        READING + (changed ? plan.length * PER_CHANGE : 0),
        changed ? plan.length : 0,
      );
    }
  } finally {
    sandbox.kill("SIGTERM");
    await once(sandbox, "exit");
  }
}

/** @param {string} trace */
function chainOf(trace) {
  const exchanges = readFileSync(trace, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line))
    .map(({ at, ms }) => ({ start: Date.parse(at) - ms, end: Date.parse(at) }))
    .sort((one, other) => one.end - other.end);
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

/** @param {readonly string[]} argv @param {string} cwd @param {string} [secret] */
async function cli(argv, cwd, secret) {
  const child = spawn(process.execPath, [main, ...argv], {
    stdio: ["ignore", "pipe", "pipe"],
    env: secret === undefined ? env : { ...env, AZURE_CLIENT_SECRET: secret },
    cwd,
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk) => {
    stdout += chunk;
  });
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`${argv.join(" ")} ended with ${code}: ${stderr}${stdout}`);
  return { stdout };
}

/** @param {(folder: string) => Promise<void>} work */
async function inFolder(work) {
  const folder = mkdtempSync(path.join(tmpdir(), "aadc-bench-"));
  try {
    await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
