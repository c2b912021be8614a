// Breakages of the identities under which servers synchronise.
import { randomBytes, randomUUID } from "node:crypto";
import * as z from "zod";
import { FIRST_PARTY } from "../laws/first-party.js";
import { hashPassword } from "../store/password-hash.js";
import { deleteUserSoftly, restoreUser } from "../store/people.js";
import { removePrincipal } from "../store/service-principal-removal.js";
import { roleAssignmentSchema } from "../store/state/roles.js";
import type { SyncServer, TenantState } from "../store/tenant-state.js";
import { type BreakageKind, breakageKind, cannot, chosenServer, copied, serverSubject } from "./breakage-kind.js";
import { applicationOf, heldKey } from "./certificate.js";

const DAY = 86_400_000;
const isApplication = ({ identity }: { readonly identity: { readonly kind: string } }) =>
  identity.kind === "application";
const WITH_APPLICATION = "server with an application identity";
const isAny = () => true;

const undoUser = z.strictObject({
  kind: z.literal("legacy"),
  userId: z.string(),
  userPrincipalName: z.string(),
  roleAssignments: z.array(roleAssignmentSchema),
});
const undoApplication = z.strictObject({
  kind: z.literal("application"),
  servicePrincipalId: z.string(),
  appId: z.string(),
  roleAssignments: z.array(roleAssignmentSchema),
});

export const IDENTITY_BREAKAGES: Readonly<Record<string, BreakageKind>> = {
  "certificate-expiring": breakageKind({
    of: "[SERVER]",
    note: "the certificate of a server ends in five days, and nobody renews it",
    undo: z.strictObject({
      installationId: z.string(),
      keyId: z.string(),
      startDateTime: z.string(),
      endDateTime: z.string(),
      renewsCertificate: z.boolean(),
    }),
    subject: serverSubject(isApplication, WITH_APPLICATION),
    make: (draft, name, now) => {
      const server = chosenServer(draft, name, isApplication, WITH_APPLICATION);
      const key = heldKey(draft, server, now);
      if (key === undefined || server.identity.kind !== "application")
        throw cannot(`${server.name} holds no certificate.`);
      const { keyId, startDateTime, endDateTime } = key;
      const { renewsCertificate } = server.identity;
      server.identity.renewsCertificate = false;
      key.startDateTime = seconds(now - 85 * DAY);
      key.endDateTime = seconds(now + 5 * DAY);
      const undo = { installationId: server.installationId, keyId, startDateTime, endDateTime, renewsCertificate };
      return { told: `the certificate of ${server.name} ends at ${key.endDateTime}`, undo };
    },
    mend: (draft, { installationId, keyId, startDateTime, endDateTime, renewsCertificate }) => {
      const server = draft.onPremises.servers.find((one) => one.installationId === installationId);
      if (server?.identity.kind !== "application") return "the server is gone";
      server.identity.renewsCertificate = renewsCertificate;
      const key = applicationOf(draft, server)?.keyCredentials.find((one) => one.keyId === keyId);
      if (key === undefined) return `the certificate of ${server.name} is gone; the server renews by itself again`;
      key.startDateTime = startDateTime;
      key.endDateTime = endDateTime;
      return `the certificate of ${server.name} ends at ${endDateTime} again`;
    },
  }),
  "rogue-credential-on-app": breakageKind({
    of: "[SERVER]",
    note: "somebody has added a client secret to a server's application",
    undo: z.strictObject({ appId: z.string(), keyId: z.string() }),
    subject: serverSubject(isApplication, WITH_APPLICATION),
    make: (draft, name, now) => {
      const server = chosenServer(draft, name, isApplication, WITH_APPLICATION);
      const application = applicationOf(draft, server);
      if (application === undefined) throw cannot(`The application of ${server.name} is gone.`);
      const [keyId, secret] = [randomUUID(), randomBytes(24).toString("base64url")];
      application.passwordCredentials.push({
        keyId,
        displayName: "temp",
        hint: secret.slice(0, 3),
        startDateTime: seconds(now),
        endDateTime: seconds(now + 730 * DAY),
        secret: hashPassword(secret),
      });
      const undo = { appId: application.appId, keyId };
      return { told: `${application.displayName} has a client secret that is not its server's`, undo };
    },
    mend: (draft, { appId, keyId }) => {
      const application = draft.applications.find((one) => one.appId === appId);
      if (application === undefined) return "the application is gone";
      application.passwordCredentials = application.passwordCredentials.filter((one) => one.keyId !== keyId);
      return "the client secret is gone";
    },
  }),
  "sync-account-disabled": breakageKind({
    of: "[SERVER]",
    note: "the identity of a server, the first one's without a name, is disabled",
    undo: z.strictObject({ id: z.string() }),
    subject: serverSubject(isAny, "server"),
    make: (draft, name) => {
      const server = chosenServer(draft, name, isAny, "server");
      const holder = holderOf(draft, server);
      if (holder?.accountEnabled !== true) throw cannot(`The identity of ${server.name} is gone or disabled already.`);
      holder.accountEnabled = false;
      return { told: `${holder.displayName} of ${server.name} is disabled`, undo: { id: holder.id } };
    },
    mend: (draft, { id }) => {
      const holder = [...draft.users, ...draft.servicePrincipals].find((one) => one.id === id);
      if (holder === undefined) return "the identity is gone";
      holder.accountEnabled = true;
      return `${holder.displayName} is enabled`;
    },
  }),
  "identity-deleted": breakageKind({
    of: "[SERVER]",
    note: "the identity of a server, the first one's without a name, was deleted; it can be restored",
    undo: z.discriminatedUnion("kind", [undoUser, undoApplication]),
    subject: serverSubject(isAny, "server"),
    make: (draft, name, now) => {
      const { identity, name: server } = chosenServer(draft, name, isAny, "server");
      const when = seconds(now);
      const told = `the identity of ${server} is deleted`;
      if (identity.kind === "legacy") return { told, undo: deleteUser(draft, identity.userId, when) };
      return { told, undo: deleteApplication(draft, identity.servicePrincipalId, when) };
    },
    mend: (draft, undo) => (undo.kind === "legacy" ? restoreIdentity(draft, undo) : restoreApplication(draft, undo)),
  }),
  "sync-service-disabled": breakageKind({
    note: "Microsoft Entra AD Synchronization Service, Microsoft's own application, is disabled in the tenant",
    undo: z.strictObject({ id: z.string() }),
    make: (draft) => {
      const service = draft.servicePrincipals.find((one) => one.appId === FIRST_PARTY.synchronizationService);
      if (service?.accountEnabled !== true) throw cannot("The application is gone or disabled already.");
      service.accountEnabled = false;
      return { told: `${service.displayName} is disabled`, undo: { id: service.id } };
    },
    mend: (draft, { id }) => {
      const service = draft.servicePrincipals.find((one) => one.id === id);
      if (service === undefined) return "the application is gone";
      service.accountEnabled = true;
      return `${service.displayName} is enabled`;
    },
  }),
};

