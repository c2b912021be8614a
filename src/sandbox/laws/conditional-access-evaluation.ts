// Which Conditional Access policies bind a synchronisation identity that is a user. A small law of the sandbox's own:
// users, groups and roles, applications, client kind, risk and locations, so far as this tenant has them.
import type { Tenant } from "../store/tenant-state.js";

/** Windows Azure Active Directory and Microsoft Entra AD Synchronization Service: what the engine asks tokens for. */
const SYNC_RESOURCES = ["00000002-0000-0000-c000-000000000000", "6bf85cfa-ac8a-4be5-b5de-425a0d0dc016"];

export interface Binding {
  readonly displayName: string;
  readonly control: "block" | "mfa";
}

/**
 * The first enabled policy that blocks the user's synchronisation or asks a second factor of it. Exclusion wins over
 * inclusion ("Conditional Access: Users, groups, and workload identities"); report-only policies bind nobody.
 */
export function bindingPolicy(tenant: Tenant, userId: string): Binding | undefined {
  const roles = tenant.roleAssignments
    .filter((one) => one.principalId === userId && one.directoryScopeId === "/")
    .map((one) => one.roleDefinitionId);
  const groups = groupsOf(tenant, userId);
  for (const policy of tenant.conditionalAccessPolicies) {
    const control = demandedControl(policy);
    if (policy.state !== "enabled" || control === undefined) continue;
    const conditions = record(policy["conditions"]);
    const users = record(conditions["users"]);
    const named = (kind: "include" | "exclude") =>
      intersects(texts(users[`${kind}Users`]), [userId, "All"]) ||
      intersects(texts(users[`${kind}Groups`]), groups) ||
      intersects(texts(users[`${kind}Roles`]), roles);
    if (!named("include") || named("exclude")) continue;
    if (!coversSyncResources(record(conditions["applications"])) || !coversEngine(conditions)) continue;
    return { displayName: policy.displayName, control };
  }
  return undefined;
}

/** Ids of all groups that hold the object, directly or through others. */
export function groupsOf(tenant: Tenant, memberId: string): readonly string[] {
  const found = new Set<string>();
  const waiting = [memberId];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    for (const group of tenant.groups) {
      if (!found.has(group.id) && group.memberIds.includes(id)) {
        found.add(group.id);
        waiting.push(group.id);
      }
    }
  }
  return [...found];
}

function demandedControl(policy: Tenant["conditionalAccessPolicies"][number]): Binding["control"] | undefined {
  const grant = record(policy["grantControls"]);
  const controls = texts(grant["builtInControls"]);
  if (controls.includes("block")) return "block";
  const strength = typeof grant["authenticationStrength"] === "object" && grant["authenticationStrength"] !== null;
  return controls.includes("mfa") || strength ? "mfa" : undefined;
}

function coversSyncResources(applications: Readonly<Record<string, unknown>>): boolean {
  const included = texts(applications["includeApplications"]);
  const excluded = texts(applications["excludeApplications"]);
  return SYNC_RESOURCES.some(
    (resource) => (included.includes("All") || included.includes(resource)) && !excluded.includes(resource),
  );
}

/** The engine is no browser, runs no device-code flow, carries no risk, and this tenant knows no trusted location. */
function coversEngine(conditions: Readonly<Record<string, unknown>>): boolean {
  const clients = texts(conditions["clientAppTypes"]);
  if (clients.length > 0 && !intersects(clients, ["all", "mobileAppsAndDesktopClients", "other"])) return false;
  if (texts(conditions["signInRiskLevels"]).length > 0 || texts(conditions["userRiskLevels"]).length > 0) return false;
  const flows = record(conditions["authenticationFlows"])["transferMethods"];
  if (typeof flows === "string" && flows !== "none") return false;
  const platforms = record(conditions["platforms"]);
  const includedPlatforms = texts(platforms["includePlatforms"]);
  if (includedPlatforms.length > 0 && !intersects(includedPlatforms, ["all", "windows"])) return false;
  if (texts(platforms["excludePlatforms"]).includes("windows")) return false;
  const locations = record(conditions["locations"]);
  const includedLocations = texts(locations["includeLocations"]);
  return (
    (includedLocations.length === 0 || includedLocations.includes("All")) &&
    !texts(locations["excludeLocations"]).includes("All")
  );
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];
}

function intersects(one: readonly string[], other: readonly string[]): boolean {
  return one.some((item) => other.includes(item));
}
