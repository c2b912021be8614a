// Open extensions: what they look like, and what may be written.
//
// Sources: "openTypeExtension resource type", "Create open extension", "Add custom data to resources by using
// extensions" (limits).
import * as z from "zod";
import { type GraphCall, jsonBody } from "../graph-call.js";
import { badRequest, GraphError, notImplemented } from "../graph-error.js";
import type { Properties } from "../odata/odata-page.js";

export type Extension = Readonly<Record<string, unknown>> & { readonly extensionName: string };

const TYPE = "#microsoft.graph.openTypeExtension";
/** Bytes of one open extension of a directory resource ("Comparison of extension types": max. of 2 Kb). */
const LARGEST = 2048;
/** The same table: two open extensions per creator app per resource instance. */
const MOST_OF_ONE_APPLICATION = 2;
/** Who made it; no property of Graph's, and none that a client can write. */
const CREATOR = "@creatorAppId";

const valueSchema = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const contentSchema = z.record(z.string(), z.union([valueSchema, z.array(valueSchema)]));

/** In the directory an extension's id is its name. */
export function extensionForm(extension: Extension): Properties {
  const { extensionName, [CREATOR]: _creator, ...content } = extension;
  return { "@odata.type": TYPE, id: extensionName, extensionName, ...content };
}

/** What `$expand=extensions` adds to a resource; nothing without it. Any other expansion is not emulated: 501. */
export function expandedExtensions(call: GraphCall, extensions: readonly Extension[]): Properties {
  const expand = call.url.searchParams.get("$expand");
  if (expand === null) return {};
  if (expand.toLowerCase() !== "extensions") throw notImplemented(`$expand=${expand.slice(0, 200)} here`);
  return { extensions: extensions.map(extensionForm) };
}

/**
 * The extension of a POST beside those that the resource has. GraphError 400 for a name that is missing or none, content
 * that is not flat, or too much of it; 409 for a name that the resource has already (the page is silent).
 */
export function newExtension(call: GraphCall, others: readonly Extension[]): Extension {
  const { "@odata.type": type, extensionName, ...content } = jsonBody(call);
  if (type !== undefined && type !== TYPE.slice(1) && type !== TYPE) {
    throw badRequest("Resource type is not supported: an extension is a microsoft.graph.openTypeExtension.");
  }
  if (typeof extensionName !== "string" || extensionName === "") {
    throw badRequest("A value is required for property 'extensionName' of resource 'OpenTypeExtension'.");
  }
  if (!/^[A-Za-z][\w.-]{0,127}$/u.test(extensionName)) {
    throw badRequest("Invalid value specified for property 'extensionName' of resource 'OpenTypeExtension'.");
  }
  if (others.some((one) => one.extensionName.toLowerCase() === extensionName.toLowerCase())) {
    throw new GraphError(409, "Request_MultipleObjectsWithSameKeyValue", "An extension with this name already exists.");
  }
  const creator = call.caller.appId;
  if (others.filter((one) => one[CREATOR] === creator).length >= MOST_OF_ONE_APPLICATION) {
    throw badRequest(`An application can add at most ${MOST_OF_ONE_APPLICATION} open extensions to a resource.`);
  }
  return checkedSize({ extensionName, [CREATOR]: creator, ...contentOf(content) });
}

/** What a PATCH leaves: what is not named is gone ("Add custom data to resources using extensions"). */
export function patchedExtension(call: GraphCall, before: Extension): Extension {
  const { "@odata.type": _type, extensionName, id: _id, ...content } = jsonBody(call);
  if (extensionName !== undefined && extensionName !== before.extensionName) {
    throw badRequest("Property 'extensionName' is read-only and cannot be set.");
  }
  const named = Object.entries(contentOf(content)).filter(([, value]) => value !== null);
  const creator = before[CREATOR] === undefined ? {} : { [CREATOR]: before[CREATOR] };
  return checkedSize({ extensionName: before.extensionName, ...creator, ...Object.fromEntries(named) });
}

function checkedSize(extension: Extension): Extension {
  if (Buffer.byteLength(JSON.stringify(extensionForm(extension))) <= LARGEST) return extension;
  throw badRequest(`The open extension exceeds the limit of ${LARGEST} bytes.`);
}

function contentOf(content: Properties): Properties {
  const wrong = Object.keys(content).find((name) => name === "id" || !/^[A-Za-z]\w{0,127}$/u.test(name));
  if (wrong !== undefined) throw badRequest(`Invalid property '${wrong.slice(0, 200)}'.`);
  const parsed = contentSchema.safeParse(content);
  if (parsed.success) return parsed.data;
  const name = String(parsed.error.issues[0]?.path[0] ?? "");
  throw badRequest(`Invalid value specified for property '${name.slice(0, 200)}' of resource 'OpenTypeExtension'.`);
}
