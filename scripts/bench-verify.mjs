// What verify-sync takes: time against its longest chain of dependent requests and against the throttled lanes, and memory
// with 50,000 provisioning errors in tenants of three sizes. The sandbox is a process of its own and answers after 100 ms.
// Needs a build.
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { longestChain } from "./dependent-requests.mjs";
import { inFolder, root, withSandbox } from "./measured-cli.mjs";

const ROUND_TRIP_MS = 100;
/** Of what the services allow. */
const BOUND = 1.25;
const CONDITIONAL_ACCESS = { requests: 2, everyMs: 1_000 };
const AUDIT_LOGS = { requests: 5, everyMs: 10_000 };
const PEAK_MIB = 200;
/** The largest peak as a multiple of the smallest. */
const FLAT = 1.2;
const RUNS = 5;
/** Checks may fail: a scenario is as it is. */
const UNTRACED = { codes: [0, 1], isTraced: false };
const VERIFY = ["verify-sync"];

/** Whom the errors are spread over. @type {readonly { users: number, usersWithProvisioningErrors: number, provisioningErrorsEach: number }[]} */
const POPULATIONS = [
  { users: 5_000, usersWithProvisioningErrors: 5_000, provisioningErrorsEach: 10 },
  { users: 50_000, usersWithProvisioningErrors: 50_000, provisioningErrorsEach: 1 },
  { users: 500_000, usersWithProvisioningErrors: 50_000, provisioningErrorsEach: 1 },
];

for (const scenario of ["contoso-v1", "fabrikam-app"])
  await inFolder((folder) =>
    withSandbox(folder, optionsOf(scenario), (signedIn) => timed(scenario, signedIn, folder, RUNS)),
  );

/** @type {number[]} */
const peaks = [];
for (const population of POPULATIONS)
  await inFolder(async (folder) => {
    const what = `${population.users.toLocaleString("en")} users`;
    await withSandbox(folder, optionsOf(scenarioFile(folder, population)), async (signedIn) => {
      await timed(what, signedIn, folder, 1);
      const { stdout, peakMiB } = await signedIn(VERIFY, UNTRACED);
      const { total } = JSON.parse(stdout).sync.provisioningErrors.value;
      if (total < 50_000) throw new Error(`Only ${total} provisioning errors were counted.`);
      peaks.push(peakMiB);
      said(`${what}: ${total} provisioning errors, peak of ${peakMiB.toFixed(0)} MiB`, peakMiB, PEAK_MIB);
    });
  });
const spread = Math.max(...peaks) / Math.min(...peaks);
said(`the largest peak is ${spread.toFixed(2)} times the smallest`, spread, FLAT);

/** @param {string} scenario */
function optionsOf(scenario) {
  return ["--scenario", scenario, "--latency", String(ROUND_TRIP_MS)];
}

/** The large scenario with another population. @param {string} folder @param {typeof POPULATIONS[number]} population */
function scenarioFile(folder, population) {
  const scenario = JSON.parse(
    readFileSync(path.join(root, "src", "sandbox", "scenarios", "northwind-large.json"), "utf8"),
  );
  Object.assign(scenario.tenants[0].population, population);
  const file = path.join(folder, "scenario.json");
  writeFileSync(file, JSON.stringify({ ...scenario, name: "verify" }));
  return file;
}

/** The median of some runs, as the sandbox saw them. @param {string} what @param {import("./measured-cli.mjs").SignedIn} signedIn @param {string} folder @param {number} runs */
async function timed(what, signedIn, folder, runs) {
  const log = path.join(folder, "requests.jsonl");
  const measured = [];
  let seen = 0;
  for (let run = 0; run < runs; run++) {
    await signedIn(VERIFY, UNTRACED);
    const lines = readFileSync(log, "utf8").split("\n").filter(Boolean);
    measured.push(
      measure(
        lines.slice(seen).map((line) => JSON.parse(line)),
        folder,
      ),
    );
    seen = lines.length;
    // Else the next run is throttled for what this one asked.
    await delay(AUDIT_LOGS.everyMs * 1.1);
  }
  measured.sort((one, other) => one.ms / one.allowed - other.ms / other.allowed);
  const middle = measured[Math.floor(measured.length / 2)];
  if (middle === undefined) throw new Error("Nothing was measured.");
  const { ms, allowed, chain, requests, lane, audit } = middle;
  said(
    `${what}: ${ms} ms for ${requests} requests, of which ${chain} wait for one another, ${lane} are of Conditional Access and ${audit} of audit logs; ${measured.map((one) => one.ms).join(", ")} ms`,
    ms,
    BOUND * allowed,
  );
  const most = Math.max(...measured.map((one) => one.lane));
  if (most > CONDITIONAL_ACCESS.requests || measured.some(({ evaluates }) => evaluates)) {
    console.log(`${what}: ABOVE ${CONDITIONAL_ACCESS.requests} requests of Conditional Access, or What-If was asked`);
    process.exitCode = 1;
  }
}

/** @param {readonly import("./dependent-requests.mjs").Recorded[]} recorded @param {string} folder */
function measure(recorded, folder) {
  const lane = recorded.filter(({ url }) => url.includes("/identity/conditionalAccess/")).length;
  const audit = recorded.filter(({ url }) => url.includes("/auditLogs/")).length;
  const chain = longestChain(recorded, ROUND_TRIP_MS, folder, path.join(root, "src"));
  const times = recorded.map(({ at }) => Date.parse(at));
  return {
    ms: Math.max(...times) + ROUND_TRIP_MS - Math.min(...times),
    allowed: Math.max(
      chain * ROUND_TRIP_MS,
      (lane - 1) * CONDITIONAL_ACCESS.everyMs + ROUND_TRIP_MS,
      Math.floor(Math.max(0, audit - 1) / AUDIT_LOGS.requests) * AUDIT_LOGS.everyMs + ROUND_TRIP_MS,
    ),
    chain,
    requests: recorded.length,
    lane,
    audit,
    evaluates: recorded.some(({ url }) => /\/evaluate(\?|$)/u.test(url)),
  };
}

/** @param {string} what @param {number} value @param {number} bound */
function said(what, value, bound) {
  const isWithin = value <= bound;
  console.log(`${what} (${isWithin ? "within" : "ABOVE"} ${bound})`);
  if (!isWithin) process.exitCode = 1;
}
