// Functions that know where the template is deployed ("Resource functions for ARM templates", "Deployment functions").
import { invalidExpression } from "./invalid-template.js";
import { isObject, type TemplateFunction, textOf } from "./template-values.js";

export const RESOURCE_FUNCTIONS: Readonly<Record<string, TemplateFunction>> = {
  resourcegroup: (_, context) => context.group,
  subscription: (_, context) => context.subscription,
  tenant: (_, { tenantId }) => ({ id: `/tenants/${tenantId}`, tenantId }),
  deployment: (_, context) => context.deployment,
  environment: (_, context) => context.environment,
  resourceid: (args, context) => {
    const { before, id } = idParts(args, "resourceId");
    const group = before.at(-1);
    const subscription = before.length > 1 ? `/subscriptions/${before[0] ?? ""}` : subscriptionIdOf(context.group.id);
    return group === undefined ? `${context.group.id}${id}` : `${subscription}/resourceGroups/${group}${id}`;
  },
  subscriptionresourceid: (args, context) => {
    const { before, id } = idParts(args, "subscriptionResourceId");
    const [subscription] = before;
    return `${subscription === undefined ? subscriptionIdOf(context.group.id) : `/subscriptions/${subscription}`}${id}`;
  },
  tenantresourceid: (args) => idParts(args, "tenantResourceId").id,
  extensionresourceid: ([scope, ...args]) =>
    `${textOf(scope, "extensionResourceId")}${idParts(args, "extensionResourceId").id}`,
  reference: ([name, , full], context) => {
    const found = context.resource(textOf(name, "reference"));
    if (full !== undefined && textOf(full, "reference").toLowerCase() === "full") return found;
    return isObject(found["properties"]) ? found["properties"] : {};
  },
};

/** What stands before the type, which is the first word with a slash in it, and the rest of the id after the scope. */
function idParts(args: readonly unknown[], name: string): { readonly before: readonly string[]; readonly id: string } {
  const words = args.map((one) => textOf(one, name));
  const at = words.findIndex((word) => word.includes("/"));
  const [type = "", ...names] = at < 0 ? [] : words.slice(at);
  const [namespace = "", ...types] = type.split("/");
  if (types.length === 0 || types.length !== names.length) {
    throw invalidExpression(
      `Unable to evaluate template language function '${name}': the type '${type.slice(0, 100)}' requires '${types.length}' resource name argument(s)`,
    );
  }
  const rest = types.map((one, index) => `/${one}/${names[index] ?? ""}`).join("");
  return { before: words.slice(0, at), id: `/providers/${namespace}${rest}` };
}

function subscriptionIdOf(groupId: string): string {
  return groupId.split("/").slice(0, 3).join("/");
}
