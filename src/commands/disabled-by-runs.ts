// Which identities this machine's runs have disabled, and when, as their journals tell it.
import type { Journals } from "../changes/journal.js";
import { isMade } from "../changes/run-record.js";
import type { RunStep } from "../shapes/run.js";
import { parseTime } from "../shapes/time.js";
import { readableRun } from "./readable-run.js";

/**
 * The newest disabling of each, ISO 8601, by the service's time; by object id in lower case.
 * @param warn told of journals that could not be read: what they say counts as nothing
 */
export async function disabledByRuns(
  journals: Journals,
  tenantId: string,
  warn: (why: string) => void,
): Promise<ReadonlyMap<string, string>> {
  const newest = new Map<string, string>();
  for (const runId of await journals.list()) {
    const run = await readableRun(journals, runId, warn);
    if (run?.begun.tenantId.toLowerCase() !== tenantId.toLowerCase()) continue;
    for (const step of run.steps) {
      const id = disabled(step);
      if (id === null || step.sentAt === null) continue;
      const time = parseTime(step.sentAt);
      const before = parseTime(newest.get(id) ?? "") ?? Number.NEGATIVE_INFINITY;
      if (time !== undefined && time > before) newest.set(id, new Date(time).toISOString());
    }
  }
  return newest;
}

/** Object id of the user or service principal; null: this step has disabled none. */
function disabled({ change, outcome, state }: RunStep): string | null {
  const disables = change.kind === "set-identity-enabled" && !change.after.accountEnabled;
  // A quarantine that was begun of what somebody else had disabled: from then on it is known to be off.
  const begins = change.kind === "note-quarantine" && change.after?.stage === "begun";
  if (!disables && !begins) return null;
  if (!isMade(outcome) || (state !== "confirmed" && state !== "sent")) return null;
  const { target } = change;
  return (target.type === "user" ? target.userId : target.servicePrincipalId).toLowerCase();
}
