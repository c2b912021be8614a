// Reading what is consented to: service principals, what they publish, scopes granted, app roles assigned.
import * as z from "zod";
import type { Read } from "../cloud/answers.js";
import { literal, path, query } from "../cloud/odata.js";
import { readAll, type ServiceClient } from "../cloud/service-client.js";
import { orNull } from "./observe.js";

const published = z.object({
  id: z.string(),
  value: z.string().nullish(),
  isEnabled: z.boolean().nullish(),
});
const resource = z.object({
  id: z.string(),
  appId: z.string(),
  displayName: z.string().nullish(),
  appRoles: z.array(published.extend({ allowedMemberTypes: z.array(z.string()).nullish() })).nullish(),
  oauth2PermissionScopes: z.array(published).nullish(),
});

/** A permission by the name that it has in every cloud, and the id that it has in this one. */
export interface PublishedPermission {
  readonly id: string;
  readonly value: string;
}

/** A service whose permissions can be consented to, as this tenant knows it. */
export interface ResourceApplication {
  /** Object id of its service principal. */
  readonly id: string;
  readonly appId: string;
  readonly displayName: string;
  readonly scopes: readonly PublishedPermission[];
  readonly appRoles: readonly PublishedPermission[];
}

/** Null where the tenant has no service principal of it. */
export async function readResource(graph: ServiceClient, appId: string): Promise<Read<ResourceApplication | null>> {
  const address = path`/v1.0/servicePrincipals(appId='${appId}')`;
  const select = query({ $select: "id,appId,displayName,appRoles,oauth2PermissionScopes" });
  const { value, source } = await orNull(
    graph.get(address + select, resource, "register-applications"),
    `GET ${address}`,
  );
  if (value === null) return { value: null, source };
  const { id, displayName, appRoles, oauth2PermissionScopes } = value;
  const forApplications = (appRoles ?? []).filter(({ allowedMemberTypes }) =>
    (allowedMemberTypes ?? ["Application"]).includes("Application"),
  );
  return {
    value: {
      id,
      appId: value.appId,
      displayName: displayName ?? "",
      scopes: enabled(oauth2PermissionScopes ?? []),
      appRoles: enabled(forApplications),
    },
    source,
  };
}

function enabled(all: readonly z.infer<typeof published>[]): readonly PublishedPermission[] {
  return all.flatMap(({ id, value, isEnabled }) =>
    value === null || value === undefined || value === "" || isEnabled === false
      ? []
      : [{ id: id.toLowerCase(), value }],
  );
}

const proof = z.object({ displayName: z.string().nullish(), keyId: z.string().nullish() });

const principal = z.object({
  id: z.string(),
  accountEnabled: z.boolean().nullish(),
  keyCredentials: z.array(proof).nullish(),
  passwordCredentials: z.array(proof).nullish(),
});

export interface ServicePrincipal {
  readonly id: string;
  /** False: somebody has turned sign-in off. */
  readonly enabled: boolean;
  /** Names of the certificates of its own, which serve as well as those of the application. */
  readonly certificates: readonly string[];
  /** Names of the client secrets of its own. */
  readonly secrets: readonly string[];
}

/** The application's presence in the tenant; null where there is none, or not yet on the replica that answered. */
export async function readServicePrincipal(
  graph: ServiceClient,
  appId: string,
): Promise<Read<ServicePrincipal | null>> {
  const address = path`/v1.0/servicePrincipals(appId='${appId}')`;
  const select = query({ $select: "id,accountEnabled,keyCredentials,passwordCredentials" });
  const { value, source } = await orNull(
    graph.get(address + select, principal, "register-applications"),
    `GET ${address}`,
  );
  if (value === null) return { value: null, source };
  const { id, accountEnabled, keyCredentials, passwordCredentials } = value;
  return {
    value: {
      id,
      enabled: accountEnabled !== false,
      certificates: (keyCredentials ?? []).map(nameOfProof),
      secrets: (passwordCredentials ?? []).map(nameOfProof),
    },
    source,
  };
}

function nameOfProof({ displayName, keyId }: z.infer<typeof proof>): string {
  return displayName ?? keyId ?? "without a name";
}

const grant = z.object({
  id: z.string(),
  consentType: z.string().nullish(),
  principalId: z.string().nullish(),
  resourceId: z.string(),
  scope: z.string().nullish(),
});

/** Consent to what people may do through a client. */
export interface ScopeGrant {
  readonly id: string;
  /** For everybody, or for one person only. */
  readonly forAll: boolean;
  readonly resourceId: string;
  readonly scopes: readonly string[];
}

export async function readScopeGrants(
  graph: ServiceClient,
  servicePrincipalId: string,
): Promise<Read<readonly ScopeGrant[]>> {
  const asked = query({ $filter: `clientId eq ${literal(servicePrincipalId)}` });
  const pages = graph.pages(`/v1.0/oauth2PermissionGrants${asked}`, grant, "consent-for-people");
  const { value, source } = await readAll(pages);
  return {
    value: value.map(({ id, consentType, resourceId, scope }) => ({
      id,
      forAll: consentType === "AllPrincipals",
      resourceId: resourceId.toLowerCase(),
      scopes: [...new Set((scope ?? "").split(" "))].filter((one) => one !== "").sort(),
    })),
    source,
  };
}

const assignment = z.object({
  id: z.string(),
  appRoleId: z.string(),
  resourceId: z.string(),
  resourceDisplayName: z.string().nullish(),
});

/** What an application may do by itself. */
export interface AppRoleAssignment {
  readonly id: string;
  readonly appRoleId: string;
  readonly resourceId: string;
  readonly resourceName: string;
}

export async function readAppRoleAssignments(
  graph: ServiceClient,
  servicePrincipalId: string,
): Promise<Read<readonly AppRoleAssignment[]>> {
  const address = path`/v1.0/servicePrincipals/${servicePrincipalId}/appRoleAssignments`;
  const { value, source } = await readAll(graph.pages(address, assignment, "register-applications"));
  return {
    value: value.map(({ id, appRoleId, resourceId, resourceDisplayName }) => ({
      id,
      appRoleId: appRoleId.toLowerCase(),
      resourceId: resourceId.toLowerCase(),
      resourceName: resourceDisplayName ?? "",
    })),
    source,
  };
}
