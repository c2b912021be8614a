// What the expressions of a deployment can ask for: its parameters and variables, its group, its subscription.
import type { ArmCall } from "../arm-route.js";
import { type ResourceGroup, type Subscription, subscriptionScope } from "../azure-scopes.js";
import { evaluated, type TemplateContext } from "../templates/expression-values.js";
import { invalidTemplate } from "../templates/invalid-template.js";
import type { Template } from "../templates/template-form.js";
import { STORAGE_DOMAINS } from "./made-resource.js";

export interface DeploymentRequest {
  readonly name: string;
  readonly subscription: Subscription;
  readonly group: ResourceGroup;
  readonly template: unknown;
  readonly parameters: unknown;
}

export function contextOf(
  { tenant, world }: ArmCall,
  { subscription, group, name }: DeploymentRequest,
  template: Template,
  given: ReadonlyMap<string, unknown>,
  resource: TemplateContext["resource"],
): TemplateContext {
  const tenantId = tenant.organization.id;
  const context: TemplateContext = {
    parameter: remembered("template parameter", template.parameters, (key, { defaultValue }) =>
      given.has(key) ? given.get(key) : evaluated(defaultValue ?? null, context),
    ),
    variable: remembered("template variable", template.variables, (_, value) => evaluated(value, context)),
    resource,
    subscription: {
      id: subscriptionScope(subscription.id),
      subscriptionId: subscription.id,
      tenantId,
      displayName: subscription.displayName,
    },
    group: {
      id: group.id,
      name: group.name,
      type: "Microsoft.Resources/resourceGroups",
      location: group.location,
      tags: group.tags ?? {},
      properties: { provisioningState: "Succeeded" },
    },
    deployment: { name, properties: { template, mode: "Incremental", provisioningState: "Accepted" } },
    tenantId,
    environment: {
      name: { public: "AzureCloud", usgov: "AzureUSGovernment", china: "AzureChinaCloud" }[tenant.cloud],
      resourceManager: `https://${world.hosts.arm}`,
      authentication: { loginEndpoint: `https://${world.hosts.login}/` },
      suffixes: { storage: `core.${STORAGE_DOMAINS[tenant.cloud]}`, keyvaultDns: `.${world.hosts.vaultSuffix}` },
    },
  };
  return context;
}

/** Each value once, and none that needs itself. */
function remembered<T>(
  kind: string,
  all: Readonly<Record<string, T>>,
  work: (key: string, value: T) => unknown,
): (name: string) => unknown {
  const known = new Map<string, unknown>();
  const visiting = new Set<string>();
  return (name) => {
    const key = name.toLowerCase();
    if (known.has(key)) return known.get(key);
    const found = Object.entries(all).find(([one]) => one.toLowerCase() === key);
    if (found === undefined) throw invalidTemplate(`The ${kind} '${name.slice(0, 100)}' is not found`);
    if (visiting.has(key)) throw invalidTemplate(`Circular reference in the ${kind} '${name}'`);
    visiting.add(key);
    const value = work(key, found[1]);
    known.set(key, value);
    return value;
  };
}
