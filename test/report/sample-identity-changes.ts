// One change of a server's identity of each kind.
import type { Change } from "../../src/shapes/change.js";
import type { HeldAppRole, OfSyncIdentity } from "../../src/shapes/identity-change.js";
import type { Name } from "./sample-results.js";

const reversible = true;
const AT = "2026-11-22T10:00:00.000Z";
const NOTED = "2026-11-15T02:00:00Z";

export function identityChangesOf(name: Name): readonly Change[] {
  const user = { name: name("Sync_A_0123456789ab@contoso.onmicrosoft.com"), userId: name("u-1") };
  const ids = { applicationId: name("a-1"), appId: name("app-1"), servicePrincipalId: name("sp-1") };
  const application = { name: name("ConnectSyncProvisioning_A_0123456789ab"), ...ids };
  const ofUser: OfSyncIdentity = { type: "user", ...user };
  const ofApplication: OfSyncIdentity = { type: "application", ...application };
  const held: HeldAppRole = {
    resourceId: name("r-1"),
    resourceName: name("Microsoft Entra AD Synchronization Service"),
    appRoleId: name("ar-1"),
  };
  const back = { before: { deletedDateTime: name(AT) }, after: { deletedDateTime: null }, reversible };
  return [
    {
      kind: "disable-health-server",
      target: { serviceName: name("AadSyncService"), serviceMemberId: name("h-1"), machineName: name("AADC-OLD") },
      summary: `disable ${name("AADC-OLD")} in Connect Health`,
      before: { machineName: name("AADC-OLD") },
      after: { disabled: true },
      reversible: false,
    },
    {
      kind: "set-identity-enabled",
      target: ofUser,
      summary: `disable ${user.name}`,
      before: { accountEnabled: true },
      after: { accountEnabled: false },
      reversible,
    },
    {
      kind: "note-quarantine",
      target: ofApplication,
      summary: `note at ${application.name} that synchronisation goes on without it`,
      before: { disabledAt: NOTED, provenAt: null },
      after: { stage: "proven" },
      reversible,
    },
    {
      kind: "delete-sync-user",
      target: user,
      summary: `delete the user ${user.name}`,
      before: { accountEnabled: false, roleIds: [name("d29b2b05-8046-44ba-8758-1e26182fcf32")] },
      after: null,
      reversible,
    },
    { kind: "restore-sync-user", target: user, summary: `restore the user ${user.name}`, ...back },
    {
      kind: "delete-sync-application",
      target: application,
      summary: `delete the application ${application.name}`,
      before: { accountEnabled: false, roleIds: [], appRoles: [held] },
      after: null,
      reversible,
    },
    { kind: "restore-sync-application", target: application, summary: `restore ${application.name}`, ...back },
    {
      kind: "restore-sync-principal",
      target: application,
      summary: `restore the service principal of ${application.name}`,
      ...back,
    },
    {
      kind: "grant-sync-app-role",
      target: { ...application, ...held },
      summary: `give ${application.name} its app role of ${held.resourceName}`,
      before: null,
      after: { granted: true },
      reversible,
    },
  ];
}
