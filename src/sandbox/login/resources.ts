// The resources for which tokens can be had, and what a scope parameter asks for.
import { LoginError } from "./login-error.js";

export type ResourceName = "graph" | "arm";

const AUDIENCES: Readonly<Record<ResourceName, readonly string[]>> = {
  graph: ["https://graph.microsoft.com", "00000003-0000-0000-c000-000000000000"],
  arm: ["https://management.azure.com", "https://management.core.windows.net"],
};

const OPENID_SCOPES = ["openid", "profile", "email", "offline_access"] as const;

export interface ScopeRequest {
  readonly resource: ResourceName;
  readonly audience: string;
  /** `.default` stands for everything consented. */
  readonly permissions: readonly string[];
  readonly openid: boolean;
  readonly offlineAccess: boolean;
}

export function audiencesOf(resource: ResourceName): readonly string[] {
  return AUDIENCES[resource];
}

export function splitScopes(scope: string): readonly string[] {
  return scope.split(" ").filter((part) => part !== "");
}

/** Scopes without a resource belong to Microsoft Graph ("Scopes and permissions in the Microsoft identity platform"). */
export function readScopes(scopes: readonly string[]): ScopeRequest {
  const isOpenid = (scope: string) => OPENID_SCOPES.some((known) => known === scope.toLowerCase());
  const asked = scopes.filter((scope) => !isOpenid(scope)).map(splitScope);
  const audiences = new Set(asked.map((one) => one.audience));
  if (audiences.size > 1) {
    throw new LoginError(
      400,
      "invalid_request",
      28000,
      "Provided value for the input parameter scope is not valid because it contains more than one resource.",
    );
  }
  const audience = asked[0]?.audience ?? AUDIENCES.graph[0] ?? "";
  return {
    resource: resourceOf(audience),
    audience,
    permissions: asked.map((one) => one.permission),
    openid: scopes.some((scope) => scope.toLowerCase() === "openid"),
    offlineAccess: scopes.some((scope) => scope.toLowerCase() === "offline_access"),
  };
}

function splitScope(scope: string) {
  const end = scope.lastIndexOf("/");
  if (end < 0) return { audience: AUDIENCES.graph[0] ?? "", permission: scope };
  return { audience: scope.slice(0, end).replace(/\/+$/u, "").toLowerCase(), permission: scope.slice(end + 1) };
}

function resourceOf(audience: string): ResourceName {
  if (AUDIENCES.graph.includes(audience)) return "graph";
  if (AUDIENCES.arm.includes(audience)) return "arm";
  throw new LoginError(
    400,
    "invalid_resource",
    500011,
    `The resource principal named ${audience} was not found in the tenant. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant.`,
  );
}
