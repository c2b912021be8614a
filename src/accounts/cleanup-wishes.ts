// What is wished of a cleaning up of identities, and whether it fits together. Nothing is asked of the tenant for it.
import { describeDuration } from "../shapes/duration.js";
import { UsageError } from "../shapes/errors.js";

export interface CleanupWishes {
  /** Names, client ids or object ids, as typed. */
  readonly identities: readonly string[];
  /** Null: a list only. */
  readonly step: "disable" | "delete" | null;
  readonly quarantineMs: number;
  /** A server that is declared to be gone: its name, `SERVER_twelvedigits`, or an identity. */
  readonly decommissioned: string | null;
  readonly activeServer: string | null;
}

export const USUAL_QUARANTINE_MS = 7 * 86_400_000;
/** What is deleted can be restored for 30 days; whoever wants to wait longer leaves it disabled. */
const LONGEST_QUARANTINE_MS = 365 * 86_400_000;

/** @throws {UsageError} */
export function checkCleanupWishes(
  { identities, step, quarantineMs, decommissioned }: CleanupWishes,
  reason: string | undefined,
): void {
  if (step !== null && identities.length === 0)
    throw new UsageError(`--step ${step} needs an identity.`, {
      code: "identity-missing",
      remedy: "Name it with --identity; without both, aadc-cloud cleanup-accounts lists them.",
    });
  if (step === null && identities.length > 0)
    throw new UsageError("What is to be done with the identity was not said.", {
      code: "step-missing",
      remedy: "Add --step disable, and days later --step delete.",
    });
  if (decommissioned !== null && step === null)
    throw new UsageError("What is to be done with the identities of a decommissioned server was not said.", {
      code: "step-missing",
      remedy: "Add --identity NAME --step disable; without them, aadc-cloud cleanup-accounts lists the identities.",
    });
  if (decommissioned !== null && reason === undefined)
    throw new UsageError("--decommissioned needs a reason.", {
      code: "reason-missing",
      remedy: 'Say how it is known that the server is gone: --reason "shut down 2026-11-20, ticket 4711"',
    });
  if (quarantineMs > LONGEST_QUARANTINE_MS)
    throw new UsageError(`--quarantine ${describeDuration(quarantineMs)} is longer than a year.`, {
      code: "bad-quarantine",
      remedy: "Leave the identity disabled for as long as you like, and delete it when you want to.",
    });
}
