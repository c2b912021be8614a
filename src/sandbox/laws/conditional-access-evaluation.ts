// What the tenant's policies do to the identities that synchronise: which of them stops a sign-in of the engine.
import { userById } from "../store/people.js";
import type { Tenant } from "../store/tenant-state.js";
import { appliedPolicies } from "./conditional-access/applied-policies.js";
import { type Control, missingControls } from "./conditional-access/controls.js";
import { evaluatePolicies } from "./conditional-access/evaluation.js";
import { activeRolesOf, groupsOf } from "./conditional-access/memberships.js";
import type { SignIn } from "./conditional-access/sign-in.js";
import { ROLE } from "./directory-roles.js";
import { FIRST_PARTY } from "./first-party.js";

export type { SignIn } from "./conditional-access/sign-in.js";
export { appliedPolicies, groupsOf };

/**
 * What an engine that signs in as a user asks tokens for. Policies match the resource, not the client; one resource that
 * is refused stops the cycle. The list is dated knowledge: sign-in logs of such engines, and the release notes of
 * 2.6.91.0 (Microsoft.Azure.SyncFabric).
 */
export const LEGACY_SYNC_RESOURCES: readonly string[] = [
  FIRST_PARTY.windowsAzureActiveDirectory,
  FIRST_PARTY.microsoftGraph,
  FIRST_PARTY.synchronizationService,
  FIRST_PARTY.syncFabric,
];

/** The same of an engine that signs in as an application. */
export const APPLICATION_SYNC_RESOURCES: readonly string[] = [
  FIRST_PARTY.synchronizationService,
  FIRST_PARTY.microsoftGraph,
  FIRST_PARTY.syncFabric,
];

export interface EnginePlace {
  /** Without it: the address of the server that uses the identity. */
  readonly ipAddress?: string;
  /** Two letters. Without it: the tenant's own country, where its servers are taken to stand. */
  readonly country?: string;
  readonly resourceAppIds?: readonly string[];
}

export interface Binding {
  readonly source: "policy" | "securityDefaults" | "perUserMfa";
  /** The policy's id; empty for the others. */
  readonly policyId: string;
  /** The policy's name, or what Microsoft calls the other kinds. */
  readonly displayName: string;
  /** `mfa` also for authentication strengths; `other`: a device, an application or terms that the engine cannot bring. */
  readonly control: "block" | "mfa" | "other";
  /** The number of the AADSTS error of such a sign-in ("Microsoft Entra authentication and authorization error codes"). */
  readonly errorCode: number;
}

/** How an engine that is a user signs in to one resource: no browser, on Windows, without risk and without a person. */
export function legacyEngineSignIn(tenant: Tenant, userId: string, appId: string, place: EnginePlace = {}): SignIn {
  return {
    identity: { kind: "user", userId },
    context: { kind: "applications", appIds: [appId] },
    conditions: {
      clientAppType: "mobileAppsAndDesktopClients",
      devicePlatform: "windows",
      deviceInfo: {},
      signInRiskLevel: "none",
      userRiskLevel: "none",
      insiderRiskLevel: "none",
      transferMethod: "none",
      ...placeOf(tenant, place, ({ identity }) => identity.kind === "legacy" && identity.userId === userId),
    },
  };
}

/** How an engine that is an application signs in to one resource. */
export function applicationEngineSignIn(
  tenant: Tenant,
  servicePrincipalId: string,
  appId: string,
  place: EnginePlace = {},
): SignIn {
  return {
    identity: { kind: "servicePrincipal", servicePrincipalId },
    context: { kind: "applications", appIds: [appId] },
    conditions: {
      servicePrincipalRiskLevel: "none",
      ...placeOf(
        tenant,
        place,
        ({ identity }) => identity.kind === "application" && identity.servicePrincipalId === servicePrincipalId,
      ),
    },
  };
}

/**
 * The first thing that stops a synchronisation identity that is a user, or asks of it what an engine cannot do: an
 * enabled policy (a blocking one before others), then security defaults, then per-user multifactor authentication.
 */
