// An earlier snapshot to compare with: only one of the same tenant, taken before, means anything.
import { UsageError } from "../shapes/errors.js";
import type { Snapshot } from "../sync/snapshot.js";

/** @throws {UsageError} where the two must not be compared */
export function refuseBaseline(baseline: Snapshot, snapshot: Snapshot): void {
  refuseRedacted(baseline, "it");
  refuseRedacted(snapshot, "the snapshot");
  const [before, now] = [baseline.organization.value, snapshot.organization.value];
  if (before.id.toLowerCase() !== now.id.toLowerCase())
    throw refused(
      `it is of another tenant, ${before.initialDomain} (${before.id}), and this is ${now.initialDomain} (${now.id})`,
      "Name a snapshot of this tenant with --baseline.",
    );
  if (Date.parse(baseline.takenAt) > Date.parse(snapshot.takenAt))
    throw refused(
      `it was taken at ${baseline.takenAt}, after the snapshot of ${snapshot.takenAt}`,
      "Name the earlier snapshot with --baseline, and the later one with --from.",
    );
}

/**
 * Masks of two files have nothing in common, so that all names would seem to have changed.
 * @throws {UsageError}
 */
export function refuseRedacted({ redacted }: Snapshot, which: "it" | "the snapshot"): void {
  if (redacted === true)
    throw refused(
      `${which} is redacted, and the same name has another mask in every file`,
      "Compare snapshots that were saved without --redact.",
    );
}

function refused(why: string, remedy: string): UsageError {
  return new UsageError(`The baseline cannot be compared with: ${why}.`, { code: "baseline", remedy });
}
