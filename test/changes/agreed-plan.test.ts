import { describe, expect, test } from "vitest";
import { refuseOtherThan } from "../../src/changes/agreed-plan.js";
import { recordOf } from "../../src/changes/run-record.js";
import type { Change } from "../../src/shapes/change.js";
import { GuardError } from "../../src/shapes/errors.js";
import { type PlanCore, planHash } from "../../src/shapes/plan.js";
import type { RunEntry, RunRecord } from "../../src/shapes/run.js";
import { thrown } from "../shapes/thrown.js";
import { finished, intentOf, planEntry, sentOf, started } from "./journal-entries.js";
import { assignOf, excludeOf } from "./scripted-run.js";

const [a, b] = [excludeOf("a"), excludeOf("b")];
const core = (plan: readonly Change[], more: Partial<PlanCore> = {}): PlanCore => ({
  ...{ tenantId: "t", command: "setup-svc-account", subject: "svc", plan, wishes: { name: "svc" } },
  guardsOverridden: [],
  ...more,
});
const refusal = (agreed: PlanCore, now: PlanCore, openRun: RunRecord | null = null) =>
  thrown(GuardError, () => refuseOtherThan(agreed, now, openRun));

describe("the same plan is carried out", () => {
  test("though its keys came in another order", () => {
    const turned = Object.fromEntries(Object.entries(a).reverse()) as unknown as Change;
    refuseOtherThan(core([turned, b]), core([a, b]), null);
  });

  test("wherever its password goes", () => {
    const place = { wishes: { name: "svc", passwordTo: "file:/pw" } };
    refuseOtherThan(core([a]), core([a], place), null);
  });
});

describe("another is refused, and what differs is said", () => {
  test.each<[string, readonly Change[], readonly Change[], string]>([
    ["something less", [a, b], [a], "not to be done any more: exclude from b"],
    ["something more", [a], [a, b], "in addition: exclude from b"],
    ["nothing left", [a], [], "not to be done any more: exclude from a"],
    ["another order", [a, b], [b, a], "the same changes in another order"],
    ["other words", [a], [{ ...a, summary: "include" }], "the same changes, told in other words"],
    [
      "something else before",
      [a],
      [{ ...a, before: { excludeRoles: ["x"] } }],
      'exclude from a: what is there now was {"excludeRoles":[]} and is {"excludeRoles":["x"]}',
    ],
    [
      "another end",
      [a],
      [{ ...a, after: { excludeRoles: [] } }],
      'exclude from a: what shall be there was {"excludeRoles":["role"]} and is {"excludeRoles":[]}',
    ],
    [
      "another account of the same name",
      [{ ...assignOf("u"), target: { userPrincipalName: "u", userId: null } }],
      [{ ...assignOf("u"), target: { userPrincipalName: "u", userId: "id-2" } }],
      'it is about another object ({"userPrincipalName":"u","userId":null}, now {"userPrincipalName":"u","userId":"id-2"})',
    ],
  ])("%s", (_what, agreed, now, words) => {
    const error = refusal(core(agreed), core(now));
    expect(error.code).toBe("tenant-moved-on");
    expect(error.message).toContain(words);
    expect(error.remedy).toContain("--plan-out");
  });

  test("several differences at once", () => {
    const { message } = refusal(core([a]), core([b]));
    expect(message).toContain("not to be done any more: exclude from a; in addition: exclude from b");
  });

  test("the same changes with other options, or with a guard opened", () => {
    const options = refusal(core([a]), core([a], { wishes: { name: "svc", staleAfterMs: 1 } })).message;
    expect(options).toBe("What would be done now is not what was agreed on: the options are others.");
    expect(refusal(core([a]), core([a], { guardsOverridden: ["tier-0"] })).message).toContain("not: tier-0.");
  });

  test("of what is long only what differs is told", () => {
    const roles = Array.from({ length: 200 }, (_, index) => `role-${index}`);
    const [was, is] = ["role-x", "role-y"].map((more) => ({ ...a, before: { excludeRoles: [...roles, more] } }));
    if (was === undefined || is === undefined) throw new Error("two");
    expect(refusal(core([was]), core([is])).message).toContain(
      'was {"excludeRoles":["role-x"]} and is {"excludeRoles":["role-y"]}',
    );
    const named = (displayName: string) => ({ ...assignOf("u"), before: { displayName, accountEnabled: true } });
    const { message } = refusal(
      core([named(`${"n".repeat(200)}1`) as unknown as Change]),
      core([named(`${"n".repeat(200)}2`) as unknown as Change]),
    );
    expect(message).toMatch(/was \{"displayName":"…n+1"\} and is \{"displayName":"…n+2"\}/);
  });

  test("long values are not told whole", () => {
    const long = { ...a, before: { excludeRoles: Array.from({ length: 200 }, () => "role") } };
    expect(refusal(core([a]), core([long])).message.length).toBeLessThan(400);
  });

  test.each<[string, Partial<PlanCore>, string]>([
    ["tenant", { tenantId: "u" }, "plan-of-other-tenant"],
    ["command", { command: "mfa-exclusion add" }, "plan-of-other-command"],
    ["subject", { subject: "other" }, "plan-of-other-command"],
  ])("another %s", (_what, more, code) => {
    expect(refusal(core([a], more), core([a])).code).toBe(code);
  });
});