function holderOf(draft: TenantState, { identity }: SyncServer) {
  return identity.kind === "legacy"
    ? draft.users.find((one) => one.id === identity.userId)
    : draft.servicePrincipals.find((one) => one.id === identity.servicePrincipalId);
}

function deleteUser(draft: TenantState, userId: string, deletedDateTime: string): z.infer<typeof undoUser> {
  const user = draft.users.find((one) => one.id === userId);
  if (user === undefined) throw cannot("The user is gone already.");
  const roleAssignments = draft.roleAssignments.filter((one) => one.principalId === userId).map(copied);
  const { userPrincipalName } = user;
  deleteUserSoftly(draft, user, deletedDateTime);
  return { kind: "legacy", userId, userPrincipalName, roleAssignments };
}

/** Roles do not come back by themselves. */
function restoreIdentity(draft: TenantState, undo: z.infer<typeof undoUser>): string {
  const { userId, userPrincipalName, roleAssignments } = undo;
  restoreUser(draft, userId, userPrincipalName);
  if (!draft.users.some((one) => one.id === userId)) throw cannot("The user was deleted for good.");
  giveBackRoles(draft, userId, roleAssignments);
  return `${userPrincipalName} is restored, with its roles`;
}

function giveBackRoles(
  draft: TenantState,
  principalId: string,
  roleAssignments: z.infer<typeof undoUser>["roleAssignments"],
): void {
  for (const assignment of roleAssignments) {
    const isThere = draft.roleAssignments.some(
      (one) => one.principalId === principalId && one.roleDefinitionId === assignment.roleDefinitionId,
    );
    if (!isThere) draft.roleAssignments.push(assignment);
  }
}

function deleteApplication(
  draft: TenantState,
  servicePrincipalId: string,
  deletedDateTime: string,
): z.infer<typeof undoApplication> {
  const servicePrincipal = draft.servicePrincipals.find((one) => one.id === servicePrincipalId);
  const application = draft.applications.find((one) => one.appId === servicePrincipal?.appId);
  if (servicePrincipal === undefined || application === undefined) throw cannot("The application is gone already.");
  const roleAssignments = draft.roleAssignments.filter((one) => one.principalId === servicePrincipalId).map(copied);
  draft.applications = draft.applications.filter((one) => one.appId !== application.appId);
  draft.deletedApplications.push({ deletedDateTime, application: copied(application) });
  removePrincipal(draft, copied(servicePrincipal), deletedDateTime);
  return { kind: "application", servicePrincipalId, appId: application.appId, roleAssignments };
}

/** App roles come back with the service principal, as when Graph restores it; roles do not. */
function restoreApplication(draft: TenantState, undo: z.infer<typeof undoApplication>): string {
  const { servicePrincipalId, appId } = undo;
  const application = draft.deletedApplications.find((one) => one.application.appId === appId);
  if (application !== undefined) {
    draft.deletedApplications = draft.deletedApplications.filter((one) => one !== application);
    draft.applications.push(copied(application.application));
  }
  const principal = draft.deletedServicePrincipals.find((one) => one.servicePrincipal.id === servicePrincipalId);
  if (principal !== undefined) {
    draft.deletedServicePrincipals = draft.deletedServicePrincipals.filter((one) => one !== principal);
    draft.servicePrincipals.push(copied(principal.servicePrincipal));
  }
  const restored = draft.servicePrincipals.find((one) => one.id === servicePrincipalId);
  if (restored === undefined || !draft.applications.some((one) => one.appId === appId)) {
    throw cannot("The application was deleted for good.");
  }
  giveBackRoles(draft, servicePrincipalId, undo.roleAssignments);
  return `${restored.displayName} is restored, with its app roles`;
}

function seconds(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/u, "Z");
}
