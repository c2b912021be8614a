// A template with values: every resource with its id and its evaluated body, as Azure would get it.
import { isObject, type JsonObject, listAt, objectAt, objectFrom, textAt } from "../contract/json.js";
import { afterwards } from "./after-deployment.js";
import { GROUP, idIn, text, truth, whole } from "./expression-functions.js";
import { TemplateError } from "./expression-syntax.js";
import { resolved, type Scope } from "./expression-value.js";
import { parameterValue, refuseUndeclared } from "./parameter-values.js";

export interface Placed {
  readonly id: string;
  readonly type: string;
  readonly apiVersion: string;
  readonly name: string;
  /** What its condition says. */
  readonly deployed: boolean;
  /** Everything but what steers the deployment itself. */
  readonly body: JsonObject;
  /** Ids, or what could not be resolved to any. */
  readonly dependsOn: readonly string[];
  /** Whose properties it reads. */
  readonly referenced: readonly string[];
  /** Ids that are made in its body or in variables that the body uses. */
  readonly mentioned: readonly string[];
  readonly scope: string | undefined;
}

export interface Deployment {
  readonly resources: readonly Placed[];
  readonly outputs: JsonObject;
}

export type Values = Readonly<Record<string, unknown>>;

/** What is declared under one name: a resource, or each turn of a loop. */
interface Declared {
  readonly source: JsonObject;
  readonly id: string;
  readonly loop: string | undefined;
  readonly turn: number | undefined;
  readonly deployed: boolean;
}

/** @throws {TemplateError} for what Azure would refuse before or while it deploys */
export function deployment(template: unknown, given: Values): Deployment {
  refuseUndeclared(template, given);
  const scope = baseScope(template, given);
  const declared = listAt(template, "resources").flatMap((source) => turns(asObject(source), scope));
  const reference = (id: string): JsonObject => {
    if (!declared.some((one) => one.id === id && one.deployed)) throw new TemplateError(`${id} is not deployed`);
    return afterwards(id);
  };
  return {
    resources: declared.map((one) => placed(one, declared, { ...scope, reference })),
    outputs: objectFrom(
      Object.entries(objectAt(template, "outputs")).map(([name, output]) => [
        name,
        resolved(asObject(output)["value"], { ...scope, reference }),
      ]),
    ),
  };
}

export function ofType(resources: readonly Placed[], type: string): readonly Placed[] {
  return resources.filter((one) => one.deployed && one.type === type);
}

function baseScope(template: unknown, given: Values): Scope {
  const scope: Scope = {
    parameter: (name) => {
      const value = parameterValue(template, name, given);
      return name in given ? value : resolved(value, scope);
    },
    variable: variableIn(template, []),
    reference: nothingYet,
    copyIndex: undefined,
    mentioned: () => undefined,
  };
  return scope;
}

function variableIn(template: unknown, under: readonly string[]): Scope["variable"] {
  return (name, scope) => {
    const variables = objectAt(template, "variables");
    if (!(name in variables)) throw new TemplateError(`the variable ${name} is not declared`);
    if (under.includes(name)) throw new TemplateError(`the variable ${name} needs itself`);
    const variable = variableIn(template, [...under, name]);
    return resolved(variables[name], { ...scope, variable, reference: nothingYet, copyIndex: undefined });
  };
}

function nothingYet(): never {
  throw new TemplateError("reference() where nothing is deployed yet");
}

function turns(source: JsonObject, scope: Scope): readonly Declared[] {
  const copy = source["copy"];
  const loop = textAt(copy, "name");
  const count = isObject(copy) ? whole(resolved(copy["count"], scope)) : 1;
  return Array.from({ length: count }, (_, index) => {
    const turn = loop === undefined ? undefined : index;
    const inner = { ...scope, copyIndex: turn };
    const at = source["scope"] === undefined ? GROUP : text(resolved(source["scope"], inner));
    const id = idIn(at, textAt(source, "type") ?? "", text(resolved(source["name"], inner)).split("/"));
    return { source, id, loop, turn, deployed: truth(resolved(source["condition"] ?? true, inner)) };
  });
}

const STEERING = ["type", "apiVersion", "name", "condition", "dependsOn", "copy", "comments", "scope"];

function placed({ source, id, turn, deployed }: Declared, declared: readonly Declared[], scope: Scope): Placed {
  const [mentioned, referenced] = [new Set<string>(), new Set<string>()];
  const reference = (of: string) => {
    referenced.add(of);
    return scope.reference(of);
  };
  const inner = { ...scope, copyIndex: turn };
  const listening = { ...inner, reference, mentioned: (of: string) => void mentioned.add(of) };
  const rest = objectFrom(Object.entries(source).filter(([key]) => !STEERING.includes(key)));
  const body = deployed ? asObject(resolved(rest, listening)) : {};
  return {
    id,
    type: textAt(source, "type") ?? "",
    apiVersion: textAt(source, "apiVersion") ?? "",
    name: text(resolved(source["name"], inner)),
    deployed,
    body,
    dependsOn: listAt(source, "dependsOn").flatMap((one) => idsOf(text(resolved(one, inner)), declared)),
    referenced: [...referenced],
    mentioned: [...mentioned],
    scope: source["scope"] === undefined ? undefined : text(resolved(source["scope"], inner)),
  };
}

/** A dependency is an id, or the name of a loop. */
function idsOf(dependency: string, declared: readonly Declared[]): readonly string[] {
  const looped = declared.filter(({ loop }) => loop === dependency).map(({ id }) => id);
  return looped.length > 0 ? looped : [dependency];
}

function asObject(value: unknown): JsonObject {
  if (!isObject(value)) throw new TemplateError(`${JSON.stringify(value)} is no object`);
  return value;
}
