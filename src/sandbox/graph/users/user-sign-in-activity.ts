// signInActivity: when a user last signed in, out of the sign-in log ("signInActivity resource type").

import { hasLicence } from "../../laws/licences.js";
import type { Tenant } from "../../store/tenant-state.js";
import type { GraphCall } from "../graph-call.js";
import { accessDenied, GraphError } from "../graph-error.js";
import type { Properties } from "../odata/odata-page.js";

type SignIns = Tenant["signIns"];

const ACTIVITY = new WeakMap<SignIns, ReadonlyMap<string, Properties>>();

/** Of nobody who never signed in. */
export function signInActivityOf(tenant: Tenant, userId: string): Properties | null {
  let known = ACTIVITY.get(tenant.signIns);
  if (known === undefined) {
    known = activities(tenant.signIns);
    ACTIVITY.set(tenant.signIns, known);
  }
  return known.get(userId) ?? null;
}

/**
 * Does the request ask for it? Then it needs AuditLog.Read.All besides, and P1: without the licence the whole request is
 * refused ("user resource type", signInActivity). GraphError 403 where one of them is missing.
 */
export function asksForSignInActivity(call: GraphCall, names: readonly string[]): boolean {
  if (!names.includes("signInActivity") && !namesSignInActivity(call.url.searchParams)) return false;
  if (!call.caller.permissions.includes("AuditLog.Read.All")) throw accessDenied();
  if (!hasLicence(call.world.store.tenant, "P1")) {
    throw new GraphError(
      403,
      "Authentication_RequestFromNonPremiumTenantOrB2CTenant",
      "Neither tenant is B2C or tenant doesn't have premium license",
    );
  }
  return true;
}

/** Requests that name it have a budget of their own ("Throttling limits": signInActivity, 10 requests per minute). */
export function budgetOfUsers(query: URLSearchParams): "sign-in-activity" | "directory" {
  return namesSignInActivity(query) ? "sign-in-activity" : "directory";
}

function namesSignInActivity(query: URLSearchParams): boolean {
  return /\bsignInActivity\b/iu.test(`${query.get("$select") ?? ""} ${query.get("$filter") ?? ""}`);
}

function activities(signIns: SignIns): ReadonlyMap<string, Properties> {
  const found = new Map<string, Record<string, string | null>>();
  // Oldest first, so that later ones replace earlier ones.
  for (const signIn of signIns) {
    const userId = signIn["userId"];
    if (typeof userId !== "string" || userId === "") continue;
    const activity = found.get(userId) ?? {
      lastNonInteractiveSignInDateTime: null,
      lastNonInteractiveSignInRequestId: null,
      lastSignInDateTime: null,
      lastSignInRequestId: null,
      lastSuccessfulSignInDateTime: null,
      lastSuccessfulSignInRequestId: null,
    };
    const kind = signIn["isInteractive"] === true ? "lastSignIn" : "lastNonInteractiveSignIn";
    activity[`${kind}DateTime`] = signIn.createdDateTime;
    activity[`${kind}RequestId`] = signIn.id;
    if (succeeded(signIn["status"])) {
      activity["lastSuccessfulSignInDateTime"] = signIn.createdDateTime;
      activity["lastSuccessfulSignInRequestId"] = signIn.id;
    }
    found.set(userId, activity);
  }
  return found;
}

/** The log keeps what differs from the ordinary: without a status it was a success. */
function succeeded(status: unknown): boolean {
  if (typeof status !== "object" || status === null || !("errorCode" in status)) return true;
  return status.errorCode === 0;
}
