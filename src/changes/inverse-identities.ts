// How what was done to the identity of a server is taken back.
import { NEW_IDENTITY } from "../knowledge/new-identity.js";
import type { Change } from "../shapes/change.js";
import type {
  DeleteSyncApplicationChange,
  HeldAppRole,
  IdentityChange,
  NoteQuarantineChange,
  OfSyncIdentity,
  SetIdentityEnabledChange,
} from "../shapes/identity-change.js";
import type { Beside, Found, Inverse } from "./inverse.js";

export function inverseOfIdentityChange(change: IdentityChange, found: Found, beside: Beside): Inverse {
  const deletedDateTime = beside.step.sentAt ?? "";
  const { name } = change.target;
  switch (change.kind) {
    case "set-identity-enabled":
      return enabledAsBefore(change, beside);
    case "note-quarantine":
      return withoutNote(change, found, beside);
    case "delete-sync-user":
      if (found.identity?.restorable !== true) return goneForGood(name, "user");
      return {
        ...one({
          kind: "restore-sync-user",
          target: change.target,
          summary: `restore the user ${name}`,
          before: { deletedDateTime },
          after: { deletedDateTime: null },
          reversible: false,
        }),
        words: `It comes back disabled. Without its role it cannot synchronise: whether that has come back is looked at afterwards. If not, ${NEW_IDENTITY.user}`,
      };
    case "delete-sync-application":
      return found.identity?.restorable === true
        ? restored(change, deletedDateTime, found.identity.missingAppRoles)
        : goneForGood(name, "application");
    // Nothing of it is taken back by a rollback: neither guard nor quarantine would stand before it.
    case "restore-sync-user":
    case "restore-sync-application":
    case "restore-sync-principal":
    case "grant-sync-app-role":
      return { changes: [] };
  }
}

const GOES_WITH_IT = "It goes with the application.";

function enabledAsBefore(change: SetIdentityEnabledChange, { all }: Beside): Inverse {
  const { target, before, after } = change;
  const isRestored = all.some(
    ({ step }) => step.change.kind === "restore-sync-principal" && sameIdentity(step.change.target, target),
  );
  // It was set right after it was restored, and what was restored is deleted again.
  if (isRestored) return { changes: [], words: GOES_WITH_IT };
  if (!before.accountEnabled) return judgedAnew(target.name);
  return one({
    ...change,
    summary: `enable ${target.name} again`,
    before: after,
    after: before,
    reversible: false,
  });
}

function sameIdentity(
  { servicePrincipalId }: { readonly servicePrincipalId: string },
  target: OfSyncIdentity,
): boolean {
  return target.type === "application" && target.servicePrincipalId.toLowerCase() === servicePrincipalId.toLowerCase();
}

/** Whether a change deletes that identity. */
export function isDeletionOf(change: Change, target: OfSyncIdentity): boolean {
  if (change.kind === "delete-sync-application") return sameIdentity(change.target, target);
  if (change.kind !== "delete-sync-user" || target.type !== "user") return false;
  return change.target.userId.toLowerCase() === target.userId.toLowerCase();
}

/** Deleted for good, by somebody or by time. */
function goneForGood(name: string, type: OfSyncIdentity["type"]): Inverse {
  return {
    changes: [],
    leftAlone: true,
    words: `${name} cannot be restored any more: what is deleted is kept for 30 days. If that server shall synchronise again, ${NEW_IDENTITY[type]}`,
  };
}

/** First the application, then its service principal, then what that had ("Restore deleted item (directory object)"). */
function restored(
  { target, before }: DeleteSyncApplicationChange,
  deletedDateTime: string,
  missing: readonly HeldAppRole[] | null,
): Inverse {
  const back = { before: { deletedDateTime }, after: { deletedDateTime: null }, reversible: false };
  const grants = (missing ?? before.appRoles).map(
    (held): IdentityChange => ({
      kind: "grant-sync-app-role",
      target: { ...target, ...held },
      summary: `give ${target.name} its app role of ${held.resourceName} where that did not come back`,
      before: null,
      after: { granted: true },
      reversible: false,
    }),
  );
  if (missing !== null) return { changes: grants, words: "It is there again, without all of its app roles." };
  return {
    changes: [
      { kind: "restore-sync-application", target, summary: `restore the application ${target.name}`, ...back },
      { kind: "restore-sync-principal", target, summary: `restore the service principal of ${target.name}`, ...back },
      {
        kind: "set-identity-enabled",
        target: { type: "application", ...target },
        summary: `leave ${target.name} ${before.accountEnabled ? "enabled" : "disabled"}, as it was`,
        before: { accountEnabled: !before.accountEnabled },
        after: { accountEnabled: before.accountEnabled },
        reversible: true,
      },
      ...grants,
    ],
    words: `Whether it is whole again is looked at afterwards. If not, ${NEW_IDENTITY.application}`,
  };
}

/** It may be in use by now, and nobody would watch over it. */
function judgedAnew(name: string): Inverse {
  return {
    changes: [],
    leftAlone: true,
    words: `Whether ${name} may go is judged anew: cleanup-accounts --identity ${name} --step disable`,
  };
}

function withoutNote({ target, before, after }: NoteQuarantineChange, { quarantine }: Found, { all }: Beside): Inverse {
  // As it was right before the deletion, whether it is back already or not: taken back twice, it is the same.
  if (all.some(({ step }) => isDeletionOf(step.change, target)))
    return { changes: [], words: "It comes back with the identity." };
  // What was said before cannot be written again: a note tells the time at which it was written.
  if (after === null)
    return {
      changes: [],
      leftAlone: true,
      words: "There is none now, and nobody watches over it: cleanup-accounts --step disable begins one.",
    };
  if (quarantine === null || quarantine === undefined)
    return { changes: [], words: "It comes back with the identity." };
  const stage = after.stage === "proven" && before !== null ? ({ stage: "begun" } as const) : null;
  return one({
    kind: "note-quarantine",
    target,
    summary:
      stage === null
        ? `take the note of the quarantine from ${target.name}`
        : `begin the quarantine of ${target.name} anew`,
    before: quarantine,
    after: stage,
    reversible: true,
  });
}

function one(change: IdentityChange): Inverse {
  return { changes: [change] };
}
