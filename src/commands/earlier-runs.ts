// What earlier runs of the same have to do with a plan: one that was cut had planned more, or one has done it all already.
import { isCounterpart } from "../changes/counterpart.js";
import type { Journals } from "../changes/journal.js";
import type { Change } from "../shapes/change.js";
import { type PlanCore, planHash } from "../shapes/plan.js";
import type { RunRecord } from "../shapes/run.js";
import { readableRun } from "./readable-run.js";
import { rollbackOf } from "./turn.js";

/** What a run that was cut had planned and not begun, and what is not planned now that it is gone on with. */
export function notAnyMore(openRun: RunRecord | null, now: readonly Change[]): readonly string[] {
  if (openRun === null) return [];
  const begun = openRun.steps.filter(({ state }) => state !== "refused");
  const dropped = openRun.plan
    .filter((change) => !begun.some((step) => isCounterpart(step.change, change)))
    .filter((change) => !now.some((one) => isCounterpart(one, change)));
  if (dropped.length === 0) return [];
  return [
    `The run ${openRun.runId} had planned more before it was cut, which is not done any more, since other options are given now or it is so already: ${dropped.map(({ summary }) => summary).join("; ")}.`,
  ];
}

/** These are planned anew whenever they are wished: that they are planned says nothing against their having been done. */
const ANEW: readonly Change["kind"][] = ["reset-password", "create-pass"];

/** The finished run that has carried out this very plan, and was not taken back; null: none that is known of here. */
export async function carriedOutBy(journals: Journals, agreed: PlanCore, now: PlanCore): Promise<RunRecord | null> {
  const { tenantId, command, subject } = now;
  if (agreed.tenantId !== tenantId || agreed.command !== command || agreed.subject !== subject) return null;
  const hash = planHash(agreed);
  // The same plan again is the one that was agreed on, and what of the tenant has changed since is for it to mend.
  if (hash === planHash(now) || !now.plan.every(({ kind }) => ANEW.includes(kind))) return null;
  for (const runId of (await journals.list()).toReversed()) {
    const run = await readableRun(journals, runId);
    if (run?.state !== "finished" || run.begun.tenantId !== tenantId || !run.planHashes.includes(hash)) continue;
    if ((await rollbackOf(journals, runId)) === null) return run;
  }
  return null;
}
