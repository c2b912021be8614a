// Whose an account is that was to be created, where no answer told that it was.
import type { AccountState } from "../tenant/account-state.js";
import type { Mark } from "../tenant/marks.js";
import type { Whose } from "./executor.js";
import type { RunMoment } from "./run-moment.js";

/**
 * A run marks what it makes: another run's mark was set by who made the account, or has taken it over since.
 * @returns nothing where it is this run's own
 */
export function whoseAccount(
  account: AccountState,
  mark: Mark | null,
  { runId, at, startedAt }: RunMoment,
): { readonly whose?: Whose } {
  if (isOlder(account, startedAt ?? at)) return { whose: "others" };
  if (mark !== null) return mark.run === runId ? {} : { whose: "others" };
  return {
    whose: {
      doubt: `Whether this run has made ${account.userPrincipalName} is not proven: its creation was not answered, and the account bore no mark. If the stored password does not open it, run the command again with --reset-password.`,
    },
  };
}

/** Graph tells whole seconds. */
export function isOlder({ createdAt }: AccountState, plannedAt: string): boolean {
  if (createdAt === null) return false;
  return Date.parse(createdAt) < Math.floor(Date.parse(plannedAt) / 1000) * 1000;
}
