// cleanup-accounts in each of its steps, and taken back: of a user and of an application of servers that are gone.
import { randomUUID } from "node:crypto";
import { expect } from "vitest";
import { SYNC_APP_ROLE_ID, SYNC_SERVICE_APP_ID } from "../../src/knowledge/directory.js";
import { audit } from "../../src/sandbox/store/audit-trail.js";
import { cloudUser } from "../../src/sandbox/store/cloud-user.js";
import { deleteUserSoftly } from "../../src/sandbox/store/people.js";
import { removePrincipal } from "../../src/sandbox/store/service-principal-removal.js";
import type { TenantState } from "../../src/sandbox/store/tenant-state.js";
import type { Change } from "../../src/shapes/change.js";
import { markWithNote, notesWithNote, noteTime } from "../../src/shapes/quarantine-note.js";
import { giveRoles } from "../sandbox/granted.js";
import { resultIn } from "../support/cli-result-schemas.js";
import type { CommandCase } from "./commands.js";
import { journalOf } from "./made-runs.js";

const USER = {
  name: "Sync_AADC-GONE_0123456789ab@contoso.onmicrosoft.com",
  userId: "5a3c1f0e-0000-4000-8000-00000000000a",
};
const APPLICATION = {
  name: "ConnectSyncProvisioning_AADC-LOST_0123456789ac",
  applicationId: "5a3c1f0e-0000-4000-8000-00000000000b",
  appId: "5a3c1f0e-0000-4000-8000-00000000000c",
  servicePrincipalId: "5a3c1f0e-0000-4000-8000-00000000000d",
};
const SYNC_ROLE = "d29b2b05-8046-44ba-8758-1e26182fcf32";
const TEN_DAYS = 10 * 86_400_000;
const inJson = ["-o", "json"];

type Before = NonNullable<CommandCase["before"]>;

function withIdentities(tenant: TenantState): void {
  tenant.conditionalAccessPolicies = [];
  const created = { id: USER.userId, userPrincipalName: USER.name, displayName: "Sync", mailNickname: "sync-gone" };
  tenant.users.push(cloudUser({ ...created, createdDateTime: "2024-01-12T09:00:00Z" }, { accountEnabled: true }));
  giveRoles(tenant, USER.userId, [SYNC_ROLE]);
  const [application] = tenant.applications;
  const principal = tenant.servicePrincipals.find(({ appId }) => appId === application?.appId);
  if (application === undefined || principal === undefined) throw new Error("The scenario has no application.");
  const { name: displayName, appId, applicationId, servicePrincipalId } = APPLICATION;
  tenant.applications.push({ ...application, id: applicationId, ...{ appId, displayName, ownerIds: [] } });
  tenant.servicePrincipals.push({ ...principal, id: servicePrincipalId, ...{ appId, displayName, ownerIds: [] } });
  const service = tenant.servicePrincipals.find((one) => one.appId === SYNC_SERVICE_APP_ID);
  if (service === undefined) throw new Error("The scenario does not know the synchronisation service.");
  tenant.appRoleAssignments.push({
    ...{ id: "assignment-of-lost", appRoleId: SYNC_APP_ROLE_ID, createdDateTime: "2024-01-12T09:00:00Z" },
    ...{ principalDisplayName: displayName, principalId: servicePrincipalId, principalType: "ServicePrincipal" },
    ...{ resourceDisplayName: service.displayName, resourceId: service.id },
  });
  // Connect Health has disabled both servers.
  const [old] = tenant.health.members;
  if (old === undefined) throw new Error("The scenario has no server in Connect Health.");
  for (const machineName of ["AADC-GONE", "AADC-LOST"])
    tenant.health.members.push({ ...old, machineName, disabled: true, serviceMemberId: randomUUID() });
}

/** Both off and noted for ten days, as the log tells, too. */
function withQuarantines(tenant: TenantState): void {
  withIdentities(tenant);
  const at = Date.now() - TEN_DAYS;
  const note = { disabledAt: noteTime(at), provenAt: null };
  const initiator = { kind: "user", id: "x", userPrincipalName: "admin@contoso.com" } as const;
  for (const user of tenant.users.filter(({ id }) => id === USER.userId)) {
    user.accountEnabled = false;
    user.extensions.push({ extensionName: "com.aadc-cloud", ...markWithNote(null, note) });
    const targets = [{ id: user.id, type: "User" }];
    audit(tenant, {
      at,
      activity: "Disable account",
      category: "UserManagement",
      operation: "Update",
      initiator,
      targets,
    });
  }
  for (const one of tenant.applications.filter(({ appId }) => appId === APPLICATION.appId))
    one.notes = notesWithNote("Owner: Ines", note);
  for (const one of tenant.servicePrincipals.filter(({ appId }) => appId === APPLICATION.appId)) {
    one.accountEnabled = false;
    const changes = [{ name: "AccountEnabled", old: "[true]", new: "[false]" }];
    audit(tenant, {
      ...{
        at,
        activity: "Update service principal",
        category: "ApplicationManagement",
        operation: "Update",
        initiator,
      },
      targets: [{ id: one.id, type: "ServicePrincipal", changes }],
    });
  }
}

