// What a schema of our own says, where no machine-readable one is at hand.
import type { Service } from "./hosts.js";
import type { JsonObject } from "./json.js";

export interface OwnOperation {
  readonly service: Service;
  readonly method: string;
  readonly path: RegExp;
  /** As findings name it. */
  readonly name: string;
  readonly source: string;
  /** Names that the query may have. */
  readonly query?: readonly string[];
  readonly request?: JsonObject;
  readonly responses: Readonly<Record<number, JsonObject>>;
}

/** A closed object; every name is needed but those that end with a question mark. */
export function closed(members: Readonly<Record<string, JsonObject>>): JsonObject {
  const entries = Object.entries(members);
  return {
    type: "object",
    properties: Object.fromEntries(entries.map(([name, schema]) => [name.replace(/\?$/u, ""), schema])),
    required: entries.map(([name]) => name).filter((name) => !name.endsWith("?")),
    additionalProperties: false,
  };
}
