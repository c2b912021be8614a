// PUT of a deployment: what will be made is fixed now, and made as time passes.
import { createHash, randomUUID } from "node:crypto";
import type { Answer } from "../../routes.js";
import type { TenantState } from "../../store/tenant-state.js";
import { ArmError } from "../arm-error.js";
import type { ArmCall } from "../arm-route.js";
import { isSame } from "../azure-scopes.js";
import { requestProvider } from "../resource-providers.js";
import { deploymentBody } from "./deployment-body.js";
import type { DeploymentRequest } from "./deployment-context.js";
import { type DeploymentPlan, planDeployment } from "./deployment-plan.js";
import { checkResourceRights, neededRegistrations, readDeploymentRequest } from "./deployment-request.js";
import { type Deployment, isUnderWay } from "./deployment-status.js";
import { checkResourceNames } from "./resource-names.js";

/** A new one 201, one of a name that was used before 200; both are `Accepted` and tell where to ask. */
export function startDeployment(call: ArmCall): Answer {
  const request = readDeploymentRequest(call, "write");
  const id = deploymentId(request);
  const before = call.tenant.azure.deployments.find((one) => isSame(one.id, id));
  if (before !== undefined && isUnderWay(before, call.now)) throw stillActive(before);
  const plan = planDeployment(call, request, "deploy");
  checkResourceRights(call, plan);
  checkResourceNames(request.name, plan);
  const registrations = neededRegistrations(call, request, plan);
  const deployment = newDeployment(call, request, plan, id);
  call.world.store.change((draft) => {
    for (const one of registrations) requestProvider(draft, request.subscription.id, one, call.now);
    draft.azure.deployments = draft.azure.deployments.filter((one) => one.id !== before?.id);
    draft.azure.deployments.push(deployment);
  });
  const version = call.url.searchParams.get("api-version") ?? "";
  const operation = `https://${call.world.hosts.arm}${id}/operationStatuses/${deployment.correlationId}?api-version=${version}`;
  return {
    status: before === undefined ? 201 : 200,
    headers: { "azure-asyncoperation": operation },
    body: deploymentBody(deployment, call.now),
  };
}

export function deploymentId({ group, name }: Pick<DeploymentRequest, "group" | "name">): string {
  return `${group.id}/providers/Microsoft.Resources/deployments/${name}`;
}

/** One resource after the other; one without any takes a step, too. */
function newDeployment(
  { now, world, caller }: ArmCall,
  { name, template }: DeploymentRequest,
  plan: DeploymentPlan,
  id: string,
): TenantState["azure"]["deployments"][number] {
  const { stepMs } = world.laws.azureTimes;
  const at = (steps: number) => new Date(now + steps * stepMs).toISOString();
  return {
    id,
    name,
    correlationId: randomUUID(),
    templateHash: hashOf(template),
    parameters: plain(plan.parameters),
    outputs: plain(plan.outputs()),
    steps: plan.resources.map(({ body, existing, id: target, type, name: full }, index) => ({
      operationId: createHash("sha256").update(`${id}\n${target}\n${now}`).digest("hex").slice(0, 16).toUpperCase(),
      dueDateTime: at(index + 1),
      state: "waiting" as const,
      isNew: existing === undefined,
      error: null,
      body: { ...plain(body), id: target, type, name: full.split("/").at(-1) ?? full },
    })),
    startedDateTime: at(0),
    endDateTime: at(Math.max(1, plan.resources.length)),
    startedBy: caller.principalId,
    cancelledDateTime: null,
  };
}

/** Members whose value is absent are absent, as in everything that is kept. */
function plain<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

/** A number in a text, as the service's is; how it comes to it is not published. */
function hashOf(template: unknown): string {
  const digest = createHash("sha256").update(JSON.stringify(template)).digest();
  return digest.readBigUInt64BE().toString();
}

function stillActive({ name, startedDateTime, endDateTime }: Deployment): ArmError {
  return new ArmError(
    409,
    "DeploymentActive",
    `Unable to edit or replace deployment '${name}': previous deployment from '${startedDateTime}' is still active (expiration time is '${endDateTime}'). Please see https://aka.ms/arm-deploy for usage details.`,
  );
}
