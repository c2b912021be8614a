// Groups by which accounts are excluded: what such a group is, and who is in it.
import * as z from "zod";
import type { Read } from "../cloud/answers.js";
import { literal, path, query } from "../cloud/odata.js";
import { readAll, type ServiceClient } from "../cloud/service-client.js";

const wire = z.object({
  id: z.string(),
  displayName: z.string().nullish(),
  mailNickname: z.string().nullish(),
  securityEnabled: z.boolean().nullish(),
  mailEnabled: z.boolean().nullish(),
  groupTypes: z.array(z.string()).nullish(),
  isAssignableToRole: z.boolean().nullish(),
  onPremisesSyncEnabled: z.boolean().nullish(),
});

export interface Group {
  readonly id: string;
  readonly displayName: string;
  readonly mailNickname: string;
  readonly securityEnabled: boolean;
  /** Null where Graph does not say. */
  readonly mailEnabled: boolean | null;
  /** Such as `Unified` and `DynamicMembership`; empty for a plain security group. */
  readonly kinds: readonly string[];
  readonly assignableToRole: boolean;
  /** Whether it comes from Active Directory; Graph says null where it never did. */
  readonly synced: boolean;
}

/** Source: Microsoft Graph, "List groups". Names are compared without regard to case, and need not be unique. */
export async function readGroupsNamed(graph: ServiceClient, displayName: string): Promise<Read<readonly Group[]>> {
  const asked = query({
    $filter: `displayName eq ${literal(displayName)}`,
    $select: Object.keys(wire.shape).join(","),
  });
  const { value, source } = await readAll(graph.pages(`/v1.0/groups${asked}`, wire, "read-groups"));
  return {
    source,
    value: value.map((one) => ({
      id: one.id,
      displayName: one.displayName ?? "",
      mailNickname: one.mailNickname ?? "",
      securityEnabled: one.securityEnabled === true,
      mailEnabled: one.mailEnabled ?? null,
      kinds: one.groupTypes ?? [],
      assignableToRole: one.isAssignableToRole === true,
      synced: one.onPremisesSyncEnabled === true,
    })),
  };
}

const member = z.object({
  "@odata.type": z.string().nullish(),
  id: z.string(),
  displayName: z.string().nullish(),
  userPrincipalName: z.string().nullish(),
});

export interface GroupMember {
  readonly id: string;
  /** User principal name, else what people see; null where Graph tells neither. */
  readonly name: string | null;
}

/** Direct members of every kind: a group that roles may be assigned to has no others. Source: "List group members". */
export async function readGroupMembers(graph: ServiceClient, groupId: string): Promise<Read<readonly GroupMember[]>> {
  return readNamed(graph, path`/v1.0/groups/${groupId}/members`);
}

/** They may change its members, whatever roles they hold. Source: "List group owners". */
export async function readGroupOwners(graph: ServiceClient, groupId: string): Promise<Read<readonly GroupMember[]>> {
  return readNamed(graph, path`/v1.0/groups/${groupId}/owners`);
}

async function readNamed(graph: ServiceClient, address: string): Promise<Read<readonly GroupMember[]>> {
  const asked = query({ $select: "id,displayName,userPrincipalName", $top: "999" });
  const { value, source } = await readAll(graph.pages(address + asked, member, "read-groups"));
  return {
    source,
    value: value.map(({ id, userPrincipalName, displayName }) => ({
      id,
      name: userPrincipalName ?? displayName ?? null,
    })),
  };
}
