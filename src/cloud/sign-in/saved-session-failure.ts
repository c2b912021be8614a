import { SIGN_IN_AGAIN } from "../../knowledge/sign-in-errors/meaning.js";
import { type AadcError, SignInError } from "../../shapes/errors.js";

/** A refusal of a saved session: what it means, and the very line that signs in again. */
export function savedSessionFailure(refused: AadcError, loginLine: string): AadcError {
  if (!(refused instanceof SignInError)) return refused;
  const { code, requestId } = refused;
  const hasNoCode = code === "sign-in-failed";
  return new SignInError(
    hasNoCode ? `The saved sign-in does not serve any more. ${refused.message}` : refused.message,
    {
      code,
      remedy: remedyOf(refused, `Sign in again: ${loginLine}`),
      ...(requestId === undefined ? {} : { requestId }),
      cause: refused,
    },
  );
}

/** What is said of every kind of sign-in gives way to what is known of this one. */
function remedyOf({ remedy }: SignInError, again: string): string {
  if (remedy.includes(SIGN_IN_AGAIN)) return remedy.replace(SIGN_IN_AGAIN, again);
  const isNothingElse = /^(Sign in again(\.|: aadc-cloud login .*)|Check tenant, application and credentials.*)$/;
  return isNothingElse.test(remedy) ? again : `${remedy} If that does not help: ${again}`;
}
