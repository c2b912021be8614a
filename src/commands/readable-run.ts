import type { Journals } from "../changes/journal.js";
import { GuardError, UsageError } from "../shapes/errors.js";
import type { RunRecord } from "../shapes/run.js";

/**
 * A run as its journal tells it; null: there is none that could be read. Another run's damaged journal stops nobody.
 * @param warn told why, where there is a journal
 */
export async function readableRun(
  journals: Journals,
  runId: string,
  warn: (why: string) => void = () => undefined,
): Promise<RunRecord | null> {
  try {
    return await journals.read(runId);
  } catch (error) {
    if (error instanceof UsageError && error.code === "no-such-run") return null;
    if (!(error instanceof GuardError || error instanceof UsageError)) throw error;
    warn(`${error.message} ${error.remedy}`);
    return null;
  }
}
