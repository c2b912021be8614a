// The definitions of a Swagger 2.0 file as object types, closed where the file says nothing of further properties.
import { type JsonObject, listAt, objectAt, textAt } from "./json.js";
import type { NestedType, ObjectType, ObjectTypes } from "./object-types.js";

const DEFINITION = "#/definitions/";

/** Object types by the name of their definition. */
export function swaggerTypes(definitions: JsonObject): ObjectTypes {
  const made = new Map<string, ObjectType>();
  const typeNamed = (name: string): ObjectType => {
    const known = made.get(name) ?? makeType(name, objectAt(definitions[name]));
    made.set(name, known);
    return known;
  };
  return { typeNamed, actualType: typeNamed };
}

/** The definition a schema refers to. */
export function definitionName(schema: unknown): string | undefined {
  return textAt(schema, "$ref")?.slice(DEFINITION.length);
}

function makeType(name: string, definition: JsonObject): ObjectType {
  const levels = Object.entries(objectAt(definition["properties"])).map(
    ([property, schema]) => [property, levelOf(objectAt(schema))] as const,
  );
  const values = definition["additionalProperties"];
  return {
    name,
    abstract: false,
    properties: Object.fromEntries(levels.map(([property, { schema }]) => [property, schema])),
    required: listAt(definition, "required").filter((one) => typeof one === "string"),
    nested: new Map(levels.flatMap(([property, { nested }]) => (nested === undefined ? [] : [[property, nested]]))),
    navigation: new Set(),
    open: false,
    ...(values === undefined ? {} : { values: levelOf(objectAt(values)).schema }),
  };
}

const KEPT = ["type", "format", "maxLength", "minLength", "minimum", "maximum", "pattern", "enum"];

function levelOf(schema: JsonObject): { readonly schema: JsonObject; readonly nested?: NestedType } {
  const target = definitionName(schema);
  if (target !== undefined) return { schema: { type: "object" }, nested: { type: target, collection: false } };
  if (schema["type"] === "array") {
    const { schema: items, nested } = levelOf(objectAt(schema["items"]));
    const array = { type: "array", items };
    return nested === undefined ? { schema: array } : { schema: array, nested: { ...nested, collection: true } };
  }
  // An object with `items` is none in JSON Schema. What such a property holds is checked by the items all the same.
  const item = schema["type"] === "object" ? definitionName(schema["items"]) : undefined;
  if (item !== undefined) return { schema: { type: "object" }, nested: { type: item, collection: true } };
  return { schema: Object.fromEntries(Object.entries(schema).filter(([key]) => KEPT.includes(key))) };
}
