import * as z from "zod";
import type { Read } from "../cloud/answers.js";
import { path, query } from "../cloud/odata.js";
import { readAll, type ServiceClient } from "../cloud/service-client.js";
import { orNull } from "./observe.js";

const user = z.object({
  id: z.string(),
  userPrincipalName: z.string(),
  displayName: z.string().nullish(),
  accountEnabled: z.boolean(),
  userType: z.string().nullish(),
  onPremisesSyncEnabled: z.boolean().nullish(),
  lastPasswordChangeDateTime: z.string().nullish(),
});

export interface User {
  readonly id: string;
  readonly userPrincipalName: string;
  readonly displayName: string;
  readonly enabled: boolean;
  /** `Member` or `Guest`; null where Graph does not say. */
  readonly type: string | null;
  /** Whether the account comes from Active Directory; a cloud-only one does not. */
  readonly synced: boolean;
  /** ISO 8601; null where Graph does not say. */
  readonly lastPasswordChange: string | null;
}

/** Null when there is no such user, or not yet on the replica that answered. */
export async function readUser(graph: ServiceClient, idOrPrincipalName: string): Promise<Read<User | null>> {
  return readUserAs(graph, idOrPrincipalName, user, (told) => ({
    id: told.id,
    userPrincipalName: told.userPrincipalName,
    displayName: told.displayName ?? "",
    enabled: told.accountEnabled,
    type: told.userType ?? null,
    synced: told.onPremisesSyncEnabled === true,
    lastPasswordChange: told.lastPasswordChangeDateTime ?? null,
  }));
}

/**
 * The properties of a user that a schema names, and no others. Null as above.
 * @param view what is made of them
 */
export async function readUserAs<S extends z.ZodRawShape, T>(
  graph: ServiceClient,
  idOrPrincipalName: string,
  wire: z.ZodObject<S>,
  view: (told: z.infer<z.ZodObject<S>>) => T,
): Promise<Read<T | null>> {
  const select = query({ $select: Object.keys(wire.shape).join(",") });
  const address = path`/v1.0/users/${idOrPrincipalName}`;
  const { value, source } = await orNull(graph.get(address + select, wire, "read-users"), `GET ${address}`);
  return { value: value === null ? null : view(value), source };
}

const membership = z.object({
  "@odata.type": z.string().nullish(),
  id: z.string(),
  roleTemplateId: z.string().nullish(),
  displayName: z.string().nullish(),
  isAssignableToRole: z.boolean().nullish(),
});

export interface Memberships {
  /** Ids of groups, nested ones included. */
  readonly groupIds: readonly string[];
  /** Template ids of the directory roles held tenant-wide and active, through groups too. */
  readonly roleIds: readonly string[];
  /** There are roles besides that Graph does not name to whoever asks. Absent: all are named. */
  readonly rolesHidden?: true;
  /** Those of the groups that may have roles; ones of which Graph tells nothing may. Absent: none. */
  readonly roleGroupIds?: readonly string[];
}

/**
 * Roles that the reader may not see come without their names. Source: "List a user's memberships (direct and transitive)",
 * limited information returned for inaccessible member objects.
 */
export async function readMembershipsOf(graph: ServiceClient, userId: string): Promise<Read<Memberships>> {
  const pages = graph.pages(path`/v1.0/users/${userId}/transitiveMemberOf`, membership, "read-memberships");
  const { value, source } = await readAll(pages);
  const roleGroupIds = value.filter(mayHaveRoles).map(({ id }) => id);
  return {
    source,
    value: {
      groupIds: value.filter((one) => one["@odata.type"] === "#microsoft.graph.group").map(({ id }) => id),
      roleIds: value.flatMap(({ roleTemplateId }) => roleTemplateId ?? []),
      ...(value.some(isHiddenRole) ? { rolesHidden: true } : {}),
      ...(roleGroupIds.length > 0 ? { roleGroupIds } : {}),
    },
  };
}

function isHiddenRole({ "@odata.type": type, roleTemplateId }: z.infer<typeof membership>): boolean {
  return type === "#microsoft.graph.directoryRole" && (roleTemplateId ?? null) === null;
}

/** Graph says null of a group that no roles can be assigned to, too; who may see groups sees their names. */
function mayHaveRoles(one: z.infer<typeof membership>): boolean {
  if (one["@odata.type"] !== "#microsoft.graph.group") return false;
  return one.isAssignableToRole ?? (one.displayName ?? null) === null;
}
