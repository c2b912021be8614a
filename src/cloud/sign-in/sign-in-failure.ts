import { SIGN_IN_ERRORS } from "../../knowledge/sign-in-errors.js";
import { AadcError, messageOf, SignInError } from "../../shapes/errors.js";

/** The error for people behind whatever a sign-in library threw. */
export function signInFailure(thrown: unknown, refusal?: string): AadcError {
  if (thrown instanceof AadcError) return thrown;
  const text = refusal ?? messageOf(thrown);
  const code = /AADSTS(\d+)/.exec(text)?.[1];
  const meaning = code === undefined ? undefined : SIGN_IN_ERRORS.get(Number(code));
  const correlationId = /(?:Correlation ID:|correlation_id"?:?)\s*"?([0-9a-f-]{36})/i.exec(text)?.[1];
  const said = firstSentence(text);
  return new SignInError(
    meaning === undefined
      ? `The sign-in failed: ${said}`
      : `Microsoft Entra ID refused the sign-in: ${meaning.meaning} (AADSTS${code ?? ""}).`,
    {
      code: code === undefined ? "sign-in-failed" : `AADSTS${code}`,
      remedy: meaning?.remedy ?? "Check tenant, application and credentials, then sign in again.",
      ...(correlationId === undefined ? {} : { requestId: correlationId }),
      cause: thrown,
    },
  );
}

function firstSentence(text: string): string {
  const end = text.search(/\s(Trace ID|Correlation ID|Timestamp):|[\r\n]/);
  const sentence = (end === -1 ? text : text.slice(0, end)).trim();
  return sentence.endsWith(".") ? sentence : `${sentence}.`;
}
