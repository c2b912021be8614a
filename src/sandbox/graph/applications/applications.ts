// Applications: reading them. Writing: applications-write.ts; credentials and owners have files of their own.
import { param } from "../../routes.js";
import type { Tenant } from "../../store/tenant-state.js";
import { LISTING_OPTIONS, listingAnswer } from "../directory/directory-objects-listing.js";
import type { GraphCall, GraphRoute } from "../graph-call.js";
import { notFound } from "../graph-error.js";
import { contextUrl, project, selectedNames } from "../odata/odata-page.js";
import { federatedCredentialRoutes } from "./application-federated.js";
import { applicationKeyRoutes } from "./application-keys.js";
import { applicationOwnerRoutes } from "./application-owners.js";
import { applicationPasswordRoutes } from "./application-passwords.js";
import {
  APPLICATION,
  APPLICATION_FILTERS,
  type Application,
  applicationProperties,
  keyCredential,
} from "./applications-entity.js";
import { createApplication, deleteApplication, updateApplication } from "./applications-write.js";

const FORMS = ["/applications/:id", "/applications(appId=:appid)"] as const;

export const applicationRoutes: readonly GraphRoute[] = [
  {
    method: "GET",
    path: "/applications",
    note: "$select, $filter, $top, $count, paging",
    options: LISTING_OPTIONS,
    replicated: "application",
    cost: 2,
    handle: (call) =>
      listingAnswer(call, {
        entity: APPLICATION,
        set: "applications",
        all: call.tenant.applications,
        properties: (one) => applicationProperties(call.tenant, one),
        rules: APPLICATION_FILTERS,
      }),
  },
  { method: "POST", path: "/applications", note: "201", handle: createApplication },
  ...FORMS.flatMap((path): readonly GraphRoute[] => [
    {
      method: "GET",
      path,
      note: "$select; the keys of keyCredentials with $select only",
      options: ["$select"],
      replicated: "application",
      handle: oneApplication,
    },
    { method: "PATCH", path, note: "204", replicated: "application", handle: updateApplication },
    {
      method: "DELETE",
      path,
      note: "soft delete together with its service principal, 204",
      replicated: "application",
      handle: deleteApplication,
    },
  ]),
  ...applicationPasswordRoutes,
  ...applicationKeyRoutes,
  ...applicationOwnerRoutes,
  ...federatedCredentialRoutes,
];

function oneApplication(call: GraphCall) {
  const application = applicationOfPath(call, call.tenant);
  const names = selectedNames(call, APPLICATION);
  const isKeyShown = call.url.searchParams.has("$select") && names.includes("keyCredentials");
  const keys = isKeyShown ? { keyCredentials: application.keyCredentials.map((one) => keyCredential(one, true)) } : {};
  const properties = project({ ...applicationProperties(call.tenant, application), ...keys }, names);
  return { status: 200, body: { "@odata.context": contextUrl(call, "applications/$entity"), ...properties } };
}

function applicationOfPath(call: GraphCall, tenant: Tenant): Application {
  const appId = call.params["appid"];
  const key = appId ?? param(call, "id");
  const found = tenant.applications.find((one) => (appId === undefined ? one.id === key : one.appId === key));
  if (found === undefined) throw notFound(key);
  return found;
}
