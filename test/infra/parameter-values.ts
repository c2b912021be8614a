// A deployment's parameters: what is given, or the default, checked against what the template allows.
import { isObject, listAt, objectAt, textAt } from "../contract/json.js";
import { TemplateError } from "./expression-syntax.js";

/** The value as it stands in the template or was given; a default may still hold an expression. */
export function parameterValue(template: unknown, name: string, given: Readonly<Record<string, unknown>>): unknown {
  const declared = objectAt(template, "parameters");
  const parameter = declared[name];
  if (!isObject(parameter)) throw new TemplateError(`the parameter ${name} is not declared`);
  const value = name in given ? given[name] : parameter["defaultValue"];
  if (value === undefined) throw new TemplateError(`the parameter ${name} has neither a value nor a default`);
  const type = textAt(parameter, "type") ?? "";
  if (!fits(type, value)) throw new TemplateError(`the parameter ${name} is no ${type}`);
  const allowed = listAt(parameter, "allowedValues");
  if (allowed.length > 0 && !allowed.includes(value))
    throw new TemplateError(`${name} may not be ${JSON.stringify(value)}`);
  const size = typeof value === "string" ? value.length : value;
  const [least, most] = [
    parameter["minLength"] ?? parameter["minValue"],
    parameter["maxLength"] ?? parameter["maxValue"],
  ];
  if (typeof size === "number" && typeof least === "number" && size < least)
    throw new TemplateError(`${name}: too little`);
  if (typeof size === "number" && typeof most === "number" && size > most) throw new TemplateError(`${name}: too much`);
  return value;
}

export function refuseUndeclared(template: unknown, given: Readonly<Record<string, unknown>>): void {
  for (const name of Object.keys(given)) parameterValue(template, name, given);
}

function fits(type: string, value: unknown): boolean {
  if (type === "string" || type === "securestring") return typeof value === "string";
  if (type === "int") return Number.isInteger(value);
  if (type === "object") return isObject(value);
  return type === "bool" && typeof value === "boolean";
}
