// Resource providers of a subscription: which it may use ("Azure resource providers and types", registration).
import type { AzureTimes } from "../laws/azure-times.js";
import { type Answer, param } from "../routes.js";
import type { TenantState } from "../store/tenant-state.js";
import { ArmError } from "./arm-error.js";
import type { ArmCall, ArmRoute } from "./arm-route.js";
import { RESOURCES_VERSIONS } from "./arm-versions.js";
import {
  authorize,
  isSame,
  neededSubscription,
  SUBSCRIPTION_PATH,
  type Subscription,
  subscriptionScope,
} from "./azure-scopes.js";

interface Provider {
  readonly namespace: string;
  /** Those that the sandbox has something to say of; each takes any of its versions. */
  readonly resourceTypes: readonly string[];
}

/** "Resource providers … are registered by default" of these two. */
const ALWAYS = ["Microsoft.Authorization", "Microsoft.Resources"];

const PROVIDERS: readonly Provider[] = [
  { namespace: "Microsoft.Authorization", resourceTypes: ["roleAssignments", "roleDefinitions"] },
  {
    namespace: "Microsoft.Insights",
    resourceTypes: ["components", "diagnosticSettings", "actionGroups", "metricAlerts"],
  },
  { namespace: "Microsoft.KeyVault", resourceTypes: ["vaults", "vaults/secrets"] },
  {
    namespace: "Microsoft.ManagedIdentity",
    resourceTypes: ["userAssignedIdentities", "userAssignedIdentities/federatedIdentityCredentials"],
  },
  { namespace: "Microsoft.OperationalInsights", resourceTypes: ["workspaces"] },
  { namespace: "Microsoft.Resources", resourceTypes: ["deployments", "resourceGroups", "subscriptions"] },
  {
    namespace: "Microsoft.Storage",
    resourceTypes: ["storageAccounts", "storageAccounts/blobServices", "storageAccounts/blobServices/containers"],
  },
  { namespace: "Microsoft.Web", resourceTypes: ["serverFarms", "sites", "sites/config"] },
];

const PATH = `${SUBSCRIPTION_PATH}/providers`;

export const resourceProviderRoutes: readonly ArmRoute[] = [
  { method: "GET", path: PATH, note: "those below", apiVersions: RESOURCES_VERSIONS, handle: listProviders },
  {
    method: "GET",
    path: `${PATH}/:namespace`,
    note: PROVIDERS.map((one) => one.namespace).join(", "),
    apiVersions: RESOURCES_VERSIONS,
    handle: answerProvider,
  },
  {
    method: "POST",
    path: `${PATH}/:namespace/register`,
    note: "Registering, then Registered",
    apiVersions: RESOURCES_VERSIONS,
    handle: register,
  },
];

export function isKnownNamespace(namespace: string): boolean {
  return PROVIDERS.some((one) => isSame(one.namespace, namespace));
}

/** Is it registered, or on its way to that? */
export function isRequested(subscription: Subscription, namespace: string): boolean {
  return (
    ALWAYS.some((one) => isSame(one, namespace)) ||
    subscription.providers.some((one) => isSame(one.namespace, namespace))
  );
}

/** To be called where `isRequested` says no. */
export function requestProvider(draft: TenantState, subscriptionId: string, namespace: string, now: number): void {
  const known = PROVIDERS.find((one) => isSame(one.namespace, namespace));
  const subscription = draft.azure.subscriptions.find((one) => one.id === subscriptionId);
  if (known === undefined || subscription === undefined) return;
  subscription.providers.push({ namespace: known.namespace, requestedDateTime: new Date(now).toISOString() });
}

function listProviders(call: ArmCall): Answer {
  const subscription = neededSubscription(call);
  authorize(call, "Microsoft.Resources/subscriptions/providers/read", subscriptionScope(subscription.id));
  return { status: 200, body: { value: PROVIDERS.map((one) => providerBody(call, subscription, one)) } };
}

function answerProvider(call: ArmCall): Answer {
  const subscription = neededSubscription(call);
  authorize(call, "Microsoft.Resources/subscriptions/providers/read", subscriptionScope(subscription.id));
  return { status: 200, body: providerBody(call, subscription, neededProvider(call)) };
}

function register(call: ArmCall): Answer {
  const subscription = neededSubscription(call);
  const provider = neededProvider(call);
  authorize(call, `${provider.namespace}/register/action`, subscriptionScope(subscription.id));
  if (!isRequested(subscription, provider.namespace)) {
    call.world.store.change((draft) => {
      requestProvider(draft, subscription.id, provider.namespace, call.now);
    });
  }
  const after = call.world.store.tenant.azure.subscriptions.find((one) => one.id === subscription.id) ?? subscription;
  return { status: 200, body: providerBody(call, after, provider) };
}

function neededProvider(call: ArmCall): Provider {
  const namespace = param(call, "namespace");
  const found = PROVIDERS.find((one) => isSame(one.namespace, namespace));
  if (found !== undefined) return found;
  const name = namespace.slice(0, 100);
  throw new ArmError(404, "InvalidResourceNamespace", `The resource namespace '${name}' is invalid.`);
}

function providerBody({ world, now }: ArmCall, subscription: Subscription, { namespace, resourceTypes }: Provider) {
  return {
    id: `${subscriptionScope(subscription.id)}/providers/${namespace}`,
    namespace,
    resourceTypes: resourceTypes.map((resourceType) => ({
      resourceType,
      locations: ["West Europe", "North Europe", "Germany West Central"],
      apiVersions: [],
      capabilities: "None",
    })),
    registrationState: stateOf(subscription, namespace, now, world.laws.azureTimes),
    registrationPolicy: "RegistrationRequired",
  };
}

function stateOf(subscription: Subscription, namespace: string, now: number, { registrationMs }: AzureTimes): string {
  if (!isRequested(subscription, namespace)) return "NotRegistered";
  const requested = subscription.providers.find((one) => isSame(one.namespace, namespace))?.requestedDateTime;
  const isOver = requested === undefined || now >= Date.parse(requested) + registrationMs;
  return isOver ? "Registered" : "Registering";
}
