// Results of requests that were accepted and are not ready yet: 202 with an address, where 202 is answered until they
// are ("Track asynchronous Azure operations", `Location`).
import { randomUUID } from "node:crypto";
import { type Answer, param } from "../routes.js";
import { ArmError } from "./arm-error.js";
import type { ArmCall, ArmRoute } from "./arm-route.js";
import { RESOURCES_VERSIONS } from "./arm-versions.js";
import { neededSubscription, SUBSCRIPTION_PATH } from "./azure-scopes.js";

const MOST_KEPT = 50;

export const operationResultRoutes: readonly ArmRoute[] = [
  {
    method: "GET",
    path: `${SUBSCRIPTION_PATH}/operationresults/:operation`,
    note: "202 until it is ready: of a what-if, of a group's deletion",
    apiVersions: RESOURCES_VERSIONS,
    handle: answerResult,
  },
];

/** 202; what `body` says comes later, and without one only that it is done. */
export function acceptedAnswer(call: ArmCall, subscriptionId: string, readyAt: number, body: unknown = null): Answer {
  const id = randomUUID();
  call.world.store.change(({ azure }) => {
    azure.operationResults.push({ id, readyDateTime: new Date(readyAt).toISOString(), body });
    azure.operationResults.splice(0, azure.operationResults.length - MOST_KEPT);
  });
  const version = call.url.searchParams.get("api-version") ?? "";
  const where = `/subscriptions/${subscriptionId}/operationresults/${id}?api-version=${version}`;
  return { status: 202, headers: pollHeaders(call, where, readyAt) };
}

/** Anybody who knows the address may ask: it is the secret. */
function answerResult(call: ArmCall): Answer {
  neededSubscription(call);
  const found = call.tenant.azure.operationResults.find((one) => one.id === param(call, "operation"));
  if (found === undefined) throw new ArmError(404, "NotFound", "The operation was not found.");
  const readyAt = Date.parse(found.readyDateTime);
  if (call.now < readyAt)
    return { status: 202, headers: pollHeaders(call, call.url.pathname + call.url.search, readyAt) };
  return found.body === null ? { status: 200 } : { status: 200, body: found.body };
}

function pollHeaders({ world, now }: ArmCall, where: string, readyAt: number): Readonly<Record<string, string>> {
  return {
    location: `https://${world.hosts.arm}${where}`,
    "retry-after": String(Math.max(1, Math.ceil((readyAt - now) / 1000))),
  };
}
