// organization, domains, subscribedSkus.

import { ORGANIZATION, ORGANIZATION_NAME } from "../../laws/permissions/organization.js";
import { isSufficient } from "../../laws/permissions.js";
import { param } from "../../routes.js";
import type { Tenant } from "../../store/tenant-state.js";
import type { GraphCall, GraphRoute } from "../graph-call.js";
import { notFound } from "../graph-error.js";
import { contextUrl, type Entity, listBody, type Properties, project, selectedNames } from "../odata/odata-page.js";
import { expandedExtensions } from "./extensions-body.js";

const ENTITY: Entity = {
  type: "microsoft.graph.organization",
  known: [
    "id",
    "deletedDateTime",
    "assignedPlans",
    "businessPhones",
    "countryLetterCode",
    "createdDateTime",
    "displayName",
    "onPremisesLastPasswordSyncDateTime",
    "onPremisesLastSyncDateTime",
    "onPremisesSyncEnabled",
    "preferredLanguage",
    "technicalNotificationMails",
    "tenantType",
    "verifiedDomains",
  ],
  betaOnly: ["onPremisesLastPasswordSyncDateTime"],
};

const DOMAIN: Entity = {
  type: "microsoft.graph.domain",
  known: [
    "id",
    "authenticationType",
    "isAdminManaged",
    "isDefault",
    "isInitial",
    "isRoot",
    "isVerified",
    "supportedServices",
  ],
};

const SKU: Entity = {
  type: "microsoft.graph.subscribedSku",
  known: [
    "accountId",
    "accountName",
    "appliesTo",
    "capabilityStatus",
    "consumedUnits",
    "id",
    "prepaidUnits",
    "servicePlans",
    "skuId",
    "skuPartNumber",
    "subscriptionIds",
  ],
};

export const organizationRoutes: readonly GraphRoute[] = [
  {
    method: "GET",
    path: "/organization",
    note: "$select; onPremisesLastPasswordSyncDateTime in beta only",
    options: ["$select"],
    handle: (call) => {
      const one = asFarAsReadable(call, project(organizationOf(call.tenant), selectedNames(call, ENTITY)));
      return { status: 200, body: listBody(contextUrl(call, "organization"), [one]) };
    },
  },
  {
    method: "GET",
    path: "/organization/:id",
    note: "$select, $expand=extensions",
    options: ["$select", "$expand"],
    handle: (call) => {
      if (param(call, "id") !== call.tenant.organization.id) throw notFound(param(call, "id"));
      const one = asFarAsReadable(call, project(organizationOf(call.tenant), selectedNames(call, ENTITY)));
      const extensions = expandedExtensions(call, call.tenant.organization.extensions);
      return {
        status: 200,
        body: { "@odata.context": contextUrl(call, "organization/$entity"), ...one, ...extensions },
      };
    },
  },
  {
    method: "GET",
    path: "/domains",
    note: "$select",
    options: ["$select"],
    handle: (call) => {
      const names = selectedNames(call, DOMAIN);
      const value = call.tenant.domains.map((domain) => project(domain, names));
      return { status: 200, body: listBody(contextUrl(call, "domains"), value) };
    },
  },
  {
    method: "GET",
    path: "/domains/:id",
    note: "$select",
    options: ["$select"],
    handle: (call) => {
      const domain = call.tenant.domains.find((one) => one.id.toLowerCase() === param(call, "id").toLowerCase());
      if (domain === undefined) throw notFound(param(call, "id"));
      const properties = project(domain, selectedNames(call, DOMAIN));
      return { status: 200, body: { "@odata.context": contextUrl(call, "domains/$entity"), ...properties } };
    },
  },
  {
    method: "GET",
    path: "/subscribedSkus",
    note: "$select",
    options: ["$select"],
    cost: 3,
    handle: (call) => {
      const names = selectedNames(call, SKU);
      const value = call.tenant.subscribedSkus.map((sku) => project(skuOf(call.tenant, sku), names));
      return { status: 200, body: listBody(contextUrl(call, "subscribedSkus"), value) };
    },
  },
];

function skuOf({ organization }: Tenant, sku: Tenant["subscribedSkus"][number]): Properties {
  return {
    accountId: organization.id,
    accountName: organization.displayName,
    id: `${organization.id}_${sku.skuId}`,
    subscriptionIds: [],
    ...sku,
  };
}

/** "All other properties return with null values" ("List organizations"); lists, which cannot be null, are empty (choice). */
function asFarAsReadable({ caller }: GraphCall, organization: Properties): Properties {
  if (isSufficient(ORGANIZATION, caller.permissions)) return organization;
  const withheld = (value: unknown) => (Array.isArray(value) ? [] : null);
  return Object.fromEntries(
    Object.entries(organization).map(([name, value]) => [
      name,
      ORGANIZATION_NAME.includes(name) ? value : withheld(value),
    ]),
  );
}

function organizationOf(tenant: Tenant): Properties {
  const verifiedDomains = tenant.domains
    .filter((domain) => domain.isVerified)
    .map((domain) => ({
      capabilities: domain.capabilities,
      isDefault: domain.isDefault,
      isInitial: domain.isInitial,
      name: domain.id,
      type: domain.authenticationType,
    }));
  return { ...tenant.organization, deletedDateTime: null, businessPhones: [], verifiedDomains };
}
