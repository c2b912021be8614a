// The types of a CSDL model as object types: odata-openapi writes the JSON Schemas, which are closed here, and cut at what
// is nested in them.
import { csdl2openapi } from "odata-openapi";
import { type CsdlModel, type ModelType, readCsdlModel } from "./csdl-model.js";
import { isObject, type JsonObject, listAt, objectAt, objectFrom, textAt } from "./json.js";
import { type NestedType, type ObjectType, type ObjectTypes, shortName } from "./object-types.js";

/** The namespace of the synthetic types that stand for parameters and results of operations. */
export const OPERATIONS = "contract.operations";
const COMPONENT = "#/components/schemas/";

export interface GraphTypes extends ObjectTypes {
  readonly model: CsdlModel;
}

/** Reads CSDL XML and makes every type of it, and of its operations, available by its qualified name. */
export function readGraphTypes(xml: string): GraphTypes {
  const model = readCsdlModel(xml);
  const schemas = openApiSchemas(model);
  const made = new Map<string, ObjectType>();
  const typeNamed = (name: string): ObjectType => {
    const known = made.get(name) ?? makeType(name, objectAt(schemas[name]), model, schemas);
    made.set(name, known);
    return known;
  };
  return {
    model,
    typeNamed,
    actualType(name, value) {
      const said = derivedName(model, name, value);
      if (said.includes(" ")) return said;
      return typeNamed(said);
    },
  };
}

/** The qualified name of the type a value has; a sentence when its `@odata.type` cannot be. */
export function derivedName(model: CsdlModel, declared: string, value: JsonObject): string {
  const said = textAt(value, "@odata.type");
  if (said === undefined) {
    return model.types.get(declared)?.abstract === true ? `${shortName(declared)} needs an @odata.type` : declared;
  }
  const name = said.replace(/^#/u, "");
  for (
    let at = model.types.get(name);
    at !== undefined;
    at = at.base === undefined ? undefined : model.types.get(at.base)
  ) {
    if (at.name === declared) return name;
  }
  return `${said} is not derived from ${shortName(declared)}`;
}

/** One function per type makes odata-openapi write a schema for every type there is. */
function openApiSchemas(model: CsdlModel): JsonObject {
  const operations = operationTypes(model);
  const names = [...model.types.keys(), ...Object.keys(operations).map((name) => `${OPERATIONS}.${name}`)];
  const functions = names.map(
    (name, index) => [`f${index}`, [{ $Kind: "Function", $ReturnType: { $Type: name } }]] as const,
  );
  const imports = names.map((_, index) => [`f${index}`, { $Function: `contract.f${index}` }] as const);
  const document = {
    ...objectFrom(Object.entries(model.csdl).map(([namespace, schema]) => [namespace, typesOnly(schema)])),
    $Version: model.csdl["$Version"],
    $EntityContainer: "contract.Container",
    [OPERATIONS]: operations,
    contract: objectFrom([["Container", { $Kind: "EntityContainer", ...objectFrom(imports) }], ...functions]),
  };
  return csdl2openapi(document, { openapiVersion: "3.1.0", messages: [] }).components.schemas;
}

function typesOnly(schema: unknown): unknown {
  if (!isObject(schema)) return schema;
  return objectFrom(
    Object.entries(schema).filter(
      ([name, element]) => name === "$Alias" || /Type$|^TypeDefinition$/u.test(textAt(element, "$Kind") ?? ""),
    ),
  );
}

/** Parameters and results of operations as types. */
function operationTypes(model: CsdlModel): JsonObject {
  return objectFrom(
    model.operations.flatMap(({ id, parameters, returnType }) => [
      [`${id}_parameters`, complexType(parameters.map((one) => [textAt(one, "$Name") ?? "", one]))] as const,
      ...(returnType === undefined ? [] : [[`${id}_result`, complexType([["value", returnType]])] as const]),
    ]),
  );
}

function complexType(properties: readonly (readonly [string, JsonObject])[]): JsonObject {
  return { $Kind: "ComplexType", ...objectFrom(properties) };
}

function makeType(name: string, schema: JsonObject, model: CsdlModel, schemas: JsonObject): ObjectType {
  const type: ModelType | undefined = model.types.get(name);
  if (type === undefined && !name.startsWith(OPERATIONS)) throw new Error(`No type is called ${name}.`);
  const levels = Object.entries(objectAt(schema["properties"]))
    .filter(([property]) => !property.includes("@"))
    .map(([property, one]) => [property, levelOf(objectAt(one), model, schemas)] as const);
  const navigation = [...(type?.properties.values() ?? [])].filter(
    (one) => one.kind === "navigation" && !one.expandsItself,
  );
  return {
    name: name.startsWith(OPERATIONS) ? name.slice(OPERATIONS.length + 1) : shortName(name),
    abstract: type?.abstract === true,
    properties: Object.fromEntries(levels.map(([property, { schema: level }]) => [property, level])),
    required: [],
    nested: new Map(levels.flatMap(([property, { nested }]) => (nested === undefined ? [] : [[property, nested]]))),
    navigation: new Set(navigation.map((one) => one.name)),
    open: type?.open === true,
  };
}

interface Level {
  readonly schema: JsonObject;
  readonly nested?: NestedType;
}

const KEPT = ["type", "format", "maxLength", "minimum", "maximum", "pattern", "enum"];

/** The schema of a property with what it refers to either written out (enumerations) or cut off (structures). */
function levelOf(schema: JsonObject, model: CsdlModel, schemas: JsonObject): Level {
  const target = textAt(schema, "$ref")?.slice(COMPONENT.length);
  if (target !== undefined) return referenced(target, model, schemas);
  const alternatives = listAt(schema, "anyOf");
  if (alternatives.length > 0) {
    const level = levelOf(objectAt(alternatives[0]), model, schemas);
    return { ...level, schema: orNull(level.schema) };
  }
  const wrapped = listAt(schema, "allOf");
  if (wrapped.length > 0) return levelOf(objectAt(wrapped[0]), model, schemas);
  if (schema["type"] === "array") {
    const { schema: items, nested } = levelOf(objectAt(schema["items"]), model, schemas);
    const array = { type: "array", items };
    return nested === undefined ? { schema: array } : { schema: array, nested: { ...nested, collection: true } };
  }
  const kept = Object.fromEntries(Object.entries(schema).filter(([key]) => KEPT.includes(key)));
  return { schema: numbersAsNumbers(kept) };
}

function referenced(target: string, model: CsdlModel, schemas: JsonObject): Level {
  if (model.types.has(target)) return { schema: { type: "object" }, nested: { type: target, collection: false } };
  const members = model.flags.get(target);
  if (members !== undefined) {
    const one = `(?:${members.join("|")})`;
    return { schema: { type: "string", pattern: `^${one}(?:, ?${one})*$` } };
  }
  return levelOf(objectAt(schemas[target]), model, schemas);
}

function orNull(schema: JsonObject): JsonObject {
  const members = listAt(schema, "enum");
  return {
    ...schema,
    type: [schema["type"], "null"].flat(),
    ...(members.length > 0 ? { enum: [...members, null] } : {}),
  };
}

/** Texts for large numbers are for those who ask with `IEEE754Compatible=true`, which nobody does here. */
function numbersAsNumbers(schema: JsonObject): JsonObject {
  const types = [schema["type"]].flat();
  const isNumber = types.includes("integer") || types.includes("number");
  return isNumber ? { ...schema, type: types.filter((one) => one !== "string") } : schema;
}
