// Graph's model as its CSDL has it: types, what each is derived from, entity sets, and the operations bound to a type.
import { xml2json } from "odata-csdl";
import { isObject, type JsonObject, listAt, objectAt, textAt } from "./json.js";

export interface TypeReference {
  /** Fully qualified; `Edm.String` for a primitive one. */
  readonly type: string;
  readonly collection: boolean;
}

export interface ModelProperty extends TypeReference {
  readonly name: string;
  readonly kind: "structural" | "navigation";
  readonly contained: boolean;
  readonly expandsItself: boolean;
}

export interface ModelType {
  readonly name: string;
  readonly base: string | undefined;
  readonly abstract: boolean;
  readonly open: boolean;
  readonly entity: boolean;
  /** Its own and the inherited ones, by name in lower case: Graph compares paths without regard to case. */
  readonly properties: ReadonlyMap<string, ModelProperty>;
  readonly alternateKeys: readonly string[];
}

export interface Operation {
  /** Names a synthetic type with the parameters as properties, and one with the result as `value`. */
  readonly id: string;
  readonly name: string;
  readonly qualifiedName: string;
  readonly kind: "action" | "function";
  readonly binding: TypeReference | undefined;
  readonly parameters: readonly JsonObject[];
  readonly returns: TypeReference | undefined;
  readonly returnType: JsonObject | undefined;
}

export interface CsdlModel {
  readonly csdl: JsonObject;
  readonly types: ReadonlyMap<string, ModelType>;
  readonly flags: ReadonlyMap<string, readonly string[]>;
  /** Entity sets and singletons, by name in lower case. */
  readonly roots: ReadonlyMap<string, TypeReference>;
  readonly operations: readonly Operation[];
  /** Whether a capability, such as `UpdateRestrictions.Updatable`, is denied for a type or a property of one. */
  denies(target: string, restriction: string, flag: string): boolean;
}

/** Reads CSDL XML, as `$metadata` answers it. */
export function readCsdlModel(xml: string): CsdlModel {
  const csdl: JsonObject = xml2json(xml, { messages: [] });
  const schemas = Object.entries(csdl).filter((entry): entry is [string, JsonObject] => isObject(entry[1]));
  const aliases = new Map(schemas.flatMap(([name, schema]) => aliasOf(name, schema)));
  const qualify = (name: string): string => {
    const dot = name.lastIndexOf(".");
    return `${aliases.get(name.slice(0, dot)) ?? name.slice(0, dot)}${name.slice(dot)}`;
  };
  const reference = (element: unknown): TypeReference => ({
    type: qualify(textAt(element, "$Type") ?? "Edm.String"),
    collection: isObject(element) && element["$Collection"] === true,
  });
  const elements: ReadonlyMap<string, unknown> = new Map(
    schemas.flatMap(([namespace, schema]) =>
      Object.entries(schema).map(([name, element]) => [`${namespace}.${name}`, element] as const),
    ),
  );
  const denied = annotationsOf(schemas, qualify);
  return {
    csdl,
    types: structuredTypes(elements, reference, qualify),
    flags: flagEnums(elements),
    roots: rootsOf(objectAt(elements.get(qualify(textAt(csdl, "$EntityContainer") ?? "none.none"))), reference),
    operations: [...elements].flatMap(([name, element]) => operationsOf(name, element, reference)),
    denies: (target, restriction, flag) =>
      objectAt(denied.get(target), `@Org.OData.Capabilities.V1.${restriction}`)[flag] === false,
  };
}

function aliasOf(namespace: string, schema: JsonObject): readonly (readonly [string, string])[] {
  const alias = textAt(schema, "$Alias");
  return alias === undefined || alias === "self" ? [] : [[alias, namespace]];
}

