// Does a Conditional Access policy bind an identity that signs in to synchronise? Pure; says "unknown" where it cannot tell.
// One file a condition: binding-users, -applications, -clients, -places, -circumstances, -controls, -workloads.
import { resourcesOf } from "../knowledge/sync-resources.js";
import { unknown } from "../shapes/fact.js";
import type { Policy } from "../tenant/policies.js";
import { type Answer, every, no, perhaps, yes } from "./binding-answer.js";
import { isForResource, isForSignIn } from "./binding-applications.js";
import { isForDevice, isForFlow, isForRisk, isForWorkloadRisk, meetsOtherConditions } from "./binding-circumstances.js";
import { blocksLegacyClients, isForClient, isForPlatform } from "./binding-clients.js";
import { asksForAnything, controlsOf, demandsOfUser, demandsOfWorkload } from "./binding-controls.js";
import { isForPlace } from "./binding-places.js";
import { reachesUser } from "./binding-users.js";
import { reachesWorkload } from "./binding-workloads.js";
import type { Binding, SignInFacts, Subject } from "./subject.js";

export type { Binding } from "./subject.js";

/**
 * Whether one policy, by itself, keeps the subject from signing in. `binds`: it demands of at least one resource's sign-in
 * what cannot be given; `report-only`: it would, were it on, as far as can be told; `unknown`: that depends on what is not known.
 */
export function bindingOf(policy: Policy, subject: Subject, facts: SignInFacts = usualSignIn(subject)): Binding {
  const who = subject.kind === "user" ? reachesUser(policy, subject) : reachesWorkload(policy, subject);
  const demand = subject.kind === "user" ? demandsOfUser(policy) : demandsOfWorkload(policy);
  const how = circumstances(policy, subject, facts);
  const form = formOf(policy);
  const forSignIn = isForSignIn(policy, subject, facts.resources);
  return {
    policyId: policy.id,
    policyName: policy.displayName,
    subject: subject.name,
    ...verdictOf(policy, form, who, [stateOf(policy), demand, who, forSignIn, ...how]),
    controls: controlsOf(policy),
    named: who.named === true,
    resources: facts.resources.map((resource) => {
      const met = every([who, isForResource(policy, resource), ...how, asksForAnything(policy)]);
      const { is, because } = form.is === "yes" ? met : form;
      return { appId: resource.appId, applies: is, because };
    }),
    blocksLegacyClients: blocksLegacyClients(policy),
  };
}

/** A sign-in of which nothing is known but who signs in: to the resources that are known, from nobody knows where. */
function usualSignIn(subject: Subject): SignInFacts {
  const asker = subject.kind === "application" ? "application" : subject.attended === true ? "wizard" : "engine";
  const unasked = unknown<never>("Nobody has looked.", "");
  return { resources: resourcesOf(asker), addresses: unasked, locations: unasked };
}

function verdictOf(
  { state }: Policy,
  form: Answer,
  who: Answer,
  answers: readonly Answer[],
): Pick<Binding, "verdict" | "reason"> {
  if (state === "disabled") return { verdict: "does-not-bind", reason: OFF };
  const found = form.is === "yes" ? every(answers) : form;
  if (found.is === "no") return { verdict: "does-not-bind", reason: found.because };
  const reason = found.is === "yes" ? who.because : found.because;
  if (state === "enabledForReportingButNotEnforced") return { verdict: "report-only", reason };
  return { verdict: found.is === "yes" ? "binds" : "unknown", reason };
}

const OFF = "the policy is off";

/** No conclusion is drawn from a policy that is not understood as a whole. */
function formOf({ strange = [] }: Policy): Answer {
  if (strange.length === 0) return yes("it is understood");
  return perhaps(`Microsoft Graph tells its ${strange.join(", ")} in a form that this version does not know`);
}

function stateOf({ state }: Policy): Answer {
  if (state === "disabled") return no(OFF);
  if (state === "enabled" || state === "enabledForReportingButNotEnforced") return yes("the policy is on");
  return perhaps(`the policy's state "${state}" is not known to this version`);
}

function circumstances(policy: Policy, subject: Subject, facts: SignInFacts): readonly Answer[] {
  if (subject.kind === "application")
    return [isForPlace(policy, facts), isForWorkloadRisk(policy), meetsOtherConditions(policy)];
  return [
    isForClient(policy),
    isForPlatform(policy),
    isForPlace(policy, facts),
    isForDevice(policy, subject),
    isForFlow(policy),
    isForRisk(policy),
    meetsOtherConditions(policy),
  ];
}
