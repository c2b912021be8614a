// Which entries of logs come of changes of servers' identities.
import { LOGGED, type LogEntry } from "../knowledge/audit-activities.js";
import type { IdentityChange } from "../shapes/identity-change.js";

type Foretelling = {
  readonly [K in IdentityChange["kind"]]: (change: Extract<IdentityChange, { kind: K }>) => readonly LogEntry[];
};

const EXTENSIONS = "open extensions are logged at all: no source says so";

export const IDENTITY_FORETELLING: Foretelling = {
  "set-identity-enabled": ({ target, after }) => {
    if (target.type === "application") return [LOGGED.updateServicePrincipal];
    return [after.accountEnabled ? LOGGED.enableAccount : LOGGED.disableAccount];
  },
  "note-quarantine": ({ target }) => [
    target.type === "application" ? LOGGED.updateApplication : { ...LOGGED.updateUser, onlyIf: EXTENSIONS },
  ],
  "delete-sync-user": () => [LOGGED.deleteUser],
  "restore-sync-user": () => [LOGGED.restoreUser],
  "delete-sync-application": () => [LOGGED.deleteApplication, LOGGED.removeServicePrincipal],
  "restore-sync-application": () => [LOGGED.restoreApplication],
  "restore-sync-principal": () => [LOGGED.restoreServicePrincipal],
  "grant-sync-app-role": () => [LOGGED.addAppRole],
};
