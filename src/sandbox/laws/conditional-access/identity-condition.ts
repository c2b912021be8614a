// Does a policy speak of this identity? "Conditional Access: Users, groups, and workload identities"; "Conditional
// Access for workload identities".
import { userById } from "../../store/people.js";
import type { Tenant } from "../../store/tenant-state.js";
import { activeRolesOf, groupsOf } from "./memberships.js";
import type { GuestForm, PolicyForm } from "./policy-form.js";
import { anyVerdict, included, type SignIn, type UserIdentity, type Verdict, verdict } from "./sign-in.js";

/** What is known of the one who signs in; worked out once per sign-in. */
export type Subject = UserSubject | WorkloadSubject;

interface UserSubject {
  readonly kind: "user";
  /** Empty for an external user who is no object of this tenant. */
  readonly id: string;
  readonly groups: ReadonlySet<string>;
  readonly roles: ReadonlySet<string>;
  /** One of conditionalAccessGuestOrExternalUserTypes in lower case; `undefined` for members of the tenant. */
  readonly guestType: string | undefined;
  readonly homeTenantId: string | undefined;
}

interface WorkloadSubject {
  readonly kind: "servicePrincipal";
  readonly id: string;
  /** Single-tenant, registered here: the only ones that policies reach. */
  readonly isOwn: boolean;
}

export function subjectOf(tenant: Tenant, identity: SignIn["identity"]): Subject {
  return identity.kind === "user"
    ? userSubject(tenant, identity)
    : workloadSubject(tenant, identity.servicePrincipalId);
}

/** Policies for workloads never speak of users, nor the other way round. */
export function matchesIdentity(form: PolicyForm, subject: Subject): Verdict {
  if (subject.kind === "servicePrincipal") return matchesWorkload(form, subject);
  if (form.workloads !== undefined) return "unmet";
  return included(names(form.include, subject), names(form.exclude, subject));
}

function names(principals: PolicyForm["include"], subject: UserSubject): Verdict {
  if (principals.users.includes("all") || (subject.id !== "" && principals.users.includes(subject.id))) return "met";
  if (principals.users.includes("guestsorexternalusers") && subject.guestType !== undefined) return "met";
  if (principals.groups.some((id) => subject.groups.has(id))) return "met";
  if (principals.roles.some((id) => subject.roles.has(id))) return "met";
  return principals.guests === undefined ? "unmet" : namesGuest(principals.guests, subject);
}

/** Home tenants count for external users only: an internal guest has none. */
function namesGuest({ types, tenants }: GuestForm, { guestType, homeTenantId }: UserSubject): Verdict {
  if (guestType === undefined || !types.includes(guestType)) return "unmet";
  if (tenants === undefined || guestType === "internalguest") return "met";
  return homeTenantId === undefined ? "unknown" : verdict(tenants.includes(homeTenantId));
}

/**
 * `ServicePrincipalsInMyTenant` are all single-tenant ones that are registered here; others, and managed identities,
 * are out of reach. A filter reads custom security attributes, which this tenant does not know.
 */
function matchesWorkload({ workloads }: PolicyForm, subject: WorkloadSubject): Verdict {
  if (workloads === undefined || !subject.isOwn) return "unmet";
  const named = (ids: readonly string[]) =>
    verdict(ids.includes("serviceprincipalsinmytenant") || ids.includes(subject.id));
  const byFilter = (mode: string): Verdict => (workloads.filter?.mode === mode ? "unknown" : "unmet");
  return included(
    anyVerdict([named(workloads.include), byFilter("include")]),
    anyVerdict([named(workloads.exclude), byFilter("exclude")]),
  );
}

function userSubject(tenant: Tenant, { userId, externalTenantId, externalUserType }: UserIdentity): UserSubject {
  const id = userId?.toLowerCase() ?? "";
  const groups = id === "" ? [] : groupsOf(tenant, id);
  return {
    kind: "user",
    id,
    groups: new Set(groups),
    roles: new Set(id === "" ? [] : activeRolesOf(tenant, id, groups)),
    guestType: guestType(externalUserType) ?? guestTypeOf(tenant, id),
    homeTenantId: externalTenantId?.toLowerCase(),
  };
}

function guestType(said: string | undefined): string | undefined {
  const type = said?.toLowerCase();
  return type === "none" ? undefined : type;
}

/** "Properties of a Microsoft Entra B2B collaboration user": `#EXT#` in the name of those who sign in elsewhere. */
function guestTypeOf(tenant: Tenant, id: string): string | undefined {
  const user = id === "" ? undefined : userById(tenant, id);
  if (user === undefined) return undefined;
  const isGuest = user.userType.toLowerCase() === "guest";
  if (/#ext#/iu.test(user.userPrincipalName)) return isGuest ? "b2bcollaborationguest" : "b2bcollaborationmember";
  return isGuest ? "internalguest" : undefined;
}

function workloadSubject(tenant: Tenant, servicePrincipalId: string): WorkloadSubject {
  const id = servicePrincipalId.toLowerCase();
  const principal = tenant.servicePrincipals.find((one) => one.id === id);
  const application = tenant.applications.find((one) => one.appId === principal?.appId);
  return { kind: "servicePrincipal", id, isOwn: application?.signInAudience === "AzureADMyOrg" };
}
