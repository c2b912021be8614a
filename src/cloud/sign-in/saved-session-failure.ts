import { type AadcError, SignInError } from "../../shapes/errors.js";

/** A refusal of a saved session: what it means, and the very line that signs in again. */
export function savedSessionFailure(refused: AadcError, loginLine: string): AadcError {
  if (!(refused instanceof SignInError) || refused.remedy.includes(loginLine)) return refused;
  const { code, requestId } = refused;
  // The table of codes says it for every kind of sign-in; here it is known how.
  const isAllThatHelps = /^(Sign in again|Check tenant)/.test(refused.remedy);
  return new SignInError(
    code === "sign-in-failed" ? `The saved sign-in has ended. ${refused.message}` : refused.message,
    {
      code,
      remedy: isAllThatHelps ? `Sign in again: ${loginLine}` : `${refused.remedy} Then sign in again: ${loginLine}`,
      ...(requestId === undefined ? {} : { requestId }),
      cause: refused,
    },
  );
}
