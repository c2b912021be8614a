// What this program's runs have put into policies and groups, as the journals of this machine tell it.
import type { Journals } from "../changes/journal.js";
import { type OurEntries, ourEntries } from "../conditional-access/our-entries.js";
import type { RunRecord } from "../shapes/run.js";
import { readableRun } from "./readable-run.js";

export interface EntriesOfOurs extends OurEntries {
  /** Of journals that cannot be read: what those runs did is not counted as ours. */
  readonly warnings: readonly string[];
}

/** Journals are kept on one machine: what was made from another one is not among them. */
export async function entriesOfOurs(journals: Journals, tenantId: string): Promise<EntriesOfOurs> {
  const warnings: string[] = [];
  const runs: RunRecord[] = [];
  for (const runId of await journals.list()) {
    const run = await readableRun(journals, runId, (why) =>
      warnings.push(`What the run ${runId} did is not known, and not taken for this program's: ${why}`),
    );
    if (run?.begun.tenantId.toLowerCase() === tenantId.toLowerCase()) runs.push(run);
  }
  return { ...ourEntries(runs), warnings };
}
