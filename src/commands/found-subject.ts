// One whom `--for` means, as the tenant shows it: its roles and memberships, and what kind of identity it is.
import { WIZARD_ROLE } from "../accounts/held-role.js";
import type { SyncIdentity } from "../accounts/inventory.js";
import { DEFAULT_NAME } from "../accounts/setup-wishes.js";
import type { ServiceClient } from "../cloud/service-client.js";
import type { ApplicationSubject, UserSubject } from "../conditional-access/subject.js";
import { ROLES } from "../knowledge/directory.js";
import { type Fact, known } from "../shapes/fact.js";
import type { ApplicationIdentity } from "../tenant/application-identity.js";
import { type Mark, readMark } from "../tenant/marks.js";
import { observe } from "../tenant/observe.js";
import { readAssignedRoles } from "../tenant/operator-rights.js";
import type { Organization } from "../tenant/organization.js";
import { readMembershipsOf, type User } from "../tenant/users.js";

/** One whom `--for` means, before it is known how it signs in. */
export interface FoundSubject {
  readonly subject: UserSubject | ApplicationSubject;
  readonly is: "connector" | "cloud-sync" | "service-account" | "application" | "other";
  readonly server: string | null;
  readonly enabled: boolean | null;
  /** The same as it will be when it signs in, where that is not how it is now. */
  readonly willBe?: UserSubject;
  /** What this program has noted on the account; only of users who were named. */
  readonly mark?: Fact<Mark | null>;
}

export interface Known {
  readonly graph: ServiceClient;
  readonly organization: Organization;
  readonly identities: readonly SyncIdentity[];
}

/** While nobody synchronises: whatever account the wizard will make. */
export const FUTURE_CONNECTOR: FoundSubject = {
  subject: {
    kind: "user",
    name: `any holder of the role ${ROLES.directorySynchronizationAccounts.name}`,
    userId: null,
    roleIds: [ROLES.directorySynchronizationAccounts.id],
    memberships: known({ groupIds: [], roleIds: [] }, { request: "there is no such account yet" }),
    guest: false,
  },
  is: "connector",
  server: null,
  enabled: null,
};

export async function subjectOf(tenant: Known, user: User): Promise<FoundSubject> {
  const identity = tenant.identities.find(({ id }) => id.toLowerCase() === user.id.toLowerCase());
  return identity === undefined ? otherUser(tenant, user) : synchronisingUser(tenant, identity, user);
}

export async function synchronisingUser(
  { graph }: Known,
  identity: SyncIdentity,
  user: User | null,
): Promise<FoundSubject> {
  return {
    subject: {
      kind: "user",
      name: user?.userPrincipalName ?? identity.name,
      userId: identity.id,
      roleIds: identity.roleIds,
      memberships: await observe(readMembershipsOf(graph, identity.id)),
      guest: isGuest(user),
    },
    is: identity.kind === "cloud-sync" ? "cloud-sync" : "connector",
    server: identity.server,
    enabled: user?.enabled ?? identity.enabled,
  };
}

export function applicationSubject(
  { organization }: Known,
  name: string,
  application: ApplicationIdentity | null,
  identity: SyncIdentity | undefined,
): FoundSubject {
  return {
    subject: {
      kind: "application",
      name: name === "" ? (application?.appId ?? identity?.id ?? "") : name,
      servicePrincipalId: application?.id ?? identity?.id ?? "",
      ownTenantOnly: application === null ? null : belongsHereOnly(application, organization),
    },
    is: "application",
    server: identity?.server ?? null,
    enabled: application?.enabled ?? null,
  };
}

/**
 * Policies for workload identities reach applications registered here, for this tenant only: no third party's, no managed
 * identity ("Conditional Access for workload identities").
 */
function belongsHereOnly(application: ApplicationIdentity, organization: Organization): boolean | null {
  const { ownerTenantId, type, signInAudience } = application;
  if (type === "ManagedIdentity") return false;
  if (ownerTenantId !== null && ownerTenantId !== organization.id.toLowerCase()) return false;
  if (signInAudience !== null && signInAudience !== "AzureADMyOrg") return false;
  return ownerTenantId === null || signInAudience === null ? null : true;
}

async function otherUser({ graph, organization }: Known, user: User): Promise<FoundSubject> {
  const [memberships, assigned, mark] = await Promise.all([
    observe(readMembershipsOf(graph, user.id)),
    observe(readAssignedRoles(graph, user.id)),
    observe(readMark(graph, user.id)),
  ]);
  const roles = assigned.state === "known" ? assigned.value.filter(({ tenantWide }) => tenantWide) : [];
  const subject: UserSubject = {
    kind: "user",
    name: user.userPrincipalName,
    userId: user.id,
    roleIds: [...new Set(roles.map(({ roleId }) => roleId))],
    memberships,
    guest: isGuest(user),
    attended: true,
  };
  const usual = `${DEFAULT_NAME}@${organization.initialDomain}`.toLowerCase();
  const isMarked = mark.state === "known" && mark.value?.purpose === "service-account";
  const common = { server: null, enabled: user.enabled, mark };
  if (!isMarked && user.userPrincipalName.toLowerCase() !== usual) return { ...common, subject, is: "other" };
  const willBe = subject.roleIds.includes(WIZARD_ROLE.id)
    ? {}
    : { willBe: { ...subject, roleIds: [...subject.roleIds, WIZARD_ROLE.id] } };
  return { ...common, subject, is: "service-account", ...willBe };
}

function isGuest(user: User | null): boolean | null {
  return user === null || user.type === null ? null : user.type === "Guest";
}
