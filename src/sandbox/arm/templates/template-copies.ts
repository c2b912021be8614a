// Resources that a template has several times: "Resource iteration in ARM templates". `copyIndex()` and `copyIndex('NAME')` stand
// for the number of the copy, counted from 0; an offset is not known here.
import { evaluated, type TemplateContext } from "./expression-values.js";
import { invalidTemplate } from "./invalid-template.js";
import type { TemplateResource } from "./template-form.js";

const MOST_COPIES = 800;

interface Copy {
  readonly source: TemplateResource;
  /** Name of the loop, by which others wait for all of its copies. */
  readonly loop: string | undefined;
}

/** @throws {ArmError} 400 InvalidTemplate */
export function copiesOf(source: TemplateResource, context: TemplateContext): readonly Copy[] {
  if (!("copy" in source)) return [{ source, loop: undefined }];
  const { copy, ...one } = source as TemplateResource & { readonly copy: unknown };
  const { name, count } = (copy ?? {}) as { readonly name?: unknown; readonly count?: unknown };
  const times = evaluated(count, context);
  if (typeof name !== "string" || typeof times !== "number" || times < 0 || times > MOST_COPIES) {
    throw invalidTemplate("The member 'copy' of a resource must have a 'name' and a 'count' from 0 to 800");
  }
  return Array.from({ length: times }, (_, index) => ({
    source: numbered(one, name, index) as TemplateResource,
    loop: name,
  }));
}

function numbered(value: unknown, name: string, index: number): unknown {
  if (typeof value === "string") {
    const own = new RegExp(`copyIndex\\(\\s*(?:'${name.replace(/[^\w-]/gu, "")}'\\s*)?\\)`, "giu");
    return value.startsWith("[") ? value.replace(own, String(index)) : value;
  }
  if (Array.isArray(value)) return value.map((one) => numbered(one, name, index));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, numbered(inner, name, index)]));
}
