// Resources by their ids, as they were deployed ("Resources - Get By Id"): of a provider's own operations this is all.
import type { Answer } from "../routes.js";
import type { ArmCall, ArmRoute } from "./arm-route.js";
import { authorize, neededGroup } from "./azure-scopes.js";
import { givenResourceId, resourceAt, resourcePath, typeOfId } from "./resource-ids.js";

export const resourceRoutes: readonly ArmRoute[] = [1, 2, 3].map((depth) => ({
  method: "GET",
  path: resourcePath(depth),
  note: "whatever was deployed, in any version",
  apiVersions: "any",
  handle: (call) => answerResource(call, depth),
}));

function answerResource(call: ArmCall, depth: number): Answer {
  const group = neededGroup(call, "Microsoft.Resources/subscriptions/resourceGroups/read");
  const id = givenResourceId(call, group.id, depth);
  authorize(call, `${typeOfId(id)}/read`, id);
  return { status: 200, body: resourceAt(call.tenant, id).body };
}
