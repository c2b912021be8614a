// References to directory objects, as they stand in `@odata.id` and `…@odata.bind`.

import { type GraphCall, isRecord, jsonBody } from "../graph-call.js";
import { badRequest } from "../graph-error.js";
import { isGuid } from "./directory-objects-guid.js";

const SETS = ["directoryobjects", "users", "groups", "serviceprincipals", "contacts", "applications"];

/**
 * The id that the body `{"@odata.id": "https://…/directoryObjects/{id}"}` refers to.
 *
 * @throws GraphError 400 when it is no reference to an object of this cloud's Graph
 */
export function referencedId(call: GraphCall): string {
  return idOfReference(call, jsonBody(call)["@odata.id"]);
}

/** The ids of a list of references; `undefined` where the body has none of that name. At most 20 are taken at once. */
export function boundIds(call: GraphCall, name: "members" | "owners"): readonly string[] | undefined {
  const body = jsonBody(call);
  const given = isRecord(body) ? body[`${name}@odata.bind`] : undefined;
  if (given === undefined) return undefined;
  if (!Array.isArray(given)) throw badRequest(`Invalid value specified for property '${name}@odata.bind'.`);
  if (given.length > 20) throw badRequest("The request exceeds the maximum number of references (20) in one request.");
  return given.map((one) => idOfReference(call, one));
}

function idOfReference(call: GraphCall, reference: unknown): string {
  const url = typeof reference === "string" ? parsed(reference) : undefined;
  if (url === undefined) throw badRequest("A valid reference, given as '@odata.id', must be in the request body.");
  const [version = "", set = "", id = "", ...more] = url.pathname.slice(1).split("/");
  const isOurs = url.protocol === "https:" && url.hostname === call.world.hosts.graph && more.length === 0;
  if (!isOurs || !["v1.0", "beta"].includes(version.toLowerCase()) || !SETS.includes(set.toLowerCase())) {
    throw badRequest(`Unsupported resource type or invalid URI in '@odata.id'.`);
  }
  if (!isGuid(id)) throw badRequest("Invalid object identifier in '@odata.id'.");
  return id.toLowerCase();
}

function parsed(text: string): URL | undefined {
  return text.length <= 2000 && URL.canParse(text) ? new URL(text) : undefined;
}
