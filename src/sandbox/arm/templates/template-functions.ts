// The functions of the template language that the sandbox knows ("ARM template functions"), by their names in lower case.
import { isDeepStrictEqual } from "node:util";
import { invalidExpression } from "./invalid-template.js";
import { RESOURCE_FUNCTIONS } from "./template-functions-resources.js";
import { TEXT_FUNCTIONS } from "./template-functions-text.js";
import { isObject, type TemplateFunction, textOf, truthOf, wholeOf } from "./template-values.js";

const EMPTY = (value: unknown) =>
  value === null ||
  value === undefined ||
  value === "" ||
  (Array.isArray(value) && value.length === 0) ||
  (isObject(value) && Object.keys(value).length === 0);

const BASIC: Readonly<Record<string, TemplateFunction>> = {
  parameters: ([name], context) => context.parameter(textOf(name, "parameters")),
  variables: ([name], context) => context.variable(textOf(name, "variables")),
  // Texts with regard to case.
  equals: ([one, other]) => isDeepStrictEqual(one, other),
  empty: ([value]) => EMPTY(value),
  not: ([value]) => !truthOf(value, "not"),
  and: (values) => values.every((one) => truthOf(one, "and")),
  or: (values) => values.some((one) => truthOf(one, "or")),
  true: () => true,
  false: () => false,
  null: () => null,
  bool: ([value]) => value === true || value === 1 || String(value).toLowerCase() === "true",
  int: ([value]) => wholeOf(typeof value === "string" ? Number(value) : value, "int"),
  add: ([one, other]) => wholeOf(one, "add") + wholeOf(other, "add"),
  sub: ([one, other]) => wholeOf(one, "sub") - wholeOf(other, "sub"),
  mul: ([one, other]) => wholeOf(one, "mul") * wholeOf(other, "mul"),
  coalesce: (values) => values.find((one) => one !== null && one !== undefined) ?? null,
  createarray: (values) => [...values],
  createobject: (values) =>
    Object.fromEntries(
      Array.from({ length: values.length / 2 }, (_, index) => [
        textOf(values[2 * index], "createObject"),
        values[2 * index + 1],
      ]),
    ),
  array: ([value]) => (Array.isArray(value) ? (value as unknown[]) : [value]),
  union: (values) => united(values),
  length: ([value]) => lengthOf(value),
  json: ([value]) => jsonOf(textOf(value, "json")),
};

export const TEMPLATE_FUNCTIONS: Readonly<Record<string, TemplateFunction | undefined>> = {
  ...BASIC,
  ...TEXT_FUNCTIONS,
  ...RESOURCE_FUNCTIONS,
};

function lengthOf(value: unknown): number {
  if (typeof value === "string" || Array.isArray(value)) return value.length;
  if (isObject(value)) return Object.keys(value).length;
  throw invalidExpression("The template function 'length' expects a string, an array or an object");
}

/** Lists without doubles; of objects the later one's members. */
function united(values: readonly unknown[]): unknown {
  if (values.every(Array.isArray)) {
    const all = values.flat(1) as unknown[];
    return all.filter((one, index) => all.findIndex((other) => isDeepStrictEqual(one, other)) === index);
  }
  if (values.every(isObject)) return Object.assign({}, ...values) as unknown;
  throw invalidExpression("The template function 'union' expects arrays only or objects only");
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalidExpression("The template function 'json' was given a text that is no JSON");
  }
}
