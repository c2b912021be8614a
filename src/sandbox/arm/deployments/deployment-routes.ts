// Deployments of templates to a resource group ("Deployments" of the Azure Resource Manager REST API).
import { randomUUID } from "node:crypto";
import { type Answer, param } from "../../routes.js";
import { ArmError } from "../arm-error.js";
import type { ArmCall, ArmRoute } from "../arm-route.js";
import { RESOURCES_VERSIONS } from "../arm-versions.js";
import { GROUP_PATH, givenName, isBelow, isSame, neededGroup } from "../azure-scopes.js";
import { deploymentBody, operationBodies } from "./deployment-body.js";
import { planDeployment } from "./deployment-plan.js";
import {
  checkResourceRights,
  DEPLOYMENT_ACTION,
  neededRegistrations,
  readDeploymentRequest,
} from "./deployment-request.js";
import { deploymentId, startDeployment } from "./deployment-start.js";
import { type Deployment, deploymentError, deploymentState, isUnderWay } from "./deployment-status.js";
import { checkResourceNames } from "./resource-names.js";
import { answerWhatIf } from "./what-if.js";

const LIST = `${GROUP_PATH}/providers/Microsoft.Resources/deployments`;
const ONE = `${LIST}/:deployment`;

export const deploymentRoutes: readonly ArmRoute[] = [
  route("GET", LIST, "", listDeployments),
  route("PUT", ONE, "incremental; template and parameters inline", startDeployment),
  route("GET", ONE, "with outputs and outputResources at the end", (call) => ({
    status: 200,
    body: deploymentBody(neededDeployment(call, "read"), call.now),
  })),
  route("GET", `${ONE}/operations`, "", listOperations),
  route("GET", `${ONE}/operationStatuses/:operation`, "where Azure-AsyncOperation leads", answerStatus),
  route("POST", `${ONE}/cancel`, "", cancelDeployment),
  route("POST", `${ONE}/validate`, "", validateDeployment),
  route("POST", `${ONE}/whatIf`, "202; its Location answers 200 with the changes", answerWhatIf),
];

function route(method: ArmRoute["method"], path: string, note: string, handle: (call: ArmCall) => Answer): ArmRoute {
  return { method, path, note, apiVersions: RESOURCES_VERSIONS, handle };
}

function listDeployments(call: ArmCall): Answer {
  const group = neededGroup(call, `${DEPLOYMENT_ACTION}/read`);
  const found = call.tenant.azure.deployments.filter((one) => isBelow(one.id, group.id));
  return { status: 200, body: { value: found.map((one) => deploymentBody(one, call.now)) } };
}

function listOperations(call: ArmCall): Answer {
  const value = operationBodies(neededDeployment(call, "operations/read"), call.now);
  return { status: 200, body: { value } };
}

function answerStatus(call: ArmCall): Answer {
  const deployment = neededDeployment(call, "operationStatuses/read");
  if (deployment.correlationId !== param(call, "operation")) {
    throw new ArmError(404, "NotFound", "The operation was not found.");
  }
  const status = deploymentState(deployment, call.now);
  return { status: 200, body: status === "Failed" ? { status, error: deploymentError(deployment) } : { status } };
}

/** What was made stays; what waits is not made. */
function cancelDeployment(call: ArmCall): Answer {
  const deployment = neededDeployment(call, "cancel/action");
  if (!isUnderWay(deployment, call.now)) {
    const state = deploymentState(deployment, call.now);
    throw new ArmError(
      409,
      "DeploymentCannotBeCancelled",
      `The deployment '${deployment.name}' cannot be cancelled because it is in state '${state}'.`,
    );
  }
  call.world.store.change(({ azure }) => {
    const kept = azure.deployments.find((one) => one.id === deployment.id);
    if (kept !== undefined) kept.cancelledDateTime = new Date(call.now).toISOString();
  });
  return { status: 204 };
}

function validateDeployment(call: ArmCall): Answer {
  const request = readDeploymentRequest(call, "validate/action");
  const plan = planDeployment(call, request, "deploy");
  checkResourceRights(call, plan);
  checkResourceNames(request.name, plan);
  neededRegistrations(call, request, plan);
  return {
    status: 200,
    body: {
      id: deploymentId(request),
      name: request.name,
      type: "Microsoft.Resources/deployments",
      properties: {
        parameters: plan.parameters,
        mode: "Incremental",
        provisioningState: "Succeeded",
        timestamp: new Date(call.now).toISOString(),
        duration: "PT0S",
        correlationId: randomUUID(),
        validatedResources: plan.resources.map(({ id }) => ({ id })),
      },
    },
  };
}

function neededDeployment(call: ArmCall, action: string): Deployment {
  const group = neededGroup(call, `${DEPLOYMENT_ACTION}/${action}`);
  const name = givenName(call, 8);
  const found = call.tenant.azure.deployments.find((one) => isSame(one.id, deploymentId({ group, name })));
  if (found !== undefined) return found;
  throw new ArmError(404, "DeploymentNotFound", `Deployment '${name.slice(0, 100)}' could not be found.`);
}
