// Carries out what is set at an account that is there: whether it is enabled, and its password.
import { path } from "../cloud/odata.js";
import type { ServiceClient } from "../cloud/service-client.js";
import type { ResetPasswordChange, SetAccountEnabledChange } from "../shapes/account-change.js";
import type { AccountState } from "../tenant/account-state.js";
import type { AccountLookup } from "./account-lookup.js";
import { BEFORE, type Executor, other, type Sight } from "./executor.js";
import { mendsWithTime } from "./refusals.js";
import type { RunMoment } from "./run-moment.js";

export function setAccountEnabledExecutor(
  graph: ServiceClient,
  lookup: AccountLookup,
): Executor<SetAccountEnabledChange> {
  return {
    goodReads: 3,
    isLag: mendsWithTime("write-user"),
    look: (changes) =>
      Promise.all(
        changes.map(async ({ target, after }): Promise<Sight> => {
          const account = await lookup.account(target);
          // One that was restored a moment ago is not everywhere yet; one that is gone the write tells of.
          if (account === null) return BEFORE;
          return { at: account.enabled === after.accountEnabled ? "after" : "before", image: account.whole };
        }),
      ),
    send: ({ target, after }) =>
      graph.write(
        "PATCH",
        path`/v1.0/users/${target.userId}`,
        { accountEnabled: after.accountEnabled },
        "disable-accounts",
      ),
  };
}

/**
 * The only proof of a new password is the time of the last one. So a later time than in the plan is ours only once this run
 * has sent it, now or in the part that was cut; else somebody else has set one, and what is stored would open nothing.
 * @param password the new one; asked for at the moment of sending, and kept nowhere
 */
export function resetPasswordExecutor(
  graph: ServiceClient,
  lookup: AccountLookup,
  password: () => string,
  run: () => RunMoment,
): Executor<ResetPasswordChange> {
  /** By user id: the service's time when a reset was answered, milliseconds; NaN: sent, and not answered. */
  const sent = new Map<string, number>();
  return {
    goodReads: 3,
    isLag: mendsWithTime("write-user"),
    look: (changes) =>
      Promise.all(
        changes.map(async ({ target, before }): Promise<Sight> => {
          const account = await lookup.account(target);
          if (account === null) return BEFORE;
          const answered = sent.get(target.userId);
          if (!isNew(account, before, answered, run().at)) return { at: "before", image: account.whole };
          if (answered === undefined && run().continued !== true)
            return other(`the password of ${target.userPrincipalName} was changed`);
          return account.passwordNeverExpires
            ? { at: "after", image: account.whole }
            : other(`the password of ${target.userPrincipalName} expires, which this program does not leave so`);
        }),
      ),
    async send({ target, after }) {
      if (!sent.has(target.userId)) sent.set(target.userId, Number.NaN);
      const written = await graph.write(
        "PATCH",
        path`/v1.0/users/${target.userId}`,
        {
          passwordPolicies: after.passwordPolicies,
          passwordProfile: {
            password: password(),
            forceChangePasswordNextSignIn: after.forceChangePasswordNextSignIn,
          },
        },
        "reset-passwords",
      );
      sent.set(target.userId, Date.parse(written.at ?? ""));
      return written;
    },
  };
}

/**
 * Times are whole seconds: one that was set in the very second of the plan's is told by that of the answer. Where the plan
 * knows of none, whatever was set before it was made is the old one: to set the same password twice does no harm, and to
 * take the old one for the new one would leave an account that what was stored does not open.
 */
function isNew(
  { passwordChangedAt }: AccountState,
  before: ResetPasswordChange["before"],
  answered: number | undefined,
  planned: string,
): boolean {
  if (passwordChangedAt === null) return false;
  const now = Date.parse(passwordChangedAt);
  const then = Math.floor(Date.parse(before.lastPasswordChangeDateTime ?? planned) / 1000) * 1000;
  return now > then || (now === then && answered !== undefined && now >= Math.floor(answered / 1000) * 1000);
}