function withDeleted(tenant: TenantState): void {
  withIdentities(tenant);
  const at = new Date(Date.now() - 3_600_000).toISOString().replace(/\.\d+Z$/, "Z");
  const user = tenant.users.find(({ id }) => id === USER.userId);
  if (user !== undefined) deleteUserSoftly(tenant, { ...user, accountEnabled: false }, at);
  const application = tenant.applications.find(({ appId }) => appId === APPLICATION.appId);
  const principal = tenant.servicePrincipals.find(({ appId }) => appId === APPLICATION.appId);
  if (application === undefined || principal === undefined) return;
  tenant.applications = tenant.applications.filter(({ id }) => id !== application.id);
  tenant.deletedApplications.push({ deletedDateTime: at, application });
  removePrincipal(tenant, { ...principal, accountEnabled: false }, at);
  // Its role is there as soon as the user is.
  giveRoles(tenant, USER.userId, [SYNC_ROLE]);
}

const said = (summary: string) => ({ summary, reversible: true });
const DELETED: readonly Change[] = [
  {
    ...{ ...said("delete the user"), kind: "delete-sync-user", target: USER },
    ...{ before: { accountEnabled: false, roleIds: [SYNC_ROLE] }, after: null },
  },
  {
    ...{ ...said("delete the application"), kind: "delete-sync-application", target: APPLICATION },
    ...{ before: { accountEnabled: false, roleIds: [], appRoles: [] }, after: null },
  },
];

/** The new server synchronises. */
const swapped: Before = async (stage) => {
  for (const event of [["swap", "AADC-OLD", "AADC-NEW"], ["sync"]]) {
    const { code, stderr } = await stage.cli(["sandbox", "do", ...event]);
    if (code !== 0) throw new Error(stderr);
  }
};

const both = ["--identity", USER.name, "--identity", APPLICATION.appId];
const spared = { argv: ["--active-server", "AADC-NEW"], needs: ["read-synchronization"] } as const;

function did(step: string, ...kinds: readonly string[]): CommandCase["succeeded"] {
  return ({ code, stdout }) => {
    expect(code).toBe(0);
    const { applied } = resultIn("cleanup-accounts", stdout);
    expect([step, applied.map(({ kind, outcome }) => `${kind} ${outcome}`).toSorted()]).toEqual([
      step,
      kinds.map((kind) => `${kind} done`).toSorted(),
    ]);
  };
}

export const IDENTITY_COMMANDS: readonly CommandCase[] = [
  {
    operation: "cleanup-accounts",
    tenant: withIdentities,
    before: swapped,
    argv: () => ["cleanup-accounts", ...inJson],
    succeeded: ({ code, stdout }) => {
      expect(code).toBe(0);
      const { identities } = resultIn("cleanup-accounts", stdout);
      expect(identities.map(({ name }) => name)).toEqual(expect.arrayContaining([USER.name, APPLICATION.name]));
    },
    gaps: (stdout) => JSON.stringify(resultIn("cleanup-accounts", stdout)),
  },
  {
    operation: "cleanup-accounts --step disable",
    tenant: withIdentities,
    before: swapped,
    spared,
    argv: () => ["cleanup-accounts", "--step", "disable", ...both, "--yes", ...inJson],
    succeeded: did("disable", "set-identity-enabled", "note-quarantine", "set-identity-enabled", "note-quarantine"),
  },
  {
    operation: "cleanup-accounts --step delete",
    tenant: withQuarantines,
    before: swapped,
    spared,
    argv: () => [
      ...["cleanup-accounts", "--step", "delete", ...both, "--yes", ...inJson],
      ...["--confirm-name", USER.name, "--confirm-name", APPLICATION.name],
    ],
    succeeded: did("delete", "note-quarantine", "delete-sync-user", "note-quarantine", "delete-sync-application"),
  },
  {
    operation: "runs rollback of cleanup-accounts",
    tenant: withDeleted,
    before: (stage) => journalOf(stage, "cleanup-accounts", DELETED),
    // Enabled, and noted, it was before neither; nor had the application an app role.
    idle: ["read-application-credentials", "disable-accounts", "mark-accounts"],
    argv: () => ["runs", "rollback", "last", "--yes", ...inJson],
    succeeded: ({ code, stdout, stderr }) => {
      expect(code, stderr).toBe(0);
      const { changed, plan } = resultIn("runs-rollback", stdout);
      expect([changed, ...plan.map(({ kind }) => kind)]).toEqual([
        true,
        ...["restore-sync-application", "restore-sync-principal", "set-identity-enabled", "restore-sync-user"],
      ]);
    },
  },
];
