// Every request of verify-sync is refused, is cut off, or is answered by a page, one after the other: what depends on it
// is unknown, and nothing passes that did not pass before.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createFaults, type Fault } from "../../src/sandbox/faults/faults.js";
import { type Stage, startStage } from "../support/cli-stage.js";

type Findings = Readonly<Record<string, string>>;
/** Domains and password writeback count against a baseline alone; Health's exports only confirm what others say. */
const NOT_NEEDED = /\/(?:domains|appRoleAssignments|exportstatus)$/;
const WITHOUT_IT_NOTHING = /\/v1\.0\/organization$/;

let rules = createFaults([], 1);
let stage: Stage;
let before: Findings;
let sources: readonly { readonly host: string; readonly path: string }[];

beforeAll(async () => {
  stage = await startStage({
    scenario: "fabrikam-app",
    at: "2026-10-12T09:10:00Z",
    faults: { needEarlierAnswers: false, strike: (request) => rules.strike(request) },
  });
  stage.newRequests();
  before = await findings();
  const asked = stage.newRequests().map(({ host, url }) => ({ host, path: new URL(url, "https://host").pathname }));
  sources = [...new Map(asked.map((one) => [one.path, one])).values()].filter(
    ({ path }) => /^\/(?:v1\.0|beta|providers)\//.test(path) && !WITHOUT_IT_NOTHING.test(path),
  );
}, 60_000);
afterAll(() => stage.close());

const FAULTS: Readonly<Record<string, Fault["fault"]>> = {
  refused: { kind: "status", status: 403, body: "json" },
  "a page": { kind: "html", status: 502 },
  truncated: { kind: "truncated" },
  "nothing at all": { kind: "status", status: 200, body: "empty" },
  "an object of another kind": { kind: "status", status: 200, body: "json" },
  "a page with a good status": { kind: "html", status: 200 },
  "throttled for ever": { kind: "status", status: 429, retryAfter: 30, body: "json" },
};

/** A mark that is not understood is none of this program's: anybody may write one. */
const ANSWERS: Readonly<Record<string, RegExp>> = { "an object of another kind": /\/extensions\/[^/]+$/ };

describe.each(Object.entries(FAULTS))("%s", (name, fault) => {
  test("each source in turn", async () => {
    expect(sources.length).toBeGreaterThan(20);
    const silent: string[] = [];
    for (const { path } of sources) {
      rules = createFaults([{ path, fault }], 1);
      const now = await findings();
      rules = createFaults([], 1);
      const changed = Object.entries(now).filter(([id, result]) => result !== before[id]);
      if (changed.length === 0) silent.push(path);
      expect([path, changed.filter(([, result]) => result !== "unknown")]).toEqual([path, []]);
    }
    expect(silent.filter((path) => !NOT_NEEDED.test(path) && ANSWERS[name]?.test(path) !== true)).toEqual([]);
  }, 600_000);
});

describe("without the organization there is no verdict", () => {
  test.each([
    ["refused", 403, 3],
    ["absent", 404, 6],
    ["throttled for ever", 429, 6],
    ["broken", 500, 6],
  ])("%s", async (_name, status, code) => {
    rules = createFaults([{ path: "/v1.0/organization", fault: { kind: "status", status, body: "json" } }], 1);
    stage.time.pass(60_000);
    const outcome = await stage.cli(["verify-sync", "-o", "json"]);
    rules = createFaults([], 1);
    expect([outcome.code, outcome.stdout.includes('"verdict"')], outcome.stderr).toEqual([code, false]);
  });
});

describe("the exit code where one check is unknown", () => {
  const REFUSED: Fault["fault"] = { kind: "status", status: 403, body: "json" };
  const LAST_EXPORT = "/beta/directory/onPremisesSynchronization*";

  test("the active server counts where one is expected, unless it is waived by name", async () => {
    let refused = [LAST_EXPORT];
    const exitCode = async (...options: readonly string[]) => {
      rules = createFaults(
        refused.map((path) => ({ path, fault: REFUSED })),
        1,
      );
      stage.time.pass(60_000);
      const { code, stdout } = await stage.cli([
        "verify-sync",
        "--checks",
        "SYNC-003,SYNC-004",
        "-o",
        "json",
        ...options,
      ]);
      rules = createFaults([], 1);
      expect(stdout).toMatch(/"id": ?"SYNC-004"[^}]*"result": ?"unknown"/);
      return code;
    };
    // The log of changes and Connect Health tell it without the last export; without them nobody does.
    expect(await exitCode("--active-server", "FAB-SYNC1")).toBe(0);
    expect(await exitCode("--active-server", "FAB-SYNC2")).toBe(1);
    refused = [LAST_EXPORT, "/v1.0/auditLogs/directoryAudits*", "*/exportstatus*"];
    expect(await exitCode()).toBe(0);
    expect(await exitCode("--active-server", "FAB-SYNC1")).toBe(1);
    expect(await exitCode("--active-server", "FAB-SYNC1", "--allow-unknown", "SYNC-003")).toBe(0);
    expect(await exitCode("--active-server", "FAB-SYNC1", "--allow-unknown", "SYNC-004")).toBe(1);
  });
});

async function findings(): Promise<Findings> {
  stage.time.pass(60_000);
  const { stdout, stderr } = await stage.cli(["verify-sync", "-o", "json"]);
  const { findings: all = [] } = JSON.parse(stdout) as {
    findings?: { id: string; result: string; severity: string }[];
  };
  expect(all.length, stderr).toBeGreaterThan(30);
  return Object.fromEntries(all.map(({ id, result, severity }) => [id, result === "fail" ? severity : result]));
}
