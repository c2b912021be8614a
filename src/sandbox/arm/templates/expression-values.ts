// What expressions of the template language come to.
import { type Expression, expressionIn } from "./expression-syntax.js";
import { invalidExpression } from "./invalid-template.js";
import { TEMPLATE_FUNCTIONS } from "./template-functions.js";
import { isObject, truthOf } from "./template-values.js";

/** What the functions of a template can ask for. */
export interface TemplateContext {
  readonly parameter: (name: string) => unknown;
  readonly variable: (name: string) => unknown;
  /**
   * A resource of the template or one that is there, by id or by name.
   * @throws {NotYetKnown} where only deploying could tell
   */
  readonly resource: (idOrName: string) => Readonly<Record<string, unknown>>;
  readonly subscription: Readonly<Record<string, unknown>>;
  readonly group: Readonly<Record<string, unknown>> & { readonly id: string; readonly name: string };
  readonly deployment: Readonly<Record<string, unknown>>;
  readonly tenantId: string;
  readonly environment: Readonly<Record<string, unknown>>;
}

/** Thrown by what-if for what a resource gets only when it is made: the expression is shown in its place. */
export class NotYetKnown extends Error {
  override readonly name = "NotYetKnown";
}

/** The value with every expression in it evaluated; what is not yet known stays as it is written. */
export function evaluated(value: unknown, context: TemplateContext): unknown {
  if (typeof value === "string") {
    try {
      return evaluatedText(value, context);
    } catch (error) {
      if (error instanceof NotYetKnown) return value;
      throw error;
    }
  }
  if (Array.isArray(value)) return value.map((one) => evaluated(one, context));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [String(evaluated(key, context)), evaluated(inner, context)]),
  );
}

/** @throws {NotYetKnown} */
export function evaluatedText(text: string, context: TemplateContext): unknown {
  const expression = expressionIn(text);
  if (expression === undefined) return text.startsWith("[[") ? text.slice(1) : text;
  return outcomeOf(expression, context);
}

function outcomeOf(expression: Expression, context: TemplateContext): unknown {
  switch (expression.kind) {
    case "value":
      return expression.value;
    case "member":
      return memberOf(outcomeOf(expression.of, context), outcomeOf(expression.key, context));
    case "call":
      return callOf(expression.name.toLowerCase(), expression, context);
  }
}

/** Of `if` only the branch that is taken is evaluated. */
function callOf(name: string, call: Extract<Expression, { kind: "call" }>, context: TemplateContext): unknown {
  if (name === "if") {
    const [condition, then, otherwise] = call.args;
    if (condition === undefined || then === undefined || otherwise === undefined) {
      throw invalidExpression("The template function 'if' expects three arguments");
    }
    return outcomeOf(truthOf(outcomeOf(condition, context), "if") ? then : otherwise, context);
  }
  const work = Object.hasOwn(TEMPLATE_FUNCTIONS, name) ? TEMPLATE_FUNCTIONS[name] : undefined;
  if (work === undefined) {
    throw invalidExpression(
      `The template function '${call.name.slice(0, 100)}' is not valid, or not known to the sandbox`,
    );
  }
  return work(
    call.args.map((one) => outcomeOf(one, context)),
    context,
  );
}

function memberOf(value: unknown, key: unknown): unknown {
  if (Array.isArray(value) && typeof key === "number") {
    if (key >= 0 && key < value.length) return value[key] as unknown;
    throw invalidExpression(`The language expression property array index '${key}' is out of bounds`);
  }
  if (isObject(value) && typeof key === "string") {
    const found = Object.entries(value).find(([name]) => name.toLowerCase() === key.toLowerCase());
    if (found !== undefined) return found[1];
    const names = Object.keys(value).join(", ").slice(0, 300);
    throw invalidExpression(
      `The language expression property '${key.slice(0, 100)}' doesn't exist, available properties are '${names}'`,
    );
  }
  throw invalidExpression(`The language expression property '${String(key).slice(0, 100)}' can't be evaluated`);
}
