// The account that an earlier change of the same plan may have made a moment ago: by its id, as soon as that is known.
import type { ServiceClient } from "../cloud/service-client.js";
import { type AccountState, readAccountState } from "../tenant/account-state.js";
import { notSeenYet } from "./not-seen-yet.js";

/** What a change says of the account that it is about. */
export interface AccountTarget {
  readonly userPrincipalName: string;
  /** Absent or null: it is known by its name alone. */
  readonly userId?: string | null;
}

export interface AccountLookup {
  /** The account as one replica shows it now; null where it does not (yet). */
  account(target: AccountTarget): Promise<AccountState | null>;
  /** Its object id; null where neither a change nor a look has told it. */
  userId(target: AccountTarget): Promise<string | null>;
  /** What a request finds it by at once: its id if that is known, else its name. */
  address(target: AccountTarget): string;
  /** What a write has answered: ids never change, and an id is found on more replicas than a name. */
  recall(userPrincipalName: string, userId: string): void;
}

export function createAccountLookup(graph: ServiceClient): AccountLookup {
  const ids = new Map<string, string>();
  const known = ({ userPrincipalName, userId }: AccountTarget) => userId ?? ids.get(userPrincipalName);
  const address = (target: AccountTarget) => known(target) ?? target.userPrincipalName;
  const account = async (target: AccountTarget) => {
    const { value } = await readAccountState(graph, address(target));
    if (value !== null) ids.set(target.userPrincipalName, value.id);
    return value;
  };
  return {
    account,
    address,
    userId: async (target) => known(target) ?? (await account(target))?.id ?? null,
    recall: (userPrincipalName, userId) => ids.set(userPrincipalName, userId),
  };
}

/** For a write that takes the id. @throws {ServiceError} what a replica that does not know the account would answer */
export async function requireUserId(lookup: AccountLookup, target: AccountTarget): Promise<string> {
  const id = await lookup.userId(target);
  if (id === null) throw notSeenYet(target.userPrincipalName);
  return id;
}
