// What a deployment would change, without changing anything ("Deployments - What If").
import type { Answer } from "../../routes.js";
import type { ArmCall } from "../arm-route.js";
import { isBelow, isSame } from "../azure-scopes.js";
import { acceptedAnswer } from "../operation-results.js";
import { type DeployedResource, planDeployment } from "./deployment-plan.js";
import { checkResourceRights, neededRegistrations, readDeploymentRequest } from "./deployment-request.js";
import { checkResourceNames } from "./resource-names.js";
import { differences } from "./what-if-delta.js";

/**
 * 202 and an address for the result. A template that is refused is refused at once; rights to assign roles are looked at
 * as for a deployment, which real what-ifs are said not to do in full.
 */
export function answerWhatIf(call: ArmCall): Answer {
  const request = readDeploymentRequest(call, "whatIf/action");
  const plan = planDeployment(call, request, "whatIf");
  checkResourceRights(call, plan);
  checkResourceNames(request.name, plan);
  neededRegistrations(call, request, plan);
  const isBrief = isSame(request.resultFormat, "ResourceIdOnly");
  const changes = [
    ...plan.resources.map((one) => changeOf(one, request.group.name)),
    ...ignored(call, request.group.id, plan.resources),
  ].map(({ resourceId, changeType, ...rest }) => ({ resourceId, changeType, ...(isBrief ? {} : rest) }));
  const readyAt = call.now + call.world.laws.azureTimes.stepMs;
  return acceptedAnswer(call, request.subscription.id, readyAt, { status: "Succeeded", properties: { changes } });
}

interface Change {
  readonly resourceId: string;
  readonly changeType: "Create" | "NoChange" | "Modify" | "Ignore";
  readonly [member: string]: unknown;
}

function changeOf({ id, body, existing, apiVersion }: DeployedResource, resourceGroup: string): Change {
  const after = { ...body, apiVersion, resourceGroup };
  if (existing === undefined) return { resourceId: id, changeType: "Create", after };
  const { apiVersion: _, ...wanted } = body;
  const delta = differences(existing, wanted);
  const before = { ...existing, apiVersion, resourceGroup };
  if (delta.length === 0) return { resourceId: id, changeType: "NoChange", before, after };
  return { resourceId: id, changeType: "Modify", before, after, delta };
}

/** In incremental mode what the template does not name stays. */
function ignored({ tenant }: ArmCall, groupId: string, planned: readonly DeployedResource[]): readonly Change[] {
  return tenant.azure.resources
    .filter(({ body }) => isBelow(body.id, groupId) && !planned.some((one) => isSame(one.id, body.id)))
    .map(({ body }) => ({ resourceId: body.id, changeType: "Ignore", before: body, after: body }));
}
