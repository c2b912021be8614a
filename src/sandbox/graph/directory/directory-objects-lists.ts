// Lists of directory objects of several kinds: members, owners, and those that are asked for by their ids.
import * as z from "zod";
import type { Answer } from "../../routes.js";
import { userById } from "../../store/people.js";
import type { GraphCall, GraphRoute } from "../graph-call.js";
import { badRequest } from "../graph-error.js";
import { contextUrl, listBody, pageOf } from "../odata/odata-page.js";
import { USER, userProperties } from "../users/user-entity.js";
import { checkedValue, writtenBody } from "../written-body.js";
import { findObject, invalidId, typed } from "./directory-objects.js";
import { isGuid } from "./directory-objects-guid.js";
import { listingAnswer } from "./directory-objects-listing.js";
import { selectOfObjects } from "./directory-objects-select.js";

/** "directoryObject: getByIds": up to 1000 ids. */
const MOST_IDS = 1000;

/** What `types` may name; objects of kinds that the tenant has none of are found nowhere. */
const TYPES = [
  "administrativeUnit",
  "application",
  "device",
  "directoryObject",
  "directoryRole",
  "group",
  "orgContact",
  "servicePrincipal",
  "user",
];

const getByIdsSchema = z.strictObject({ ids: z.array(z.string()), types: z.array(z.string()).nullish() });

export const getByIdsRoutes: readonly GraphRoute[] = [
  {
    method: "POST",
    path: "/directoryObjects/getByIds",
    note: "at most 1000 ids; types; $select",
    options: ["$select"],
    cost: 5,
    costWithSelect: 2,
    handle: getByIds,
  },
];

/** One page of the objects with these ids; what does not exist (any more) is not in it. */
export function referenceListAnswer(call: GraphCall, ids: readonly string[]): Answer {
  const select = selectOfObjects(call.url.searchParams.get("$select"), call.version);
  const found = ids.map((id) => findObject(call.tenant, id, call.version)).filter((one) => one !== undefined);
  const page = pageOf(call, found, 100);
  const value = page.items.map((one) => typed(one, select));
  return { status: 200, body: listBody(contextUrl(call, "directoryObjects"), value, page.nextLink, page.count) };
}

/** As `referenceListAnswer`, of users alone: what a cast to microsoft.graph.user gives. */
export function userListAnswer(call: GraphCall, ids: readonly string[]): Answer {
  const all = ids.map((id) => userById(call.tenant, id)).filter((one) => one !== undefined);
  const rules = {
    displayName: { usual: ["eq", "startswith"] },
    userPrincipalName: { usual: ["eq", "startswith"] },
  } as const;
  return listingAnswer(call, { entity: USER, set: "users", all, properties: userProperties, rules });
}

function getByIds(call: GraphCall): Answer {
  const { ids, types } = writtenBody(call, getByIdsSchema, { resource: "DirectoryObject" });
  if (ids.length > MOST_IDS) throw badRequest(`Too many ids: at most ${MOST_IDS} can be requested at once.`);
  const wrong = ids.find((id) => !isGuid(id));
  if (wrong !== undefined) throw invalidId(wrong);
  checkedValue(z.array(z.enum(TYPES)), types ?? [], { resource: "types" });
  const select = selectOfObjects(call.url.searchParams.get("$select"), call.version);
  const isWanted = (kind: string) =>
    types === undefined ||
    types === null ||
    types.length === 0 ||
    types.includes(kind) ||
    types.includes("directoryObject");
  const value = [...new Set(ids.map((id) => id.toLowerCase()))]
    .map((id) => findObject(call.tenant, id, call.version))
    .filter((one) => one !== undefined)
    .filter((one) => isWanted(one.kind))
    .map((one) => typed(one, select));
  return { status: 200, body: listBody(contextUrl(call, "directoryObjects"), value) };
}
