// Whether an identity that is disabled may be deleted now.
import { describeDuration } from "../shapes/duration.js";
import { GuardError } from "../shapes/errors.js";
import { minuteOf } from "../shapes/time.js";
import type { IdentityFacts } from "./identity-facts.js";
import { beginning, deleting, type Planned, proving } from "./identity-steps.js";
import { momentOf } from "./moments.js";
import type { Quarantine } from "./quarantine.js";

interface Limits {
  /** The service's time, epoch milliseconds. */
  readonly at: number;
  readonly quarantineMs: number;
}

/**
 * The note alone proves nothing, since others can write it: what journals or the audit log tell of the disabling must be
 * there, too. Else the quarantine begins anew.
 * @throws {GuardError} from when on it may be
 */
export function deletion(identity: IdentityFacts, quarantine: Quarantine | null, limits: Limits): Planned {
  const { name } = identity;
  if (quarantine === null)
    return anew(identity, null, "is disabled, and nothing in the tenant tells since when", limits);
  const { note, since, witnessed, proof } = quarantine;
  if (witnessed.state === "unknown")
    throw new GuardError(`When ${name} was disabled could not be read from the audit log: ${witnessed.reason}`, {
      code: "disabling-unknown",
      remedy: witnessed.remedy,
    });
  if (!witnessed.value)
    return anew(identity, quarantine, "was disabled at a time that neither the audit log nor a journal tells", limits);
  if (!(limits.at - since >= limits.quarantineMs))
    throw new GuardError(
      `${name} is in quarantine since ${minuteOf(since)}, for ${describeDuration(limits.quarantineMs)}.`,
      { code: "quarantine-not-over", remedy: `It can be deleted from ${minuteOf(since + limits.quarantineMs)} on.` },
    );
  if (proof.state !== "proven")
    throw new GuardError(`That synchronisation goes on without ${name} is not proven: ${proof.because}`, {
      code: "not-proven",
      remedy: `aadc-cloud verify-sync --wait-for proven=${name} waits for it.`,
    });
  const proven = momentOf(note.provenAt);
  const isNoted = proven !== undefined && proven > since && proven <= limits.at;
  return { changes: [...(isNoted ? [] : [proving(identity, note)]), deleting(identity)], warnings: [] };
}

function anew(
  identity: IdentityFacts,
  quarantine: Quarantine | null,
  why: string,
  { at, quarantineMs }: Limits,
): Planned {
  return {
    changes: [beginning(identity, quarantine?.note ?? null)],
    warnings: [
      `${identity.name} ${why}: its quarantine begins now, and it can be deleted from ${minuteOf(at + quarantineMs)} on.`,
    ],
  };
}
