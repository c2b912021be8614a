// Users in the deleted items, where they stay for 30 days.
import * as z from "zod";
import type { Read } from "../cloud/answers.js";
import { path, query } from "../cloud/odata.js";
import type { ServiceClient } from "../cloud/service-client.js";
import type { Need } from "../knowledge/permissions.js";
import { orNull } from "./observe.js";

const wire = z.object({
  id: z.string(),
  userPrincipalName: z.string(),
  displayName: z.string().nullish(),
  accountEnabled: z.boolean().nullish(),
  userType: z.string().nullish(),
  onPremisesSyncEnabled: z.boolean().nullish(),
  lastPasswordChangeDateTime: z.string().nullish(),
  deletedDateTime: z.string().nullish(),
});

export interface DeletedUser {
  readonly id: string;
  /** The name that it had, and gets back. */
  readonly userPrincipalName: string;
  readonly displayName: string;
  /** Null where Graph does not say. */
  readonly enabled: boolean | null;
  /** `Member` or `Guest`; null where Graph does not say. */
  readonly type: string | null;
  readonly synced: boolean;
  /** ISO 8601; null where Graph does not say. */
  readonly lastPasswordChange: string | null;
  /** ISO 8601; empty where Graph does not say. */
  readonly deletedDateTime: string;
}

const SELECT = Object.keys(wire.shape).join(",");

/**
 * Page after page. A deleted user's principal name begins with its object id without hyphens, so that none is found by the
 * name that it had: they are listed and compared ("Restore deleted item" shows such a name).
 */
export async function* readDeletedUsers(graph: ServiceClient): AsyncGenerator<Read<readonly DeletedUser[]>, void> {
  const address = `/v1.0/directory/deletedItems/microsoft.graph.user${query({ $select: SELECT, $top: 999 })}`;
  for await (const { value, source } of graph.pages(address, wire, "read-accounts"))
    yield {
      source,
      value: value.map((user) => ({
        id: user.id,
        userPrincipalName: nameBeforeDeletion(user),
        displayName: user.displayName ?? "",
        enabled: user.accountEnabled ?? null,
        type: user.userType ?? null,
        synced: user.onPremisesSyncEnabled === true,
        lastPasswordChange: user.lastPasswordChangeDateTime ?? null,
        deletedDateTime: user.deletedDateTime ?? "",
      })),
    };
}

/** A deleted user's principal name without the object id that was put before it. */
export function nameBeforeDeletion({ id, userPrincipalName }: Pick<DeletedUser, "id" | "userPrincipalName">): string {
  const prefix = id.replaceAll("-", "").toLowerCase();
  return userPrincipalName.toLowerCase().startsWith(prefix)
    ? userPrincipalName.slice(prefix.length)
    : userPrincipalName;
}

/** Whether it can be restored, by its id: a user, or what the need is for. */
export async function isAmongDeleted(
  graph: ServiceClient,
  id: string,
  need: Need = "read-accounts",
): Promise<Read<boolean>> {
  const address = path`/v1.0/directory/deletedItems/${id}`;
  const reading = graph.get(address + query({ $select: "id" }), z.object({ id: z.string() }), need);
  const { value, source } = await orNull(reading, `GET ${address}`);
  return { value: value !== null, source };
}
