import type { Journals } from "../changes/journal.js";
import { isMade } from "../changes/run-record.js";
import type { ResultOf } from "../report/result-schemas.js";
import type { RunHead, RunRecord } from "../shapes/run.js";
import { takingBackOf } from "../shapes/taking-back.js";
import type { Typed } from "../shapes/typed.js";
import { TOOL_VERSION } from "../version.js";
import { againLine } from "./again-line.js";
import { findRun } from "./find-run.js";
import { type RunView, showRun } from "./run-views.js";

/** How what goes on with a run is typed. */
export interface ShownPlace {
  /** Quotes a word for the shell of this place. */
  readonly word: (text: string) => string;
  /** With the tenant of the run. */
  readonly typedAt: (head: RunHead) => Typed;
}

/**
 * One run as its journal tells it: who, what, why it stopped, and what can be typed next. Asks nobody.
 * @param given its id, the beginning of its id, or `last`
 * @param place how a command is typed in this place
 */
export async function runsShow(
  journals: Journals,
  given: string,
  place: ShownPlace & { readonly typed: Typed; readonly ticket?: string },
): Promise<ResultOf<"runs-show">> {
  const { typed, ticket } = place;
  const { view, record } = await showRun(journals, await findRun(journals, given, typed));
  const { begun, head, lastAt, plan, planHash, wishes, guardsOverridden, steps, stopped, evidence } = record;
  return {
    schema: "aadc-cloud/runs-show@1",
    tenantId: begun.tenantId,
    at: null,
    operator: null,
    toolVersion: TOOL_VERSION,
    ...(ticket === undefined ? {} : { ticket }),
    run: {
      ...view,
      toolVersion: begun.toolVersion,
      continuedBy: head === begun ? null : { name: head.operator.name, at: head.at },
      lastWritten: lastAt,
      plan,
      planHash,
      wishes,
      guardsOverridden,
      steps: steps.map((step) => ({ ...step, takingBack: takingBackOf(step.change) })),
      stopped,
      evidence: { before: evidence.before !== null, after: evidence.after !== null },
    },
    next: nextOf(view, record, place),
  };
}

function nextOf(
  { state, rollback }: RunView,
  record: RunRecord,
  { typed, typedAt, word }: ShownPlace & { readonly typed: Typed },
) {
  const made = record.steps.filter((step) => step.state === "in-doubt" || isMade(step.outcome));
  const isOver = state === "rolled-back" || state === "under-way";
  const canGoBack = made.some(({ change }) => takingBackOf(change).possible) || state === "open";
  // The run that is taken back says which tenant is meant.
  const again = record.rollbackOf === null ? typedAt(record.begun) : typed;
  return {
    goOn: state !== "open" || rollback !== null ? null : again(againLine(record, word)),
    rollBack: isOver || !canGoBack ? null : typed(`runs rollback ${record.runId}`),
    export: typed(`runs export ${record.runId}`),
  };
}
