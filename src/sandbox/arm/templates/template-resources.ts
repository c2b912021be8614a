// Which resources a template has, by their ids: what can be said before any of them is looked into.
import { typeOfId } from "../resource-ids.js";
import { evaluated, evaluatedText, NotYetKnown, type TemplateContext } from "./expression-values.js";
import { invalidExpression, invalidTemplate } from "./invalid-template.js";
import { copiesOf } from "./template-copies.js";
import type { Template, TemplateResource } from "./template-form.js";
import { textOf, truthOf } from "./template-values.js";

export interface PlannedResource {
  readonly id: string;
  /** Of the last segments of the id: `Microsoft.Authorization/roleAssignments` at whatever scope. */
  readonly type: string;
  readonly name: string;
  readonly symbol: string | undefined;
  /** The loop that it is a copy of. */
  readonly loop?: string | undefined;
  /** Its condition does not hold: named by others, and not deployed. */
  readonly isLeftOut: boolean;
  /** Not deployed, but referred to. */
  readonly isExisting: boolean;
  readonly source: TemplateResource;
}

/** Of one resource; what else stands there goes into its body. */
const NOT_OF_THE_BODY = ["condition", "dependsOn", "scope", "resources", "comments", "metadata", "existing", "asserts"];

/** @throws {ArmError} 400 InvalidTemplate */
export function plannedResources(template: Template, context: TemplateContext): readonly PlannedResource[] {
  const top = Array.isArray(template.resources)
    ? template.resources.map((source) => ({ source, symbol: undefined }))
    : Object.entries(template.resources).map(([symbol, source]) => ({ source, symbol }));
  const planned = top.flatMap(({ source, symbol }) =>
    copiesOf(source, context).flatMap((one) =>
      withChildren(one.source, symbol, context).map((resource) => ({ ...resource, loop: one.loop })),
    ),
  );
  planned.forEach(({ id, name }, index) => {
    const isDouble = planned.findIndex((other) => other.id.toLowerCase() === id.toLowerCase()) < index;
    if (isDouble) {
      throw invalidTemplate(
        `The resource '${name}' is defined multiple times in a template. Please see https://aka.ms/arm-syntax-resources for usage details.`,
      );
    }
  });
  return planned;
}

/** The resource's own members, evaluated. */
export function resourceBody(resource: PlannedResource, context: TemplateContext): Readonly<Record<string, unknown>> {
  const { id, type, name, source } = resource;
  const rest = Object.entries(source).filter(([key]) => !NOT_OF_THE_BODY.includes(key));
  const body = Object.fromEntries(rest.map(([key, value]) => [key, evaluated(value, context)]));
  return { ...body, id, type, name: name.split("/").at(-1) ?? name };
}

function withChildren(
  source: TemplateResource,
  symbol: string | undefined,
  context: TemplateContext,
): readonly PlannedResource[] {
  const own = planned(source, symbol, context);
  const children = (source.resources ?? []).map((child) => {
    if (child.type.split("/")[0]?.includes(".") === true) return child;
    const name = `${own.name}/${textOf(atStart(child.name, context), "name")}`;
    const condition = own.isLeftOut ? false : child.condition;
    return { ...child, type: `${source.type}/${child.type}`, name, ...(condition === undefined ? {} : { condition }) };
  });
  return [own, ...children.flatMap((child) => withChildren(child, undefined, context))];
}

function planned(source: TemplateResource, symbol: string | undefined, context: TemplateContext): PlannedResource {
  if (source.type.toLowerCase() === "microsoft.resources/deployments") {
    throw invalidTemplate("The type 'Microsoft.Resources/deployments' within a template is not known to the sandbox");
  }
  const name = textOf(atStart(source.name, context), "name");
  const scope = source.scope === undefined ? "" : textOf(atStart(source.scope, context), "scope");
  const condition = typeof source.condition === "string" ? atStart(source.condition, context) : source.condition;
  const id = `${scopeId(scope, context)}/providers/${interleaved(source.type, name)}`;
  return {
    id,
    type: typeOfId(id),
    name,
    symbol,
    isLeftOut: condition !== undefined && !truthOf(condition, "condition"),
    isExisting: source.existing === true,
    source,
  };
}

/** Names, scopes and conditions have to be known when the deployment begins. */
function atStart(text: string, context: TemplateContext): unknown {
  try {
    return evaluatedText(text, context);
  } catch (error) {
    if (!(error instanceof NotYetKnown)) throw error;
    throw invalidExpression("The template function 'reference' is not expected at this location");
  }
}

function scopeId(scope: string, { group }: TemplateContext): string {
  if (scope === "") return group.id;
  if (scope.startsWith("/")) return scope.replace(/\/+$/u, "");
  const [namespace = "", first = "", ...rest] = scope.split("/");
  return [group.id, "providers", namespace, first, ...rest].join("/");
}

/** `Microsoft.Web/sites/NAME/config/NAME` of a type and a name with as many segments. */
function interleaved(type: string, name: string): string {
  const [namespace = "", ...types] = type.split("/");
  const names = name.split("/");
  if (types.length === 0 || types.length !== names.length || names.includes("")) {
    throw invalidTemplate(
      `The template resource '${name}' for type '${type}' has incorrect segment lengths. A nested resource type must have identical number of segments as its resource name. A root resource type must have segment length one greater than its resource name. Please see https://aka.ms/arm-syntax-resources for usage details.`,
    );
  }
  return [namespace, ...types.flatMap((one, index) => [one, names[index] ?? ""])].join("/");
}
