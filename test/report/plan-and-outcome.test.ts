// How changes, and what came of them, stand below each other at 80 columns, with names as tenants really have them.
import { describe, expect, test } from "vitest";
import { differenceOf } from "../../src/report/difference.js";
import { createPaint } from "../../src/report/paint.js";
import { outcomeText, planText } from "../../src/report/plan-text.js";
import type { Changing } from "../../src/report/result-schemas.js";
import type { Change, ChangeOutcome } from "../../src/shapes/change.js";
import type { RunRecord, RunStep } from "../../src/shapes/run.js";
import { changesOf, everyChangeOf, plain, resultsOf } from "./sample-results.js";

const LAYOUT = { paint: createPaint(false), width: 80 };
const HASH = "0123456789abcdef".repeat(4);
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
  planText({ envelope: resultsOf(plain)["cleanup-health"], plan, planHash: HASH, warnings: [] }, LAYOUT).split("\n");

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
    expect(more.at(-2)).toMatch(/^ {2}run /);
    expect(more.at(-1)).toBe("  to take it back: aadc-cloud runs rollback 20261122T100000Z-aaaaaaaa");
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

describe("what differs", () => {
  test("is said of every kind, and how far it can be taken back", () => {
    for (const change of everyChangeOf(plain)) {
      const lines = planned([change]);
      const from = lines.findIndex((line) => line.startsWith("  1. "));
      const below = lines.slice(from + 1).filter((line) => /^ {5}\S/.test(line));
      expect([change.kind, below.some((line) => /take(n|.*) back/.test(line))]).toEqual([change.kind, true]);
      expect([change.kind, differenceOf(change).length > 0]).toEqual([change.kind, true]);
    }
  });

  test("is only what differs: an application that keeps its redirect addresses says nothing of them", () => {
    const [update] = everyChangeOf(plain).filter(({ kind }) => kind === "update-application");
    const lines = planned(update === undefined ? [] : [update]).join("\n");
    expect(lines).toContain("redirect addresses: https://evil.example -> http://localhost");
    expect(lines).not.toContain("who may sign in");
    expect(lines).not.toContain("sign-in without a secret");
  });

  test("has arrows where there was something before, and plus and minus for members of lists", () => {
    const [disable] = everyChangeOf(plain).filter(({ kind }) => kind === "set-account-enabled");
    expect(planned(disable === undefined ? [] : [disable])).toContain("     enabled: yes -> no");
    const swapped: Change = {
      kind: "exclude-role",
      target: { policyId: "p-1", policyName: "MFA" },
      summary: "x",
      before: { excludeRoles: ["kept", "gone"] },
      after: { excludeRoles: ["kept", "new"] },
      reversible: true,
    };
    const lines = planned([swapped]);
    expect(lines).toContain("     + new");
    expect(lines).toContain("     - gone");
    expect(lines.join()).not.toContain("+ kept");
  });

  test("several changes of a kind say once, at the last, how they are taken back", () => {
    const [policy] = ORDINARY.slice(2);
    const three = policy === undefined ? [] : [policy, policy, policy];
    expect(planned(three).filter((line) => line.includes("taken back"))).toEqual([
      expect.stringContaining("1 to 3 ") as string,
    ]);
    const mixed = policy === undefined ? [] : [policy, { ...policy, reversible: false }, policy];
    expect(planned(mixed).filter((line) => line.includes("taken back"))).toHaveLength(3);
  });
});

describe("the plan's frame", () => {
  const [create, assign] = ORDINARY;
  const step = (change: Change | undefined, number: number, state: RunStep["state"]): readonly RunStep[] =>
    change === undefined
      ? []
      : [
          {
            number,
            change,
            state,
            outcome: null,
            requestId: null,
            sentAt: null,
            objectId: null,
            imageBefore: null,
            imageAfter: null,
          },
        ];

  test("has its hash, whole", () => {
    expect(planned(ORDINARY)).toContain(`Plan ${HASH}`);
  });

  test("says which run is gone on with, since when, and what it has done already", () => {
    const envelope = resultsOf(plain)["cleanup-health"];
    const continues: RunRecord = {
      runId: "20261122T080000Z-aaaaaaaa",
      head: { ...envelope, at: "2026-11-22T08:30:00.000Z" },
      command: "setup-svc-account",
      subject: "svc",
      reason: null,
      rollbackOf: null,
      plan: ORDINARY,
      begun: { ...envelope, at: "2026-11-22T08:00:00.000Z" },
      planHash: HASH,
      planHashes: [HASH],
      warnings: [],
      wishes: {},
      guardsOverridden: [],
      steps: [...step(create, 0, "confirmed"), ...step(assign, 1, "in-doubt"), ...step(ORDINARY[2], 2, "refused")],
      state: "open",
      stopped: null,
      evidence: { before: null, after: null },
      lastAt: "2026-11-22T08:01:30.000Z",
    };
    const view = { envelope, plan: ORDINARY.slice(1), planHash: HASH, warnings: [], continues };
    const lines = planText(view, LAYOUT).split("\n");
    const from = lines.indexOf("Goes on with the run 20261122T080000Z-aaaaaaaa");
    expect(lines.slice(from + 1, from + 7)).toEqual([
      "  begun 2026-11-22 08:00 UTC by adele@contoso.com, cut after 2026-11-22 08:01",
      "  UTC",
      "  done: create the cloud-only account",
      "        svc-adconnect@contosodeutschland.onmicrosoft.com",
      "  perhaps done: give svc-adconnect@contosodeutschland.onmicrosoft.com the role",
      "                Hybrid Identity Administrator",
    ]);
    expect(lines[from + 7]).toBe("");
  });

  test("says which run is taken back", () => {
    const view = { envelope: resultsOf(plain)["cleanup-health"], plan: ORDINARY, planHash: HASH, warnings: [] };
    expect(planText({ ...view, rollbackOf: "20261122T080000Z-aaaaaaaa" }, LAYOUT)).toContain(
      "\n\nTakes back the run 20261122T080000Z-aaaaaaaa\n\n4 changes",
    );
  });

  test("names guards that an option has opened", () => {
    const view = { envelope: resultsOf(plain)["cleanup-health"], plan: ORDINARY, planHash: HASH, warnings: [] };
    expect(planText({ ...view, guardsOverridden: ["tier-0"] }, LAYOUT)).toContain("Guards opened by an option: tier-0");
    expect(planText(view, LAYOUT)).not.toContain("Guards");
  });
});