export function bindingPolicy(tenant: Tenant, userId: string, place: EnginePlace = {}): Binding | undefined {
  const resources = place.resourceAppIds ?? LEGACY_SYNC_RESOURCES;
  const signIns = resources.map((appId) => legacyEngineSignIn(tenant, userId, appId, place));
  return policyBinding(tenant, signIns) ?? securityDefaultsBinding(tenant, userId) ?? perUserBinding(tenant, userId);
}

/**
 * The same of one that is an application: policies for users, security defaults and per-user settings never reach it,
 * and a policy for workloads can only block ("Conditional Access for workload identities").
 */
export function bindingWorkloadPolicy(
  tenant: Tenant,
  servicePrincipalId: string,
  place: EnginePlace = {},
): Binding | undefined {
  const resources = place.resourceAppIds ?? APPLICATION_SYNC_RESOURCES;
  return policyBinding(
    tenant,
    resources.map((appId) => applicationEngineSignIn(tenant, servicePrincipalId, appId, place)),
  );
}

function policyBinding(tenant: Tenant, signIns: readonly SignIn[]): Binding | undefined {
  const bindings = signIns
    .flatMap((signIn) => evaluatePolicies(tenant, signIn))
    .filter(({ applies, form }) => applies && form.state === "enabled")
    .flatMap(({ policy, form }) => {
      const [first] = missingControls(form, new Set()).toSorted((one, other) => rank(one) - rank(other));
      return first === undefined ? [] : [{ policy, missing: first }];
    });
  const [found] = bindings.toSorted((one, other) => rank(one.missing) - rank(other.missing));
  if (found === undefined) return undefined;
  const { policy, missing } = found;
  return {
    source: "policy",
    policyId: policy.id,
    displayName: policy.displayName,
    control: missing === "block" ? "block" : missing === "mfa" || missing === "strength" ? "mfa" : "other",
    errorCode: ERROR_CODES.get(missing) ?? UNMET_CONTROL,
  };
}

const ERROR_CODES: ReadonlyMap<Control, number> = new Map([
  ["block", 53003],
  ["mfa", 50076],
  ["strength", 50076],
  ["compliantdevice", 53000],
  ["domainjoineddevice", 53001],
  ["approvedapplication", 53002],
  ["compliantapplication", 53009],
  ["passwordchange", 50142],
]);
/** ExternalSecurityChallenge: terms of use and custom controls. */
const UNMET_CONTROL = 50158;

/** A block is told before everything else, multifactor authentication before what else is missing. */
function rank(control: Control): number {
  if (control === "block") return 0;
  return control === "mfa" || control === "strength" ? 1 : 2;
}

/**
 * "Security defaults in Microsoft Entra ID": all users, except those who hold the role Directory Synchronization
 * Accounts. That an engine under another user's name is always asked, and not only "when necessary", is a choice.
 */
function securityDefaultsBinding(tenant: Tenant, userId: string): Binding | undefined {
  if (!tenant.securityDefaultsEnabled) return undefined;
  const roles = activeRolesOf(tenant, userId, groupsOf(tenant, userId));
  if (roles.includes(ROLE.directorySynchronizationAccounts)) return undefined;
  return {
    source: "securityDefaults",
    policyId: "",
    displayName: "Security defaults",
    control: "mfa",
    errorCode: 50076,
  };
}

/**
 * "Enable per-user Microsoft Entra multifactor authentication to secure sign-in events": enabled users have to register
 * when they next sign in with modern authentication, as the engine does; enforced ones are asked. No role is exempt.
 */
function perUserBinding(tenant: Tenant, userId: string): Binding | undefined {
  const state = userById(tenant, userId)?.perUserMfaState ?? "disabled";
  if (state === "disabled") return undefined;
  const displayName = "Per-user multifactor authentication";
  const errorCode = state === "enabled" ? 50079 : 50076;
  return { source: "perUserMfa", policyId: "", displayName, control: "mfa", errorCode };
}

type Server = Tenant["onPremises"]["servers"][number];

function placeOf(tenant: Tenant, { ipAddress, country }: EnginePlace, uses: (server: Server) => boolean) {
  const address = ipAddress ?? tenant.onPremises.servers.find(uses)?.address;
  const where = country ?? tenant.organization.countryLetterCode;
  return {
    ...(address === undefined ? {} : { ipAddress: address }),
    ...(where === null ? {} : { country: where }),
  };
}
