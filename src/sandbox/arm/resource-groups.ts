// Resource groups ("Resource Groups" of the Azure Resource Manager REST API).
import * as z from "zod";
import type { Answer } from "../routes.js";
import { ArmError } from "./arm-error.js";
import type { ArmCall, ArmRoute } from "./arm-route.js";
import { RESOURCES_VERSIONS } from "./arm-versions.js";
import {
  authorize,
  GROUP_PATH,
  givenName,
  groupAt,
  groupScope,
  isBelow,
  neededGroup,
  neededSubscription,
  type ResourceGroup,
  SUBSCRIPTION_PATH,
  subscriptionScope,
} from "./azure-scopes.js";
import { acceptedAnswer } from "./operation-results.js";

const ACTION = "Microsoft.Resources/subscriptions/resourceGroups";

export const resourceGroupRoutes: readonly ArmRoute[] = [
  route("GET", `${SUBSCRIPTION_PATH}/resourceGroups`, "", listGroups),
  route("GET", GROUP_PATH, "HEAD too: 204 or 404", answerGroup),
  route("PUT", GROUP_PATH, "location, tags", putGroup),
  route("DELETE", GROUP_PATH, "with all that is in it", deleteGroup),
];

function route(method: ArmRoute["method"], path: string, note: string, handle: (call: ArmCall) => Answer): ArmRoute {
  return { method, path, note, apiVersions: RESOURCES_VERSIONS, handle };
}

function listGroups(call: ArmCall): Answer {
  const scope = subscriptionScope(neededSubscription(call).id);
  authorize(call, `${ACTION}/read`, scope);
  const value = call.tenant.azure.resourceGroups.filter((one) => isBelow(one.id, scope)).map(groupBody);
  return { status: 200, body: { value } };
}

function answerGroup(call: ArmCall): Answer {
  if (call.method === "HEAD") {
    const scope = groupScope(call, neededSubscription(call));
    authorize(call, `${ACTION}/read`, scope);
    return { status: groupAt(call.tenant, scope) === undefined ? 404 : 204 };
  }
  return { status: 200, body: groupBody(neededGroup(call, `${ACTION}/read`)) };
}

const groupSchema = z.looseObject({
  location: z.string().optional(),
  tags: z.record(z.string(), z.string()).nullish(),
});

function putGroup(call: ArmCall): Answer {
  const scope = groupScope(call, neededSubscription(call));
  authorize(call, `${ACTION}/write`, scope);
  const name = givenName(call, 4);
  checkName(name);
  const parsed = call.body.kind === "json" ? groupSchema.safeParse(call.body.value) : undefined;
  if (parsed?.success !== true) {
    throw new ArmError(400, "InvalidRequestContent", "The request content was invalid and could not be deserialized.");
  }
  const location = parsed.data.location?.replaceAll(" ", "").toLowerCase() ?? "";
  if (location === "") {
    throw new ArmError(400, "LocationRequired", "The location property is required for this definition.");
  }
  const known = groupAt(call.tenant, scope);
  if (known !== undefined) checkChange(known, location);
  const tags = parsed.data.tags ?? null;
  call.world.store.change(({ azure }) => {
    const kept = azure.resourceGroups.find((one) => one.id === known?.id);
    if (kept === undefined) azure.resourceGroups.push({ id: scope, name, location, tags, goneDateTime: null });
    else kept.tags = tags;
  });
  const group = groupAt(call.world.store.tenant, scope);
  return { status: known === undefined ? 201 : 200, body: group === undefined ? {} : groupBody(group) };
}

/** "Naming rules and restrictions for Azure resources", resourceGroups. */
function checkName(name: string): void {
  if (/^[\p{L}\p{N}_\-.()]{1,90}$/u.test(name) && !name.endsWith(".")) return;
  throw new ArmError(
    400,
    "InvalidResourceGroup",
    `The provided resource group name '${name.slice(0, 100)}' has these invalid characters: or is longer than 90 characters. The name can only be a letter, digit, '-', '.', '(', ')' or '_', and cannot end with a period.`,
  );
}

function checkChange(known: ResourceGroup, location: string): void {
  if (known.goneDateTime !== null) {
    throw new ArmError(
      409,
      "ResourceGroupBeingDeleted",
      `The resource group '${known.name}' is in deprovisioning state and cannot perform this operation.`,
    );
  }
  if (known.location !== location) {
    throw new ArmError(
      409,
      "InvalidResourceGroupLocation",
      `Invalid resource group location '${location.slice(0, 100)}'. The Resource group already exists in location '${known.location}'.`,
    );
  }
}

function deleteGroup(call: ArmCall): Answer {
  const group = neededGroup(call, `${ACTION}/delete`);
  const { world, now } = call;
  const goneAt =
    group.goneDateTime === null ? now + world.laws.azureTimes.stepMs : Math.max(now, Date.parse(group.goneDateTime));
  world.store.change(({ azure }) => {
    const kept = azure.resourceGroups.find((one) => one.id === group.id);
    if (kept !== undefined) kept.goneDateTime ??= new Date(goneAt).toISOString();
  });
  return acceptedAnswer(call, neededSubscription(call).id, goneAt);
}

function groupBody({ id, name, location, tags, goneDateTime }: ResourceGroup) {
  return {
    id,
    name,
    type: "Microsoft.Resources/resourceGroups",
    location,
    ...(tags === null ? {} : { tags }),
    properties: { provisioningState: goneDateTime === null ? "Succeeded" : "Deleting" },
  };
}
