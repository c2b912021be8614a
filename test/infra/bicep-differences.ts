// In what main.bicep and azuredeploy.json differ, as far as the text shows.
import { isObject, type JsonObject, listAt, objectAt, textAt } from "../contract/json.js";
import * as bicep from "./bicep-text.js";
import { expressionIn, within } from "./expression-syntax.js";

export function bicepDifferences(template: unknown, text: string): readonly string[] {
  const resources = listAt(template, "resources").filter(isObject);
  const compared: readonly (readonly [string, readonly string[], readonly string[]])[] = [
    [
      "parameters",
      Object.entries(objectAt(template, "parameters")).map(parameterLine),
      bicep.bicepParameters(text).map(line),
    ],
    ["resources", resources.map(resourceLine), bicep.bicepResources(text).map(bicepResourceLine)],
    ["role ids", Object.values(objectAt(template, "variables", "roles")).map(String), bicep.guidsIn(text)],
    ["settings", settingNames(template), bicep.bicepSettings(text)],
    ["outputs", Object.keys(objectAt(template, "outputs")), bicep.bicepOutputs(text)],
    ["plain properties", plainProperties(resources), propertiesOfResources(text)],
    [
      "texts with something filled in",
      patterns(template),
      bicep.bicepTexts(text).filter((one) => one.includes("{}") && one.length > 25),
    ],
    ["lists", lists(template), bicep.bicepTexts(text).filter((one) => /^aadc[a-z-]+$/.test(one))],
  ];
  return compared.flatMap(([what, inTemplate, inBicep]) => [
    ...lacking(inTemplate, inBicep).map((one) => `${what}: only in the template: ${one}`),
    ...lacking(inBicep, inTemplate).map((one) => `${what}: only in Bicep: ${one}`),
  ]);
}

function lacking(some: readonly string[], others: readonly string[]): readonly string[] {
  const left = [...others];
  return [...some].filter((one) => {
    const at = left.indexOf(one);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

function parameterLine([name, parameter]: readonly [string, unknown]): string {
  const type = textAt(parameter, "type") ?? "";
  const declared = isObject(parameter) ? parameter : {};
  const value = declared["defaultValue"];
  return line({
    name,
    type: type.replace("secure", ""),
    secure: type.startsWith("secure"),
    value: typeof value === "string" && value.startsWith("[") ? value.slice(1, -1) : literal(value),
    description: textAt(declared["metadata"], "description") ?? "",
    allowed: listAt(declared, "allowedValues").map(literal),
    limits: ["minLength", "maxLength", "minValue", "maxValue"].flatMap((limit) =>
      limit in declared ? [`${limit} ${String(declared[limit])}`] : [],
    ),
  });
}

function line({ name, type, secure, value, description, allowed, limits }: bicep.BicepParameter): string {
  return JSON.stringify([name, type, secure, value, description, allowed, [...limits].sort()]);
}

function literal(value: unknown): string {
  return typeof value === "string" ? `'${value.replaceAll("'", "\\'")}'` : JSON.stringify(value);
}

function resourceLine(one: JsonObject): string {
  return told(textAt(one, "type"), textAt(one, "apiVersion"), "condition" in one, "copy" in one);
}

function bicepResourceLine({ type, apiVersion, conditional, loop }: bicep.BicepResource): string {
  return told(type, apiVersion, conditional, loop);
}

function told(type = "", version = "", conditional: boolean, loop: boolean): string {
  return `${type}@${version}${conditional ? " if" : ""}${loop ? " for" : ""}`;
}

function settingNames(template: unknown): readonly string[] {
  const made = texts(template).flatMap((one) => {
    const expression = expressionIn(one);
    return (expression === undefined ? [] : within(expression)).flatMap((inner) =>
      inner.kind === "call" && inner.name === "createObject" ? inner.args.filter((_, at) => at % 2 === 0) : [],
    );
  });
  return [
    ...Object.keys(objectAt(template, "variables", "settings")),
    ...made.flatMap((one) => (one.kind === "literal" ? [String(one.value)] : [])),
  ];
}

/** `name: value` for each property of a resource whose value is plain; names of children are no property in Bicep. */
function plainProperties(resources: readonly JsonObject[]): readonly string[] {
  return resources.flatMap(
    ({ type: _type, apiVersion: _version, name: _name, comments: _comments, copy: _copy, ...rest }) => leaves(rest),
  );
}

function leaves(value: unknown, name = ""): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item: unknown) => leaves(item));
  if (isObject(value)) return Object.entries(value).flatMap(([key, inner]) => leaves(inner, key));
  return name === "" || (typeof value === "string" && value.startsWith("[")) ? [] : [`${name}: ${String(value)}`];
}

/** In Bicep a name stands two columns in; what stands further in is a property that is called name. */
function propertiesOfResources(text: string): readonly string[] {
  const found = text.matchAll(/^resource [\s\S]*?^\}/gm);
  return Array.from(found, ([block]) => block.replaceAll(/^ {2}name: .*$/gm, "")).flatMap(bicep.bicepPlainProperties);
}

/** Texts of format() with what they leave open told as {}. */
function patterns(template: unknown): readonly string[] {
  return texts(template)
    .flatMap((one) => {
      const expression = expressionIn(one);
      return expression === undefined ? [] : within(expression);
    })
    .flatMap((one) => (one.kind === "call" && one.name === "format" ? one.args.slice(0, 1) : []))
    .flatMap((one) => (one.kind === "literal" ? [String(one.value).replaceAll(/\{\d+\}/g, "{}")] : []))
    .filter((one) => one.length > 25 && !one.startsWith("{}/"));
}

function lists(template: unknown): readonly string[] {
  const variables = objectAt(template, "variables");
  const secrets = texts(objectAt(template)["resources"]).flatMap(
    (one) => /\{0\}\/(aadc-[a-z-]+)'/.exec(one)?.[1] ?? [],
  );
  return [...listAt(variables, "queueNames"), ...listAt(variables, "tableNames"), ...secrets]
    .map(String)
    .concat("aadc-cloud");
}

function texts(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(texts) : [];
}
