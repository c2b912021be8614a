// What Azure Resource Manager answers itself, without a provider: tenants, subscriptions, and which providers there are.
// Source: Azure Resource Manager REST API, "Tenants - List", "Subscriptions - List", "Providers - List At Tenant Scope",
// "Providers - Get At Tenant Scope".
import type { ArmCall, ArmRoute } from "./arm-route.js";
import { checkNamespace, HEALTH_API_VERSION, HEALTH_NAMESPACE } from "./health-provider.js";

const SUBSCRIPTION_VERSIONS = [
  "2016-06-01",
  "2018-06-01",
  "2019-06-01",
  "2019-11-01",
  "2020-01-01",
  "2021-01-01",
  "2022-12-01",
];
const PROVIDER_VERSIONS = [
  "2019-10-01",
  "2020-06-01",
  "2020-10-01",
  "2021-01-01",
  "2021-04-01",
  "2022-09-01",
  "2023-07-01",
  "2024-03-01",
  "2024-07-01",
  "2024-11-01",
  "2025-03-01",
  "2025-04-01",
];

/** As the documents' lists of resource types have them ("Move operation support for resources"). */
const HEALTH_RESOURCE_TYPES = [
  "aadsupportcases",
  "addsservices",
  "agents",
  "anonymousapiusers",
  "configuration",
  "logs",
  "operations",
  "reports",
  "servicehealthmetrics",
  "services",
];

export const resourceManagerRoutes: readonly ArmRoute[] = [
  {
    method: "GET",
    path: "/tenants",
    note: "the caller's own",
    apiVersions: SUBSCRIPTION_VERSIONS,
    handle: (call) => ({ status: 200, body: { value: [tenantBody(call)] } }),
  },
  {
    method: "GET",
    path: "/subscriptions",
    note: "always none",
    apiVersions: SUBSCRIPTION_VERSIONS,
    handle: () => ({ status: 200, body: { value: [], count: { type: "Total", value: 0 } } }),
  },
  {
    method: "GET",
    path: "/providers",
    note: "only Microsoft.ADHybridHealthService",
    apiVersions: PROVIDER_VERSIONS,
    handle: (call) => ({ status: 200, body: { value: call.tenant.cloud === "china" ? [] : [healthProvider()] } }),
  },
  {
    method: "GET",
    path: `/providers/${HEALTH_NAMESPACE}`,
    note: "its resource types",
    apiVersions: PROVIDER_VERSIONS,
    handle: (call) => {
      checkNamespace(call.tenant);
      return { status: 200, body: healthProvider() };
    },
  },
];

function healthProvider() {
  return {
    namespace: HEALTH_NAMESPACE,
    resourceTypes: HEALTH_RESOURCE_TYPES.map((resourceType) => ({
      resourceType,
      locations: [],
      apiVersions: [HEALTH_API_VERSION],
      capabilities: "None",
    })),
  };
}

function tenantBody({ tenant }: ArmCall) {
  const { organization, domains } = tenant;
  const verified = domains.filter((domain) => domain.isVerified);
  return {
    id: `/tenants/${organization.id}`,
    tenantId: organization.id,
    countryCode: organization.countryLetterCode,
    displayName: organization.displayName,
    domains: verified.map((domain) => domain.id),
    tenantCategory: "Home",
    defaultDomain: verified.find((domain) => domain.isDefault)?.id ?? null,
    tenantType: organization.tenantType,
  };
}
