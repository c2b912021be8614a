// The account that an earlier change of the same plan may have made a moment ago: by its id, as soon as that is known.
import type { ServiceClient } from "../cloud/service-client.js";
import { readUser, type User } from "../tenant/users.js";

export interface AccountLookup {
  /** The account as one replica shows it now; null where it does not (yet). */
  user(userPrincipalName: string): Promise<User | null>;
  /** Its object id; null where it is not known. */
  userId(userPrincipalName: string): Promise<string | null>;
  /** What a write has answered: ids never change, and an id is found on more replicas than a name. */
  recall(userPrincipalName: string, userId: string): void;
}

export function createAccountLookup(graph: ServiceClient): AccountLookup {
  const ids = new Map<string, string>();
  const user = async (userPrincipalName: string) => {
    const { value } = await readUser(graph, ids.get(userPrincipalName) ?? userPrincipalName);
    if (value !== null) ids.set(userPrincipalName, value.id);
    return value;
  };
  return {
    user,
    userId: async (userPrincipalName) => ids.get(userPrincipalName) ?? (await user(userPrincipalName))?.id ?? null,
    recall: (userPrincipalName, userId) => ids.set(userPrincipalName, userId),
  };
}
