// Whether the account may be given a Temporary Access Pass, and for how long.
import { describeDuration } from "../shapes/duration.js";
import { GuardError } from "../shapes/errors.js";
import type { Fact } from "../shapes/fact.js";
import type { MethodSettings } from "../tenant/sign-in-methods.js";
import { typedDuration } from "./role-wish.js";

const MINUTE = 60_000;

export interface PassFacts {
  readonly settings: Fact<MethodSettings>;
  /** Null: the account does not exist yet. */
  readonly userId: string | null;
  readonly memberships: Fact<{ readonly groupIds: readonly string[] }>;
}

export interface KeptPass {
  /** ISO 8601; null: Graph does not tell. */
  readonly until: string | null;
  /** Where its value is, as it is typed. */
  readonly place: string;
}

/**
 * @returns warnings: what could not be told, so that the service decides
 * @throws {GuardError} where the tenant's policy forbids such a pass. Source: "Configure Temporary Access Pass"
 */
export function checkPass(minutes: number, { settings, userId, memberships }: PassFacts): readonly string[] {
  if (settings.state === "unknown")
    return [
      `What the tenant allows of Temporary Access Passes could not be read, so the service may refuse: ${settings.reason} ${settings.remedy}`,
    ];
  const { enabled, shortest, longest, onlyOnce, for: included, notFor } = settings.value.pass;
  if (!enabled)
    throw forbidden(
      "Temporary Access Passes are turned off in this tenant.",
      "Turn the method on for the account (Authentication methods > Policies), or leave --tap out.",
    );
  const [least, most] = [shortest ?? 0, longest ?? Number.POSITIVE_INFINITY];
  if (minutes < least || minutes > most)
    throw forbidden(
      `The tenant allows Temporary Access Passes of ${describeDuration(least * MINUTE)} to ${longest === null ? "any length" : describeDuration(longest * MINUTE)}, not of ${describeDuration(minutes * MINUTE)}.`,
      `Use --tap ${typedDuration((minutes < least ? least : most) * MINUTE)}.`,
    );
  if (onlyOnce)
    throw forbidden(
      "The tenant allows only Temporary Access Passes that serve once, and the wizard signs in more than once.",
      "Allow passes for more than one use (Authentication methods > Policies > Temporary Access Pass), or leave --tap out.",
    );
  const groups = memberships.state === "known" ? memberships.value.groupIds : [];
  const own = ["all_users", ...groups, ...(userId === null ? [] : [userId])];
  const isOneOf = (ids: readonly string[]) => ids.some((id) => own.includes(id));
  const byGroup = [...included, ...notFor].some((id) => id !== "all_users");
  if (memberships.state === "unknown" && byGroup)
    return [
      `Temporary Access Passes are for some groups only, and those of the account could not be read: ${memberships.reason} ${memberships.remedy}`,
    ];
  if (!isOneOf(included) || isOneOf(notFor))
    throw forbidden(
      "The tenant's policy for Temporary Access Passes does not include the account.",
      "Include it (Authentication methods > Policies > Temporary Access Pass), by a group that it is in, or leave --tap out.",
    );
  return [];
}

/** What it takes to make one, and to run the command a second time. */
const NEARLY_MS = 10 * MINUTE;

/** @param now the service's time, epoch milliseconds */
export function keptPassWords({ until, place }: KeptPass, minutes: number, now: number): string {
  const valid = until === null ? "is valid" : `is valid until ${until}`;
  const isShort = until !== null && Date.parse(until) < now + minutes * MINUTE - NEARLY_MS;
  const wish = describeDuration(minutes * MINUTE);
  const longer = isShort
    ? ` It ends before the ${wish} that are wished: to replace it by one of that length, name another place with --password-to.`
    : "";
  return `A Temporary Access Pass of the account ${valid}, and is in ${place}: no other is made.${longer}`;
}

function forbidden(message: string, remedy: string): GuardError {
  return new GuardError(message, { code: "pass-forbidden", remedy });
}
