// The subscription and the resource group that a path names, and whether the caller may do something there.
import { mayInAzure } from "../laws/azure-rbac.js";
import { param } from "../routes.js";
import { userById } from "../store/people.js";
import type { Tenant } from "../store/tenant-state.js";
import { ArmError } from "./arm-error.js";
import type { ArmCall } from "./arm-route.js";

export type Subscription = Tenant["azure"]["subscriptions"][number];
export type ResourceGroup = Tenant["azure"]["resourceGroups"][number];

export const SUBSCRIPTION_PATH = "/subscriptions/:subscription";
export const GROUP_PATH = `${SUBSCRIPTION_PATH}/resourceGroups/:group`;

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u;

export function subscriptionScope(id: string): string {
  return `/subscriptions/${id}`;
}

/** @throws {ArmError} 401 another tenant's, 404 nobody's, 400 no id at all */
export function neededSubscription(call: ArmCall): Subscription {
  const id = param(call, "subscription");
  const found = subscriptionIn(call.tenant, id);
  if (found !== undefined) return found;
  if (!GUID.test(id)) {
    throw new ArmError(
      400,
      "InvalidSubscriptionId",
      `The provided subscription identifier '${id.slice(0, 100)}' is malformed or invalid.`,
    );
  }
  const owner = call.worlds.all.find(({ store }) => subscriptionIn(store.tenant, id) !== undefined);
  if (owner === undefined) {
    throw new ArmError(404, "SubscriptionNotFound", `The subscription '${id}' could not be found.`);
  }
  const [own, other] = [call.tenant.organization.id, owner.store.tenant.organization.id];
  throw new ArmError(
    401,
    "InvalidAuthenticationTokenTenant",
    `The access token is from the wrong issuer 'https://sts.windows.net/${own}/'. It must match the tenant 'https://sts.windows.net/${other}/' associated with this subscription. Please use the authority (URL) 'https://login.windows.net/${other}' to get the token.`,
  );
}

/** Rights are looked at before anybody says whether the group is there. */
export function neededGroup(call: ArmCall, action: string): ResourceGroup {
  const subscription = neededSubscription(call);
  const scope = groupScope(call, subscription);
  authorize(call, action, scope);
  const found = groupAt(call.tenant, scope);
  if (found === undefined) {
    throw new ArmError(404, "ResourceGroupNotFound", `Resource group '${givenName(call, 4)}' could not be found.`);
  }
  return found;
}

/** The id of the group that the path names, whether it is there or not. */
export function groupScope(call: ArmCall, { id }: Subscription): string {
  return `${subscriptionScope(id)}/resourceGroups/${givenName(call, 4)}`;
}

export function groupAt(tenant: Tenant, scope: string): ResourceGroup | undefined {
  return tenant.azure.resourceGroups.find((one) => isSame(one.id, scope));
}

/** A segment of the path as the client has written it: parameters are in lower case. The first one has number 1. */
export function givenName(call: ArmCall, place: number): string {
  const segments = call.url.pathname.split("/").filter((one) => one !== "");
  return decodeURIComponent(segments[place - 1] ?? "");
}

/** Ids and names are compared without regard to case. */
export function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

export function isBelow(id: string, scope: string): boolean {
  return id.toLowerCase().startsWith(`${scope.toLowerCase()}/`);
}

/** @throws {ArmError} 403 */
export function authorize(call: ArmCall, action: string, scope: string): void {
  const { tenant, caller } = call;
  if (!mayInAzure(tenant, caller.principalId, action, scope)) throw forbidden(call, action, scope);
}

export function forbidden({ tenant, caller }: ArmCall, action: string, scope: string): ArmError {
  return new ArmError(
    403,
    "AuthorizationFailed",
    `The client '${callerName(tenant, caller)}' with object id '${caller.principalId}' does not have authorization to perform action '${action}' over scope '${scope}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
  );
}

export function callerName(tenant: Tenant, caller: ArmCall["caller"]): string {
  return userById(tenant, caller.principalId)?.userPrincipalName ?? caller.appId;
}

function subscriptionIn(tenant: Tenant, id: string): Subscription | undefined {
  return tenant.azure.subscriptions.find((one) => one.id === id);
}
