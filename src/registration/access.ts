// From permissions by name to what an application object asks for: names are the same in every cloud, ids are not.
import { AZURE_MANAGEMENT_APP_ID, GRAPH_APP_ID } from "../knowledge/applications.js";
import { TIER_0_APP_ROLES } from "../knowledge/tier0.js";
import { GuardError, ServiceError } from "../shapes/errors.js";
import type { RequiredAccess } from "../shapes/registration-change.js";
import type { PublishedPermission, ResourceApplication } from "../tenant/consent.js";

export type RegistrationKind = "delegated" | "app-only";

/** What the registration is to have: permissions of Graph by name, and whether people use it for Azure, too. */
export interface WantedPermissions {
  readonly kind: RegistrationKind;
  readonly graph: readonly string[];
  readonly azure: boolean;
}

/** A permission with everything that is to be known of it. */
export interface Permission extends PublishedPermission {
  readonly type: "Scope" | "Role";
  readonly resource: ResourceApplication;
}

/** The one scope of Azure Resource Manager. */
const USER_IMPERSONATION = "user_impersonation";

/**
 * @param resources what the tenant knows: its own service principals of Graph and Azure, null where it has none
 * @throws {ServiceError} naming a permission that the tenant does not know
 */
export function resolvePermissions(
  wanted: WantedPermissions,
  resources: { readonly graph: ResourceApplication | null; readonly azure: ResourceApplication | null },
): readonly Permission[] {
  const type = wanted.kind === "delegated" ? "Scope" : "Role";
  const graph = [...wanted.graph].sort().map((value) => find(resources.graph, "Microsoft Graph", value, type));
  return wanted.azure ? [...graph, find(resources.azure, "Azure Service Management", USER_IMPERSONATION, type)] : graph;
}

function find(resource: ResourceApplication | null, name: string, value: string, type: Permission["type"]): Permission {
  const found = (type === "Scope" ? resource?.scopes : resource?.appRoles)?.find((one) => one.value === value);
  if (resource !== null && found !== undefined) return { ...found, type, resource };
  throw new ServiceError(
    resource === null
      ? `The tenant has no service principal of ${name}, so ${value} cannot be asked for.`
      : `The tenant's ${name} does not know the ${type === "Scope" ? "delegated" : "application"} permission ${value}.`,
    {
      code: resource === null ? "unknown-resource" : "unknown-permission",
      remedy:
        name === "Microsoft Graph"
          ? "This cloud may not have it yet: leave out the command that needs it, naming the others with --for."
          : `Make it known (az ad sp create --id ${AZURE_MANAGEMENT_APP_ID}), or leave out what needs Connect Health, naming the other commands with --for.`,
    },
  );
}

/** As Graph has it: one entry for each resource, in a fixed order. */
export function requiredAccess(permissions: readonly Permission[]): readonly RequiredAccess[] {
  return ordered(
    [...new Set(permissions.map(({ resource }) => resource.appId.toLowerCase()))].map((resourceAppId) => ({
      resourceAppId,
      resourceAccess: permissions
        .filter(({ resource }) => resource.appId.toLowerCase() === resourceAppId)
        .map(({ id, type }) => ({ id, type })),
    })),
  );
}

/** The same in the same order, so that two of them can be compared. */
export function ordered(access: readonly RequiredAccess[]): readonly RequiredAccess[] {
  return [...access]
    .map(({ resourceAppId, resourceAccess }) => ({
      resourceAppId,
      resourceAccess: [...resourceAccess].sort((a, b) => compare(a.id + a.type, b.id + b.type)),
    }))
    .sort((a, b) => compare(a.resourceAppId, b.resourceAppId));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** `Microsoft Graph: User.Read.All`; ids that the tenant does not know by name stay ids. */
export function describeAccess(
  access: readonly RequiredAccess[],
  resources: readonly (ResourceApplication | null)[],
): readonly string[] {
  const words = access.flatMap(({ resourceAppId, resourceAccess }) => {
    const resource = resources.find((one) => one?.appId.toLowerCase() === resourceAppId);
    return resourceAccess.map(({ id, type }) => {
      const known = (type === "Scope" ? resource?.scopes : resource?.appRoles)?.find((one) => one.id === id);
      return `${nameOfResource(resourceAppId)}: ${known?.value ?? id}`;
    });
  });
  return words.sort();
}

/** Our own words for the two: what a tenant calls its service principals is the tenant's. */
export function nameOfResource(appId: string): string {
  if (appId === GRAPH_APP_ID) return "Microsoft Graph";
  return appId === AZURE_MANAGEMENT_APP_ID ? "Azure Service Management" : appId;
}

/**
 * The permissions that make an application as mighty as the tenant's administrators. A person's scopes are none: the
 * person's own roles bound them.
 * @returns those that were accepted
 * @throws {GuardError} unless `accepted`
 */
export function guardTier0(wanted: WantedPermissions, accepted: boolean): readonly string[] {
  if (wanted.kind === "delegated") return [];
  const mighty = wanted.graph.filter((value) => TIER_0_APP_ROLES.has(value)).sort();
  if (mighty.length === 0 || accepted) return mighty;
  const why = mighty.map((value) => `${value} (${TIER_0_APP_ROLES.get(value) ?? ""})`).join(", ");
  throw new GuardError(`Whoever gets hold of this application's key would own the tenant: ${why}.`, {
    code: "tier-0",
    remedy:
      "Register it for people instead (--delegated): then nobody can do more than their own roles allow. Or leave out the commands that need it, naming the others with --for. If the key is kept as the keys of a domain controller are: --accept-tier0.",
  });
}
