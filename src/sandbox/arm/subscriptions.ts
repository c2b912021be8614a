// Subscriptions: those in which the caller holds a role, of whatever kind ("Subscriptions - List").
import { principalAndItsGroups } from "../laws/azure-rbac.js";
import type { Answer } from "../routes.js";
import type { ArmCall, ArmRoute } from "./arm-route.js";
import { SUBSCRIPTION_VERSIONS } from "./arm-versions.js";
import {
  authorize,
  isBelow,
  isSame,
  neededSubscription,
  SUBSCRIPTION_PATH,
  type Subscription,
  subscriptionScope,
} from "./azure-scopes.js";

export const subscriptionRoutes: readonly ArmRoute[] = [
  {
    method: "GET",
    path: "/subscriptions",
    note: "in which the caller holds an Azure role",
    apiVersions: SUBSCRIPTION_VERSIONS,
    handle: listSubscriptions,
  },
  {
    method: "GET",
    path: SUBSCRIPTION_PATH,
    note: "",
    apiVersions: SUBSCRIPTION_VERSIONS,
    handle: answerSubscription,
  },
];

function listSubscriptions(call: ArmCall): Answer {
  const value = call.tenant.azure.subscriptions
    .filter((one) => holdsARole(call, subscriptionScope(one.id)))
    .map((one) => subscriptionBody(call, one));
  return { status: 200, body: { value, count: { type: "Total", value: value.length } } };
}

function answerSubscription(call: ArmCall): Answer {
  const subscription = neededSubscription(call);
  const scope = subscriptionScope(subscription.id);
  // Who holds a role below it only may see that it is there: the list shows it too.
  if (!holdsARole(call, scope)) authorize(call, "Microsoft.Resources/subscriptions/read", scope);
  return { status: 200, body: subscriptionBody(call, subscription) };
}

function holdsARole({ tenant, caller }: ArmCall, scope: string): boolean {
  const principals = principalAndItsGroups(tenant, caller.principalId);
  return tenant.azure.roleAssignments.some(
    (one) => principals.has(one.principalId) && (isSame(one.scope, scope) || isBelow(one.scope, scope)),
  );
}

function subscriptionBody({ tenant }: ArmCall, { id, displayName }: Subscription) {
  return {
    id: subscriptionScope(id),
    authorizationSource: "RoleBased",
    managedByTenants: [],
    subscriptionId: id,
    tenantId: tenant.organization.id,
    displayName,
    state: "Enabled",
    subscriptionPolicies: {
      locationPlacementId: "Public_2014-09-01",
      quotaId: "PayAsYouGo_2014-09-01",
      spendingLimit: "Off",
    },
  };
}
