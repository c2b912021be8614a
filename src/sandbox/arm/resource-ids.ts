// The ids of resources: what is at one, and which one a path names.
import type { Tenant } from "../store/tenant-state.js";
import { ArmError } from "./arm-error.js";
import type { ArmCall } from "./arm-route.js";
import { GROUP_PATH, givenName, isSame } from "./azure-scopes.js";

export type Resource = Tenant["azure"]["resources"][number];

/** A resource, or one that belongs to another: `/providers/:namespace/:type1/:name1/:type2/:name2`. */
export function resourcePath(depth: number): string {
  const names = Array.from({ length: depth }, (_, index) => `/:type${index + 1}/:name${index + 1}`);
  return `${GROUP_PATH}/providers/:namespace${names.join("")}`;
}

/** The id that the path has given, as far as the resource goes. */
export function givenResourceId(call: ArmCall, groupId: string, depth: number): string {
  const rest = Array.from({ length: 2 * depth }, (_, index) => givenName(call, 7 + index));
  return [groupId, "providers", givenName(call, 6), ...rest].join("/");
}

/** @throws {ArmError} 404 */
export function resourceAt(tenant: Tenant, id: string): Resource {
  const found = findResource(tenant, id);
  if (found !== undefined) return found;
  const [, , , , group = "", , ...rest] = id.split("/");
  throw new ArmError(
    404,
    "ResourceNotFound",
    `The Resource '${rest.join("/").slice(0, 300)}' under resource group '${group}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
  );
}

export function findResource(tenant: Tenant, id: string): Resource | undefined {
  return tenant.azure.resources.find((one) => isSame(one.body.id, id));
}

/** `Microsoft.Web/sites/config` of `/…/providers/Microsoft.Web/sites/NAME/config/NAME`. */
export function typeOfId(id: string): string {
  const [namespace = "", ...rest] = id.slice(id.toLowerCase().lastIndexOf("/providers/") + 11).split("/");
  return [namespace, ...rest.filter((_, index) => index % 2 === 0)].join("/");
}
