// The active server and the leftovers in Connect Health: what is not among the cases of every check.
import { describe, expect, test } from "vitest";
import { runCheck } from "../../../src/sync/checks/check.js";
import { healthAgent } from "../../../src/sync/checks/health-agent.js";
import { healthLeftovers } from "../../../src/sync/checks/health-leftovers.js";
import { type Change, fact, HEALTH, judgedOf, refused, synced } from "../healthy-snapshot.js";

const stale = fact([{ ...HEALTH, verdict: "stale" as const }]);
const several = { state: "several", servers: ["A", "B"], reason: "They write by turns." } as const;

describe("the active server", () => {
  test.each([
    [
      "confirmed, and uploading",
      { activeServer: fact({ state: "confirmed", server: "AADC-NEW" } as const) },
      "pass",
      "error",
    ],
    [
      "confirmed, and silent",
      { activeServer: fact({ state: "confirmed", server: "AADC-NEW" } as const), health: stale },
      "fail",
      "warning",
    ],
    ["one of several", { activeServer: fact(several) }, "unknown", "error"],
    [
      "in a tenant that is not synchronised",
      { ...synced({ syncEnabled: false }), health: stale },
      "not-applicable",
      "error",
    ],
    ["in a list that cannot be read", { health: refused() }, "unknown", "error"],
  ] satisfies readonly (readonly [string, Change, string, string])[])("%s: %s", (_what, change, result, severity) => {
    expect(runCheck(healthAgent, judgedOf(change))).toMatchObject({ result, severity });
  });

  test("of several it is told why none is the one", () => {
    expect(runCheck(healthAgent, judgedOf({ activeServer: fact(several) })).evidence).toBe("They write by turns.");
  });
});

test("leftovers of a tenant that is not synchronised are nobody's trouble", () => {
  const say = (change: Change) => runCheck(healthLeftovers, judgedOf(change));
  expect(say({ health: stale })).toMatchObject({ result: "fail", severity: "info" });
  expect(say({ ...synced({ syncEnabled: false }), health: stale }).result).toBe("not-applicable");
  expect(say({ ...synced({ syncEnabled: null }), health: refused() }).result).toBe("not-applicable");
});
