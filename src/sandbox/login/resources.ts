// The resources for which tokens can be had, and what a scope parameter asks for.
import type { CloudHosts } from "../hosts.js";
import { FIRST_PARTY } from "../laws/first-party.js";
import { LoginError } from "./login-error.js";

export type ResourceName = "graph" | "arm" | "vault" | "storage" | "tokenExchange";

const RESOURCE_NAMES: readonly ResourceName[] = ["graph", "arm", "vault", "storage"];

/** An identity of Azure's own is besides given tokens that stand in for a client's secret. */
const MANAGED_IDENTITY_RESOURCES: readonly ResourceName[] = [...RESOURCE_NAMES, "tokenExchange"];

const RESOURCE_APP_ID: Readonly<Record<ResourceName, string>> = {
  graph: FIRST_PARTY.microsoftGraph,
  arm: FIRST_PARTY.azureResourceManager,
  vault: FIRST_PARTY.keyVault,
  storage: FIRST_PARTY.storage,
  tokenExchange: FIRST_PARTY.tokenExchange,
};

const OPENID_SCOPES = ["openid", "profile", "email", "offline_access"] as const;

export interface ScopeRequest {
  readonly resource: ResourceName;
  readonly resourceAppId: string;
  readonly audience: string;
  /** `.default` stands for everything consented. */
  readonly permissions: readonly string[];
  readonly openid: boolean;
  readonly offlineAccess: boolean;
  /** Graph's permissions were asked for without its address. */
  readonly isShort: boolean;
}

/** What a token for the resource may name as its audience; the first is how the resource is asked for by default. */
export function audiencesOf(resource: ResourceName, hosts: CloudHosts): readonly string[] {
  const appId = RESOURCE_APP_ID[resource];
  switch (resource) {
    case "graph":
      return [`https://${hosts.graph}`, appId];
    case "arm":
      return [`https://${hosts.arm}`, "https://management.core.windows.net", appId];
    case "vault":
      return [`https://${hosts.vaultSuffix}`, appId];
    case "storage": // The same in all clouds ("Authorize access to blobs using Microsoft Entra ID", resource ID).
      return ["https://storage.azure.com", appId];
    case "tokenExchange":
      return [hosts.tokenExchange, appId];
  }
}

export function splitScopes(scope: string): readonly string[] {
  return scope.split(" ").filter((part) => part !== "");
}

/**
 * Scopes without a resource belong to Microsoft Graph ("Scopes and permissions in the Microsoft identity platform").
 * Real clients may ask for the token exchange too, for what the sandbox does not have; here managed identities alone.
 */
export function readScopes(
  scopes: readonly string[],
  hosts: CloudHosts,
  asker: "client" | "managed-identity" = "client",
): ScopeRequest {
  const graph = `https://${hosts.graph}`;
  const isOpenid = (scope: string) => OPENID_SCOPES.some((known) => known === scope.toLowerCase());
  const asked = scopes.filter((scope) => !isOpenid(scope)).map((scope) => splitScope(scope, graph));
  const audiences = new Set(asked.map((one) => one.audience));
  if (audiences.size > 1) {
    throw new LoginError(
      400,
      "invalid_request",
      28000,
      "Provided value for the input parameter scope is not valid because it contains more than one resource.",
    );
  }
  const audience = asked[0]?.audience ?? graph;
  const resource = resourceOf(audience, hosts, asker === "client" ? RESOURCE_NAMES : MANAGED_IDENTITY_RESOURCES);
  return {
    resource,
    resourceAppId: RESOURCE_APP_ID[resource],
    audience,
    permissions: asked.map((one) => one.permission),
    openid: scopes.some((scope) => scope.toLowerCase() === "openid"),
    offlineAccess: scopes.some((scope) => scope.toLowerCase() === "offline_access"),
    isShort: asked.length > 0 && scopes.every((scope) => isOpenid(scope) || !scope.includes("/")),
  };
}

function splitScope(scope: string, graph: string) {
  const end = scope.lastIndexOf("/");
  if (end < 0) return { audience: graph, permission: scope };
  return { audience: scope.slice(0, end).replace(/\/+$/u, "").toLowerCase(), permission: scope.slice(end + 1) };
}

function resourceOf(audience: string, hosts: CloudHosts, among: readonly ResourceName[]): ResourceName {
  const found = among.find((name) => audiencesOf(name, hosts).some((one) => one.toLowerCase() === audience));
  if (found !== undefined) return found;
  throw new LoginError(
    400,
    "invalid_resource",
    500011,
    `The resource principal named ${audience.slice(0, 200)} was not found in the tenant. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant.`,
  );
}
