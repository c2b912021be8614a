// Deployments and their operations as they are answered ("Deployments - Get", "Deployment Operations - List").
import { typeOfId } from "../resource-ids.js";
import { type Deployment, deploymentError, deploymentState } from "./deployment-status.js";

export function deploymentBody(deployment: Deployment, now: number) {
  const { id, name, steps, parameters, outputs, templateHash, correlationId, startedDateTime } = deployment;
  const state = deploymentState(deployment, now);
  const until = Math.min(now, Date.parse(endOf(deployment)));
  return {
    id,
    name,
    type: "Microsoft.Resources/deployments",
    properties: {
      templateHash,
      parameters,
      mode: "Incremental",
      provisioningState: state,
      timestamp: new Date(until).toISOString(),
      duration: durationOf(until - Date.parse(startedDateTime)),
      correlationId,
      providers: providersOf(deployment),
      dependencies: [],
      ...(state === "Succeeded" ? { outputs, outputResources: steps.map(({ body }) => ({ id: body.id })) } : {}),
      ...(state === "Failed" ? { error: deploymentError(deployment) } : {}),
    },
  };
}

/** Of the resources that were begun with: the others wait. */
export function operationBodies(deployment: Deployment, now: number) {
  const { id, steps, startedDateTime } = deployment;
  let began = Date.parse(startedDateTime);
  return steps.flatMap(({ operationId, dueDateTime, state, isNew, error, body }) => {
    const [from, due] = [began, Date.parse(dueDateTime)];
    began = due;
    const isOver = state !== "waiting";
    const stopped = deployment.cancelledDateTime !== null || steps.some((one) => one.state === "failed");
    if (!isOver && (stopped || now < from)) return [];
    const until = Math.min(now, due);
    return [
      {
        id: `${id}/operations/${operationId}`,
        operationId,
        properties: {
          provisioningOperation: "Create",
          provisioningState: { waiting: "Running", done: "Succeeded", failed: "Failed" }[state],
          timestamp: new Date(until).toISOString(),
          duration: durationOf(until - from),
          trackingId: operationId,
          ...(isOver ? { statusCode: error === null ? (isNew ? "Created" : "OK") : "BadRequest" } : {}),
          ...(error === null ? {} : { statusMessage: { error } }),
          targetResource: { id: body.id, resourceType: body.type, resourceName: body.name },
        },
      },
    ];
  });
}

function endOf({ cancelledDateTime, steps, endDateTime }: Deployment): string {
  return cancelledDateTime ?? steps.find((one) => one.state === "failed")?.dueDateTime ?? endDateTime;
}

function durationOf(milliseconds: number): string {
  return `PT${Math.max(0, milliseconds) / 1000}S`;
}

function providersOf({ steps }: Deployment) {
  const types = [...new Set(steps.map(({ body }) => typeOfId(body.id)))];
  const namespaces = [...new Set(types.map((type) => type.split("/")[0] ?? ""))];
  return namespaces.map((namespace) => ({
    namespace,
    resourceTypes: types
      .filter((type) => type.split("/")[0] === namespace)
      .map((type) => ({ resourceType: type.slice(namespace.length + 1), locations: [null] })),
  }));
}
