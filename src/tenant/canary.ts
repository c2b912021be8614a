// A synchronised test user, in which a change made in Active Directory is seen to arrive.
import * as z from "zod";
import type { Read } from "../cloud/answers.js";
import type { ServiceClient } from "../cloud/service-client.js";
import { readUserAs } from "./users.js";

const wire = z.object({
  id: z.string(),
  userPrincipalName: z.string(),
  onPremisesSyncEnabled: z.boolean().nullish(),
  onPremisesLastSyncDateTime: z.string().nullish(),
  lastPasswordChangeDateTime: z.string().nullish(),
});

export interface CanaryUser {
  readonly id: string;
  readonly userPrincipalName: string;
  readonly synced: boolean;
  /** ISO 8601 UTC: "the last time the object was synced with the on-premises directory" ("user resource type"). */
  readonly lastSync: string | null;
  /** ISO 8601 UTC; null where Graph does not say. */
  readonly lastPasswordChange: string | null;
}

/** Null when there is no such user. */
export async function readCanary(graph: ServiceClient, idOrPrincipalName: string): Promise<Read<CanaryUser | null>> {
  return readUserAs(graph, idOrPrincipalName, wire, (told) => ({
    id: told.id,
    userPrincipalName: told.userPrincipalName,
    synced: told.onPremisesSyncEnabled === true,
    lastSync: told.onPremisesLastSyncDateTime ?? null,
    lastPasswordChange: told.lastPasswordChangeDateTime ?? null,
  }));
}
