// Does a policy speak of what is asked for? "Targeting resources in Conditional Access policies".
import { ADMIN_PORTAL_APP_IDS, OFFICE_365_APP_IDS } from "./application-suites.js";
import type { PolicyForm } from "./policy-form.js";
import { anyVerdict, included, type SignInContext, type Verdict, verdict } from "./sign-in.js";

/** The words of the request's userAction, and the names that policies have for them. */
const USER_ACTIONS: ReadonlyMap<string, string> = new Map([
  ["registersecurityinformation", "urn:user:registersecurityinfo"],
  ["registerorjoindevices", "urn:user:registerdevice"],
]);

export interface TargetVerdict {
  readonly verdict: Verdict;
  readonly reason: "application" | "userActions" | "authenticationContext";
}

/**
 * A policy names applications, or user actions, or authentication contexts. All resources contain the registration of
 * security information, but no authentication context (the examples 2 and 3 of "conditionalAccessRoot: evaluate").
 * That they do not contain the joining of devices is a choice: documents are silent.
 */
export function matchesTarget({ applications }: PolicyForm, context: SignInContext): TargetVerdict {
  if (context.kind === "userAction") {
    const action = USER_ACTIONS.get(context.userAction.toLowerCase());
    const isInAll = applications.include.includes("all") && action === "urn:user:registersecurityinfo";
    return {
      verdict: verdict(isInAll || (action !== undefined && applications.userActions.includes(action))),
      reason: "userActions",
    };
  }
  if (context.kind === "authContext") {
    const isNamed = applications.authenticationContexts.includes(context.value.toLowerCase());
    return { verdict: verdict(isNamed), reason: "authenticationContext" };
  }
  if (applications.userActions.length > 0) return { verdict: "unmet", reason: "userActions" };
  if (applications.authenticationContexts.length > 0) return { verdict: "unmet", reason: "authenticationContext" };
  const each = context.appIds.map((appId) => matchesApplication(applications, appId.toLowerCase()));
  return { verdict: anyVerdict(each), reason: "application" };
}

/** A filter reads custom security attributes of applications, which this tenant does not know. */
function matchesApplication(applications: PolicyForm["applications"], appId: string): Verdict {
  const byFilter = (mode: string): Verdict => (applications.filter?.mode === mode ? "unknown" : "unmet");
  return included(
    anyVerdict([names(applications.include, appId), byFilter("include")]),
    anyVerdict([names(applications.exclude, appId), byFilter("exclude")]),
  );
}

function names(ids: readonly string[], appId: string): Verdict {
  return verdict(
    ids.includes("all") ||
      ids.includes(appId) ||
      (ids.includes("office365") && OFFICE_365_APP_IDS.has(appId)) ||
      (ids.includes("microsoftadminportals") && ADMIN_PORTAL_APP_IDS.has(appId)),
  );
}
