// The bounds of verify-sync on a smaller load than the bench's: requests that wait for one another, requests of throttled
// lanes, and the memory of the command line alone, as a process of its own on a sandbox of its own. Needs a build.
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { longestChain, type Recorded } from "../../scripts/dependent-requests.mjs";
import { type SignedIn, withSandbox } from "../../scripts/measured-cli.mjs";
import { resultIn } from "../support/cli-result-schemas.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const ROOT = path.join(import.meta.dirname, "../..");
const ROUND_TRIP_MS = 40;
const PEAK_MIB = 200;
const PAGE = 999;

interface Population {
  readonly users: number;
  readonly usersWithProvisioningErrors: number;
  readonly provisioningErrorsEach: number;
}

function scenarioFile(folder: string, population: Population): string {
  const file = path.join(ROOT, "src/sandbox/scenarios/northwind-large.json");
  const scenario = JSON.parse(readFileSync(file, "utf8")) as { name: string; tenants: [{ population: Population }] };
  Object.assign(scenario.tenants[0].population, population);
  const made = path.join(folder, "scenario.json");
  writeFileSync(made, JSON.stringify({ ...scenario, name: "verify" }));
  return made;
}

async function verified(folder: string, signedIn: SignedIn) {
  const { stdout, peakMiB } = await signedIn(["verify-sync"], { codes: [0, 1], isTraced: false });
  const recorded = readFileSync(path.join(folder, "requests.jsonl"), "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Recorded);
  return { result: resultIn("verify-sync", stdout), peakMiB, recorded };
}

function holdsLanes(recorded: readonly Recorded[]): void {
  const of = (part: string) => recorded.filter(({ url }) => url.includes(part)).map(({ url }) => url);
  expect(of("/identity/conditionalAccess/").length).toBeLessThanOrEqual(2);
  expect(of("/evaluate")).toEqual([]);
  expect(of("/auditLogs/").length).toBeLessThanOrEqual(5);
  // Nothing was asked twice, and nothing was held up.
  expect(new Set(recorded.map(({ method, host, url }) => `${method} ${host}${url}`)).size).toBe(recorded.length);
  expect(recorded.filter(({ status }) => status === 429)).toEqual([]);
}

test.each(["contoso-v1", "fabrikam-app"])("%s: few requests wait for one another", async (scenario) => {
  const folder = path.join(temporaryFolder(), "sandbox");
  await withSandbox(folder, ["--scenario", scenario, "--latency", String(ROUND_TRIP_MS)], async (signedIn) => {
    const { recorded } = await verified(folder, signedIn);
    holdsLanes(recorded);
    expect(longestChain(recorded, ROUND_TRIP_MS, folder, path.join(ROOT, "src"))).toBeLessThanOrEqual(5);
    expect(recorded.length).toBeLessThanOrEqual(60);
  });
});

const ERRORS = 20_000;
test.each<Population>([
  { users: 2_000, usersWithProvisioningErrors: 2_000, provisioningErrorsEach: 10 },
  { users: 500_000, usersWithProvisioningErrors: ERRORS, provisioningErrorsEach: 1 },
])("$users users with 20,000 provisioning errors: a page at a time", async (population) => {
  const root = temporaryFolder();
  const folder = path.join(root, "sandbox");
  await withSandbox(folder, ["--scenario", scenarioFile(root, population)], async (signedIn) => {
    const { result, peakMiB, recorded } = await verified(folder, signedIn);
    const { provisioningErrors, syncedCounts } = result.sync;
    // A group and a contact of the scenario have one, too.
    expect(provisioningErrors).toMatchObject({ state: "known", value: { total: ERRORS + 2, unread: [] } });
    expect(syncedCounts).toMatchObject({ state: "known", value: { users: population.users } });
    expect(peakMiB).toBeLessThanOrEqual(PEAK_MIB);
    holdsLanes(recorded);
    const pages = recorded.filter(({ url }) => /^\/v1\.0\/users\?.*onPremisesProvisioningErrors/.test(url));
    expect(pages).toHaveLength(Math.ceil(population.usersWithProvisioningErrors / PAGE));
    expect(longestChain(recorded, 0, folder, path.join(ROOT, "src"))).toBeLessThanOrEqual(pages.length + 4);
  });
});
