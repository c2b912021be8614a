// What the login service finds in the form of a request.
import type { Call } from "../routes.js";
import { LoginError } from "./login-error.js";

/** @throws {LoginError} 900144 when the request has no form */
export function formOf(call: Call): URLSearchParams {
  if (call.body.kind === "form") return call.body.value;
  throw absent("grant_type");
}

/** @throws {LoginError} 900144 */
export function required(form: URLSearchParams, name: string): string {
  const value = form.get(name);
  if (value !== null && value !== "") return value;
  throw absent(name);
}

function absent(name: string): LoginError {
  return new LoginError(
    400,
    "invalid_request",
    900144,
    `The request body must contain the following parameter: '${name}'.`,
  );
}
