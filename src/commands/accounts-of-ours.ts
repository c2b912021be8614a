// Accounts that this program's runs have made or marked, as the journals of this machine tell it.
import type { Journals } from "../changes/journal.js";
import { readableRun } from "./readable-run.js";

/**
 * Ids in lower case. Whoever may write users can write a mark; nobody writes these journals from elsewhere. What an unreadable
 * one says counts as nothing.
 */
export async function accountsOfOurs(journals: Journals, tenantId: string): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  for (const runId of await journals.list()) {
    const run = await readableRun(journals, runId, () => undefined);
    if (run?.begun.tenantId.toLowerCase() !== tenantId.toLowerCase()) continue;
    for (const { change, objectId, outcome } of run.steps) {
      if (outcome !== "done" && outcome !== "done-earlier") continue;
      const id =
        change.kind === "create-user" ? objectId : change.kind === "mark-account" ? change.target.userId : null;
      if (id !== null) ids.add(id.toLowerCase());
    }
  }
  return ids;
}