describe("what is left of a run of this very plan is carried out", () => {
  const agreed = core([a, b]);

  function runOf(plan: PlanCore, ...entries: readonly RunEntry[]): RunRecord {
    const lines = [started("1"), planEntry("svc", { planHash: planHash(plan) }), ...entries];
    const record = recordOf(lines.map((entry) => ({ written: "2026-11-22T10:00:00.000Z", entry })));
    if (record === null) throw new Error("no record");
    return record;
  }

  test("where it has done the rest, or perhaps done it", () => {
    refuseOtherThan(agreed, core([b]), runOf(agreed, intentOf(0, "a"), sentOf(0)));
    refuseOtherThan(agreed, core([b]), runOf(agreed, intentOf(0, "a")));
    refuseOtherThan(agreed, core([]), runOf(agreed, intentOf(0, "a"), sentOf(0), intentOf(1, "b")));
  });

  test("also in its third part, whose plan was only what the second had left", () => {
    const newer = planEntry("svc", { planHash: planHash(core([b])) });
    refuseOtherThan(agreed, core([b]), runOf(agreed, intentOf(0, "a"), sentOf(0), newer));
  });

  test("though an id has become known meanwhile", () => {
    const [assign, known] = [null, "id-u"].map((userId) => ({
      ...assignOf("u"),
      target: { userPrincipalName: "u", userId },
    }));
    if (assign === undefined || known === undefined) throw new Error("two");
    const plan = core([a, assign]);
    refuseOtherThan(plan, core([{ ...known, summary: "assign to id-u" }]), runOf(plan, intentOf(0, "a"), sentOf(0)));
  });

  test.each<[string, readonly Change[], RunRecord]>([
    ["has not done the rest", [b], runOf(agreed)],
    ["was refused the rest", [b], runOf(agreed, intentOf(0, "a"), { entry: "refused", number: 0, message: "No." })],
    ["was one of another plan", [b], runOf(core([b, a]), intentOf(0, "a"), sentOf(0), finished)],
    ["would have to do something more", [b, excludeOf("c")], runOf(agreed, intentOf(0, "a"), sentOf(0))],
    [
      "would meet something else",
      [{ ...b, before: { excludeRoles: ["x"] } }],
      runOf(agreed, intentOf(0, "a"), sentOf(0)),
    ],
  ])("but not where it %s", (_what, left, openRun) => {
    expect(refusal(agreed, core(left), openRun).code).toBe("tenant-moved-on");
  });
});
