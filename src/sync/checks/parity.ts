// What checks of parity with a baseline have in common.
import type { Judged } from "../judged.js";
import type { Snapshot } from "../snapshot.js";
import type { Verdict } from "./check.js";

/** @returns the baseline, or the verdict where there is nothing to compare */
export function comparable({
  snapshot,
  baseline,
}: Judged): { readonly baseline: Snapshot } | { readonly verdict: Verdict } {
  if (snapshot.organization.value.syncEnabled !== true)
    return { verdict: { result: "not-applicable", evidence: "The tenant is not synchronised." } };
  if (baseline === null)
    return { verdict: { result: "not-applicable", evidence: "No baseline was given to compare with (--baseline)." } };
  return { baseline };
}

/** A value that the baseline does not hold. */
export function notInBaseline({ reason }: { readonly reason: string }): Verdict {
  return {
    result: "unknown",
    evidence: `The baseline does not tell it: ${reason}`,
    remedy: "Compare with a snapshot that has it, or look at the old server's configuration.",
  };
}

/** Some of them by name, the rest by number. */
export function listed(names: readonly string[], most = 10): string {
  const rest = names.length - most;
  return names.slice(0, most).join(", ") + (rest > 0 ? ` and ${rest} more` : "");
}
