// Who writes, and who is active, in emulated tenants: a swap, a rogue, a quiet tenant, a late log, a forgotten account.
import { afterAll, beforeAll, expect, test } from "vitest";
import { resultIn } from "../support/cli-result-schemas.js";
import { type Stage, startStage } from "../support/cli-stage.js";

let stage: Stage;
beforeAll(async () => {
  stage = await startStage({ scenario: "fabrikam-app" });
});
afterAll(async () => {
  await stage.close();
});

async function events(on: Stage, ...list: readonly (readonly string[])[]): Promise<void> {
  for (const event of list) {
    const { code, stderr } = await on.cli(["sandbox", "do", ...event]);
    if (code !== 0) throw new Error(stderr);
  }
  on.time.pass(2_000);
}

async function look(on: Stage) {
  on.time.pass(2_000);
  on.newRequests();
  const { stdout } = await on.cli(["verify-sync", "-o", "json", "--checks", "SYNC-003,SYNC-012,SYNC-022"]);
  const result = resultIn("verify-sync", stdout);
  const { activeServer } = result.sync;
  return {
    active: activeServer.state === "known" ? activeServer.value : null,
    results: Object.fromEntries(
      result.findings.map(({ id, result: outcome, severity }) => [id, outcome === "fail" ? severity : outcome]),
    ),
    asked: on.newRequests().filter(({ url }) => url.includes("/auditLogs/directoryAudits")),
  };
}

test("the active server is confirmed, by one request to the audit log", async () => {
  const { active, results, asked } = await look(stage);
  expect(active).toMatchObject({ state: "confirmed", server: "FAB-SYNC1" });
  expect(results).toEqual({ "SYNC-003": "pass", "SYNC-012": "pass", "SYNC-022": "pass" });
  expect(asked.map(({ status }) => status)).toEqual([200]);
});

test("a swap is a hand-over: the new server is active at once, and nobody is a rogue", async () => {
  await events(stage, ["swap", "FAB-SYNC1", "FAB-SYNC2"], ["sync"]);
  const { active, results } = await look(stage);
  expect(active).toMatchObject({ server: "FAB-SYNC2" });
  expect(results).toMatchObject({ "SYNC-003": "pass", "SYNC-012": "pass" });
  await events(stage, ["advance", "3h"]);
  const later = await look(stage);
  expect(later.active).toMatchObject({ state: "confirmed", server: "FAB-SYNC2" });
  expect(later.results).toMatchObject({ "SYNC-003": "pass", "SYNC-012": "pass" });
});

test("a swap back hours later is none either", async () => {
  await events(stage, ["swap", "FAB-SYNC2", "FAB-SYNC1"], ["sync"], ["advance", "1h"]);
  const { active, results } = await look(stage);
  expect(active).toMatchObject({ state: "confirmed", server: "FAB-SYNC1" });
  expect(results).toMatchObject({ "SYNC-003": "pass", "SYNC-012": "pass" });
});

test("in a log that is late the writes are old ones, and contradict nothing", async () => {
  await events(stage, ["break", "audit-lag", "1h"], ["swap", "FAB-SYNC1", "FAB-SYNC2"], ["sync"]);
  const { active, results } = await look(stage);
  expect(active).toMatchObject({ state: "known", server: "FAB-SYNC2" });
  expect(results).toMatchObject({ "SYNC-003": "pass", "SYNC-012": "pass" });
});

test("in a quiet tenant no write is seen: who is active is known, whether another writes is not", async () => {
  await events(stage, ["break", "quiet-tenant"], ["advance", "30h"]);
  const { active, results } = await look(stage);
  expect(active).toMatchObject({ server: "FAB-SYNC2" });
  expect(results).toMatchObject({ "SYNC-003": "pass", "SYNC-012": "unknown" });
});

test("two servers that export by turns", async () => {
  const rogue = await startStage({ scenario: "rogue-server" });
  try {
    await events(rogue, ["advance", "3h"]);
    const { active, results } = await look(rogue);
    expect(active?.state).toBe("several");
    expect(active !== null && "servers" in active ? active.servers.toSorted() : null).toEqual(["LIT-NEW", "LIT-OLD"]);
    expect(results).toMatchObject({ "SYNC-003": "unknown", "SYNC-012": "error" });
  } finally {
    await rogue.close();
  }
});
