// What Azure Resource Manager answers itself, without a provider, of a tenant: which it is, and which providers there are.
// Source: Azure Resource Manager REST API, "Tenants - List", "Providers - List At Tenant Scope", "Providers - Get At
// Tenant Scope".
import type { ArmCall, ArmRoute } from "./arm-route.js";
import { RESOURCES_VERSIONS, SUBSCRIPTION_VERSIONS } from "./arm-versions.js";
import { checkNamespace, HEALTH_API_VERSION, HEALTH_NAMESPACE } from "./health-provider.js";

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
    path: "/providers",
    note: "only Microsoft.ADHybridHealthService",
    apiVersions: RESOURCES_VERSIONS,
    handle: (call) => ({ status: 200, body: { value: call.tenant.cloud === "china" ? [] : [healthProvider()] } }),
  },
  {
    method: "GET",
    path: `/providers/${HEALTH_NAMESPACE}`,
    note: "its resource types",
    apiVersions: RESOURCES_VERSIONS,
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
