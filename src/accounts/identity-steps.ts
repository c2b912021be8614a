// The single changes of an identity, from what is known of it.
import { GuardError } from "../shapes/errors.js";
import type { Fact } from "../shapes/fact.js";
import type { IdentityChange, OfSyncIdentity, QuarantineNote } from "../shapes/identity-change.js";
import type { IdentityFacts } from "./identity-facts.js";

/** What one identity comes to. */
export interface Planned {
  readonly changes: readonly IdentityChange[];
  readonly warnings: readonly string[];
}

export function disabling(identity: IdentityFacts): IdentityChange {
  return {
    kind: "set-identity-enabled",
    target: targetOf(identity),
    summary: `disable ${identity.name}`,
    before: { accountEnabled: true },
    after: { accountEnabled: false },
    reversible: true,
  };
}

/** @throws {GuardError} where there is no place to keep it: without the quarantine nothing is disabled */
export function beginning(identity: IdentityFacts, before: QuarantineNote | null): IdentityChange {
  requirePlace(identity);
  return {
    kind: "note-quarantine",
    target: targetOf(identity),
    summary: `note that the quarantine of ${identity.name} begins`,
    before,
    after: { stage: "begun" },
    reversible: true,
  };
}

export function proving(identity: IdentityFacts, before: QuarantineNote): IdentityChange {
  return {
    kind: "note-quarantine",
    target: targetOf(identity),
    summary: `note that synchronisation goes on without ${identity.name}`,
    before,
    after: { stage: "proven" },
    reversible: true,
  };
}

/** Enabled again, and no word of a quarantine any more. */
export function ending(identity: IdentityFacts, before: QuarantineNote): readonly IdentityChange[] {
  const target = targetOf(identity);
  return [
    {
      kind: "set-identity-enabled",
      target,
      summary: `enable ${identity.name} again`,
      before: { accountEnabled: false },
      after: { accountEnabled: true },
      reversible: false,
    },
    {
      kind: "note-quarantine",
      target,
      summary: `take the note of the quarantine from ${identity.name}`,
      before,
      after: null,
      reversible: true,
    },
  ];
}

export function deleting(identity: IdentityFacts): IdentityChange {
  const { name, id: userId, roleIds, type, appRoles } = identity;
  if (type === "user")
    return {
      kind: "delete-sync-user",
      target: { name, userId },
      summary: `delete the user ${name}`,
      before: { accountEnabled: false, roleIds },
      after: null,
      reversible: true,
    };
  return {
    kind: "delete-sync-application",
    target: { name, ...idsOf(identity) },
    summary: `delete the application ${name} and its service principal`,
    before: { accountEnabled: false, roleIds, appRoles: needed(appRoles, `Which app roles ${name} has`) },
    after: null,
    reversible: true,
  };
}

function targetOf(identity: IdentityFacts): OfSyncIdentity {
  const { name, type, id } = identity;
  return type === "user" ? { type, name, userId: id } : { type, name, ...idsOf(identity) };
}

function idsOf({ name, id, appId, applicationId }: IdentityFacts) {
  const registration = needed(applicationId, `The registration of ${name}`);
  if (registration === null || appId === null)
    throw new GuardError(`${name} has no registration in this tenant.`, {
      code: "no-registration",
      remedy: "Look at it in the Entra admin center, under Enterprise applications.",
    });
  return { applicationId: registration, appId, servicePrincipalId: id };
}

function requirePlace({ name, type, roomForNote }: IdentityFacts): void {
  const room = needed(roomForNote, `Whether there is a place for the note of ${name}'s quarantine`);
  if (room !== null && room >= 0) return;
  const where = type === "user" ? "its open extension com.aadc-cloud" : "the notes of its registration";
  throw new GuardError(
    `There is no place to keep the quarantine of ${name}: ${where} ${room === null ? "cannot be written" : "are full"}.`,
    {
      code: "no-place-for-quarantine",
      remedy: `Make room in ${where}: without it no other machine would know since when it is disabled.`,
    },
  );
}

/** @throws {GuardError} nothing is changed on what could not be read */
function needed<T>(fact: Fact<T>, what: string): T {
  if (fact.state === "known") return fact.value;
  throw new GuardError(`${what} could not be read: ${fact.reason}`, { code: "facts-missing", remedy: fact.remedy });
}
