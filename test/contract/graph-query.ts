// Reads the query options of a Graph request, and checks the names in them.
import type { Report } from "./findings.js";
import { isObject } from "./json.js";
import type { ObjectType } from "./object-types.js";

/** OData 4.01 "URL Conventions", system query options that Graph documents ("Use query parameters"). */
const OPTIONS = new Set([
  "$count",
  "$expand",
  "$filter",
  "$format",
  "$orderby",
  "$search",
  "$select",
  "$skip",
  "$skiptoken",
  "$top",
  "$deltatoken",
]);

/** Names that `$expand` asks for, on whatever level. */
export function expandedNames(query: URLSearchParams): ReadonlySet<string> {
  const text = (query.get("$expand") ?? "").replace(/\$(?!expand)\w+=[^;()]*(?:\([^()]*\)[^;()]*)*/gu, "");
  return new Set(text.match(/\w+/gu)?.filter((name) => name !== "expand"));
}

/** Every option must be one of OData's, and what is selected or expanded must be a property. */
export function checkQuery(
  query: URLSearchParams,
  type: ObjectType | undefined,
  template: string,
  report: Report,
): void {
  for (const name of query.keys()) {
    if (!OPTIONS.has(name)) report("query", `${template} ${name}`, "no query option of OData");
  }
  if (type === undefined || type.open) return;
  for (const name of (query.get("$select") ?? "").split(",").map((one) => one.trim())) {
    const [property = ""] = name.split("/");
    if (property !== "" && property !== "*" && type.properties[property] === undefined) {
      report("query", `$select ${type.name}.${property}`, "selects a property that the type does not have");
    }
  }
}

/** With `$select` nothing else may come but the key and what was expanded. */
export function checkSelected(query: URLSearchParams, value: unknown, subject: string, report: Report): void {
  const selected = query.get("$select");
  if (selected === null || selected.includes("*") || !isObject(value)) return;
  const names = new Set(selected.split(",").map((one) => one.trim().split("/")[0]?.toLowerCase()));
  const expanded = expandedNames(query);
  for (const name of Object.keys(value)) {
    const isAskedFor = name === "id" || name.includes("@") || names.has(name.toLowerCase()) || expanded.has(name);
    if (!isAskedFor) report("query", `${subject} ${name}`, "comes without having been selected");
  }
}
