// The settings of roles in PIM: which policy belongs to a role, and its rules.
import { BUILT_IN_ROLES, builtInRole } from "../../laws/directory-roles.js";
import { param } from "../../routes.js";
import type { Tenant } from "../../store/tenant-state.js";
import type { GraphCall, GraphRoute } from "../graph-call.js";
import { badRequest, notFound } from "../graph-error.js";
import { matches, parseFilter } from "../odata/odata-filter.js";
import { contextUrl, listBody, type Properties } from "../odata/odata-page.js";
import { checkPremium } from "./privileged-forms.js";
import { policyRules } from "./privileged-rules.js";

const ASSIGNMENTS = "policies/roleManagementPolicyAssignments";
const POLICIES = "policies/roleManagementPolicies";

const FILTERS = { scopeId: ["eq"], scopeType: ["eq"], roleDefinitionId: ["eq"] } as const;

export const privilegedPolicyRoutes: readonly GraphRoute[] = [
  {
    method: "GET",
    path: `/${ASSIGNMENTS}`,
    note: "P2; $filter needs scopeId eq '/' and scopeType eq 'DirectoryRole'; $expand=policy($expand=rules)",
    options: ["$filter", "$expand"],
    handle: (call) => {
      checkPremium(call);
      const text = call.url.searchParams.get("$filter");
      // "This method requires the $filter (eq) query parameter": the words of its refusal are a choice.
      if (text === null) throw badRequest("The filter is invalid: scopeId and scopeType are required.");
      const filter = parseFilter(text, FILTERS);
      const expand = expansionOf(call);
      const value = BUILT_IN_ROLES.map((role) => assignmentOf(call.tenant, role.templateId))
        .filter((one) => matches(filter, (name) => one[name]))
        .map((one) => ({ ...one, ...expand(one["roleDefinitionId"]) }));
      return { status: 200, body: listBody(contextUrl(call, ASSIGNMENTS), value) };
    },
  },
  {
    method: "GET",
    path: `/${POLICIES}/:id`,
    note: "P2; $expand=rules",
    options: ["$expand"],
    handle: (call) => {
      checkPremium(call);
      const roleId = roleOfPolicy(call);
      const expand = call.url.searchParams.get("$expand");
      if (expand !== null && expand !== "rules") throw badRequest("Only 'rules' can be expanded.");
      const rules = expand === null ? {} : { rules: policyRules(call.tenant, roleId) };
      const body = {
        "@odata.context": contextUrl(call, `${POLICIES}/$entity`),
        ...policyOf(call.tenant, roleId),
        ...rules,
      };
      return { status: 200, body };
    },
  },
  {
    method: "GET",
    path: `/${POLICIES}/:id/rules`,
    note: "P2; all rules, of each derived type",
    handle: (call) => {
      checkPremium(call);
      const roleId = roleOfPolicy(call);
      const context = contextUrl(call, `${POLICIES}('${policyId(call.tenant, roleId)}')/rules`);
      return { status: 200, body: listBody(context, policyRules(call.tenant, roleId)) };
    },
  },
];

function assignmentOf(tenant: Tenant, roleId: string): Properties {
  const id = policyId(tenant, roleId);
  return {
    id: `${id}_${roleId}`,
    policyId: id,
    scopeId: "/",
    scopeType: "DirectoryRole",
    roleDefinitionId: roleId,
  };
}

function policyOf(tenant: Tenant, roleId: string): Properties {
  return {
    id: policyId(tenant, roleId),
    displayName: "DirectoryRole",
    description: "DirectoryRole",
    isOrganizationDefault: false,
    scopeId: "/",
    scopeType: "DirectoryRole",
    lastModifiedDateTime: null,
    lastModifiedBy: { displayName: null, id: null },
  };
}

function expansionOf(call: GraphCall): (roleId: unknown) => Properties {
  const text = call.url.searchParams.get("$expand");
  if (text === null) return () => ({});
  const match = /^policy(?:\(\$expand=(rules)\))?$/u.exec(text.replaceAll(" ", ""));
  if (match === null) throw badRequest("Only 'policy' and 'policy($expand=rules)' can be expanded.");
  return (roleId) => {
    const rules = match[1] === undefined ? {} : { rules: policyRules(call.tenant, String(roleId)) };
    return { policy: { ...policyOf(call.tenant, String(roleId)), ...rules } };
  };
}

/** `DirectoryRole_{tenant}_{policy}`; in real tenants the last part is an id of its own, here the role's. */
function policyId(tenant: Tenant, roleId: string): string {
  return `DirectoryRole_${tenant.organization.id}_${roleId}`;
}

function roleOfPolicy(call: GraphCall): string {
  const id = param(call, "id");
  const role = builtInRole(id.slice(id.lastIndexOf("_") + 1));
  if (role === undefined || policyId(call.tenant, role.templateId).toLowerCase() !== id) throw notFound(id);
  return role.templateId;
}
