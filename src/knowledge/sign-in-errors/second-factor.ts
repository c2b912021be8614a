// Refusals for want of a second factor.
// Source: "Microsoft Entra authentication and authorization error codes"; 500121 is from memory.
import { means, SIGN_IN_AGAIN, SIGN_IN_LOG, type SignInErrorMeaning } from "./meaning.js";

/** Only a person can answer; what signs in without one must not be asked. */
const ANSWER =
  "Sign in with a kind that can answer it, in a browser where possible: aadc-cloud login --auth browser, or --auth device-code; with the Azure CLI's session: az login.";
const REGISTER =
  "Register a method at https://aka.ms/mysecurityinfo (an Authentication Administrator can issue a Temporary Access Pass for that), then run the command again.";

export const SECOND_FACTOR: readonly SignInErrorMeaning[] = [
  means(50072, "the account must register for multifactor authentication first", REGISTER),
  means(50074, "multifactor authentication is demanded, and was not passed", ANSWER),
  means(50076, "multifactor authentication is demanded", ANSWER),
  means(50078, "the last multifactor authentication is too long ago", ANSWER),
  means(50079, "the account must register for multifactor authentication first", REGISTER),
  means(
    50087,
    "the service of multifactor authentication failed for a moment",
    "Sign in again in a minute.",
    "service",
  ),
  means(
    50088,
    "too many calls and text messages were asked for",
    "Wait some minutes, or use an authenticator app.",
    "service",
  ),
  means(
    50125,
    "the account must register how its password is reset",
    "Sign in once in a browser and do so, then run the command again.",
  ),
  means(50158, "a check outside Entra ID that a policy asks for was not passed", `${ANSWER} ${SIGN_IN_LOG}`),
  means(500121, "multifactor authentication failed: it was declined, or nobody answered in time", SIGN_IN_AGAIN),
  means(
    53004,
    "the account must register for multifactor authentication, and its risk does not let it",
    "A Security Administrator looks at the account in Entra ID Protection > Risky users first.",
  ),
  means(
    53010,
    "the account must register for multifactor authentication, and may do so from certain places or devices only",
    `${REGISTER} Do so from a place or a device that the policy allows.`,
  ),
];
