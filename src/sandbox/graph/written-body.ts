// Checks what a client writes: properties that exist, of the type that they have.
import type * as z from "zod";
import { type GraphCall, jsonBody } from "./graph-call.js";
import { badRequest, notImplemented } from "./graph-error.js";

export interface WrittenKind {
  /** For messages: `Application`. */
  readonly resource: string;
  /** Properties that Graph has and takes, and the sandbox does not: answered 501. */
  readonly notTaken?: readonly string[];
}

/**
 * The request's body, checked against a schema. Annotations of OData (`@odata.type` and the like) are passed over.
 *
 * @throws GraphError 400 for a property that does not exist or a value of the wrong type; 501 for what is not emulated
 */
export function writtenBody<S extends z.ZodType>(call: GraphCall, schema: S, kind: WrittenKind): z.infer<S> {
  return checkedValue(schema, jsonBody(call), kind);
}

/** As `writtenBody`, of a value that stands in one. */
export function checkedValue<S extends z.ZodType>(schema: S, value: unknown, kind: WrittenKind): z.infer<S> {
  const parsed = schema.safeParse(withoutAnnotations(value));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const path = (issue?.path ?? []).map(String);
  if (issue?.code === "unrecognized_keys") {
    const name = [...path, issue.keys[0] ?? ""].join(".").slice(0, 200);
    if (path.length === 0 && kind.notTaken?.includes(name) === true) {
      throw notImplemented(`writing the property ${name} of ${kind.resource}`);
    }
    throw badRequest(`Invalid property '${name}'.`);
  }
  const name = (path[0] ?? "").slice(0, 200);
  throw badRequest(
    name === ""
      ? `Invalid value specified for resource '${kind.resource}'.`
      : `Invalid value specified for property '${name}' of resource '${kind.resource}'.`,
  );
}

/** What Graph says of a property that has to be there. */
export function missing(name: string, resource: string) {
  return badRequest(`A value is required for property '${name}' of resource '${resource}'.`);
}

function withoutAnnotations(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).filter(([name]) => !/^(?:\w+)?@odata\.(?:type|context|id)$/u.test(name)),
  );
}
