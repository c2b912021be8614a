// Finds out what a Graph path addresses: walks the model segment by segment, as OData 4.01 "URL Conventions" has it.

import type { CsdlModel, ModelProperty, Operation, TypeReference } from "./csdl-model.js";
import { decodeURIComponentSafely } from "./exchange.js";

/** What the beta version has besides v1.0. */
export interface PathAdditions {
  readonly roots: ReadonlyMap<string, TypeReference>;
  property(type: string, lowerCaseName: string): ModelProperty | undefined;
}

export interface Target {
  readonly kind: "entity" | "collection" | "property" | "operation" | "reference" | "count" | "value";
  /** The path with `{id}` for keys and names as the model spells them. */
  readonly template: string;
  readonly type: TypeReference;
  /** Where the last navigation started, and its name: what capabilities are said of. */
  readonly source?: { readonly owner: string; readonly property: ModelProperty };
  /** By key out of a collection, or the one a path leads to. */
  readonly byKey: boolean;
  readonly operation?: Operation;
}

interface Walk {
  readonly model: CsdlModel;
  readonly additions: PathAdditions | undefined;
}

/** The target of a path below the version segment; a sentence when the model has no such path. */
export function resolveGraphPath(
  model: CsdlModel,
  segments: readonly string[],
  additions?: PathAdditions,
): Target | string {
  const [first = "", ...rest] = segments.map(decodeURIComponentSafely).flatMap(keyedSegments);
  const root = model.roots.get(first.toLowerCase()) ?? additions?.roots.get(first.toLowerCase());
  if (root === undefined) return `the model has no ${first}`;
  const start: Target = {
    kind: root.collection ? "collection" : "entity",
    template: `/${first}`,
    type: root,
    byKey: false,
  };
  return rest.reduce<Target | string>(
    (at, segment) => (typeof at === "string" ? at : step({ model, additions }, at, segment)),
    start,
  );
}

/** `servicePrincipals(appId='x')` becomes two segments; the call of a function stays one. */
function keyedSegments(segment: string): readonly string[] {
  const keyed = /^(\w+)\(((?:\w+=)?(?:'.*'|[\w-]+))\)$/u.exec(segment);
  return keyed === null ? [segment] : [keyed[1] ?? "", `(${keyed[2] ?? ""})`];
}

function step(walk: Walk, at: Target, segment: string): Target | string {
  const template = `${at.template}/${segment}`;
  if (segment === "$count" && at.type.collection) return { ...at, kind: "count", template };
  if (segment === "$ref") return { ...at, kind: "reference", template };
  if (segment === "$value") return { ...at, kind: "value", template };
  // What was split off the name of a function are its parameters.
  if (at.operation !== undefined && segment.startsWith("(")) return at;
  if (at.kind === "operation" && at.operation?.returns === undefined) return `${at.template} has no result`;
  const operation = operationNamed(walk, at.type, segment);
  if (operation !== undefined) {
    const type = operation.returns ?? { type: "Edm.Untyped", collection: false };
    const { source: _, ...before } = at;
    return { ...before, kind: "operation", template, type, operation, byKey: false };
  }
  if (walk.model.types.has(segment)) return { ...at, type: { ...at.type, type: segment }, template };
  if (at.type.collection) return keyStep(walk, at, segment);
  return propertyStep(walk, at, segment);
}

function keyStep(walk: Walk, at: Target, segment: string): Target | string {
  const alternate = /^\((\w+)=/u.exec(segment)?.[1];
  const type = walk.model.types.get(at.type.type);
  const isKnown = type?.alternateKeys.some((key) => key.toLowerCase() === alternate?.toLowerCase());
  if (alternate !== undefined && isKnown !== true) {
    return `${at.template} has no alternate key ${alternate}`;
  }
  return {
    ...at,
    kind: "entity",
    template: alternate === undefined ? `${at.template}/{id}` : `${at.template}(${alternate}={id})`,
    type: { type: at.type.type, collection: false },
    byKey: true,
  };
}

function propertyStep(walk: Walk, at: Target, segment: string): Target | string {
  const name = segment.toLowerCase();
  const property =
    walk.model.types.get(at.type.type)?.properties.get(name) ?? walk.additions?.property(at.type.type, name);
  if (property === undefined) return `${at.template} has no ${segment}`;
  const { type, collection } = property;
  const common = { template: `${at.template}/${property.name}`, type: { type, collection }, byKey: false } as const;
  if (property.kind === "structural") return { ...common, kind: "property", source: { owner: at.type.type, property } };
  return { ...common, kind: collection ? "collection" : "entity", source: { owner: at.type.type, property } };
}

function operationNamed({ model }: Walk, type: TypeReference, segment: string): Operation | undefined {
  const name = segment
    .replace(/\(.*\)$/u, "")
    .replace(/^microsoft\.graph\./u, "")
    .toLowerCase();
  const lineage: string[] = [];
  for (let one = model.types.get(type.type); one !== undefined; one = model.types.get(one.base ?? "")) {
    lineage.push(one.name);
  }
  const fitting = model.operations.filter(
    (one) =>
      one.name.toLowerCase() === name &&
      one.binding?.collection === type.collection &&
      lineage.includes(one.binding.type),
  );
  // Of several overloads the one for the most derived type counts.
  return fitting.sort((a, b) => lineage.indexOf(a.binding?.type ?? "") - lineage.indexOf(b.binding?.type ?? ""))[0];
}
