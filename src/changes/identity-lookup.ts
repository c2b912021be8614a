// What the tenant shows of a server's identity, for those who change it: whether it is there, deleted, and enabled.
import type { ServiceClient } from "../cloud/service-client.js";
import type { Json } from "../shapes/change.js";
import type { OfSyncIdentity } from "../shapes/identity-change.js";
import { readAccountState } from "../tenant/account-state.js";
import { readPrincipalState } from "../tenant/application-state.js";
import { isAmongDeleted } from "../tenant/deleted-users.js";

/** As one replica shows it now. */
type IdentityView =
  | { readonly is: "there"; readonly enabled: boolean; readonly image: Json }
  /** An application has a service principal by now that is not the one which the plan was made for. */
  | { readonly is: "another" }
  /** It can be restored. */
  | { readonly is: "deleted" }
  /** Deleted for good, or restored a moment ago and not on that replica yet. */
  | { readonly is: "unseen" };

export interface IdentityLookup {
  view(identity: OfSyncIdentity): Promise<IdentityView>;
  /** That it was restored by this run: a replica that still shows it as deleted is late. */
  restored(objectId: string): void;
}

export function createIdentityLookup(graph: ServiceClient): IdentityLookup {
  const back = new Set<string>();
  const gone = async (id: string, type: OfSyncIdentity["type"]): Promise<IdentityView> => {
    if (back.has(id.toLowerCase())) return { is: "unseen" };
    const need = type === "user" ? "read-accounts" : "manage-sync-applications";
    return { is: (await isAmongDeleted(graph, id, need)).value ? "deleted" : "unseen" };
  };
  return {
    restored: (objectId) => void back.add(objectId.toLowerCase()),
    async view(identity) {
      if (identity.type === "user") {
        const { value } = await readAccountState(graph, identity.userId);
        return value === null
          ? gone(identity.userId, "user")
          : { is: "there", enabled: value.enabled, image: value.whole };
      }
      const { value } = await readPrincipalState(graph, identity.appId);
      if (value === null) return gone(identity.servicePrincipalId, "application");
      if (!sameId(value.id, identity.servicePrincipalId)) return { is: "another" };
      return { is: "there", enabled: value.enabled, image: value.whole };
    },
  };
}

export function sameId(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
