// What a template's parameters come to: given, or by default ("Parameters in ARM templates").
import * as z from "zod";
import { invalidTemplate } from "./invalid-template.js";
import type { Template, TemplateParameter } from "./template-form.js";
import { isObject } from "./template-values.js";

const givenSchema = z.record(z.string(), z.looseObject({ value: z.unknown() }));

interface ReadParameters {
  /** By names in lower case; absent ones have a default value, which may be an expression. */
  readonly given: ReadonlyMap<string, unknown>;
}

/** @throws {ArmError} 400 InvalidTemplate one is missing, not known, or of another kind than the template says */
export function readParameters({ parameters }: Template, value: unknown): ReadParameters {
  const parsed = givenSchema.safeParse(value ?? {});
  if (!parsed.success) {
    throw invalidTemplate(
      "The parameters are malformed: each is an object with a 'value'. References are not known to the sandbox",
    );
  }
  const names = Object.keys(parameters);
  const nameOf = (given: string) => names.find((name) => name.toLowerCase() === given.toLowerCase());
  const unknown = Object.keys(parsed.data).filter((given) => nameOf(given) === undefined);
  if (unknown.length > 0) {
    throw invalidTemplate(
      `The template parameters '${unknown.join(", ")}' in the parameters file are not valid; they are not present in the original template and can therefore not be provided at deployment time. The only supported parameters for this template are '${names.join(", ")}'. Please see https://aka.ms/arm-pass-parameter-values for usage details.`,
    );
  }
  const given = new Map(Object.entries(parsed.data).map(([name, one]) => [name.toLowerCase(), one.value] as const));
  for (const [name, parameter] of Object.entries(parameters)) checkParameter(name, parameter, given);
  return { given };
}

function checkParameter(name: string, parameter: TemplateParameter, given: ReadonlyMap<string, unknown>): void {
  if (!given.has(name.toLowerCase())) {
    if (parameter.defaultValue !== undefined || parameter.nullable === true) return;
    throw invalidTemplate(
      `The value for the template parameter '${name}' is not provided. Please see https://aka.ms/arm-create-parameter-file for usage details.`,
    );
  }
  const value = given.get(name.toLowerCase());
  if (value === null && parameter.nullable === true) return;
  if (!isOfType(parameter.type, value)) {
    throw invalidTemplate(
      `Template parameter JToken type is not valid. Parameter '${name}': expected '${capitalised(parameter.type)}', actual '${typeNameOf(value)}'. Please see https://aka.ms/arm-create-parameter-file for usage details.`,
    );
  }
  if (parameter.allowedValues?.includes(value) === false) {
    throw invalidTemplate(
      `The provided value for the template parameter '${name}' is not valid. The value '${String(value).slice(0, 100)}' is not part of the allowed value(s): '${parameter.allowedValues.join(",")}'.`,
    );
  }
  checkLength(name, parameter, value);
}

function checkLength(name: string, { minLength, maxLength }: TemplateParameter, value: unknown): void {
  if (typeof value !== "string" && !Array.isArray(value)) return;
  const isShort = minLength !== undefined && value.length < minLength;
  if (!isShort && (maxLength === undefined || value.length <= maxLength)) return;
  throw invalidTemplate(
    `The provided value for the template parameter '${name}' is not valid. Length of the value should be ${isShort ? `greater than or equal to '${minLength}'` : `less than or equal to '${String(maxLength)}'`}.`,
  );
}

export function isSecure(type: string): boolean {
  return type.toLowerCase().startsWith("secure");
}

/** As deployments show it: `String`, `SecureString`. */
export function capitalised(type: string): string {
  if (isSecure(type)) return `Secure${type.slice(6, 7).toUpperCase()}${type.slice(7)}`;
  return `${type.slice(0, 1).toUpperCase()}${type.slice(1)}`;
}

function isOfType(type: string, value: unknown): boolean {
  switch (type.toLowerCase()) {
    case "string":
    case "securestring":
      return typeof value === "string";
    case "int":
      return typeof value === "number" && Number.isInteger(value);
    case "bool":
      return typeof value === "boolean";
    case "array":
      return Array.isArray(value);
    case "object":
    case "secureobject":
      return isObject(value);
    default:
      return false;
  }
}

function typeNameOf(value: unknown): string {
  if (Array.isArray(value)) return "Array";
  if (value === null) return "Null";
  return { string: "String", number: "Integer", boolean: "Boolean" }[typeof value as string] ?? "Object";
}
