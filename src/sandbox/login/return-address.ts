// Where a browser goes back to, and with what.
import { isRegisteredRedirect, redirectUris } from "../laws/redirect-uris.js";
import type { Application } from "./applications.js";
import { required } from "./form.js";
import { errorDescription, LoginError, traceOf } from "./login-error.js";

/**
 * The address that the query asks for, or the application's only one.
 * @throws {LoginError} 500113 the application has none, 50011 it is not among the application's
 */
export function returnAddress(application: Application, query: URLSearchParams): string {
  const given = query.get("redirect_uri");
  const [first, ...others] = redirectUris(application);
  if (first === undefined) {
    throw new LoginError(400, "invalid_request", 500113, "No reply address is registered for the application.");
  }
  const address = given ?? (others.length === 0 ? first : required(query, "redirect_uri"));
  if (isRegisteredRedirect(application, address)) return address;
  throw new LoginError(
    400,
    "invalid_request",
    50011,
    `The redirect URI '${address.slice(0, 300)}' specified in the request does not match the redirect URIs configured for the application '${application.appId}'. Make sure the redirect URI sent in the request matches one added to your application in the Azure portal. Navigate to https://aka.ms/redirectUriMismatchError to learn more about how to troubleshoot this error.`,
  );
}

/** The words of the authorization response; a choice where no page names them for this endpoint. */
const REDIRECTED: Readonly<Record<string, string>> = { invalid_grant: "access_denied" };

/** The fields that tell the application of an error. */
export function errorFields(
  { fault }: LoginError,
  query: URLSearchParams,
  wallNow: number,
): Readonly<Record<string, string>> {
  const trace = traceOf(wallNow, query.get("client-request-id") ?? undefined);
  return {
    error: REDIRECTED[fault.error] ?? fault.error,
    error_description: errorDescription(fault, trace),
    error_uri: `https://login.microsoftonline.com/error?code=${fault.number}`,
    ...(fault.suberror === undefined ? {} : { error_subcode: fault.suberror }),
    ...(fault.claims === undefined ? {} : { claims: fault.claims }),
  };
}
