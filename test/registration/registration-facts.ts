// A tenant's view of a registration, in order and as it should be; tests change what they are about.
import { requiredAccess, resolvePermissions, type WantedPermissions } from "../../src/registration/access.js";
import type { RegistrationFacts, RegistrationWishes } from "../../src/registration/registration-facts.js";
import { known } from "../../src/shapes/fact.js";
import type { ResourceApplication } from "../../src/tenant/consent.js";
import type { Application } from "../../src/tenant/registrations.js";

const SOURCE = { request: "GET /test" };

/** Ids of this cloud; those of another would be others. */
export const GRAPH: ResourceApplication = {
  id: "graph-principal",
  appId: "00000003-0000-0000-c000-000000000000",
  displayName: "Microsoft Graph",
  scopes: [
    { id: "scope-user", value: "User.Read.All" },
    { id: "scope-policy", value: "Policy.Read.All" },
  ],
  appRoles: [
    { id: "role-user", value: "User.Read.All" },
    { id: "role-policy", value: "Policy.Read.All" },
  ],
};
export const AZURE: ResourceApplication = {
  id: "azure-principal",
  appId: "797f4846-ba00-4fd7-ba43-dac1f8f63013",
  displayName: "Windows Azure Service Management API",
  scopes: [{ id: "scope-azure", value: "user_impersonation" }],
  appRoles: [],
};

export function wishesFor(
  kind: WantedPermissions["kind"],
  change: Partial<RegistrationWishes> = {},
): RegistrationWishes {
  const wanted = { kind, graph: ["User.Read.All", "Policy.Read.All"], azure: kind === "delegated" };
  return {
    name: "aadc-cloud",
    kind,
    permissions: resolvePermissions(wanted, { graph: GRAPH, azure: AZURE }),
    certificate: null,
    federated: null,
    grant: false,
    ...change,
  };
}

/** As an earlier run has left it. */
export function applicationFor(wishes: RegistrationWishes, change: Partial<Application> = {}): Application {
  const delegated = wishes.kind === "delegated";
  return {
    id: "object-1",
    appId: "client-1",
    displayName: wishes.name,
    uniqueName: "aadc-cloud-register-app-aadc-cloud",
    tags: ["aadc-cloud"],
    signInAudience: "AzureADMyOrg",
    publicClient: delegated,
    redirectUris: delegated ? ["http://localhost"] : [],
    otherRedirectUris: [],
    requiredResourceAccess: requiredAccess(wishes.permissions),
    keys: [],
    secrets: [],
    ...change,
  };
}

export function factsFor(application: Application | null, change: Partial<RegistrationFacts> = {}): RegistrationFacts {
  return {
    application,
    uniqueName: application?.uniqueName ?? "aadc-cloud-register-app-aadc-cloud",
    servicePrincipal: application === null ? null : { id: "principal-1", enabled: true, certificates: [], secrets: [] },
    federated: [],
    owners: known([], SOURCE),
    principalOwners: known([], SOURCE),
    grants: known([], SOURCE),
    assignments: known([], SOURCE),
    resources: [GRAPH, AZURE],
    ...change,
  };
}

export function certificateOf(thumbprint: string | null = "AB12") {
  return { file: "/keys/aadc.pem", thumbprint, der: thumbprint === null ? null : `der-${thumbprint}`, days: 365 };
}

export function keyOf(thumbprint: string) {
  const whole = { keyId: `key-${thumbprint}`, customKeyIdentifier: thumbprint };
  return {
    keyId: whole.keyId,
    displayName: "CN=x",
    identifier: thumbprint,
    der: `der-${thumbprint}`,
    endDateTime: null,
    whole,
  };
}

export const listed = <T>(value: readonly T[]) => known(value, SOURCE);
