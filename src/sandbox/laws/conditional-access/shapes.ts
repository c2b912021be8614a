// How a written object is merged into a stored one: "conditionalAccessPolicy: update" (properties that are not included
// keep their values), and what practice adds: objects are merged, arrays replaced as a whole, null removes what is
// optional.

export type Shape =
  | { readonly kind: "text" | "boolean" | "integer"; readonly nullable?: boolean; readonly values?: readonly string[] }
  /** A list of texts; never null, and empty where nothing was said, unless only some objects have it. */
  | { readonly kind: "texts"; readonly values?: readonly string[]; readonly onlyIfGiven?: boolean }
  /** Words in one text, separated by commas. */
  | { readonly kind: "flags"; readonly nullable?: boolean; readonly values: readonly string[] }
  /** A list of objects, each of them written in full; never null. */
  | { readonly kind: "objects"; readonly of: ObjectShape }
  | ObjectShape;

export interface ObjectShape {
  readonly kind: "object";
  readonly nullable?: boolean;
  readonly properties: Readonly<Record<string, Shape>>;
  /** What must be there when the object is. */
  readonly required?: readonly string[];
}

export type Written = Readonly<Record<string, unknown>>;

/** Something that the type does not have, or a value that it does not take. The message is the path. */
export class SchemaMismatch extends Error {
  override readonly name = "SchemaMismatch";
}

export const text: Shape = { kind: "text" };
export const texts: Shape = { kind: "texts" };
export const optionalText: Shape = { kind: "text", nullable: true };
export const optionalBoolean: Shape = { kind: "boolean", nullable: true };

export function oneOf(...values: readonly string[]): Shape {
  return { kind: "text", values };
}

export function optional(properties: ObjectShape["properties"], ...required: readonly string[]): ObjectShape {
  return { kind: "object", nullable: true, properties, required };
}

/**
 * `before` with what was written; a new object where there was none.
 * @throws SchemaMismatch
 */
export function mergeObject(before: Written | undefined, patch: Written, shape: ObjectShape, where = ""): Written {
  const after: Record<string, unknown> = { ...(before ?? emptyObject(shape)) };
  for (const [name, value] of Object.entries(patch)) {
    const inner = Object.hasOwn(shape.properties, name) ? shape.properties[name] : undefined;
    if (inner === undefined) {
      if (/^(?:\w+)?@odata\.\w+$/u.test(name)) continue;
      throw new SchemaMismatch(`${where}${name.slice(0, 100)}`);
    }
    after[name] = mergeValue(before?.[name], value, inner, `${where}${name}`);
  }
  const said = before === undefined ? patch : after;
  const missing = shape.required?.find((name) => said[name] === undefined || said[name] === null);
  if (missing !== undefined) throw new SchemaMismatch(`${where}${missing}`);
  return after;
}

/** As Graph shows an object of which nothing was said: empty lists and nulls. */
function emptyObject({ properties }: ObjectShape): Written {
  const known = Object.entries(properties).flatMap(([name, shape]): [string, unknown][] => {
    if (shape.kind === "texts") return shape.onlyIfGiven === true ? [] : [[name, []]];
    return isNullable(shape) ? [[name, null]] : [];
  });
  return Object.fromEntries(known);
}

function isNullable(shape: Shape): boolean {
  return "nullable" in shape && shape.nullable;
}

function mergeValue(before: unknown, value: unknown, shape: Shape, where: string): unknown {
  if (value === null && isNullable(shape)) return null;
  if (shape.kind === "object") {
    if (!isObject(value)) throw new SchemaMismatch(where);
    return mergeObject(isObject(before) ? before : undefined, value, shape, `${where}.`);
  }
  if (shape.kind === "objects") return listOf(value, shape.of, where);
  if (!fits(value, shape)) throw new SchemaMismatch(where);
  return value;
}

function listOf(value: unknown, shape: ObjectShape, where: string): readonly Written[] {
  if (!Array.isArray(value)) throw new SchemaMismatch(where);
  return value.map((item: unknown) => {
    if (!isObject(item)) throw new SchemaMismatch(where);
    return mergeObject(undefined, item, shape, `${where}.`);
  });
}

function fits(value: unknown, shape: Exclude<Shape, ObjectShape | { readonly kind: "objects" }>): boolean {
  switch (shape.kind) {
    case "boolean":
      return typeof value === "boolean";
    case "integer":
      return Number.isInteger(value);
    case "texts":
      return Array.isArray(value) && value.every((item) => isAllowed(item, shape.values));
    case "flags":
      return typeof value === "string" && value.split(",").every((word) => isAllowed(word.trim(), shape.values));
    case "text":
      return isAllowed(value, shape.values);
  }
}

function isAllowed(item: unknown, values: readonly string[] | undefined): boolean {
  return typeof item === "string" && (values?.includes(item) ?? true);
}

export function isObject(value: unknown): value is Written {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
