// Service principals and the app roles assigned to them, read only.
import { appRolesOf } from "../laws/consent.js";
import { param } from "../routes.js";
import type { Tenant } from "../store/tenant-state.js";
import { notFound } from "./graph-error.js";
import type { GraphCall, GraphRoute } from "./graph-route.js";
import { contextUrl, type Entity, listBody, type Properties, pageOf, project, selectedNames } from "./odata-page.js";

type ServicePrincipal = Tenant["servicePrincipals"][number];

const SERVICE_PRINCIPAL: Entity = {
  type: "microsoft.graph.servicePrincipal",
  known: [
    "id",
    "deletedDateTime",
    "accountEnabled",
    "appDisplayName",
    "appId",
    "appOwnerOrganizationId",
    "appRoles",
    "displayName",
    "servicePrincipalNames",
    "servicePrincipalType",
  ],
};

export const servicePrincipalRoutes: readonly GraphRoute[] = [
  {
    method: "GET",
    path: "/servicePrincipals",
    note: "$select, $top, paging",
    options: ["$select", "$top", "$skiptoken"],
    handle: (call) => {
      const names = selectedNames(call, SERVICE_PRINCIPAL);
      const page = pageOf(call, call.tenant.servicePrincipals, 100);
      const value = page.items.map((one) => project(servicePrincipalProperties(one), names));
      return { status: 200, body: listBody(contextUrl(call, "servicePrincipals"), value, page.nextLink) };
    },
  },
  {
    method: "GET",
    path: "/servicePrincipals(appId=:id)",
    note: "$select",
    options: ["$select"],
    handle: (call) => {
      const properties = project(servicePrincipalProperties(byAppId(call)), selectedNames(call, SERVICE_PRINCIPAL));
      return { status: 200, body: { "@odata.context": contextUrl(call, "servicePrincipals/$entity"), ...properties } };
    },
  },
  {
    method: "GET",
    path: "/servicePrincipals(appId=:id)/appRoleAssignedTo",
    note: "$top, paging",
    options: ["$top", "$skiptoken"],
    handle: (call) => {
      const resource = byAppId(call);
      const assigned = call.tenant.appRoleAssignments.filter((one) => one.resourceId === resource.id);
      const page = pageOf(call, assigned, 100);
      const value = page.items.map((one) => ({ deletedDateTime: null, ...one }));
      return { status: 200, body: listBody(contextUrl(call, "appRoleAssignments"), value, page.nextLink) };
    },
  },
];

export function servicePrincipalProperties(principal: ServicePrincipal): Properties {
  const {
    notes: _notes,
    tags: _tags,
    ownerIds: _owners,
    keyCredentials: _keys,
    createdDateTime: _at,
    ...shown
  } = principal;
  return {
    ...shown,
    appRoles: appRolesOf(principal),
    appDisplayName: principal.displayName,
    deletedDateTime: null,
    servicePrincipalNames: [principal.appId],
  };
}

function byAppId(call: GraphCall): ServicePrincipal {
  const found = call.tenant.servicePrincipals.find((one) => one.appId === param(call, "id"));
  if (found === undefined) throw notFound(param(call, "id"));
  return found;
}
