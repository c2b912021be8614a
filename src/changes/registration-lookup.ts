// Finds a registration that an earlier change of the same plan may have made a moment ago.
import type { ServiceClient } from "../cloud/service-client.js";
import { readServicePrincipal } from "../tenant/consent.js";
import { type Application, readApplication, readApplicationByUniqueName } from "../tenant/registrations.js";
import type { Sight } from "./executor.js";
import { mendsWithTime } from "./refusals.js";

export interface RegistrationLookup {
  /** The application as one replica shows it now; null where it does not (yet). */
  application(uniqueName: string): Promise<Application | null>;
  /** Object id of its service principal; null where none is seen. */
  servicePrincipalId(uniqueName: string): Promise<string | null>;
}

/** @param known the registration that the plan was made for; null where it is to be made */
export function createLookup(
  graph: ServiceClient,
  known: Pick<Application, "id" | "appId"> | null,
): RegistrationLookup {
  let ids = known;
  let principalId: string | null = null;
  const application = async (uniqueName: string): Promise<Application | null> => {
    if (objectIdIn(uniqueName) !== null) return null;
    if (ids !== null) return (await readApplication(graph, ids.id)).value;
    const listed = (await readApplicationByUniqueName(graph, uniqueName)).value;
    // Ids never change: what was seen once need not be looked for again.
    if (listed !== null) ids = { id: listed.id, appId: listed.appId };
    return listed;
  };
  return {
    application,
    async servicePrincipalId(uniqueName) {
      const named = objectIdIn(uniqueName);
      if (named !== null) return named;
      if (principalId !== null) return principalId;
      const appId = ids?.appId ?? (await application(uniqueName))?.appId;
      if (appId === undefined) return null;
      principalId = (await readServicePrincipal(graph, appId)).value?.id ?? null;
      return principalId;
    },
  };
}

const OBJECT = "object:";

/** What has no registration, as a managed identity, is named by its own id. */
export function uniqueNameOfObject(servicePrincipalId: string): string {
  return `${OBJECT}${servicePrincipalId}`;
}

function objectIdIn(uniqueName: string): string | null {
  return uniqueName.startsWith(OBJECT) ? uniqueName.slice(OBJECT.length) : null;
}

/** Refusals that only mean that an object made a moment ago has not reached that part of the directory. */
export const isUnseen = mendsWithTime("write-registration");

/** Each plan has one change of such a kind. */
export async function lookAtOne<C>(
  change: C | undefined,
  look: (change: C) => Promise<Sight>,
): Promise<readonly Sight[]> {
  return change === undefined ? [] : [await look(change)];
}
