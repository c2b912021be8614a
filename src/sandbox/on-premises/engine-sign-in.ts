// How the engine's sign-ins end: one for each resource that it asks a token for, at every cycle, in staging mode too.
//
// Sources: "Microsoft Entra authentication and authorization error codes"; "Microsoft Entra Connect: Accounts and
// permissions" and "Microsoft Entra Connect Sync: application-based authentication" (who signs in).
import {
  APPLICATION_SYNC_RESOURCES,
  applicationEngineSignIn,
  appliedPolicies,
  type Binding,
  bindingPolicy,
  bindingWorkloadPolicy,
  LEGACY_SYNC_RESOURCES,
  legacyEngineSignIn,
} from "../laws/conditional-access-evaluation.js";
import { assignedAppRoles } from "../laws/consent.js";
import { ROLE } from "../laws/directory-roles.js";
import { FIRST_PARTY } from "../laws/first-party.js";
import { nameBeforeDeletion } from "../store/people.js";
import type { AppliedPolicy } from "../store/sign-in-trail.js";
import type { SyncServer, Tenant } from "../store/tenant-state.js";

/** The application permission that the connector's application is given, of the synchronisation service. */
export const SYNC_APP_ROLE = "ADSynchronization.ReadWrite.All";
/**
 * What a user must hold ("Microsoft Entra Connect: Accounts and permissions"): nothing says that an administrator's role
 * does instead. That the second role does as well follows from its description: "Only used by synchronization".
 */
const SYNC_ROLES: readonly string[] = [ROLE.directorySynchronizationAccounts, ROLE.onPremisesDirectorySyncAccount];

export interface ResourceSignIn {
  readonly resourceAppId: string;
  /** The number of the AADSTS error; 0 for success. */
  readonly errorCode: number;
  readonly failureReason: string;
  readonly policies: readonly AppliedPolicy[];
}

export interface EngineSignIn {
  /** Nothing of the identity is left by which the log could name it: then there are no entries either. */
  readonly who: EngineIdentity | undefined;
  readonly signIns: readonly ResourceSignIn[];
  /** What the engine says when it gets no further; `undefined` when it does. */
  readonly refusal: string | undefined;
}

export type EngineIdentity =
  | { readonly kind: "user"; readonly id: string; readonly userPrincipalName: string; readonly displayName: string }
  | {
      readonly kind: "application";
      readonly servicePrincipalId: string;
      readonly appId: string;
      readonly displayName: string;
    };

/** Everything but the version and the certificate, which are matters of the moment. */
export function engineSignIn(tenant: Tenant, server: SyncServer): EngineSignIn {
  const { identity, address } = server;
  const signedIn =
    identity.kind === "legacy"
      ? userSignIn(tenant, identity.userId, address)
      : applicationSignIn(tenant, identity.servicePrincipalId, address);
  return signedIn.refusal === undefined ? throughService(tenant, signedIn) : signedIn;
}

/** The same for each of the resources. */
export function alike(signIns: readonly ResourceSignIn[], errorCode: number, failureReason: string) {
  return signIns.map(({ resourceAppId }) => ({ resourceAppId, errorCode, failureReason, policies: [] }));
}

function userSignIn(tenant: Tenant, userId: string, ipAddress: string): EngineSignIn {
  const user = tenant.users.find((one) => one.id === userId);
  const known = user ?? tenant.deletedUsers.find((one) => one.user.id === userId)?.user;
  const who = known === undefined ? undefined : userIdentity(known);
  if (user === undefined || !user.accountEnabled) {
    const code = user === undefined ? 50034 : 50057;
    const reason =
      user === undefined
        ? "The user account does not exist in the directory. To sign into this application, the account must be added to the directory."
        : "The user account is disabled.";
    const why =
      user === undefined
        ? "the synchronisation account does not exist in the directory"
        : `the account ${user.userPrincipalName} is disabled`;
    return {
      who,
      signIns: failed(LEGACY_SYNC_RESOURCES, code, reason),
      refusal: `sign-in failed: AADSTS${code}: ${why}`,
    };
  }
  const name = user.userPrincipalName;
  const signIns = LEGACY_SYNC_RESOURCES.map((appId) => {
    const binding = bindingPolicy(tenant, userId, { ipAddress, resourceAppIds: [appId] });
    return resourceSignIn(tenant, appId, binding, legacyEngineSignIn(tenant, userId, appId, { ipAddress }));
  });
  const binding = bindingPolicy(tenant, userId, { ipAddress });
  if (binding !== undefined) return { who, signIns, refusal: bindingRefusal(name, binding) };
  const hasRole = tenant.roleAssignments.some(
    (one) => one.principalId === userId && SYNC_ROLES.includes(one.roleDefinitionId),
  );
  const refusal = hasRole
    ? undefined
    : `refused by the service: ${name} does not hold the role Directory Synchronization Accounts`;
  return { who, signIns, refusal };
}

