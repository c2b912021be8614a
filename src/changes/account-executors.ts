// Carries out what makes the service account, removes it, and brings it back.
import { path } from "../cloud/odata.js";
import type { ServiceClient } from "../cloud/service-client.js";
import type { CreateUserChange, DeleteUserChange, RestoreUserChange } from "../shapes/account-change.js";
import { ServiceError } from "../shapes/errors.js";
import type { AccountState } from "../tenant/account-state.js";
import { isAmongDeleted } from "../tenant/deleted-users.js";
import { readMark } from "../tenant/marks.js";
import type { AccountLookup } from "./account-lookup.js";
import { BEFORE, type Executor, other, type Sight } from "./executor.js";
import { meaningOf, mendsWithTime } from "./refusals.js";
import { userNotRestored, withRemedy } from "./restore-refusals.js";
import type { RunMoment } from "./run-moment.js";
import { isOlder, whoseAccount } from "./whose-account.js";

/**
 * @param password of the new account; asked for at the moment of sending, and kept nowhere
 * @param run an account of that name which is older than its plan was hidden when that was made, and is somebody else's
 */
export function createUserExecutor(
  graph: ServiceClient,
  lookup: AccountLookup,
  password: () => string,
  run: () => RunMoment,
): Executor<CreateUserChange> {
  const ours = new Set<string>();
  /** Names of accounts whose creation was sent, or may have been, and not answered. */
  const unanswered = new Set<string>();
  return {
    goodReads: 3,
    isLag: mendsWithTime("create-user"),
    waitingFor: ({ target }) =>
      `the name ${target.userPrincipalName} is held by an object that the tenant does not show: one made a moment ago, or one of another kind; waiting for up to 5 minutes`,
    sentEarlier: ({ target }) => void unanswered.add(target.userPrincipalName),
    recall({ target }, objectId) {
      ours.add(objectId);
      unanswered.delete(target.userPrincipalName);
      lookup.recall(target.userPrincipalName, objectId);
    },
    look: (changes) =>
      Promise.all(
        changes.map(async (change): Promise<Sight> => {
          const name = change.target.userPrincipalName;
          const inDoubt = unanswered.has(name);
          const [account, mark] = await Promise.all([
            lookup.account(change.target),
            inDoubt ? readMark(graph, lookup.address(change.target)) : null,
          ]);
          if (account === null) return BEFORE;
          if (!inDoubt && !ours.has(account.id) && isOlder(account, run().at))
            return other(`${name} was there before, and was not shown when the plan was made`);
          const whose = inDoubt ? whoseAccount(account, mark?.value ?? null, run()) : {};
          const strange = differences(account, change);
          if (strange.length > 0)
            return { ...other(`${name} exists, and is not as planned: ${strange.join(", ")}`), ...whose };
          return { at: "after", image: account.whole, ...whose };
        }),
      ),
    async send({ target, after }) {
      try {
        return await graph.write(
          "POST",
          "/v1.0/users",
          {
            accountEnabled: after.accountEnabled,
            displayName: after.displayName,
            mailNickname: after.mailNickname,
            userPrincipalName: target.userPrincipalName,
            // The wizard can handle neither a password that is to be changed at the first sign-in nor one that expires.
            passwordPolicies: after.passwordPolicies,
            passwordProfile: { password: password(), forceChangePasswordNextSignIn: false },
          },
          "create-users",
        );
      } catch (error) {
        if (error instanceof ServiceError && error.carriedOut === "unknown") unanswered.add(target.userPrincipalName);
        throw nameIsHeld(error, target.userPrincipalName);
      }
    },
  };
}

/** @param isDisabledHere whether an earlier change of the same plan has disabled it */
export function deleteUserExecutor(
  graph: ServiceClient,
  lookup: AccountLookup,
  isDisabledHere: (userId: string) => boolean,
): Executor<DeleteUserChange> {
  return {
    goodReads: 3,
    isLag: mendsWithTime("write-user"),
    look: (changes) =>
      Promise.all(
        changes.map(async ({ target, before }): Promise<Sight> => {
          // Both at once: where neither shows it, one replica does not know it yet, or another one not any more.
          const [account, deleted] = await Promise.all([lookup.account(target), isAmongDeleted(graph, target.userId)]);
          if (account === null) return { at: deleted.value ? "after" : "before" };
          const name = target.userPrincipalName;
          if (account.displayName !== before.displayName) return other(`${name} has another display name by now`);
          if (account.enabled !== before.accountEnabled && (account.enabled || !isDisabledHere(target.userId)))
            return other(`${name} was ${account.enabled ? "enabled" : "disabled"} since`);
          return { at: "before", image: account.whole };
        }),
      ),
    send: ({ target }) => graph.write("DELETE", path`/v1.0/users/${target.userId}`, undefined, "manage-role-holders"),
  };
}

/** The name comes back, too, unless somebody has it by now ("Restore deleted item (directory object)"). */
export function restoreUserExecutor(graph: ServiceClient, lookup: AccountLookup): Executor<RestoreUserChange> {
  return {
    goodReads: 3,
    isLag: mendsWithTime("restore-user"),
    recall: ({ target }, objectId) => lookup.recall(target.userPrincipalName, objectId),
    look: (changes) =>
      Promise.all(
        changes.map(async ({ target }): Promise<Sight> => {
          const account = await lookup.account(target);
          if (account === null) return BEFORE;
          return sameName(account.userPrincipalName, target.userPrincipalName)
            ? { at: "after", image: account.whole }
            : other(`${target.userPrincipalName} came back under another name: its own is taken`);
        }),
      ),
    async send({ target }) {
      try {
        return await graph.write(
          "POST",
          path`/v1.0/directory/deletedItems/${target.userId}/restore`,
          undefined,
          "restore-users",
        );
      } catch (error) {
        throw userNotRestored(error, target.userPrincipalName);
      }
    },
  };
}

/** Names of properties only: what stands in them may be anybody's text. */
function differences(account: AccountState, { target, after }: CreateUserChange): readonly string[] {
  const found: readonly (readonly [string, boolean])[] = [
    ["onPremisesSyncEnabled", !account.synced],
    ["userPrincipalName", sameName(account.userPrincipalName, target.userPrincipalName)],
    ["displayName", account.displayName === after.displayName],
    ["mailNickname", account.mailNickname === after.mailNickname],
    ["accountEnabled", account.enabled === after.accountEnabled],
    ["passwordPolicies", account.passwordNeverExpires],
  ];
  return found.flatMap(([name, same]) => (same ? [] : [name]));
}

function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function nameIsHeld(error: unknown, name: string): unknown {
  if (!(error instanceof ServiceError) || meaningOf("create-user", error) !== "conflict") return error;
  return withRemedy(
    error,
    `An object that Graph does not list as a user holds the name ${name}, or its mail nickname: a contact, a group, or an account made a moment ago. Run the command again in some minutes, or choose another name with --name.`,
  );
}
