// One group as it is just now: for whoever makes it, or is about to delete it.
import * as z from "zod";
import type { Read } from "../cloud/answers.js";
import { literal, path, query } from "../cloud/odata.js";
import { readAll, type ServiceClient } from "../cloud/service-client.js";
import type { Json } from "../shapes/change.js";
import { orNull } from "./observe.js";
import { withWhole } from "./whole.js";

const text = z.string().nullish();
const flag = z.boolean().nullish();
const wire = z.looseObject({
  id: z.string(),
  displayName: text,
  mailNickname: text,
  description: text,
  securityEnabled: flag,
  mailEnabled: flag,
  isAssignableToRole: flag,
  groupTypes: z.array(z.string()).nullish(),
  createdDateTime: text,
});

export interface GroupState {
  readonly id: string;
  readonly displayName: string;
  readonly mailNickname: string;
  readonly description: string;
  /** A security group without mail and without a rule that fills it. */
  readonly plain: boolean;
  readonly assignableToRole: boolean;
  /** ISO 8601; null where Graph does not say. */
  readonly createdAt: string | null;
  readonly whole: Json;
}

const SELECT = Object.keys(wire.shape).join(",");

/** Null when there is no such group, or not yet on the replica that answered. */
export async function readGroupState(graph: ServiceClient, id: string): Promise<Read<GroupState | null>> {
  const address = path`/v1.0/groups/${id}`;
  const reading = graph.get(address + query({ $select: SELECT }), withWhole(wire), "read-groups");
  const { value, source } = await orNull(reading, `GET ${address}`);
  return { value: value === null ? null : viewOf(value), source };
}

/** All groups with this name and this nickname, compared without regard to case. */
export async function readGroupsCalled(
  graph: ServiceClient,
  displayName: string,
  mailNickname: string,
): Promise<Read<readonly GroupState[]>> {
  const $filter = `displayName eq ${literal(displayName)} and mailNickname eq ${literal(mailNickname)}`;
  const { value, source } = await readAll(
    graph.pages(`/v1.0/groups${query({ $filter, $select: SELECT })}`, withWhole(wire), "read-groups"),
  );
  return { value: value.map(viewOf), source };
}

/** Whether a group can be restored, by its id. */
export async function isAmongDeletedGroups(graph: ServiceClient, id: string): Promise<Read<boolean>> {
  const address = path`/v1.0/directory/deletedItems/${id}`;
  const reading = graph.get(address + query({ $select: "id" }), z.object({ id: z.string() }), "change-groups");
  const { value, source } = await orNull(reading, `GET ${address}`);
  return { value: value !== null, source };
}

function viewOf(one: z.infer<typeof wire> & { readonly whole: Json }): GroupState {
  return {
    id: one.id,
    displayName: one.displayName ?? "",
    mailNickname: one.mailNickname ?? "",
    description: one.description ?? "",
    plain: one.securityEnabled === true && one.mailEnabled === false && (one.groupTypes ?? []).length === 0,
    assignableToRole: one.isAssignableToRole === true,
    createdAt: one.createdDateTime ?? null,
    whole: one.whole,
  };
}
