// Applications and service principals in the deleted items, where they stay for 30 days.
import * as z from "zod";
import type { Read } from "../cloud/answers.js";
import { literal, path, query } from "../cloud/odata.js";
import { readAll, type ServiceClient } from "../cloud/service-client.js";
import { orNull } from "./observe.js";

const NEED = "register-applications";
const wire = z.object({ id: z.string(), deletedDateTime: z.string().nullish() });

/** When it was deleted, ISO 8601; null: it is not among the deleted items. */
export async function readDeletedApplication(graph: ServiceClient, id: string): Promise<Read<string | null>> {
  const address = path`/v1.0/directory/deletedItems/${id}`;
  const { value, source } = await orNull(graph.get(address, wire, NEED), `GET ${address}`);
  return { source, value: value === null ? null : (value.deletedDateTime ?? "") };
}

/** The service principal of an application, deleted by itself or with it ("Delete application"). */
export async function readDeletedServicePrincipal(
  graph: ServiceClient,
  appId: string,
): Promise<Read<{ readonly id: string; readonly at: string } | null>> {
  const asked = query({ $filter: `appId eq ${literal(appId)}`, $select: "id,deletedDateTime" });
  const pages = graph.pages(`/v1.0/directory/deletedItems/microsoft.graph.servicePrincipal${asked}`, wire, NEED);
  const { value, source } = await readAll(pages);
  const newest = value.toSorted((a, b) => ((a.deletedDateTime ?? "") < (b.deletedDateTime ?? "") ? -1 : 1)).at(-1);
  return { source, value: newest === undefined ? null : { id: newest.id, at: newest.deletedDateTime ?? "" } };
}
