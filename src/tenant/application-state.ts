// An application in what this program writes of it: the registration's notes, and whether its service principal is enabled.
import * as z from "zod";
import type { Read } from "../cloud/answers.js";
import { path, query } from "../cloud/odata.js";
import type { ServiceClient } from "../cloud/service-client.js";
import type { Json } from "../shapes/change.js";
import { orNull } from "./observe.js";
import { withWhole } from "./whole.js";

export interface RegistrationState {
  /** Null: nobody has noted anything. */
  readonly notes: string | null;
  /** What was selected, as it was answered. */
  readonly whole: Json;
}

/** Notes must be there: what is left out would look like none, and be written over. */
const registration = z.object({ id: z.string(), notes: z.string().nullable() });

/** Null where there is none, or not yet on the replica that answered. */
export async function readRegistrationState(
  graph: ServiceClient,
  applicationId: string,
): Promise<Read<RegistrationState | null>> {
  const address = path`/v1.0/applications/${applicationId}`;
  const asked = address + query({ $select: "id,appId,displayName,notes,tags,signInAudience,createdDateTime" });
  const reading = graph.get(asked, withWhole(registration), "manage-sync-applications");
  const { value, source } = await orNull(reading, `GET ${address}`);
  return { source, value: value === null ? null : { notes: value.notes, whole: plain(value.whole) } };
}

export interface PrincipalState {
  readonly id: string;
  readonly enabled: boolean;
  /** What was selected, as it was answered. */
  readonly whole: Json;
}

/** Whether it is enabled must be there: what is not told is not known. */
const principal = z.object({ id: z.string(), accountEnabled: z.boolean() });

/**
 * By the application's client id, which finds also one that somebody has made anew. Null where there is none, or not yet on
 * the replica that answered.
 */
export async function readPrincipalState(graph: ServiceClient, appId: string): Promise<Read<PrincipalState | null>> {
  const address = path`/v1.0/servicePrincipals(appId='${appId}')`;
  const asked = address + query({ $select: "id,appId,displayName,accountEnabled,tags,servicePrincipalType" });
  const { value, source } = await orNull(graph.get(asked, withWhole(principal), "read-applications"), `GET ${address}`);
  if (value === null) return { value: null, source };
  return { source, value: { id: value.id, enabled: value.accountEnabled, whole: plain(value.whole) } };
}

function plain(whole: Json): Json {
  if (typeof whole !== "object" || whole === null || Array.isArray(whole)) return whole;
  return Object.fromEntries(Object.entries(whole).filter(([name]) => name !== "@odata.context"));
}
