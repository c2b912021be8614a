// What Entra ID's sign-in error codes mean and what to do. Read 2026-11; each file names its source and what in it is from
// memory. Microsoft changes numbers and texts without notice: an unknown code is told in Entra ID's own words.
import { ACCOUNT } from "./sign-in-errors/account.js";
import { APPLICATION } from "./sign-in-errors/application.js";
import { CONSENT } from "./sign-in-errors/consent.js";
import type { SignInErrorMeaning } from "./sign-in-errors/meaning.js";
import { POLICY } from "./sign-in-errors/policy.js";
import { SECOND_FACTOR } from "./sign-in-errors/second-factor.js";
import { SERVICE } from "./sign-in-errors/service.js";
import { SESSION } from "./sign-in-errors/session.js";
import { TENANT } from "./sign-in-errors/tenant.js";

/** By cause, as the page about them lists them. */
export const SIGN_IN_ERROR_GROUPS: readonly {
  readonly cause: string;
  readonly errors: readonly SignInErrorMeaning[];
}[] = [
  { cause: "Tenant and cloud", errors: TENANT },
  { cause: "Application", errors: APPLICATION },
  { cause: "Consent", errors: CONSENT },
  { cause: "Account", errors: ACCOUNT },
  { cause: "Second factor", errors: SECOND_FACTOR },
  { cause: "Policy", errors: POLICY },
  { cause: "Session", errors: SESSION },
  { cause: "Microsoft's side", errors: SERVICE },
];

export const SIGN_IN_ERRORS: ReadonlyMap<number, SignInErrorMeaning> = new Map(
  SIGN_IN_ERROR_GROUPS.flatMap(({ errors }) => errors.map((error) => [error.code, error] as const)),
);