function structuredTypes(
  elements: ReadonlyMap<string, unknown>,
  reference: (element: unknown) => TypeReference,
  qualify: (name: string) => string,
): ReadonlyMap<string, ModelType> {
  const types = new Map<string, ModelType>();
  const typeOf = (name: string): ModelType | undefined => {
    const known = types.get(name);
    if (known !== undefined) return known;
    const element = elements.get(name);
    const kind = textAt(element, "$Kind");
    if (!isObject(element) || (kind !== "EntityType" && kind !== "ComplexType")) return undefined;
    const baseName = textAt(element, "$BaseType");
    const base = baseName === undefined ? undefined : typeOf(qualify(baseName));
    const own = Object.entries(element).filter(([key, value]) => !/^[$@]/u.test(key) && isObject(value));
    const type: ModelType = {
      name,
      base: base?.name,
      abstract: element["$Abstract"] === true,
      open: element["$OpenType"] === true || base?.open === true,
      entity: kind === "EntityType",
      properties: new Map([
        ...(base?.properties ?? []),
        ...own.map(([key, value]) => [key.toLowerCase(), propertyOf(key, objectAt(value), reference)] as const),
      ]),
      alternateKeys: [...(base?.alternateKeys ?? []), ...alternateKeys(element)],
    };
    types.set(name, type);
    return type;
  };
  for (const name of elements.keys()) typeOf(name);
  return types;
}

function propertyOf(name: string, element: JsonObject, reference: (element: unknown) => TypeReference): ModelProperty {
  return {
    name,
    ...reference(element),
    kind: element["$Kind"] === "NavigationProperty" ? "navigation" : "structural",
    contained: element["$ContainsTarget"] === true,
    expandsItself: element["@Org.OData.Core.V1.AutoExpand"] === true,
  };
}

function alternateKeys(element: JsonObject): readonly string[] {
  return listAt(element, "@Org.OData.Core.V1.AlternateKeys").flatMap((key) =>
    listAt(key, "Key").flatMap((part) => textAt(part, "Alias") ?? textAt(part, "Name") ?? []),
  );
}

function flagEnums(elements: ReadonlyMap<string, unknown>): ReadonlyMap<string, readonly string[]> {
  return new Map(
    [...elements].flatMap(([name, element]) =>
      isObject(element) && element["$Kind"] === "EnumType" && element["$IsFlags"] === true
        ? [[name, Object.keys(element).filter((member) => !/[$@]/u.test(member))] as const]
        : [],
    ),
  );
}

function rootsOf(
  container: JsonObject,
  reference: (element: unknown) => TypeReference,
): ReadonlyMap<string, TypeReference> {
  return new Map(
    Object.entries(container).flatMap(([name, element]) =>
      textAt(element, "$Type") === undefined ? [] : [[name.toLowerCase(), reference(element)] as const],
    ),
  );
}

function operationsOf(
  qualifiedName: string,
  element: unknown,
  reference: (element: unknown) => TypeReference,
): readonly Operation[] {
  if (!Array.isArray(element)) return [];
  return (element as readonly unknown[]).map((overload, index) => {
    const all = listAt(overload, "$Parameter").map((one) => objectAt(one));
    const isBound = isObject(overload) && overload["$IsBound"] === true;
    const returns = isObject(overload) ? overload["$ReturnType"] : undefined;
    return {
      id: `${qualifiedName.replaceAll(".", "_")}_${index}`,
      name: qualifiedName.slice(qualifiedName.lastIndexOf(".") + 1),
      qualifiedName,
      kind: textAt(overload, "$Kind") === "Action" ? "action" : "function",
      binding: isBound ? reference(all[0]) : undefined,
      parameters: isBound ? all.slice(1) : all,
      returns: returns === undefined ? undefined : reference(returns),
      returnType: isObject(returns) ? returns : undefined,
    };
  });
}

/** Annotations of a target, by its qualified name: `microsoft.graph.authentication/temporaryAccessPassMethods`. */
function annotationsOf(
  schemas: readonly (readonly [string, JsonObject])[],
  qualify: (name: string) => string,
): ReadonlyMap<string, JsonObject> {
  return new Map(
    schemas.flatMap(([, schema]) =>
      Object.entries(objectAt(schema["$Annotations"])).map(([target, annotations]) => {
        const [type = "", ...rest] = target.split("/");
        return [[qualify(type), ...rest].join("/"), objectAt(annotations)] as const;
      }),
    ),
  );
}
