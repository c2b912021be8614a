// What an expression is worth, in a scope that knows parameters, variables and what is deployed.
import { isObject, type JsonObject, objectFrom } from "../contract/json.js";
import { PLAIN_FUNCTIONS, text, truth, whole } from "./expression-functions.js";
import { type Expression, expressionIn, TemplateError } from "./expression-syntax.js";

export interface Scope {
  readonly parameter: (name: string) => unknown;
  /** Evaluated in the scope of its use, so that what it mentions counts there. */
  readonly variable: (name: string, scope: Scope) => unknown;
  /** Properties of a resource as it is after its deployment. */
  readonly reference: (id: string) => JsonObject;
  readonly copyIndex: number | undefined;
  /** Told of each id that resourceId() and extensionResourceId() make. */
  readonly mentioned: (id: string) => void;
}

/** Functions that need the scope, with the number of their arguments; `if` looks at one of its branches only. */
const SCOPED: ReadonlyMap<string, number> = new Map([
  ["parameters", 1],
  ["variables", 1],
  ["reference", 1],
  ["copyIndex", 0],
  ["if", 3],
]);

export function knownFunction(name: string): boolean {
  return SCOPED.has(name) || PLAIN_FUNCTIONS.has(name);
}

/** A piece of the template with every expression in it replaced by its value, names of properties included. */
export function resolved(value: unknown, scope: Scope): unknown {
  if (typeof value === "string") {
    const expression = expressionIn(value);
    return expression === undefined ? value.replace(/^\[\[/, "[") : worth(expression, scope);
  }
  if (Array.isArray(value)) return value.map((item: unknown) => resolved(item, scope));
  if (!isObject(value)) return value;
  return objectFrom(Object.entries(value).map(([key, inner]) => [text(resolved(key, scope)), resolved(inner, scope)]));
}

function worth(expression: Expression, scope: Scope): unknown {
  switch (expression.kind) {
    case "literal":
      return expression.value;
    case "property":
      return member(worth(expression.of, scope), expression.name);
    case "element":
      return element(worth(expression.of, scope), whole(worth(expression.index, scope)));
    case "call":
      return called(expression.name, expression.args, scope);
  }
}

function called(name: string, args: readonly Expression[], scope: Scope): unknown {
  const plain = PLAIN_FUNCTIONS.get(name);
  const least = plain?.least ?? SCOPED.get(name);
  const most = plain?.most ?? SCOPED.get(name);
  if (least === undefined || most === undefined) throw new TemplateError(`the function ${name} is not known`);
  if (args.length < least || args.length > most) throw new TemplateError(`${name} is given ${args.length} arguments`);
  const [first, second, third] = args;
  if (name === "if" && first !== undefined && second !== undefined && third !== undefined)
    return worth(truth(worth(first, scope)) ? second : third, scope);
  const values = args.map((arg) => worth(arg, scope));
  if (plain === undefined) return scoped(name, values, scope);
  const value = plain.call(values);
  if (name === "resourceId" || name === "extensionResourceId") scope.mentioned(text(value));
  return value;
}

function scoped(name: string, [value]: readonly unknown[], scope: Scope): unknown {
  if (name === "parameters") return scope.parameter(text(value));
  if (name === "variables") return scope.variable(text(value), scope);
  if (name === "reference") return scope.reference(text(value));
  if (scope.copyIndex === undefined) throw new TemplateError("copyIndex() outside of a loop");
  return scope.copyIndex;
}

function member(value: unknown, name: string): unknown {
  if (!isObject(value) || !(name in value)) throw new TemplateError(`${JSON.stringify(value)} has no ${name}`);
  return value[name];
}

function element(value: unknown, index: number): unknown {
  if (!Array.isArray(value) || index >= value.length)
    throw new TemplateError(`${JSON.stringify(value)} has no element ${index}`);
  return value[index];
}
