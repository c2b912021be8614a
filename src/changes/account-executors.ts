// Carries out what concerns the service account itself.
import type { ServiceClient } from "../cloud/service-client.js";
import type { CreateUserChange } from "../shapes/account-change.js";
import type { AccountLookup } from "./account-lookup.js";
import { AFTER, BEFORE, type Executor, other } from "./executor.js";

/** @param password of the new account; asked for at the moment of sending, and kept nowhere */
export function createUserExecutor(
  graph: ServiceClient,
  lookup: AccountLookup,
  password: () => string,
): Executor<CreateUserChange> {
  return {
    goodReads: 3,
    isLag: () => false,
    recall: ({ target }, objectId) => lookup.recall(target.userPrincipalName, objectId),
    look: (changes) =>
      Promise.all(
        changes.map(async ({ target }) => {
          const user = await lookup.user(target.userPrincipalName);
          if (user === null) return BEFORE;
          return user.synced || !user.enabled ? other(`${user.userPrincipalName} exists and is not ours`) : AFTER;
        }),
      ),
    send: ({ target, after }) =>
      graph.write(
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
      ),
  };
}
