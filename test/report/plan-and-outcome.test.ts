// How changes, and what came of them, stand below each other at 80 columns, with names as tenants really have them.
import { describe, expect, test } from "vitest";
import { createPaint } from "../../src/report/paint.js";
import { outcomeText, planText } from "../../src/report/plan-text.js";
import type { Changing } from "../../src/report/result-schemas.js";
import type { Change, ChangeOutcome } from "../../src/shapes/change.js";
import { changesOf, plain, resultsOf } from "./sample-results.js";

const LAYOUT = { paint: createPaint(false), width: 80 };
const REQUEST = "5d2c9a52-2c0b-4c2b-9f0e-9d7a0f3b6c11";
const ROLE_IDS = ["d29b2b05-8046-44ba-8758-1e26182fcf32", "a92aed5d-d78a-4d16-b381-09adb37eb3b0"] as const;
const POLICY = "CA004: Require multifactor authentication for all users from untrusted locations";
const ORDINARY: readonly Change[] = [
  {
    kind: "create-user",
    target: { userPrincipalName: "svc-adconnect@contosodeutschland.onmicrosoft.com" },
    summary: "create the cloud-only account svc-adconnect@contosodeutschland.onmicrosoft.com",
    before: null,
    after: {
      displayName: "Entra Connect wizard",
      mailNickname: "svc-adconnect",
      accountEnabled: true,
      passwordPolicies: "DisablePasswordExpiration",
    },
    reversible: true,
  },
  {
    kind: "assign-role",
    target: { userPrincipalName: "svc-adconnect@contosodeutschland.onmicrosoft.com", userId: null },
    summary: "give svc-adconnect@contosodeutschland.onmicrosoft.com the role Hybrid Identity Administrator",
    before: null,
    after: {
      roleDefinitionId: "r-1",
      roleName: "Hybrid Identity Administrator",
      directoryScopeId: "/",
      how: "direct",
      duration: null,
    },
    reversible: true,
  },
  {
    kind: "exclude-role",
    target: { policyId: "p-1", policyName: POLICY },
    summary: `exclude the role Directory Synchronization Accounts and On Premises Directory Sync Account from the policy "${POLICY}"`,
    before: { excludeRoles: [] },
    after: { excludeRoles: ROLE_IDS },
    reversible: true,
  },
  {
    kind: "remove-health-server",
    target: { serviceName: "AadSyncService", serviceMemberId: REQUEST, machineName: "AADCONNECT-OLD1" },
    summary: "remove AADCONNECT-OLD1 from Connect Health (stale, last upload 2026-09-01T08:00:00.000Z)",
    before: {},
    after: null,
    reversible: false,
  },
];

const planned = (plan: readonly Change[]) =>
  planText({ envelope: resultsOf(plain)["cleanup-health"], plan, warnings: [] }, LAYOUT).split("\n");

function carriedOut(plan: readonly Change[], outcome: ChangeOutcome["outcome"], requestId: string | null): Changing {
  return {
    ...resultsOf(plain)["mfa-exclusion-add"],
    plan: [...plan],
    applied: plan.map(({ kind, summary }) => ({ kind, summary, outcome, requestId })),
  };
}
const outcomeLines = (...of: Parameters<typeof carriedOut>) => outcomeText(carriedOut(...of), LAYOUT).split("\n");

test("at 80 columns no line is longer with ordinary names: neither of a plan nor of an outcome", () => {
  const twelve = [...ORDINARY, ...ORDINARY, ...ORDINARY];
  const lines = [
    ...planned(twelve),
    ...outcomeLines(twelve, "done", REQUEST),
    ...outcomeLines(twelve, "already-so", REQUEST),
  ];
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
  expect(lines.length).toBeGreaterThan(100);
});

describe("a plan", () => {
  test("of more than nine changes keeps what belongs to one below its first word", () => {
    const lines = planned(Array.from({ length: 12 }, () => ORDINARY[3]).filter((change) => change !== undefined));
    const columns = lines.flatMap((line, index) => {
      const number = /^ {2}\d+\. /.exec(line)?.[0].length;
      if (number === undefined) return [];
      const below = lines.slice(index + 1, index + 4).map((next) => next.search(/\S/));
      return [[number, ...below]];
    });
    expect(columns).toHaveLength(12);
    expect(columns[8]).toEqual([5, 5, 5, 5]);
    expect(columns[9]).toEqual([6, 6, 6, 6]);
    expect(columns[11]).toEqual([6, 6, 6, 6]);
  });
});

describe("an outcome", () => {
  test.each([
    ["done", "  done: ", 8],
    ["already-so", "  was so already: ", 18],
  ] as const)("%s goes on below its first word", (outcome, begin, column) => {
    const [, first, second, ...more] = outcomeLines(ORDINARY.slice(2, 3), outcome, null);
    expect(first?.startsWith(`${begin}exclude`)).toBe(true);
    expect(second?.search(/\S/)).toBe(column);
    expect(more.at(-1)).toMatch(/^ {2}run /);
  });

  test("has its request id on a line of its own", () => {
    const lines = outcomeLines(ORDINARY.slice(3), "done", REQUEST);
    expect(lines).toContain(`        request ${REQUEST}`);
    expect(lines.filter((line) => line.includes(REQUEST))).toHaveLength(1);
  });

  test("without a request id has no such line", () => {
    expect(outcomeLines(ORDINARY.slice(3), "already-so", null).join()).not.toContain("request");
  });

  test("has its request id made harmless: it comes from an answer", () => {
    const hostile = `${REQUEST}\u001b[2J\n  done: everything\u202e`;
    const lines = outcomeLines(ORDINARY.slice(3), "done", hostile);
    expect(lines).toContain(`        request ${REQUEST}�[2J�  done: everything�`);
    expect(lines.filter((line) => line.startsWith("  done: "))).toHaveLength(1);
  });
});

test("samples have one of each kind of change", () => {
  const kinds = (plan: readonly Change[]) => new Set(plan.map(({ kind }) => kind));
  expect(kinds(ORDINARY)).toEqual(kinds(changesOf(plain)));
});
