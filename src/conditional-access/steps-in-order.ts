// The steps of all runs that took effect, or may have, as they happened, and for whom each run was asked. Pure.
import type { RunRecord, RunStep } from "../shapes/run.js";

interface Told {
  readonly run: RunRecord;
  readonly step: RunStep;
  /** Ids of the groups that the run has made so far, by their names. */
  readonly made: ReadonlyMap<string, string>;
}

/** As they happened on the service's clock: a run that was cut may have been gone on with after others. */
export function inOrder(runs: readonly RunRecord[]): readonly Told[] {
  const all = runs.flatMap((run) => {
    const made = new Map<string, string>();
    let at = Date.parse(run.begun.at);
    return run.steps.filter(isOurs).map((step) => {
      const { change, objectId, sentAt } = step;
      if (change.kind === "create-group" && objectId !== null) made.set(change.target.groupName, objectId);
      if (sentAt !== null) at = Math.max(at, Date.parse(sentAt));
      return { run, step, made, at };
    });
  });
  return all.toSorted((a, b) => a.at - b.at);
}

/** Runs of versions that knew the sync identities only say nothing of whom they were for. */
export function askedOf(run: RunRecord, runs: readonly RunRecord[]): readonly string[] {
  const { wishes, rollbackOf } = run;
  if (rollbackOf !== null && rollbackOf !== run.runId) {
    const undone = runs.find(({ runId }) => runId === rollbackOf);
    // A journal is not trusted to end: each step goes to an older run.
    return undone === undefined || undone.begun.at > run.begun.at || undone.runId >= run.runId
      ? []
      : askedOf(undone, runs);
  }
  const asked = typeof wishes === "object" && wishes !== null && "for" in wishes ? wishes["for"] : undefined;
  if (Array.isArray(asked))
    return asked.flatMap((one) =>
      typeof one === "string" ? one.split(",").map((word) => word.trim().toLowerCase()) : [],
    );
  return run.command === "mfa-exclusion add" ? ["sync"] : [];
}

/** Done by the run, or perhaps; what was so already is somebody else's. */
function isOurs({ state, outcome }: RunStep): boolean {
  return state === "in-doubt" || outcome === "done" || outcome === "done-earlier";
}
