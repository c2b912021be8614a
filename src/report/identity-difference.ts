// What differs, for each kind of change of a server's identity.
import type { IdentityChange, NoteQuarantineChange, QuarantineNote } from "../shapes/identity-change.js";
import { changed, type Difference, type Differences, yesNo } from "./difference-parts.js";

export const IDENTITY_DIFFERENCES: Differences<IdentityChange["kind"]> = {
  "set-identity-enabled": ({ before, after }) => [
    ...changed("enabled", yesNo(before.accountEnabled), yesNo(after.accountEnabled)),
    ...(after.accountEnabled
      ? []
      : [{ note: "tokens that were issued live on for an hour or more: nothing shows at once" }]),
  ],
  "note-quarantine": noteDifference,
  "delete-sync-user": ({ target }) => [{ what: "user", before: target.userId, after: null }],
  "restore-sync-user": ({ before, after }) => [
    ...changed("deleted", before.deletedDateTime, after.deletedDateTime),
    { note: "its role may not come back with it" },
  ],
  "delete-sync-application": ({ target, before }) => [
    { what: "client id", before: target.appId, after: null },
    ...before.appRoles.map(({ resourceName, appRoleId }) => ({ removed: `app role ${appRoleId} of ${resourceName}` })),
    { note: "its service principal goes with it" },
  ],
  "restore-sync-application": ({ before, after }) => changed("deleted", before.deletedDateTime, after.deletedDateTime),
  "restore-sync-principal": ({ before, after }) => changed("deleted", before.deletedDateTime, after.deletedDateTime),
  "grant-sync-app-role": ({ target }) => [{ added: `app role ${target.appRoleId} of ${target.resourceName}` }],
};

function noteDifference({ target, before, after }: NoteQuarantineChange): readonly Difference[] {
  const where = target.type === "user" ? "the open extension com.aadc-cloud" : "the application's notes";
  return changed(`quarantine, in ${where}`, inWords(before), after === null ? null : STAGES[after.stage]);
}

const STAGES = {
  begun: "from now on, not proven",
  proven: "synchronisation goes on without it",
} as const;

function inWords(note: QuarantineNote | null): string | null {
  if (note === null) return null;
  return `since ${note.disabledAt}, ${note.provenAt === null ? "not proven" : `proven ${note.provenAt}`}`;
}