function applicationSignIn(tenant: Tenant, servicePrincipalId: string, ipAddress: string): EngineSignIn {
  const principal = tenant.servicePrincipals.find((one) => one.id === servicePrincipalId);
  const application = tenant.applications.find((one) => one.appId === principal?.appId);
  if (principal === undefined || application === undefined) {
    return {
      who: undefined,
      signIns: [],
      refusal: "sign-in failed: AADSTS700016: the synchronisation application was not found in the directory",
    };
  }
  const { appId, displayName } = principal;
  const who = { kind: "application", servicePrincipalId, appId, displayName } as const;
  if (!principal.accountEnabled) {
    const reason = `Application '${appId}' (${displayName}) is disabled.`;
    const refusal = `sign-in failed: AADSTS7000112: the application ${displayName} is disabled`;
    return { who, signIns: failed(APPLICATION_SYNC_RESOURCES, 7000112, reason), refusal };
  }
  const signIns = APPLICATION_SYNC_RESOURCES.map((resource) => {
    const binding = bindingWorkloadPolicy(tenant, servicePrincipalId, { ipAddress, resourceAppIds: [resource] });
    const signIn = applicationEngineSignIn(tenant, servicePrincipalId, resource, { ipAddress });
    return resourceSignIn(tenant, resource, binding, signIn);
  });
  const binding = bindingWorkloadPolicy(tenant, servicePrincipalId, { ipAddress });
  if (binding !== undefined) return { who, signIns, refusal: bindingRefusal(displayName, binding) };
  const appRoles = assignedAppRoles(tenant, servicePrincipalId, FIRST_PARTY.synchronizationService);
  const hasRole = service(tenant) === undefined || appRoles.includes(SYNC_APP_ROLE);
  const refusal = hasRole ? undefined : `refused by the service: ${displayName} does not hold ${SYNC_APP_ROLE}`;
  return { who, signIns, refusal };
}

function resourceSignIn(
  tenant: Tenant,
  resourceAppId: string,
  binding: Binding | undefined,
  signIn: Parameters<typeof appliedPolicies>[1],
): ResourceSignIn {
  const policies = appliedPolicies(tenant, signIn);
  if (binding === undefined) return { resourceAppId, errorCode: 0, failureReason: "", policies };
  return { resourceAppId, errorCode: binding.errorCode, failureReason: FAILURE_REASONS[binding.control], policies };
}

const FAILURE_REASONS: Readonly<Record<Binding["control"], string>> = {
  block: "Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.",
  mfa: "Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication to access the resource.",
  other: "The access policy demands what the client did not bring.",
};

function bindingRefusal(name: string, { source, displayName, control, errorCode }: Binding): string {
  const what = source === "policy" ? `the Conditional Access policy "${displayName}"` : displayName;
  const why = {
    block: `access has been blocked by ${what}`,
    mfa: `${what} demands multi-factor authentication, which the engine cannot do`,
    other: `${what} demands what the engine cannot bring`,
  }[control];
  return `sign-in of ${name} failed: AADSTS${errorCode}: ${why}`;
}

/** Where the tenant has no synchronisation service at all, a user gets along without it: so old tenants did. */
function throughService(tenant: Tenant, signedIn: EngineSignIn): EngineSignIn {
  const resource = service(tenant);
  if (resource?.accountEnabled ?? signedIn.who?.kind === "user") return signedIn;
  const name = resource?.displayName ?? "Microsoft Entra AD Synchronization Service";
  const code = resource === undefined ? 500011 : 500014;
  const what = resource === undefined ? "was not found in the tenant" : "is disabled";
  const failureReason = `The service principal for resource '${FIRST_PARTY.synchronizationService}' ${what}.`;
  return {
    who: signedIn.who,
    signIns: signedIn.signIns.map((one) =>
      one.resourceAppId === FIRST_PARTY.synchronizationService ? { ...one, errorCode: code, failureReason } : one,
    ),
    refusal: `sign-in failed: AADSTS${code}: the resource ${name} ${what}`,
  };
}

/** Where there is none, no app role of it can be held, and the sign-in says that instead. */
function service(tenant: Tenant) {
  return tenant.servicePrincipals.find((one) => one.appId === FIRST_PARTY.synchronizationService);
}

function failed(resources: readonly string[], errorCode: number, failureReason: string): readonly ResourceSignIn[] {
  return resources.map((resourceAppId) => ({ resourceAppId, errorCode, failureReason, policies: [] }));
}

function userIdentity(user: Tenant["users"][number]): EngineIdentity {
  return { kind: "user", id: user.id, userPrincipalName: nameBeforeDeletion(user), displayName: user.displayName };
}
