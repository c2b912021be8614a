// Synchronised users and groups that were deleted lately and can still be restored.
import * as z from "zod";
import type { Read } from "../cloud/answers.js";
import { query } from "../cloud/odata.js";
import type { ServiceClient } from "../cloud/service-client.js";
import type { Need } from "../knowledge/permissions.js";
import { ServiceError } from "../shapes/errors.js";
import type { Source } from "../shapes/fact.js";
import { parseTime } from "../shapes/time.js";
import { nameBeforeDeletion } from "./deleted-users.js";

export interface DeletedObject {
  readonly id: string;
  readonly type: "user" | "group";
  readonly name: string;
  /** ISO 8601. */
  readonly deletedAt: string;
  readonly restorableUntil: string;
}

export interface DeletedObjects {
  readonly total: number;
  /** How many were deleted on each day (YYYY-MM-DD), newest first. */
  readonly days: readonly { readonly day: string; readonly count: number }[];
  /** The newest ones; the rest is only counted. */
  readonly newest: readonly DeletedObject[];
}

const KEPT = 1_000;
/** Nothing stays there for longer than 30 ("directory resource type"); more days than these are not told apart. */
const MOST_DAYS = 60;
const RESTORABLE_MS = 30 * 24 * 3_600_000;

interface Kind {
  readonly type: DeletedObject["type"];
  readonly names: readonly string[];
  readonly need: Need;
}

const KINDS: readonly Kind[] = [
  { type: "user", names: ["userPrincipalName"], need: "list-users" },
  { type: "group", names: [], need: "list-groups" },
];

/** Page after page, both kinds at once; what is not among the newest is counted and forgotten. */
export async function readDeletedObjects(graph: ServiceClient): Promise<Read<DeletedObjects>> {
  const days = new Map<string, number>();
  let newest: DeletedObject[] = [];
  let total = 0;
  const take = (object: DeletedObject): void => {
    const day = object.deletedAt.slice(0, 10);
    days.set(day, (days.get(day) ?? 0) + 1);
    total += 1;
    newest.push(object);
    if (newest.length >= 2 * KEPT) newest = newestOf(newest);
  };
  const [source] = await Promise.all(KINDS.map((kind) => readKind(graph, kind, take)));
  return {
    source: source ?? { request: "" },
    value: {
      total,
      days: [...days]
        .map(([day, count]) => ({ day, count }))
        .sort((one, other) => (one.day < other.day ? 1 : -1))
        .slice(0, MOST_DAYS),
      newest: newestOf(newest),
    },
  };
}

/** Times are of one form, so that their texts have their order. */
function newestOf(objects: readonly DeletedObject[]): DeletedObject[] {
  const order = (one: DeletedObject) => `${one.deletedAt} ${one.id}`;
  return objects.toSorted((one, other) => (order(one) < order(other) ? 1 : -1)).slice(0, KEPT);
}

const wire = z.object({
  id: z.string(),
  displayName: z.string().nullish(),
  userPrincipalName: z.string().nullish(),
  onPremisesSyncEnabled: z.boolean().nullish(),
  deletedDateTime: z.string(),
});

async function readKind(graph: ServiceClient, kind: Kind, take: (object: DeletedObject) => void): Promise<Source> {
  let source: Source = { request: `GET ${ADDRESS}${kind.type}` };
  for await (const page of synced(graph, kind)) {
    source = page.source;
    for (const one of page.value) if (one.onPremisesSyncEnabled === true) take(objectOf(one, kind.type));
  }
  return source;
}

const ADDRESS = "/v1.0/directory/deletedItems/microsoft.graph.";

/**
 * The list takes the filters of the resource it is cast to ("List deletedItems"). Should it refuse this one, all of them are
 * gone through.
 */
async function* synced(graph: ServiceClient, { type, names, need }: Kind) {
  const asked = {
    $select: ["id", "displayName", ...names, "onPremisesSyncEnabled", "deletedDateTime"].join(","),
    $top: 999,
  };
  const filtered = query({ $filter: "onPremisesSyncEnabled eq true", ...asked });
  let begun = false;
  try {
    for await (const page of graph.pages(`${ADDRESS}${type}${filtered}`, wire, need)) {
      begun = true;
      yield page;
    }
  } catch (error) {
    if (begun || !(error instanceof ServiceError) || error.status !== 400) throw error;
    yield* graph.pages(`${ADDRESS}${type}${query(asked)}`, wire, need);
  }
}

/** @throws {ServiceError} where it is not told when it was deleted: it could be counted on no day */
function objectOf(object: z.infer<typeof wire>, type: DeletedObject["type"]): DeletedObject {
  const at = parseTime(object.deletedDateTime);
  if (at === undefined)
    throw new ServiceError(`Microsoft Graph does not tell when the deleted ${type} ${object.id} was deleted.`, {
      code: "unexpected-shape",
      remedy:
        "Run the command again; if it stays so, run with --trace and look at the answers to /directory/deletedItems.",
    });
  const { id, displayName, userPrincipalName } = object;
  return {
    id,
    type,
    name: userPrincipalName ? nameBeforeDeletion({ id, userPrincipalName }) : displayName || id,
    deletedAt: new Date(at).toISOString(),
    restorableUntil: new Date(at + RESTORABLE_MS).toISOString(),
  };
}
