// Whether what would be done now is what was agreed on.
import { isDeepStrictEqual } from "node:util";
import type { Change } from "../shapes/change.js";
import { GuardError } from "../shapes/errors.js";
import type { PlanCore } from "../shapes/plan.js";
import { planHash, withoutPlace } from "../shapes/plan.js";
import type { RunRecord } from "../shapes/run.js";
import { isCounterpart } from "./counterpart.js";
import { isMade } from "./run-record.js";

/**
 * @param openRun of the same command on the same subject: what it has done of this very plan need not be done again
 * @throws {GuardError} `plan-of-other-tenant`, `plan-of-other-command`, or `tenant-moved-on` with what differs, in words
 */
export function refuseOtherThan(agreed: PlanCore, now: PlanCore, openRun: RunRecord | null): void {
  refuseOtherTenant(agreed, now.tenantId);
  if (agreed.command !== now.command || agreed.subject !== now.subject)
    throw new GuardError(
      `The plan is one for ${agreed.command} (${agreed.subject}), and this is ${now.command} (${now.subject}).`,
      { code: "plan-of-other-command", remedy: `Run ${agreed.command} with the plan.` },
    );
  const agreedHash = planHash(agreed);
  if (agreedHash === planHash(now)) return;
  const goesOn = openRun?.planHashes.includes(agreedHash) === true ? openRun : null;
  const differences = [...otherOptions(agreed, now), ...differencesOf(agreed.plan, now.plan, goesOn)];
  if (differences.length === 0) return;
  throw new GuardError(`What would be done now is not what was agreed on: ${differences.join("; ")}.`, {
    code: "tenant-moved-on",
    remedy: "Nothing was changed. Make a new plan with --plan-out, and have it agreed on.",
  });
}

/** @throws {GuardError} `plan-of-other-tenant`: also before anybody is looked up, whom another tenant cannot know */
export function refuseOtherTenant(agreed: Pick<PlanCore, "tenantId">, tenantId: string): void {
  if (agreed.tenantId === tenantId) return;
  throw new GuardError(`The plan is one for the tenant ${agreed.tenantId}, and this is ${tenantId}.`, {
    code: "plan-of-other-tenant",
    remedy: `Sign in to the tenant of the plan: --tenant ${agreed.tenantId}`,
  });
}

/** What is left of a run that was cut may open a guard less, and none more. */
function otherOptions(agreed: PlanCore, now: PlanCore): readonly string[] {
  const opened = now.guardsOverridden.filter((guard) => !agreed.guardsOverridden.includes(guard));
  return [
    ...(isDeepStrictEqual(withoutPlace(agreed.wishes), withoutPlace(now.wishes)) ? [] : ["the options are others"]),
    ...opened.map((guard) => `a guard is opened that was not: ${guard}`),
  ];
}

/** Empty only where a run is gone on with, and what is left is what it has not done yet. */
function differencesOf(agreed: readonly Change[], now: readonly Change[], goesOn: RunRecord | null): readonly string[] {
  const pairs = agreed.map((change) => ({ change, fresh: partnerOf(change, now) }));
  const kept = pairs.flatMap(({ change, fresh }) => {
    if (fresh !== undefined) return differenceOf(change, fresh, goesOn !== null);
    return isDoneBy(goesOn, change) ? [] : [`not to be done any more: ${change.summary}`];
  });
  const partners = pairs.flatMap(({ fresh }) => (fresh === undefined ? [] : [fresh]));
  const added = now.filter((change) => !partners.includes(change)).map(({ summary }) => `in addition: ${summary}`);
  const differences = [...kept, ...added];
  if (differences.length > 0) return differences;
  const inOrder = now.every((change, index) => change === partners[index]);
  if (!inOrder) return ["the same changes in another order"];
  return goesOn === null && !isDeepStrictEqual(agreed, now) ? ["the same changes, told in other words"] : [];
}

/** What a change has become: the same to the same end, or something else that is done to the same object. */
function partnerOf(change: Change, now: readonly Change[]): Change | undefined {
  return (
    now.find((one) => isCounterpart(one, change)) ??
    now.find((one) => one.kind === change.kind && isDeepStrictEqual(one.target, change.target))
  );
}

/** @param goesOn whether an id may have become known meanwhile, and the words with it */
function differenceOf(agreed: Change, now: Change, goesOn: boolean): readonly string[] {
  const differing = (["before", "after"] as const).filter((side) => !isDeepStrictEqual(agreed[side], now[side]));
  if (differing.length > 0)
    return differing.map((side) => {
      const [was, is] = narrowed(agreed[side], now[side]);
      return `${agreed.summary}: ${side === "before" ? "what is there now" : "what shall be there"} was ${shown(was)} and is ${shown(is)}`;
    });
  if (goesOn || isDeepStrictEqual(agreed, now)) return [];
  if (isDeepStrictEqual(agreed.target, now.target)) return [];
  return [`${agreed.summary}: it is about another object (${shown(agreed.target)}, now ${shown(now.target)})`];
}

function isDoneBy(run: RunRecord | null, change: Change): boolean {
  return (
    run?.steps.some(
      (step) =>
        isCounterpart(step.change, change) &&
        (isMade(step.outcome) || step.outcome === "already-so" || step.state === "in-doubt"),
    ) === true
  );
}

/** Of two values only what differs: keys, members of lists, the end of long texts. */
function narrowed(one: unknown, other: unknown): readonly [unknown, unknown] {
  if (Array.isArray(one) && Array.isArray(other)) {
    const [left, right] = [without(one, other), without(other, one)];
    // In another order, or some of them twice.
    return left.length + right.length === 0 ? [one, other] : [left, right];
  }
  if (isObject(one) && isObject(other)) {
    const keys = [...new Set([...Object.keys(one), ...Object.keys(other)])];
    const pairs = keys
      .filter((key) => !isDeepStrictEqual(one[key], other[key]))
      .map((key) => [key, narrowed(one[key], other[key])] as const);
    return [
      Object.fromEntries(pairs.map(([key, [was]]) => [key, was])),
      Object.fromEntries(pairs.map(([key, [, is]]) => [key, is])),
    ];
  }
  if (typeof one === "string" && typeof other === "string") {
    const [left, right] = [Array.from(one), Array.from(other)];
    const from = left.findIndex((letter, index) => letter !== right[index]) - KEPT;
    if (from > 0) return [`…${left.slice(from).join("")}`, `…${right.slice(from).join("")}`];
  }
  return [one, other];
}

function without(list: readonly unknown[], others: readonly unknown[]): readonly unknown[] {
  return list.filter((one) => !others.some((other) => isDeepStrictEqual(one, other)));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** So many letters are shown before the first one that differs. */
const KEPT = 20;
const LONGEST = 120;

function shown(value: unknown): string {
  const text = value === undefined ? "nothing" : JSON.stringify(value);
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`;
}
