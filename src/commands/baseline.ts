// An earlier snapshot to compare with: only one of the same tenant, taken before, means anything.
import { UsageError } from "../shapes/errors.js";
import type { Snapshot } from "../sync/snapshot.js";

/** @throws {UsageError} where the two must not be compared */
export function refuseBaseline(baseline: Snapshot, snapshot: Snapshot): void {
  const why = whyNot(baseline, snapshot);
  if (why === null) return;
  throw new UsageError(`The baseline cannot be compared with: ${why[0]}.`, { code: "baseline", remedy: why[1] });
}

function whyNot(baseline: Snapshot, snapshot: Snapshot): readonly [why: string, remedy: string] | null {
  // Masks of two files have nothing in common, so that all names would seem to have changed.
  if (baseline.redacted === true || snapshot.redacted === true)
    return [
      `${baseline.redacted === true ? "it" : "the snapshot"} is redacted, and the same name has another mask in every file`,
      "Compare snapshots that were saved without --redact.",
    ];
  const [before, now] = [baseline.organization.value, snapshot.organization.value];
  if (before.id.toLowerCase() !== now.id.toLowerCase())
    return [
      `it is of another tenant, ${before.initialDomain} (${before.id}), and this is ${now.initialDomain} (${now.id})`,
      "Name a snapshot of this tenant with --baseline.",
    ];
  if (Date.parse(baseline.takenAt) > Date.parse(snapshot.takenAt))
    return [
      `it was taken at ${baseline.takenAt}, after the snapshot of ${snapshot.takenAt}`,
      "Name the earlier snapshot with --baseline, and the later one with --from.",
    ];
  return null;
}
