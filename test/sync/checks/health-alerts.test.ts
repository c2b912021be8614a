// Alerts of Connect Health.
import { expect, test } from "vitest";
import { runCheck } from "../../../src/sync/checks/check.js";
import { healthAlerts } from "../../../src/sync/checks/health-alerts.js";
import { ago, type Change, DAY, fact, judgedOf, refused, synced } from "../healthy-snapshot.js";

const alert = (level: string | null, title = "The service is not running.") => ({
  alertId: "a-1",
  level,
  title,
  serverId: "h-1",
  since: ago(DAY),
});
const alerts = (...list: readonly ReturnType<typeof alert>[]) => ({ healthAlerts: fact(list) });
const say = (change: Change) => runCheck(healthAlerts, judgedOf(change));
const NO_LICENCE = { healthNotOffered: "No licence.", healthAlerts: refused<never>() };

test.each([
  ["there is none", alerts(), "pass", "error"],
  ["there is an error", alerts(alert("Error")), "fail", "warning"],
  ["there is an error among warnings", alerts(alert("Warning"), alert("Error")), "fail", "warning"],
  ["there are warnings", alerts(alert("Warning"), alert("PreWarning")), "fail", "info"],
  ["the level is not told", alerts(alert(null)), "fail", "warning"],
  ["they cannot be read", { healthAlerts: refused() }, "unknown", "error"],
  [
    "they cannot be read, the servers can, and the active one is not known",
    { healthAlerts: refused(), activeServer: refused() },
    "unknown",
    "error",
  ],
  ["there is no Connect Health", NO_LICENCE, "not-applicable", "error"],
  [
    "the tenant is not synchronised",
    { ...synced({ syncEnabled: null }), ...alerts(alert("Error")) },
    "not-applicable",
    "error",
  ],
  [
    "nobody is active: then most of all",
    { ...alerts(alert("Error")), activeServer: fact({ state: "none", last: null, lastSync: null } as const) },
    "fail",
    "warning",
  ],
] satisfies readonly (readonly [string, Change, string, string])[])("%s: %s", (_what, change, result, severity) => {
  const finding = say(change);
  expect(finding).toMatchObject({ result, severity });
  if (result === "fail") expect(finding.remedy).not.toBe("");
});

test("server, title and level are told of the first; long titles are cut, and the others counted", () => {
  const list = Array.from({ length: 7 }, () => alert("Error", "x".repeat(200)));
  const { evidence } = say(alerts(...list));
  expect(evidence).toContain(`AADC-NEW: "${"x".repeat(79)}…" (Error); `);
  expect(evidence).toMatch(/; 2 more$/);
  expect(evidence.length).toBeLessThan(600);
  expect(say({ ...alerts(alert("Error")), health: refused() }).evidence).toBe('"The service is not running." (Error)');
});
