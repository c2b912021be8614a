// Users and applications whose names are those of servers' identities, whatever they hold: what servers have left behind.
import * as z from "zod";
import type { Read } from "../cloud/answers.js";
import { literal, query } from "../cloud/odata.js";
import type { ServiceClient } from "../cloud/service-client.js";

export interface NamedIdentity {
  /** Object id of the user, or of the service principal. */
  readonly id: string;
  readonly type: "user" | "application";
  /** User principal name, or display name. */
  readonly name: string;
}

export interface NamedIdentities {
  readonly identities: readonly NamedIdentity[];
  /** False: there are more than were read. */
  readonly complete: boolean;
}

/** A tenant has 20 sync accounts at most ("Accounts and permissions"); people's names may begin like theirs. */
const MOST = 100;

const user = z.object({ id: z.string(), userPrincipalName: z.string() });
const principal = z.object({ id: z.string(), displayName: z.string().nullish() });

/** Users `Sync_*`. */
export function readUsersNamedSync(graph: ServiceClient): Promise<Read<NamedIdentities>> {
  const $filter = `startswith(userPrincipalName,${literal("Sync_")})`;
  const address = `/v1.0/users${query({ $filter, $select: "id,userPrincipalName", $top: MOST })}`;
  return first(graph.pages(address, user, "read-users"), ({ id, userPrincipalName }) => ({
    id,
    type: "user",
    name: userPrincipalName,
  }));
}

/** Service principals `ConnectSyncProvisioning_*`. */
export function readApplicationsNamedSync(graph: ServiceClient): Promise<Read<NamedIdentities>> {
  const $filter = `startswith(displayName,${literal("ConnectSyncProvisioning_")})`;
  const address = `/v1.0/servicePrincipals${query({ $filter, $select: "id,displayName", $top: MOST })}`;
  return first(graph.pages(address, principal, "find-applications"), ({ id, displayName }) => ({
    id,
    type: "application",
    name: displayName ?? "",
  }));
}

/** Of the pages as many as hold so many; a service may answer with shorter ones than it was asked for. */
async function first<T>(
  pages: AsyncGenerator<Read<readonly T[]>>,
  identityOf: (item: T) => NamedIdentity,
): Promise<Read<NamedIdentities>> {
  const found: NamedIdentity[] = [];
  let source: Read<unknown>["source"] = { request: "" };
  for await (const page of pages) {
    source = page.source;
    if (found.length >= MOST) return { source, value: { identities: found, complete: false } };
    found.push(...page.value.map(identityOf));
  }
  return { source, value: { identities: found, complete: true } };
}
