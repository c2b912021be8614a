// Versions, Connect Health and agents as verify-sync tells them: one tenant, read once, judged by several wishes.
import { writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CONNECT_VERSIONS } from "../../src/knowledge/connect-versions.js";
import { doInSandbox } from "../../src/sandbox/control.js";
import { resultIn } from "../support/cli-result-schemas.js";
import { type Outcome, runIn, type Stage, startStage } from "../support/cli-stage.js";

let stage: Stage;
let live: Outcome;
let asked: readonly string[];
const offline = (...more: readonly string[]) =>
  runIn(["verify-sync", "--from", "now.json", ...more], { cwd: stage.cwd });
const saved = (name: string, content: unknown) => {
  writeFileSync(path.join(stage.cwd, name), JSON.stringify(content));
  return name;
};
const finding = ({ stdout }: Outcome, id: string) =>
  resultIn("verify-sync", stdout).findings.find((one) => one.id === id);

beforeAll(async () => {
  stage = await startStage({ scenario: "fabrikam-app" });
  stage.newRequests();
  live = await stage.cli(["verify-sync", "--save", "now.json", "-o", "json"]);
  asked = stage.newRequests().map(({ method, url }) => `${method} ${new URL(url, "https://host").pathname}`);
});
afterAll(() => stage.close());

test("what Connect Health says and where the agents are is in the result, and is asked for once each", () => {
  const { sync, knowledge } = resultIn("verify-sync", live.stdout);
  for (const fact of [sync.healthAlerts, sync.exportErrors, sync.authenticationAgents])
    expect(fact.state).toBe("known");
  expect(sync.authenticationAgents).toMatchObject({
    value: [{ machineName: expect.stringMatching(/^FAB-SYNC1\./) as unknown }],
  });
  expect(knowledge).toEqual({ asOf: CONNECT_VERSIONS.asOf, from: "built-in" });
  for (const what of ["/alerts", "/exporterrors/counts", "/exportstatus", "/authentication/agents"])
    expect(asked.filter((one) => one.endsWith(what))).toHaveLength(1);
  // That of Connect Health answers with keys.
  expect(asked.filter((one) => /ADHybridHealthService.*credentials/i.test(one))).toEqual([]);
});

test("each sync application has its certificates in the result, and the log is asked at most five times", () => {
  const { connectorIdentity } = resultIn("verify-sync", live.stdout).sync;
  const list = connectorIdentity.state === "known" ? connectorIdentity.value : [];
  const applications = list.filter(({ kind }) => kind === "application");
  expect(applications.length).toBeGreaterThan(0);
  for (const { application } of applications) {
    expect(application).toMatchObject({ value: { credentials: { value: { secrets: 0, federated: 0, owners: 0 } } } });
    expect(application).toMatchObject({
      value: { credentials: { value: { certificates: [{ end: expect.stringMatching(/Z$/) as unknown }] } } },
    });
  }
  const log = asked.filter((one) => one.includes("/auditLogs/"));
  expect(log.some((one) => one.endsWith("/signIns"))).toBe(true);
  expect(log.filter((one) => one.endsWith("/signIns")).length).toBeLessThanOrEqual(2);
  expect(log.length).toBeLessThanOrEqual(5);
});

test("the only agent on the server that is to be shut down is an error before that", async () => {
  expect(finding(live, "SYNC-028")).toMatchObject({ result: "fail", severity: "warning" });
  const outcome = await offline("--active-server", "FAB-SYNC2", "-o", "json");
  expect(finding(outcome, "SYNC-028")).toMatchObject({ result: "fail", severity: "error" });
});

describe("with wishes of one's own", () => {
  test("a newer table is judged by, and told", async () => {
    const releases = CONNECT_VERSIONS.releases.map((one) => ({
      ...one,
      recalled: one.version === "2.5.190.0" || one.recalled,
    }));
    const file = saved("newer.json", { ...CONNECT_VERSIONS, asOf: "2026-11-20", releases });
    const outcome = await offline("--knowledge", file, "-o", "json");
    expect(resultIn("verify-sync", outcome.stdout).knowledge).toEqual({
      asOf: "2026-11-20",
      from: path.join(stage.cwd, file),
    });
    expect(finding(live, "SYNC-004")?.result).toBe("pass");
    expect(finding(outcome, "SYNC-004")).toMatchObject({ result: "fail", severity: "error" });
    expect(outcome.code).toBe(1);
  });

  test("a version below the least is an error, an age beyond the limit, too", async () => {
    expect(finding(await offline("--min-version", "2.6.0.0", "-o", "json"), "SYNC-004")).toMatchObject({
      result: "fail",
      evidence: "Version 2.5.190.0 is below 2.6.0.0.",
    });
    expect(finding(await offline("--max-age", "warn=1s,error=1d", "-o", "json"), "SYNC-002")).toMatchObject({
      result: "fail",
      severity: "warning",
    });
  });

  test.each([
    ["--min-version", "newest", "--min-version is no version"],
    ["--max-age", "warn=3h,error=1h", "would not be a warning yet"],
    ["--max-age", "3h", 'has no "3h"'],
    ["--knowledge", "missing.json", "is no table of versions"],
    ["--knowledge", "older.json", "this program has a newer table"],
  ])("%s %s is refused before anybody signs in", async (option, value, words) => {
    saved("older.json", { ...CONNECT_VERSIONS, asOf: "2026-10-05" });
    stage.newRequests();
    const { code, stderr } = await stage.cli(["verify-sync", option, value]);
    expect([code, stage.newRequests()]).toEqual([2, []]);
    expect(stderr).toContain(words);
    expect((await offline(option, value)).code).toBe(2);
  });
});

// The last of all: the tenant stays so.
test("an agent that Connect Health has disabled counts as disabled at once, not when its last upload is old", async () => {
  await doInSandbox(stage.dir, ["break", "health-agent-disabled"]);
  stage.time.pass(2_000);
  const outcome = await stage.cli(["verify-sync", "-o", "json"]);
  expect(finding(outcome, "SYNC-008")).toMatchObject({ result: "fail", severity: "warning" });
  expect(finding(outcome, "SYNC-009")).toMatchObject({ result: "fail", severity: "info" });
});
