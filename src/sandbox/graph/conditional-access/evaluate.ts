// What If: which policies would apply to a sign-in ("conditionalAccessRoot: evaluate").
import { evaluatePolicies } from "../../laws/conditional-access/evaluation.js";
import { SchemaMismatch } from "../../laws/conditional-access/shapes.js";
import type { SignIn } from "../../laws/conditional-access/sign-in.js";
import { readWhatIfRequest, type WhatIfRequest } from "../../laws/conditional-access/what-if-request.js";
import type { Answer } from "../../routes.js";
import { userById } from "../../store/people.js";
import { type GraphCall, type GraphRoute, graphUrl, jsonBody } from "../graph-call.js";
import { GraphError } from "../graph-error.js";
import type { Properties } from "../odata/odata-page.js";
import { shownPolicy } from "./conditional-access-entity.js";

export const evaluateRoutes: readonly GraphRoute[] = [
  {
    method: "POST",
    path: "/identity/conditionalAccess/evaluate",
    note: "all conditions; custom security attributes answer notEnoughInformation; 1 request per second per tenant",
    throttledAs: "conditional-access",
    replicated: "policy",
    handle: evaluate,
  },
];

function evaluate(call: GraphCall): Answer {
  const { signIn, appliedPoliciesOnly } = requestOf(call);
  checkIdentity(call, signIn.identity);
  const value = evaluatePolicies(call.tenant, signIn)
    .filter(({ applies }) => applies || !appliedPoliciesOnly)
    .map(({ policy, applies, reason }): Properties => {
      return { ...shownPolicy(call, policy), policyApplies: applies, analysisReasons: reason };
    });
  const context = `${graphUrl(call)}/$metadata#Collection(microsoft.graph.whatIfAnalysisResult)`;
  return { status: 200, body: { "@odata.context": context, value } };
}

function requestOf(call: GraphCall): WhatIfRequest {
  const body = jsonBody(call);
  try {
    return readWhatIfRequest(body);
  } catch (error) {
    if (!(error instanceof SchemaMismatch)) throw error;
    throw invalid(`Invalid or missing value for the parameter '${error.message}'.`);
  }
}

/** That an identity must exist is a choice: documents are silent. */
function checkIdentity(call: GraphCall, identity: SignIn["identity"]): void {
  const id = identity.kind === "user" ? identity.userId : identity.servicePrincipalId;
  if (id === undefined) return;
  const isKnown =
    identity.kind === "user"
      ? userById(call.tenant, id.toLowerCase()) !== undefined
      : call.tenant.servicePrincipals.some((one) => one.id === id.toLowerCase());
  if (!isKnown) throw invalid(`The identity '${id.slice(0, 100)}' does not exist in the tenant.`);
}

function invalid(message: string): GraphError {
  return new GraphError(400, "BadRequest", message);
}
