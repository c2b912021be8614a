// Role definitions (roleManagement/directory): the built-in ones.
import { BUILT_IN_ROLES, type BuiltInRole, builtInRole } from "../../laws/directory-roles.js";
import { param } from "../../routes.js";
import type { GraphRoute } from "../graph-call.js";
import { notFound } from "../graph-error.js";
import { matches, parseFilter } from "../odata/odata-filter.js";
import { contextUrl, type Entity, listBody, type Properties, project, selectedNames } from "../odata/odata-page.js";

const DEFINITION: Entity = {
  type: "microsoft.graph.unifiedRoleDefinition",
  known: [
    "id",
    "description",
    "displayName",
    "isBuiltIn",
    "isEnabled",
    "isPrivileged",
    "resourceScopes",
    "templateId",
    "version",
  ],
  betaOnly: ["isPrivileged"],
};

const FILTERS = {
  id: ["eq", "in"],
  templateId: ["eq", "in"],
  displayName: ["eq", "in", "startswith"],
  isBuiltIn: ["eq"],
  isPrivileged: ["eq"],
} as const;

const { isPrivileged: _betaOnly, ...FILTERS_V1 } = FILTERS;

export const roleRoutes: readonly GraphRoute[] = [
  {
    method: "GET",
    path: "/roleManagement/directory/roleDefinitions",
    note: "built-in roles, without their permissions; $select; $filter: id, templateId, displayName, isBuiltIn eq; isPrivileged in beta",
    options: ["$filter", "$select"],
    handle: (call) => {
      const text = call.url.searchParams.get("$filter");
      const rules = call.version === "beta" ? FILTERS : FILTERS_V1;
      const filter = text === null ? undefined : parseFilter(text, rules, { resource: "UnifiedRoleDefinition" });
      const names = selectedNames(call, DEFINITION);
      const value = BUILT_IN_ROLES.map(roleDefinitionProperties)
        .filter((one) => filter === undefined || matches(filter, (name) => one[name]))
        .map((one) => project(one, names));
      return { status: 200, body: listBody(contextUrl(call, "roleManagement/directory/roleDefinitions"), value) };
    },
  },
  {
    method: "GET",
    path: "/roleManagement/directory/roleDefinitions/:id",
    note: "by template id; $select",
    options: ["$select"],
    handle: (call) => {
      const role = builtInRole(param(call, "id"));
      if (role === undefined) throw notFound(param(call, "id"));
      const context = contextUrl(call, "roleManagement/directory/roleDefinitions/$entity");
      const properties = project(roleDefinitionProperties(role), selectedNames(call, DEFINITION));
      return { status: 200, body: { "@odata.context": context, ...properties } };
    },
  },
];

/** As the version shows it that is given. */
export function roleDefinitionOf(version: "v1.0" | "beta", templateId: string): Properties | null {
  const role = builtInRole(templateId);
  if (role === undefined) return null;
  const { isPrivileged, ...common } = roleDefinitionProperties(role);
  return version === "beta" ? { ...common, isPrivileged } : common;
}

function roleDefinitionProperties(role: BuiltInRole): Properties {
  return {
    id: role.templateId,
    description: role.description,
    displayName: role.displayName,
    isBuiltIn: true,
    isEnabled: true,
    isPrivileged: role.isPrivileged,
    resourceScopes: ["/"],
    templateId: role.templateId,
    version: "1",
  };
}
