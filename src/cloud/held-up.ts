// What a request was being tried again for when the command's time was over: else nobody would know what it waited for.
import { DeadlineError } from "../shapes/errors.js";

/** A request that is to be sent again. */
export interface HeldUp {
  readonly method: string;
  readonly url: URL;
  /** Attempts that failed so far. */
  readonly times: number;
  /** What the last came to: a status, or why there was no answer. */
  readonly last: number | string;
}

/** Who it is that spends what Conditional Access allows; its 429 does not say. */
export const ONE_A_SECOND =
  "Conditional Access answers one request a second for all programs in a tenant together: another run of this program, or another tool, may be at work there.";

/** The deadline's error, with what was waited for. */
export function deadlineWhile(reason: DeadlineError, { method, url, times, last }: HeldUp): DeadlineError {
  const isThrottled = last === 429;
  const came =
    typeof last === "number" ? ` with status ${last}${isThrottled ? " (too many requests)" : ""}` : `: ${last}`;
  const often = times === 1 ? "it had failed once" : `it had failed ${times} times, the last time`;
  const said = `${reason.message.replace(/\.$/, "")} while ${method} ${url.host}${url.pathname} was being tried again: ${often}${came}`;
  const who = url.pathname.includes("/identity/conditionalAccess/")
    ? ONE_A_SECOND
    : "Other work in the tenant may be the cause.";
  return new DeadlineError([said.endsWith(".") ? said : `${said}.`, ...(isThrottled ? [who] : [])].join(" "), {
    code: reason.code,
    remedy: isThrottled ? `Let other work in the tenant end first. ${reason.remedy}` : reason.remedy,
    cause: reason,
  });
}
