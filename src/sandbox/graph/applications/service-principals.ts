// Service principals: reading them. Writing: service-principals-write.ts; app roles and consent have files of their own.
import { param } from "../../routes.js";
import type { Tenant } from "../../store/tenant-state.js";
import { LISTING_OPTIONS, listingAnswer } from "../directory/directory-objects-listing.js";
import { referenceListAnswer } from "../directory/directory-objects-lists.js";
import type { GraphCall, GraphRoute } from "../graph-call.js";
import { notFound } from "../graph-error.js";
import { contextUrl, project, selectedNames } from "../odata/odata-page.js";
import { keyCredential } from "./applications-entity.js";
import {
  SERVICE_PRINCIPAL_FILTERS,
  type ServicePrincipal,
  servicePrincipalEntity,
  servicePrincipalProperties,
} from "./service-principals-entity.js";
import {
  addOwner,
  createServicePrincipal,
  deleteServicePrincipal,
  removeOwner,
  updateServicePrincipal,
} from "./service-principals-write.js";

const FORMS = ["/servicePrincipals/:id", "/servicePrincipals(appId=:appid)"] as const;

export const servicePrincipalRoutes: readonly GraphRoute[] = [
  {
    method: "GET",
    path: "/servicePrincipals",
    note: "$select, $filter, $top, $count, paging",
    options: LISTING_OPTIONS,
    replicated: "application",
    handle: (call) =>
      listingAnswer(call, {
        entity: servicePrincipalEntity(call.version),
        set: "servicePrincipals",
        all: call.tenant.servicePrincipals,
        properties: (principal) => servicePrincipalProperties(call.tenant, principal),
        rules: SERVICE_PRINCIPAL_FILTERS,
      }),
  },
  {
    method: "POST",
    path: "/servicePrincipals",
    note: "201",
    replicated: "application",
    handle: createServicePrincipal,
  },
  ...FORMS.flatMap((path): readonly GraphRoute[] => [
    {
      method: "GET",
      path,
      note: "$select; the keys of keyCredentials with $select only",
      options: ["$select"],
      replicated: "application",
      handle: onePrincipal,
    },
    { method: "PATCH", path, note: "204", replicated: "application", handle: updateServicePrincipal },
    {
      method: "DELETE",
      path,
      note: "soft delete, 204; not Microsoft's own",
      replicated: "application",
      handle: deleteServicePrincipal,
    },
  ]),
  {
    method: "GET",
    path: "/servicePrincipals/:id/owners",
    note: "$select, $top, $count, paging",
    options: ["$select", "$top", "$count", "$skiptoken"],
    replicated: "application",
    handle: (call) => referenceListAnswer(call, principalOfPath(call, call.tenant).ownerIds),
  },
  {
    method: "POST",
    path: "/servicePrincipals/:id/owners/$ref",
    note: "204",
    replicated: "application",
    handle: addOwner,
  },
  {
    method: "DELETE",
    path: "/servicePrincipals/:id/owners/:ownerId/$ref",
    note: "204",
    replicated: "application",
    handle: removeOwner,
  },
];

/** The service principal of the path, by id or appId; a GraphError 404 otherwise. */
export function principalOfPath(call: GraphCall, tenant: Tenant): ServicePrincipal {
  const appId = call.params["appid"];
  const key = appId ?? param(call, "id");
  const found = tenant.servicePrincipals.find((one) => (appId === undefined ? one.id === key : one.appId === key));
  if (found === undefined) throw notFound(key);
  return found;
}

function onePrincipal(call: GraphCall) {
  const principal = principalOfPath(call, call.tenant);
  const names = selectedNames(call, servicePrincipalEntity(call.version));
  const isKeyShown = call.url.searchParams.has("$select") && names.includes("keyCredentials");
  const keys = isKeyShown ? { keyCredentials: principal.keyCredentials.map((one) => keyCredential(one, true)) } : {};
  const properties = project({ ...servicePrincipalProperties(call.tenant, principal), ...keys }, names);
  return { status: 200, body: { "@odata.context": contextUrl(call, "servicePrincipals/$entity"), ...properties } };
}
