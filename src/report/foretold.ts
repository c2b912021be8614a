// Which entries of logs and which alerts the security team will see, for each kind of change.
import {
  type Alert,
  LOGGED,
  type LogEntry,
  OUTSIDE_OF_PIM_ALERT,
  pimActivities,
  STALE_ROLE_ALERT,
} from "../knowledge/audit-activities.js";
import type { RoleAssignmentForm } from "../shapes/account-change.js";
import type { Change } from "../shapes/change.js";
import { IDENTITY_FORETELLING } from "./identity-foretold.js";
import { LOCK_FORETELLING } from "./lock-foretold.js";

type Foretelling = { readonly [K in Change["kind"]]: (change: Extract<Change, { kind: K }>) => readonly LogEntry[] };

const P2 = "the tenant has Microsoft Entra ID P2 or Governance";
const EXTENSIONS = "open extensions are logged at all: no source says so";

const FORETELLING: Foretelling = {
  ...LOCK_FORETELLING,
  "create-user": () => [LOGGED.addUser],
  "delete-user": () => [LOGGED.deleteUser],
  "restore-user": () => [LOGGED.restoreUser],
  "set-account-enabled": ({ after }) => [after.accountEnabled ? LOGGED.enableAccount : LOGGED.disableAccount],
  "reset-password": () => [LOGGED.updateUser, { ...LOGGED.resetUserPassword, onlyIf: PASSWORD_BESIDE }],
  "mark-account": () => [{ ...LOGGED.updateUser, onlyIf: EXTENSIONS }],
  "unmark-account": () => [{ ...LOGGED.updateUser, onlyIf: EXTENSIONS }],
  "assign-role": ({ after }) => [
    ...(after.how === "eligible" ? [] : [LOGGED.addMemberToRole]),
    ...byPim("Add", after),
    ...(after.how === "direct" ? [{ ...LOGGED.outsideOfPim, onlyIf: P2 }] : []),
  ],
  "unassign-role": ({ before }) => [
    ...(before.how === "eligible" ? [] : [LOGGED.removeMemberFromRole]),
    ...byPim("Remove", before),
  ],
  "create-pass": () => [LOGGED.registeredSecurityInfo],
  "delete-pass": () => [LOGGED.deletedSecurityInfo],
  "exclude-user": () => [LOGGED.updatePolicy],
  "exclude-role": () => [LOGGED.updatePolicy],
  "exclude-group": () => [LOGGED.updatePolicy],
  "end-exclusion": () => [LOGGED.updatePolicy],
  "create-group": () => [LOGGED.addGroup],
  "delete-group": () => [LOGGED.deleteGroup],
  "add-group-member": () => [LOGGED.addMemberToGroup],
  "remove-group-member": () => [LOGGED.removeMemberFromGroup],
  "mark-exclusion": () => [{ ...LOGGED.updateUser, onlyIf: EXTENSIONS }],
  "remove-health-server": () => [LOGGED.removeHealthServer],
  "disable-health-server": () => [LOGGED.removeHealthServer],
  "register-provider": () => [LOGGED.registerProvider],
  "create-resource-group": () => [LOGGED.writeResourceGroup],
  "deploy-template": () => [LOGGED.writeDeployment],
  "push-package": () => [LOGGED.pushCode],
  "assign-health-role": () => [LOGGED.assignAzureRole],
  "unassign-health-role": () => [LOGGED.unassignAzureRole],
  ...IDENTITY_FORETELLING,
  "create-application": () => [
    LOGGED.addApplication,
    { ...LOGGED.addOwner, onlyIf: "a person makes it, who then owns it" },
  ],
  "update-application": () => [LOGGED.updateApplication],
  "delete-application": () => [
    LOGGED.deleteApplication,
    { ...LOGGED.removeServicePrincipal, onlyIf: "it had a service principal, which goes with it" },
  ],
  "restore-application": () => [LOGGED.restoreApplication],
  "create-service-principal": () => [LOGGED.addServicePrincipal],
  "delete-service-principal": () => [LOGGED.removeServicePrincipal],
  "restore-service-principal": () => [LOGGED.restoreServicePrincipal],
  "add-certificate": () => [LOGGED.updateApplicationSecrets],
  "remove-certificate": () => [LOGGED.updateApplicationSecrets],
  "add-federated-credential": () => [LOGGED.updateApplicationSecrets],
  "remove-federated-credential": () => [LOGGED.updateApplicationSecrets],
  "grant-scopes": ({ before }) => [before === null ? LOGGED.addDelegatedGrant : LOGGED.updateDelegatedGrant],
  "revoke-scopes": () => [LOGGED.removeDelegatedGrant],
  "grant-app-role": () => [LOGGED.addAppRole],
  "revoke-app-role": () => [LOGGED.removeAppRole],
};

const PASSWORD_BESIDE = "the log names the password by itself, too";

export interface Foretold extends LogEntry {
  /** How many changes of the plan write it. */
  readonly times: number;
}

/** Each entry once, in the order of the plan. */
export function foretoldEntries(plan: readonly Change[]): readonly Foretold[] {
  const found = new Map<string, Foretold>();
  for (const entry of plan.flatMap(entriesOf)) {
    const key = `${entry.activity}\n${entry.onlyIf ?? ""}`;
    found.set(key, { ...entry, times: (found.get(key)?.times ?? 0) + 1 });
  }
  return [...found.values()];
}

export function foretoldAlerts(plan: readonly Change[]): readonly Alert[] {
  const roles = plan.flatMap((change) => (change.kind === "assign-role" ? [change.after.how] : []));
  return [...(roles.includes("direct") ? [OUTSIDE_OF_PIM_ALERT] : []), ...(roles.length > 0 ? [STALE_ROLE_ALERT] : [])];
}

function entriesOf(change: Change): readonly LogEntry[] {
  const entries = FORETELLING[change.kind] as (one: Change) => readonly LogEntry[];
  return entries(change);
}

function byPim(verb: "Add" | "Remove", { how, duration }: RoleAssignmentForm): readonly LogEntry[] {
  return how === "direct" ? [] : pimActivities(verb, how, duration !== null);
}
