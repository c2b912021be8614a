// What can be said of a template's text without evaluating it: names that are declared and used, functions that are known, and
// where a secret's value may stand.
import { isObject, listAt, objectAt, textAt } from "../contract/json.js";
import { type Expression, expressionIn, within } from "./expression-syntax.js";
import { knownFunction } from "./expression-value.js";

interface Found {
  /** Where the expression stands, as names from the template's root. */
  readonly path: readonly string[];
  readonly expression: Expression;
}

export function nameProblems(template: unknown): readonly string[] {
  const found = expressionsIn(template, []);
  const calls = found.flatMap(({ path, expression }) =>
    within(expression).flatMap((one) => (one.kind === "call" ? [{ path, call: one }] : [])),
  );
  const used = (name: string) =>
    new Set(calls.flatMap(({ call }) => (call.name === name ? [literalOf(call.args[0]) ?? "(made up)"] : [])));
  const unknown = calls.filter(({ call }) => !knownFunction(call.name));
  const early = calls.filter(
    ({ path, call }) => call.name === "reference" && ["parameters", "variables"].includes(path[0] ?? ""),
  );
  return [
    ...differences("parameter", Object.keys(objectAt(template, "parameters")), used("parameters")),
    ...differences("variable", Object.keys(objectAt(template, "variables")), used("variables")),
    ...unknown.map(({ call }) => `the function ${call.name} is not known`),
    ...early.map(({ path }) => `reference() in ${path.join(".")}, where nothing is deployed yet`),
    ...secretProblems(template, found),
    ...undescribed(template),
  ];
}

function differences(what: string, declared: readonly string[], used: ReadonlySet<string>): readonly string[] {
  return [
    ...[...used].filter((name) => !declared.includes(name)).map((name) => `the ${what} ${name} is not declared`),
    ...declared.filter((name) => !used.has(name)).map((name) => `the ${what} ${name} is not used`),
  ];
}

/** A secret parameter is asked whether it is empty, and is the value of a key vault's secret; it stands nowhere else. */
function secretProblems(template: unknown, found: readonly Found[]): readonly string[] {
  const parameters = objectAt(template, "parameters");
  const secret = (name: string | undefined) =>
    name !== undefined && textAt(parameters[name], "type") === "securestring";
  const defaults = Object.entries(parameters).filter(
    ([name, parameter]) => secret(name) && isObject(parameter) && parameter["defaultValue"] !== "",
  );
  const shown = found.filter(({ path, expression }) => {
    const resource: unknown = path[0] === "resources" ? listAt(template, "resources")[Number(path[1])] : undefined;
    const kept =
      textAt(resource, "type") === "Microsoft.KeyVault/vaults/secrets" &&
      path.slice(2).join(".") === "properties.value";
    return !kept && outsideOfEmpty(expression).some(secret);
  });
  return [
    ...defaults.map(([name]) => `the secret parameter ${name} has a default`),
    ...shown.map(({ path }) => `a secret parameter in clear in ${path.join(".")}`),
  ];
}

function outsideOfEmpty(expression: Expression): readonly (string | undefined)[] {
  switch (expression.kind) {
    case "literal":
      return [];
    case "property":
      return outsideOfEmpty(expression.of);
    case "element":
      return [...outsideOfEmpty(expression.of), ...outsideOfEmpty(expression.index)];
    case "call":
      if (expression.name === "empty") return [];
      if (expression.name === "parameters") return [literalOf(expression.args[0])];
      return expression.args.flatMap(outsideOfEmpty);
  }
}

function undescribed(template: unknown): readonly string[] {
  return Object.entries(objectAt(template, "parameters"))
    .filter(([, parameter]) => (textAt(objectAt(parameter, "metadata"), "description") ?? "") === "")
    .map(([name]) => `the parameter ${name} has no description`);
}

function expressionsIn(value: unknown, path: readonly string[]): readonly Found[] {
  if (typeof value === "string") {
    const expression = expressionIn(value);
    return expression === undefined ? [] : [{ path, expression }];
  }
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) => [
    ...expressionsIn(key, path),
    ...expressionsIn(inner, [...path, key]),
  ]);
}

function literalOf(expression: Expression | undefined): string | undefined {
  return expression?.kind === "literal" ? String(expression.value) : undefined;
}
