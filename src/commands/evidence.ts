// What `verify-sync` says, kept with a run: before its first write and after its last one.
import type { Journal } from "../changes/journal.js";
import type { Json } from "../shapes/change.js";
import { messageOf } from "../shapes/errors.js";
import type { Session } from "./session.js";

/**
 * Evidence is beside the point of the run: where it cannot be had, the run goes on without, unless it was interrupted.
 * @returns a warning, where there is none
 */
export async function keepEvidence(
  session: Session,
  journal: Journal,
  when: "before" | "after",
): Promise<readonly string[]> {
  try {
    const { verifySync } = await import("./verify-sync.js");
    const result = await verifySync(session, { failOn: "error", allowUnknown: [] });
    await journal.append({ entry: "evidence", when, result: JSON.parse(JSON.stringify(result)) as Json });
    return [];
  } catch (error) {
    // After the last write all is done, and that is what is to be told.
    if (when === "before") session.signal.throwIfAborted();
    return [
      `What verify-sync says ${when === "before" ? "before the first" : "after the last"} change could not be kept: ${messageOf(error)}`,
    ];
  }
}
