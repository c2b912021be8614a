// Carries out what is set at an account that is there: whether it is enabled, and its password.
import { path } from "../cloud/odata.js";
import type { ServiceClient } from "../cloud/service-client.js";
import type { ResetPasswordChange, SetAccountEnabledChange } from "../shapes/account-change.js";
import type { AccountState } from "../tenant/account-state.js";
import type { AccountLookup } from "./account-lookup.js";
import { BEFORE, type Executor, other, type Sight } from "./executor.js";
import { mendsWithTime } from "./refusals.js";
import type { RunMoment } from "./run-moment.js";

/** @param disables told before it is sent */
export function setAccountEnabledExecutor(
  graph: ServiceClient,
  lookup: AccountLookup,
  disables: (userId: string) => void,
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
    send({ target, after }) {
      if (!after.accountEnabled) disables(target.userId);
      return graph.write(
        "PATCH",
        path`/v1.0/users/${target.userId}`,
        { accountEnabled: after.accountEnabled },
        "disable-accounts",
      );
    },
  };
}

/**
 * The only proof of a new password is the time of the last one. So a later time than in the plan is ours only once the
 * service has answered this run, and only if it is about that of the answer; else somebody else has set one, and what is
 * stored would open nothing. What was not answered is sent again: the same password twice is the same.
 * @param password the new one; asked for at the moment of sending, and kept nowhere
 * @param isLost whether the password that the part of the run which was cut has set is known to nobody
 */
export function resetPasswordExecutor(
  graph: ServiceClient,
  lookup: AccountLookup,
  password: () => string,
  run: () => RunMoment,
  isLost: () => boolean = () => false,
): Executor<ResetPasswordChange> {
  /** The service's time of the answer, milliseconds; NaN: it told none; undefined: it was sent, or may have been. */
  const sent = new Map<string, number | undefined>();
  const sentNow = new Set<string>();
  return {
    goodReads: 3,
    isLag: mendsWithTime("write-user"),
    sentEarlier: (change, answer) =>
      void sent.set(keyOf(change), answer === null ? undefined : Date.parse(answer.at ?? "")),
    mustRepeat(change) {
      const key = keyOf(change);
      return sent.has(key) && !sentNow.has(key) && (sent.get(key) === undefined || isLost());
    },
    look: (changes) =>
      Promise.all(
        changes.map(async (change): Promise<Sight> => {
          const { target, before } = change;
          const account = await lookup.account(target);
          if (account === null) return BEFORE;
          const answered = sent.get(keyOf(change));
          const isUnanswered = answered === undefined && sent.has(keyOf(change));
          const { at, startedAt = at } = run();
          if (isUnanswered || !isNew(account, before, answered, answered === undefined ? at : startedAt))
            return { at: "before", image: account.whole };
          if (answered === undefined) return other(`the password of ${target.userPrincipalName} was changed`);
          if (isLater(account, answered, startedAt))
            return other(
              `the password of ${target.userPrincipalName} was set once more, at ${account.passwordChangedAt ?? "?"}: the stored one is not it`,
            );
          return account.passwordNeverExpires
            ? { at: "after", image: account.whole }
            : other(`the password of ${target.userPrincipalName} expires, which this program does not leave so`);
        }),
      ),
    async send(change) {
      const { target, after } = change;
      sentNow.add(keyOf(change));
      if (!sent.has(keyOf(change))) sent.set(keyOf(change), undefined);
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
      sent.set(keyOf(change), Date.parse(written.at ?? ""));
      return written;
    },
  };
}

/** What the password was before tells one reset of an account from the next. */
function keyOf({ target, before }: ResetPasswordChange): string {
  return `${target.userId} ${before.lastPasswordChangeDateTime ?? ""}`;
}

/** The password is set before it is answered; what sets the time and what answers need not agree to the second. */
const TOLERANCE_MS = 10_000;

/** A clock by which the answer came before the run began tells nothing. */
function isLater({ passwordChangedAt }: AccountState, answered: number, startedAt: string): boolean {
  if (passwordChangedAt === null || answered < Math.floor(Date.parse(startedAt) / 1000) * 1000) return false;
  return Date.parse(passwordChangedAt) > answered + TOLERANCE_MS;
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
