// Conditional Access policies.
import { mergePolicy, SchemaMismatch } from "../laws/conditional-access-schema.js";
import { type Answer, param } from "../routes.js";
import { GraphError } from "./graph-error.js";
import { type GraphCall, type GraphRoute, isRecord } from "./graph-route.js";
import { contextUrl, listBody } from "./odata-page.js";

const SET = "identity/conditionalAccess/policies";

export const conditionalAccessRoutes: readonly GraphRoute[] = [
  {
    method: "GET",
    path: "/identity/conditionalAccess/policies",
    note: "1 request per second per tenant, 429 without Retry-After",
    throttledAs: "conditional-access",
    replicated: "policy",
    handle: (call) => ({
      status: 200,
      body: listBody(contextUrl(call, SET), call.tenant.conditionalAccessPolicies),
    }),
  },
  {
    method: "GET",
    path: "/identity/conditionalAccess/policies/:id",
    note: "same limit",
    throttledAs: "conditional-access",
    replicated: "policy",
    handle: (call) => {
      const policy = call.tenant.conditionalAccessPolicies.find((one) => one.id === param(call, "id"));
      if (policy === undefined) throw noSuchPolicy(param(call, "id"));
      return { status: 200, body: { "@odata.context": contextUrl(call, `${SET}/$entity`), ...policy } };
    },
  },
  {
    method: "PATCH",
    path: "/identity/conditionalAccess/policies/:id",
    note: "204; arrays replaced, objects merged, null removes; same limit",
    throttledAs: "conditional-access",
    handle: updatePolicy,
  },
];

async function updatePolicy(call: GraphCall): Promise<Answer> {
  const patch = call.body.kind === "json" ? call.body.value : undefined;
  if (!isRecord(patch)) throw schemaError();
  call.world.store.change((draft) => {
    const index = draft.conditionalAccessPolicies.findIndex((one) => one.id === param(call, "id"));
    const policy = draft.conditionalAccessPolicies[index];
    if (policy === undefined) throw noSuchPolicy(param(call, "id"));
    const merged = mergedOrError(policy, patch);
    const modifiedDateTime = new Date(call.world.store.tenantNow()).toISOString();
    draft.conditionalAccessPolicies[index] = { ...policy, ...merged, id: policy.id, modifiedDateTime };
  });
  return { status: 204 };
}

function mergedOrError(policy: Readonly<Record<string, unknown>>, patch: Readonly<Record<string, unknown>>) {
  try {
    return mergePolicy(policy, patch);
  } catch (error) {
    if (error instanceof SchemaMismatch) throw schemaError();
    throw error;
  }
}

function schemaError(): GraphError {
  return new GraphError(
    400,
    "BadRequest",
    "1007: Incoming ConditionalAccessPolicy object is null or does not match the schema of ConditionalAccessPolicy type. For examples, please see API documentation at https://learn.microsoft.com/graph/api/conditionalaccessroot-post-policies.",
  );
}

function noSuchPolicy(id: string): GraphError {
  return new GraphError(404, "NotFound", `${id} is not found in the tenant.`);
}
