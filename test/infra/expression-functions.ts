// The functions of template expressions that the template uses and that need nothing but their arguments. What is not here is
// refused. Meanings: "ARM template functions" (learn.microsoft.com/azure/azure-resource-manager/templates/template-functions).
import { createHash } from "node:crypto";
import { isObject, type JsonObject, objectFrom } from "../contract/json.js";
import { TemplateError } from "./expression-syntax.js";

const SUBSCRIPTION = "/subscriptions/00000000-0000-4000-8000-000000000001";
export const GROUP = `${SUBSCRIPTION}/resourceGroups/watch`;
export const TENANT = "00000000-0000-4000-8000-0000000000aa";

interface PlainFunction {
  readonly least: number;
  readonly most: number;
  readonly call: (args: readonly unknown[]) => unknown;
}

const MANY = Number.POSITIVE_INFINITY;

export const PLAIN_FUNCTIONS: ReadonlyMap<string, PlainFunction> = new Map(
  Object.entries<PlainFunction>({
    concat: { least: 1, most: MANY, call: (args) => args.map(text).join("") },
    format: { least: 1, most: MANY, call: ([pattern, ...values]) => formatted(text(pattern), values) },
    toLower: { least: 1, most: 1, call: ([value]) => text(value).toLowerCase() },
    replace: { least: 3, most: 3, call: ([value, old, fresh]) => text(value).replaceAll(text(old), text(fresh)) },
    take: { least: 2, most: 2, call: ([value, count]) => text(value).slice(0, whole(count)) },
    length: { least: 1, most: 1, call: ([value]) => (Array.isArray(value) ? value.length : text(value).length) },
    empty: { least: 1, most: 1, call: ([value]) => isEmpty(value) },
    equals: { least: 2, most: 2, call: ([one, other]) => JSON.stringify(one) === JSON.stringify(other) },
    not: { least: 1, most: 1, call: ([value]) => !truth(value) },
    and: { least: 2, most: MANY, call: (args) => args.every(truth) },
    true: { least: 0, most: 0, call: () => true },
    null: { least: 0, most: 0, call: () => null },
    // Of a boolean it makes "True": whoever writes settings by it is surprised, so it takes numbers only.
    string: { least: 1, most: 1, call: ([value]) => String(whole(value)) },
    createArray: { least: 0, most: MANY, call: (args) => args },
    createObject: { least: 0, most: MANY, call: objectOf },
    union: { least: 2, most: MANY, call: (args) => Object.assign({}, ...args.map(object)) as JsonObject },
    guid: { least: 1, most: MANY, call: (args) => guid(args.map(text).join("-")) },
    uniqueString: { least: 1, most: MANY, call: (args) => thirteen(args.map(text).join("-")) },
    resourceId: { least: 2, most: MANY, call: ([type, ...names]) => idIn(GROUP, text(type), names.map(text)) },
    subscriptionResourceId: {
      least: 2,
      most: MANY,
      call: ([type, ...names]) => idIn(SUBSCRIPTION, text(type), names.map(text)),
    },
    extensionResourceId: {
      least: 3,
      most: MANY,
      call: ([scope, type, ...names]) => idIn(text(scope), text(type), names.map(text)),
    },
    resourceGroup: { least: 0, most: 0, call: () => ({ id: GROUP, name: "watch", location: "westeurope" }) },
    subscription: { least: 0, most: 0, call: () => ({ id: SUBSCRIPTION, tenantId: TENANT }) },
    environment: { least: 0, most: 0, call: () => ({ suffixes: { storage: "core.windows.net" } }) },
  }),
);

/** The id of a resource of a type with as many names as the type has segments after its namespace. */
export function idIn(scope: string, type: string, names: readonly string[]): string {
  const [namespace, ...kinds] = type.split("/");
  if (namespace === undefined || kinds.length !== names.length || names.includes(""))
    throw new TemplateError(`${type} takes ${kinds.length} names and is given ${names.length}: ${names.join(", ")}`);
  return `${scope}/providers/${namespace}/${kinds.map((kind, at) => `${kind}/${names[at] ?? ""}`).join("/")}`;
}

export function text(value: unknown): string {
  if (typeof value !== "string") throw new TemplateError(`${JSON.stringify(value)} is no text`);
  return value;
}

export function truth(value: unknown): boolean {
  if (typeof value !== "boolean") throw new TemplateError(`${JSON.stringify(value)} is neither true nor false`);
  return value;
}

export function whole(value: unknown): number {
  if (typeof value !== "number") throw new TemplateError(`${JSON.stringify(value)} is no number`);
  return value;
}

function object(value: unknown): JsonObject {
  if (!isObject(value)) throw new TemplateError(`${JSON.stringify(value)} is no object`);
  return value;
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === "") return true;
  if (typeof value === "string") return false;
  return Array.isArray(value) ? value.length === 0 : Object.keys(object(value)).length === 0;
}

function objectOf(args: readonly unknown[]): JsonObject {
  if (args.length % 2 !== 0) throw new TemplateError("createObject takes names and values in pairs");
  return objectFrom(args.flatMap((name, at) => (at % 2 === 0 ? [[text(name), args[at + 1]] as const] : [])));
}

function formatted(pattern: string, values: readonly unknown[]): string {
  const used = new Set<number>();
  const made = pattern.replaceAll(/\{(\d+)\}/g, (_, digits: string) => {
    used.add(Number(digits));
    return text(values[Number(digits)]);
  });
  if (used.size !== values.length) throw new TemplateError(`format leaves a value out: ${pattern}`);
  return made;
}

/** As Azure's in form and in that equal arguments give equal ids; other digits. */
function guid(seed: string): string {
  const hex = createHash("sha256").update(seed).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Thirteen letters and digits, as Azure's; other ones. */
function thirteen(seed: string): string {
  const bytes = createHash("sha256").update(seed).digest().subarray(0, 13);
  return Array.from(bytes, (byte) => "abcdefghijklmnopqrstuvwxyz234567"[byte % 32]).join("");
}
