// Authentication strengths: the built-in ones, and the tenant's own.
import { randomUUID } from "node:crypto";
import * as z from "zod";
import { authenticationStrength, BUILT_IN_STRENGTHS } from "../../laws/conditional-access/authentication-strengths.js";
import { type Answer, param } from "../../routes.js";
import { type GraphCall, type GraphRoute, isRecord, jsonBody } from "../graph-call.js";
import { GraphError, notFound } from "../graph-error.js";
import { matches, parseFilter } from "../odata/odata-filter.js";
import { contextUrl, listBody, type Properties } from "../odata/odata-page.js";

const FILTERS = { id: ["eq"], policyType: ["eq"], displayName: ["eq", "startswith"] } as const;

/** The second is the older place of the same objects. */
const SETS = ["policies/authenticationStrengthPolicies", "identity/conditionalAccess/authenticationStrength/policies"];

export const authenticationStrengthRoutes: readonly GraphRoute[] = SETS.flatMap((set): readonly GraphRoute[] => [
  {
    method: "GET",
    path: `/${set}`,
    note: "$filter: policyType, displayName, id eq",
    options: ["$filter"],
    handle: (call) => {
      const text = call.url.searchParams.get("$filter");
      const filter = text === null ? undefined : parseFilter(text, FILTERS);
      const own = call.tenant.authenticationStrengths.map((one) => strengthForm(call, one.id));
      const value = [...BUILT_IN_STRENGTHS.map((one) => strengthForm(call, one.id)), ...own].filter(
        (one) => filter === undefined || matches(filter, (name) => one[name]),
      );
      return { status: 200, body: listBody(contextUrl(call, set), value) };
    },
  },
  {
    method: "GET",
    path: `/${set}/:id`,
    note: "",
    handle: (call) => strengthAnswer(call, set, param(call, "id"), 200),
  },
  { method: "POST", path: `/${set}`, note: "201", handle: (call) => createStrength(call, set) },
  { method: "DELETE", path: `/${set}/:id`, note: "custom ones that no policy uses; 204", handle: deleteStrength },
]);

const bodySchema = z.strictObject({
  "@odata.type": z.literal("#microsoft.graph.authenticationStrengthPolicy").optional(),
  displayName: z.string().min(1).max(30),
  description: z.string().max(1024).nullish(),
  policyType: z.literal("custom").optional(),
  requirementsSatisfied: z.literal("mfa").optional(),
  allowedCombinations: z.array(z.string().max(200)).min(1).max(100),
});

/** At most fifteen custom ones ("Custom authentication strengths for Conditional Access"). */
const MOST_CUSTOM = 15;

function createStrength(call: GraphCall, set: string): Answer {
  const parsed = bodySchema.safeParse(jsonBody(call));
  if (!parsed.success) {
    throw invalid(`Invalid value for '${String(parsed.error.issues[0]?.path[0] ?? "").slice(0, 80)}'.`);
  }
  const { displayName, description = null, allowedCombinations } = parsed.data;
  // Every combination that is strong enough stands in the widest of the built-in strengths.
  const known = BUILT_IN_STRENGTHS[0]?.allowedCombinations ?? [];
  const unknown = allowedCombinations.find((one) => !known.includes(one));
  if (unknown !== undefined)
    throw invalid(`'${unknown.slice(0, 80)}' is no combination of multifactor authentication.`);
  const now = new Date(call.now).toISOString();
  const id = randomUUID();
  const made = {
    id,
    createdDateTime: now,
    modifiedDateTime: now,
    displayName,
    description,
    policyType: "custom",
    requirementsSatisfied: "mfa",
    allowedCombinations,
  };
  call.world.store.change((draft) => {
    if (draft.authenticationStrengths.length >= MOST_CUSTOM) {
      throw invalid(`The limit of ${MOST_CUSTOM} custom authentication strengths has been reached.`);
    }
    draft.authenticationStrengths.push(made);
  });
  return {
    status: 201,
    body: { "@odata.context": contextUrl(call, `${set}/$entity`), ...made, combinationConfigurations: [] },
  };
}

function deleteStrength(call: GraphCall): Answer {
  const id = param(call, "id");
  if (BUILT_IN_STRENGTHS.some((one) => one.id === id))
    throw invalid("A built-in authentication strength cannot be deleted.");
  call.world.store.change((draft) => {
    if (!draft.authenticationStrengths.some((one) => one.id === id)) throw notFound(id.slice(0, 80));
    const isUsed = draft.conditionalAccessPolicies.some((policy) => strengthOf(policy["grantControls"]) === id);
    if (isUsed) throw invalid("The authentication strength is used by a Conditional Access policy.");
    draft.authenticationStrengths = draft.authenticationStrengths.filter((one) => one.id !== id);
  });
  return { status: 204 };
}

function strengthOf(grantControls: unknown): unknown {
  const strength = isRecord(grantControls) ? grantControls["authenticationStrength"] : undefined;
  return isRecord(strength) ? strength["id"] : undefined;
}

function strengthAnswer(call: GraphCall, set: string, id: string, status: 200): Answer {
  return { status, body: { "@odata.context": contextUrl(call, `${set}/$entity`), ...strengthForm(call, id) } };
}

function strengthForm(call: GraphCall, id: string): Properties {
  const found = authenticationStrength(call.tenant, id);
  if (found === undefined) throw notFound(id.slice(0, 80));
  // In the answers of the reference, without $expand; combinations with configurations of their own are not emulated.
  return { ...found, combinationConfigurations: [] };
}

function invalid(message: string): GraphError {
  return new GraphError(400, "BadRequest", message);
}
