// How many objects come from Active Directory.
import * as z from "zod";
import type { Read } from "../cloud/answers.js";
import { query } from "../cloud/odata.js";
import type { ServiceClient } from "../cloud/service-client.js";
import type { Need } from "../knowledge/permissions.js";
import { observe } from "./observe.js";

export interface SyncedCounts {
  readonly users: number;
  readonly groups: number;
  /** Null where they could not be counted: they need a right of their own. */
  readonly contacts: number | null;
}

const ONLY_COUNTED = query({ $filter: "onPremisesSyncEnabled eq true", $count: true, $select: "id", $top: 1 });

/** Counted by the service, from its index: changes of the last minutes may be missing. */
export async function readSyncedCounts(graph: ServiceClient): Promise<Read<SyncedCounts>> {
  const [users, groups, contacts] = await Promise.all([
    count(graph, "users", "list-users"),
    count(graph, "groups", "list-groups"),
    observe(count(graph, "contacts", "list-contacts")),
  ]);
  return {
    source: users.source,
    value: {
      users: users.value,
      groups: groups.value,
      contacts: contacts.state === "known" ? contacts.value : null,
    },
  };
}

/** Counting is an advanced query: what does not say its count was not taken for one. */
const counted = z.object({ "@odata.count": z.int().min(0) });

async function count(graph: ServiceClient, set: string, need: Need): Promise<Read<number>> {
  const { value, source } = await graph.get(`/v1.0/${set}${ONLY_COUNTED}`, counted, need);
  return { source, value: value["@odata.count"] };
}
