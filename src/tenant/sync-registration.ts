// The registration of an application that synchronises, and all that it may do by itself.
import * as z from "zod";
import type { Read } from "../cloud/answers.js";
import { literal, path, query } from "../cloud/odata.js";
import { readAll, type ServiceClient } from "../cloud/service-client.js";
import { parseTime } from "../shapes/time.js";
import { orNull } from "./observe.js";

export interface SyncRegistration {
  /** Object id. */
  readonly id: string;
  /** Null: nobody has noted anything. */
  readonly notes: string | null;
  /** When its last certificate ends, ISO 8601; null: it has none, or Graph does not say. */
  readonly certificateEnd: string | null;
}

const registration = z.object({
  id: z.string(),
  /** Must be there: notes that are left out would look like none. */
  notes: z.string().nullable(),
  keyCredentials: z.array(z.object({ endDateTime: z.string().nullish() })).nullish(),
});

/** Null: the application is not registered in this tenant. */
export async function readSyncRegistration(
  graph: ServiceClient,
  appId: string,
): Promise<Read<SyncRegistration | null>> {
  const address = `/v1.0/applications(appId=${literal(appId)})`;
  const { value, source } = await orNull(
    graph.get(address + query({ $select: "id,notes,keyCredentials" }), registration, "read-application-credentials"),
    `GET ${address}`,
  );
  if (value === null) return { value: null, source };
  const ends = (value.keyCredentials ?? [])
    .flatMap(({ endDateTime }) => endDateTime ?? [])
    .filter((end) => parseTime(end) !== undefined);
  const last = ends.toSorted((a, b) => (parseTime(a) ?? 0) - (parseTime(b) ?? 0)).at(-1);
  return { source, value: { id: value.id, notes: value.notes, certificateEnd: last ?? null } };
}

export interface GrantedAppRole {
  readonly resourceId: string;
  readonly resourceName: string;
  readonly appRoleId: string;
}

const assignment = z.object({
  resourceId: z.string(),
  resourceDisplayName: z.string().nullish(),
  appRoleId: z.string(),
});

/** App roles of a service principal, whatever the resource. */
export async function readGrantedAppRoles(
  graph: ServiceClient,
  servicePrincipalId: string,
): Promise<Read<readonly GrantedAppRole[]>> {
  const address = path`/v1.0/servicePrincipals/${servicePrincipalId}/appRoleAssignments`;
  const { value, source } = await readAll(graph.pages(address, assignment, "read-application-credentials"));
  return {
    source,
    value: value.map(({ resourceId, resourceDisplayName, appRoleId }) => ({
      resourceId,
      resourceName: resourceDisplayName ?? "",
      appRoleId,
    })),
  };
}
