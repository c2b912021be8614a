// Which applications a policy is about. Source: "Conditional Access for workload identities".
import type { Policy } from "../tenant/policies.js";
import { type Answer, lower, no, perhaps, some, strangeWord, unless, yes } from "./binding-answer.js";
import type { ApplicationSubject } from "./subject.js";

type ClientApplications = NonNullable<Policy["conditions"]["clientApplications"]>;

/** Single-tenant ones that are registered in this tenant, and no others. */
export function reachesWorkload({ conditions }: Policy, subject: ApplicationSubject): Answer {
  const scope = conditions.clientApplications;
  const included = scope?.includeServicePrincipals ?? [];
  if (scope === null || scope === undefined || (included.length === 0 && !isFiltered(scope)))
    return no("it is about users, and policies for users never reach applications");
  if (subject.ownTenantOnly === false) return no("policies reach no application that other tenants use, too");
  const found = unless(
    some([names(included, subject, "includes"), filtered(scope, "include")], no("it does not include the application")),
    some([names(scope.excludeServicePrincipals ?? [], subject, "excludes"), filtered(scope, "exclude")], NOT),
  );
  return found.is === "yes" && subject.ownTenantOnly === null
    ? perhaps("policies reach applications of this tenant only, and whether this is one is not known")
    : found;
}

const NOT = no("");

function names(
  ids: readonly string[],
  { servicePrincipalId }: ApplicationSubject,
  does: "includes" | "excludes",
): Answer {
  const all = lower(ids);
  if (all.includes(servicePrincipalId.toLowerCase()))
    return does === "includes" ? yes("it names the application", true) : yes("the application is excluded");
  if (all.includes("serviceprincipalsinmytenant")) return yes(`it ${does} all applications of the tenant`);
  const word = strangeWord(ids, ["none", "serviceprincipalsinmytenant"]);
  return word === undefined ? NOT : perhaps(`it ${does} "${word}", which this version does not know`);
}

function isFiltered({ servicePrincipalFilter }: ClientApplications): boolean {
  return servicePrincipalFilter !== null && servicePrincipalFilter !== undefined;
}

/** By custom security attributes, which are not read here. */
function filtered({ servicePrincipalFilter }: ClientApplications, mode: "include" | "exclude"): Answer {
  if (servicePrincipalFilter === null || servicePrincipalFilter === undefined) return NOT;
  const theOther = mode === "include" ? "exclude" : "include";
  return servicePrincipalFilter.mode.toLowerCase() === theOther ? NOT : perhaps("it chooses applications by a filter");
}
