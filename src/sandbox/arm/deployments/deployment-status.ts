// How far a deployment is ("Deployments - Get", provisioningState).
import type { Tenant } from "../../store/tenant-state.js";

export type Deployment = Tenant["azure"]["deployments"][number];

type DeploymentState = "Accepted" | "Running" | "Succeeded" | "Failed" | "Canceled";

const ACCEPTED_MS = 1000;

/** What is due has been done before anybody asks. */
export function deploymentState(deployment: Deployment, now: number): DeploymentState {
  const { steps, cancelledDateTime, endDateTime, startedDateTime } = deployment;
  if (steps.some((one) => one.state === "failed")) return "Failed";
  if (cancelledDateTime !== null) return "Canceled";
  if (now >= Date.parse(endDateTime)) return "Succeeded";
  return now < Date.parse(startedDateTime) + ACCEPTED_MS ? "Accepted" : "Running";
}

export function isUnderWay(deployment: Deployment, now: number): boolean {
  return ["Accepted", "Running"].includes(deploymentState(deployment, now));
}

/** Why it failed: what went wrong with one resource is in the details. */
export function deploymentError({ steps }: Deployment) {
  const details = steps.flatMap(({ error, body }) => (error === null ? [] : [{ ...error, target: body.id }]));
  return {
    code: "DeploymentFailed",
    message:
      "At least one resource deployment operation failed. Please list deployment operations for details. Please see https://aka.ms/arm-deployment-operations for usage details.",
    details,
  };
}
