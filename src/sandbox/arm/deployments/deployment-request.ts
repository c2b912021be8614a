// What the body of a deployment asks for, and whether the caller may have it ("Deployments - Create Or Update").
import * as z from "zod";
import { mayInAzure } from "../../laws/azure-rbac.js";
import { ArmError, notImplemented } from "../arm-error.js";
import type { ArmCall } from "../arm-route.js";
import { callerName, givenName, isSame, neededGroup, neededSubscription, subscriptionScope } from "../azure-scopes.js";
import { isKnownNamespace, isRequested } from "../resource-providers.js";
import type { DeploymentRequest } from "./deployment-context.js";
import type { DeploymentPlan } from "./deployment-plan.js";

export const DEPLOYMENT_ACTION = "Microsoft.Resources/deployments";

const bodySchema = z.looseObject({
  properties: z.looseObject({
    mode: z.string(),
    template: z.unknown().optional(),
    templateLink: z.unknown().optional(),
    parametersLink: z.unknown().optional(),
    parameters: z.unknown().optional(),
    whatIfSettings: z.looseObject({ resultFormat: z.string().optional() }).optional(),
  }),
});

interface ReadRequest extends DeploymentRequest {
  readonly resultFormat: string;
}

/** @throws {ArmError} 403, 404, 400, or 501 for what the sandbox does not have: links, and the mode that deletes */
export function readDeploymentRequest(call: ArmCall, action: string): ReadRequest {
  const group = neededGroup(call, `${DEPLOYMENT_ACTION}/${action}`);
  if (group.goneDateTime !== null) {
    throw new ArmError(
      409,
      "ResourceGroupBeingDeleted",
      `The resource group '${group.name}' is in deprovisioning state and cannot perform this operation.`,
    );
  }
  const name = givenName(call, 8);
  checkName(name);
  const parsed = call.body.kind === "json" ? bodySchema.safeParse(call.body.value) : undefined;
  if (parsed?.success !== true) {
    throw new ArmError(400, "InvalidRequestContent", "The request content was invalid and could not be deserialized.");
  }
  const { mode, template, parameters, templateLink, parametersLink, whatIfSettings } = parsed.data.properties;
  if (templateLink !== undefined || parametersLink !== undefined) throw notImplemented("templates behind a link");
  if (!isSame(mode, "Incremental")) throw notImplemented("deployments of the mode 'Complete'");
  const resultFormat = whatIfSettings?.resultFormat ?? "FullResourcePayloads";
  return { name, subscription: neededSubscription(call), group, template, parameters, resultFormat };
}

/**
 * The caller needs each resource's own right. Which status the refusal has no page says; several are in one message.
 * @throws {ArmError} 403 InvalidTemplateDeployment
 */
export function checkResourceRights({ tenant, caller }: ArmCall, { resources }: DeploymentPlan): void {
  const refused = resources.filter(({ id, type }) => !mayInAzure(tenant, caller.principalId, `${type}/write`, id));
  if (refused.length === 0) return;
  const reasons = refused.map(
    ({ id, type, name }) =>
      `Authorization failed for template resource '${name}' of type '${type}'. The client '${callerName(tenant, caller)}' with object id '${caller.principalId}' does not have permission to perform action '${type}/write' at scope '${id}'.`,
  );
  throw new ArmError(
    403,
    "InvalidTemplateDeployment",
    `Deployment failed with multiple errors: '${reasons.join(":").slice(0, 4000)}'`,
  );
}

/**
 * "Resource providers defined in the template are automatically registered", where the caller may do that.
 * @returns the namespaces that are to be registered
 * @throws {ArmError} 404 a namespace that nobody knows, 409 MissingSubscriptionRegistration
 */
export function neededRegistrations(
  { tenant, caller }: ArmCall,
  { subscription }: DeploymentRequest,
  { resources }: DeploymentPlan,
): readonly string[] {
  const namespaces = [...new Set(resources.map(({ type }) => type.split("/")[0]?.toLowerCase() ?? ""))];
  const unknown = namespaces.find((one) => !isKnownNamespace(one));
  if (unknown !== undefined) {
    throw new ArmError(404, "InvalidResourceNamespace", `The resource namespace '${unknown}' is invalid.`);
  }
  const wanted = namespaces.filter((one) => !isRequested(subscription, one));
  const scope = subscriptionScope(subscription.id);
  const missing = wanted.find((one) => !mayInAzure(tenant, caller.principalId, `${one}/register/action`, scope));
  if (missing === undefined) return wanted;
  throw new ArmError(
    409,
    "MissingSubscriptionRegistration",
    `The subscription is not registered to use namespace '${missing}'. See https://aka.ms/rps-not-found for how to register subscriptions.`,
  );
}

function checkName(name: string): void {
  if (/^[\w.()-]{1,64}$/u.test(name)) return;
  throw new ArmError(
    400,
    "InvalidDeploymentName",
    `The deployment name '${name.slice(0, 100)}' is not valid: it has up to 64 letters, digits, '-', '_', '.', '(' and ')'.`,
  );
}
