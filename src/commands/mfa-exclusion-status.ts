import type { ResultOf } from "../report/result-schemas.js";
import { readOrganization } from "../tenant/organization.js";
import { readPolicies } from "../tenant/policies.js";
import { candidatesOf, identityView, surveyBindings } from "./binding-survey.js";
import { envelopeOf } from "./envelope.js";
import type { Session } from "./session.js";
import { readIdentities } from "./sync-survey.js";

/** Who synchronises, and which policies bind whom. Reads only. */
export async function mfaExclusionStatus(
  session: Session,
  options: { readonly ticket?: string },
): Promise<ResultOf<"mfa-exclusion-status">> {
  const { organization, policies, identities } = await read(session);
  const bindings = await surveyBindings(session.graph, policies, candidatesOf(identities));
  return {
    schema: "aadc-cloud/mfa-exclusion-status@1",
    ...envelopeOf(session, organization, options.ticket),
    identities: identities.map((identity) => identityView(identity, bindings)),
    policies: bindings,
  };
}

async function read(session: Session) {
  const [organization, policies, identities] = await Promise.all([
    readOrganization(session.graph),
    readPolicies(session.graph),
    // Here a guess will not do: who synchronises must be known.
    readIdentities(session.graph),
  ]);
  return { organization, policies: policies.value, identities: identities.value };
}
