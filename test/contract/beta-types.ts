// The beta version: the types of v1.0, and beside them only what a named list allows.
import type ts from "typescript";
import { type BetaTypings, parseTypeNode, readBetaTypings } from "./beta-typings.js";
import type { ModelProperty, TypeReference } from "./csdl-model.js";
import { derivedName, type GraphTypes } from "./csdl-types.js";
import type { Report } from "./findings.js";
import type { PathAdditions } from "./graph-path.js";
import type { ObjectType, ObjectTypes } from "./object-types.js";

export interface BetaList {
  /** Type of v1.0 → properties that beta has besides. */
  readonly properties: Readonly<Record<string, readonly string[]>>;
  /** Those of them, and of types that only beta has, that are navigation properties. */
  readonly navigation: Readonly<Record<string, readonly string[]>>;
  /** Entity sets that only beta has → their type. */
  readonly roots: Readonly<Record<string, string>>;
  /** `type.property` that the declarations lack → its type as TypeScript writes it; each wants a justification. */
  readonly absent: Readonly<Record<string, string>>;
}

export interface BetaVersion {
  readonly types: ObjectTypes;
  readonly additions: PathAdditions;
  /** Properties of the list that nothing has shown. */
  unused(): readonly string[];
}

const GRAPH = "microsoft.graph.";
const BETA_ONLY = "beta.";

/** @param report is told of listed properties that the declarations do not have */
export function betaVersion(graph: GraphTypes, declarations: string, list: BetaList, report: Report): BetaVersion {
  const nameOf = (interfaceName: string): string => {
    const name = `${GRAPH}${interfaceName.charAt(0).toLowerCase()}${interfaceName.slice(1)}`;
    return graph.model.types.has(name) ? name : `${BETA_ONLY}${interfaceName}`;
  };
  const typings = readBetaTypings(declarations, nameOf);
  const used = new Set<string>();
  const made = new Map<string, ObjectType>();
  const typeNode = (type: string, property: string): ts.TypeNode | undefined => {
    const declared = typings.propertyType(`${type.charAt(0).toUpperCase()}${type.slice(1)}`, property);
    if (declared !== undefined) return declared;
    report("beta", `${type}.${property}`, "is on the list, but not in @microsoft/microsoft-graph-types-beta");
    const absent = list.absent[`${type}.${property}`];
    return absent === undefined ? undefined : parseTypeNode(absent);
  };
  const listed = new Map(
    Object.entries(list.properties).map(([type, names]) => [
      type,
      new Map(
        names.flatMap((name) => {
          const node = typeNode(type, name);
          return node === undefined ? [] : [[name, node] as const];
        }),
      ),
    ]),
  );
  const listedFor = (type: string): ReadonlyMap<string, ts.TypeNode> => {
    const lineage = lineageOf(graph, type);
    return new Map(lineage.flatMap((one) => [...(listed.get(one.replace(GRAPH, "")) ?? [])]));
  };
  const isNavigation = (type: string, name: string): boolean => list.navigation[type]?.includes(name) === true;
  const typeNamed = (name: string): ObjectType => {
    const known = made.get(name);
    if (known !== undefined) return known;
    const type = name.startsWith(BETA_ONLY)
      ? extended(emptyType(name), typings.members(name.slice(BETA_ONLY.length)) ?? new Map(), typings, isNavigation)
      : extended(graph.typeNamed(name), listedFor(name), typings, isNavigation);
    made.set(name, type);
    return type;
  };
  return {
    types: {
      typeNamed,
      actualType(name, value) {
        if (name.startsWith(BETA_ONLY)) return typeNamed(name);
        const said = derivedName(graph.model, name, value);
        if (said.includes(" ")) return said;
        for (const property of listedFor(said).keys()) if (property in value) used.add(`${said}.${property}`);
        return typeNamed(said);
      },
    },
    additions: {
      roots: new Map(
        Object.entries(list.roots).map(([name, type]) => [
          name.toLowerCase(),
          { type: nameOf(`${type.charAt(0).toUpperCase()}${type.slice(1)}`), collection: true },
        ]),
      ),
      property(type, lowerCaseName) {
        const names = type.startsWith(BETA_ONLY) ? typings.members(type.slice(BETA_ONLY.length)) : listedFor(type);
        const found = [...(names ?? [])].find(([name]) => name.toLowerCase() === lowerCaseName);
        if (found === undefined) return undefined;
        const [name, node] = found;
        used.add(`${type}.${name}`);
        return modelProperty(name, typings, node);
      },
    },
    unused: () =>
      [...listed].flatMap(([type, names]) =>
        [...names.keys()]
          .filter((name) => ![...used].some((one) => isUse(graph, one, type, name)))
          .map((name) => `${type}.${name}`),
      ),
  };
}

function isUse(graph: GraphTypes, used: string, type: string, name: string): boolean {
  const dot = used.lastIndexOf(".");
  return used.slice(dot + 1) === name && lineageOf(graph, used.slice(0, dot)).includes(`${GRAPH}${type}`);
}

/** The type and what it is derived from, the most general one first. */
function lineageOf(graph: GraphTypes, type: string): readonly string[] {
  const base = graph.model.types.get(type)?.base;
  return base === undefined ? [type] : [...lineageOf(graph, base), type];
}

function emptyType(name: string): ObjectType {
  return {
    name: name.slice(BETA_ONLY.length),
    abstract: false,
    properties: {},
    required: [],
    nested: new Map(),
    navigation: new Set(),
    open: false,
  };
}

function extended(
  type: ObjectType,
  properties: ReadonlyMap<string, ts.TypeNode>,
  typings: BetaTypings,
  isNavigation: (type: string, name: string) => boolean,
): ObjectType {
  const levels = [...properties].map(([name, node]) => [name, typings.level(node)] as const);
  return {
    ...type,
    properties: { ...type.properties, ...Object.fromEntries(levels.map(([name, { schema }]) => [name, schema])) },
    nested: new Map([
      ...type.nested,
      ...levels.flatMap(([name, { nested }]) => (nested === undefined ? [] : [[name, nested] as const])),
    ]),
    navigation: new Set([
      ...type.navigation,
      ...[...properties.keys()].filter((name) => isNavigation(type.name, name)),
    ]),
  };
}

function modelProperty(name: string, typings: BetaTypings, node: ts.TypeNode): ModelProperty {
  const { nested } = typings.level(node);
  const reference: TypeReference = nested ?? { type: "Edm.Untyped", collection: false };
  return {
    name,
    ...reference,
    kind: nested === undefined ? "structural" : "navigation",
    contained: true,
    expandsItself: false,
  };
}
