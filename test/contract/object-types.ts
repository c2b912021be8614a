// Checks JSON objects against named types, one level at a time: Ajv compiles the level of a type when it is first met, so
// that of Graph's thousands of types only those that occur cost anything.
import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import formats from "ajv-formats";
import type { Report, Rule } from "./findings.js";
import { isObject, type JsonObject, shortly } from "./json.js";

export interface NestedType {
  readonly type: string;
  readonly collection: boolean;
}

export interface ObjectType {
  /** As findings name it. */
  readonly name: string;
  readonly abstract: boolean;
  /** Schemas of the properties; what is nested in them is only said to be an object. */
  readonly properties: Readonly<Record<string, JsonObject>>;
  readonly required: readonly string[];
  readonly nested: ReadonlyMap<string, NestedType>;
  readonly navigation: ReadonlySet<string>;
  /** May carry properties that its description does not name; all but directory extensions must be justified. */
  readonly open: boolean;
  /** A map: every property may occur, with values of this schema. */
  readonly values?: JsonObject;
}

export interface ObjectTypes {
  /** @throws Error for a name that nobody declares: the caller took it from the same schema. */
  typeNamed(name: string): ObjectType;
  /** The type of a value that is declared as `name`: by its `@odata.type`. A text says what is wrong with it. */
  actualType(name: string, value: JsonObject): ObjectType | string;
}

export interface ObjectCheck {
  readonly types: ObjectTypes;
  readonly direction: "request" | "response";
  readonly report: Report;
  /** OData control information, which not every service knows. */
  readonly annotations: boolean;
  readonly mayNavigate: (type: ObjectType, property: string) => boolean;
}

/** What the sandbox writes into its log in place of a secret. */
const REDACTED = "***";
const EXTENSION = /^extension_[0-9a-f]{32}_\w+$/iu;
const ajv = formats.default(new Ajv({ allErrors: true, verbose: true, strict: false, allowUnionTypes: true }));
for (const name of ["decimal", "uint8", "int8", "int16"]) ajv.addFormat(name, true);
const compiled = new WeakMap<ObjectType, ValidateFunction>();

/** Checks a value that is declared as an object of the named type, and everything below it. */
export function checkObject(check: ObjectCheck, declared: string, value: unknown): void {
  if (!isObject(value)) {
    check.report("shape", `${check.direction} ${shortName(declared)}`, `is no object: ${shortly(value)}`);
    return;
  }
  const type = check.types.actualType(declared, value);
  if (typeof type === "string") {
    check.report("annotation", `${check.direction} ${shortName(declared)}@odata.type`, type);
    return;
  }
  const { plain, control } = check.annotations ? withoutAnnotations(value) : { plain: value, control: {} };
  checkAnnotations(check, type, control);
  checkLevel(check, type, plain);
  for (const [name, inner] of Object.entries(plain)) {
    const nested = type.nested.get(name);
    if (nested === undefined) continue;
    if (type.navigation.has(name) && !check.mayNavigate(type, name)) {
      check.report("navigation", subjectOf(check, type, name), "a navigation property that nothing expanded");
    }
    for (const one of nested.collection && Array.isArray(inner) ? (inner as readonly unknown[]) : [inner]) {
      if (isObject(one)) checkObject(check, nested.type, one);
    }
  }
}

function checkLevel(check: ObjectCheck, type: ObjectType, plain: JsonObject): void {
  const validate = compiled.get(type) ?? compileLevel(type);
  compiled.set(type, validate);
  if (validate(plain)) return;
  for (const error of validate.errors ?? []) {
    if (error.data === REDACTED) continue;
    const [rule, name] = kindOf(type, error);
    if (rule === "dynamic-property" && EXTENSION.test(name)) continue;
    check.report(
      rule,
      subjectOf(check, type, name),
      `${error.message ?? error.keyword}: ${shortly(rule.endsWith("property") ? plain[name] : error.data)}`,
    );
  }
}

function compileLevel(type: ObjectType): ValidateFunction {
  return ajv.compile({
    type: "object",
    properties: type.properties,
    required: type.required,
    additionalProperties: type.values ?? false,
  });
}

function kindOf(type: ObjectType, error: ErrorObject): readonly [Rule, string] {
  const name = error.instancePath.split("/")[1] ?? "";
  switch (error.keyword) {
    case "additionalProperties":
      return [
        type.open ? "dynamic-property" : "unknown-property",
        String((error.params as JsonObject)["additionalProperty"]),
      ];
    case "required":
      return ["required", String((error.params as JsonObject)["missingProperty"])];
    case "enum":
    case "pattern":
      return [error.data === null ? "null" : "enum", name];
    default:
      return [error.data === null ? "null" : "type", name];
  }
}

function withoutAnnotations(value: JsonObject): { readonly plain: JsonObject; readonly control: JsonObject } {
  const entries = Object.entries(value);
  return {
    plain: Object.fromEntries(entries.filter(([name]) => !name.includes("@"))),
    control: Object.fromEntries(entries.filter(([name]) => name.includes("@"))),
  };
}

const TEXTS = new Set(["odata.context", "odata.type", "odata.id", "odata.etag", "odata.editLink", "odata.nextLink"]);

/** OData JSON Format 4.01, "Control Information"; `@removed` and `@delta` are those of change tracking. */
function checkAnnotations(check: ObjectCheck, type: ObjectType, control: JsonObject): void {
  for (const [name, value] of Object.entries(control)) {
    const [property = "", annotation = ""] = name.split("@");
    const known = property === "" || type.properties[property] !== undefined;
    const right =
      (TEXTS.has(annotation) && typeof value === "string") ||
      (annotation === "odata.count" && Number.isInteger(value)) ||
      (annotation === "odata.bind" && property !== "" && check.direction === "request") ||
      (annotation === "removed" && isObject(value)) ||
      (annotation === "delta" && Array.isArray(value));
    if (!known || !right) check.report("annotation", subjectOf(check, type, name), shortly(value));
  }
}

function subjectOf(check: ObjectCheck, type: ObjectType, property: string): string {
  return `${check.direction} ${type.name}${property === "" ? "" : `.${property}`}`;
}

/** `microsoft.graph.user` → `user`. */
export function shortName(name: string): string {
  return name.replace(/^microsoft\.graph\.(?=\w+$)/u, "");
}
