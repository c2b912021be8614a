// For which resources a policy is. Source: "Targeting resources in Conditional Access policies".
import { isInSuite, REPORTING_SERVICE_SUITE } from "../knowledge/application-suites.js";
import type { Policy } from "../tenant/policies.js";
import { type Answer, lower, no, perhaps, some, strangeWord, unless, yes } from "./binding-answer.js";
import type { SignInFacts, Subject } from "./subject.js";

type Applications = NonNullable<Policy["conditions"]["applications"]>;
type Resource = SignInFacts["resources"][number];

/** Is it for a token to this resource? User actions and authentication contexts are asked for beside tokens, not by them. */
export function isForResource({ conditions: { applications } }: Policy, { appId }: Resource): Answer {
  if (applications === null || applications === undefined) return perhaps("it says nothing of applications");
  return unless(
    some([names(applications.includeApplications, appId, "is for"), filtered(applications, "include")], OTHERS),
    some([names(applications.excludeApplications, appId, "excludes"), filtered(applications, "exclude")], OTHERS),
  );
}

/** Is it for any of them? Which ones are asked for is known in part only, so that none of them need not mean none at all. */
export function isForSignIn(policy: Policy, subject: Subject, resources: readonly Resource[]): Answer {
  const { applications } = policy.conditions;
  const found = some(
    resources.map((resource) => isForResource(policy, resource)),
    OTHERS,
  );
  if (found.is !== "no" || applications === null || applications === undefined) return found;
  const included = lower(applications.includeApplications);
  const excluded = lower(applications.excludeApplications);
  if (included.includes("all") && !excluded.includes("all"))
    return perhaps("it excludes the resources of synchronisation that are known");
  const engine = subject.kind === "application" || subject.attended !== true;
  if (engine && included.includes(REPORTING_SERVICE_SUITE) && !excluded.includes(REPORTING_SERVICE_SUITE))
    return perhaps("it is about Office 365, of which newer engines may ask for the Microsoft 365 Reporting Service");
  if (included.length === 0 && applications.includeUserActions.length > 0) return no("it is about user actions");
  if (included.length === 0 && applications.includeAuthenticationContextClassReferences.length > 0)
    return no("it is about an authentication context");
  return found;
}

const OTHERS = no("it is about other applications");

function names(ids: readonly string[], appId: string, does: string): Answer {
  const all = lower(ids);
  if (all.includes("all"))
    return yes(does === "is for" ? "it includes all applications" : "it excludes all applications");
  if (all.includes(appId.toLowerCase()))
    return yes(does === "is for" ? "it includes a resource of synchronisation" : "it excludes the resource");
  for (const suite of ["office365", "microsoftadminportals"]) {
    const inSuite = all.includes(suite) ? isInSuite(suite, appId) : false;
    if (inSuite === true) return yes(`it ${does} ${SUITE_NAMES[suite] ?? suite}, to which the resource belongs`);
    if (inSuite === null)
      return perhaps(`it ${does} ${SUITE_NAMES[suite] ?? suite}, and whether the resource belongs to it is not known`);
  }
  const word = strangeWord(ids, ["all", "none", "office365", "microsoftadminportals"]);
  return word === undefined ? OTHERS : perhaps(`it ${does} "${word}", which this version does not know`);
}

const SUITE_NAMES: Readonly<Record<string, string>> = {
  office365: "Office 365",
  microsoftadminportals: "the Microsoft admin portals",
};

/** Custom security attributes of applications are not read here. Source: "Conditional Access: Filter for applications". */
function filtered({ applicationFilter }: Applications, mode: "include" | "exclude"): Answer {
  if (applicationFilter === null || applicationFilter === undefined) return OTHERS;
  const theOther = mode === "include" ? "exclude" : "include";
  return applicationFilter.mode.toLowerCase() === theOther ? OTHERS : perhaps("it chooses applications by a filter");
}
