// Azure Resource Manager outside the Swagger of Connect Health: as `own-login-schemas.ts`.
import { closed, type OwnOperation } from "./own-operation.js";

const TEXT = { type: "string" };
const NUMBER = { type: "integer" };
const TEXTS = { type: "array", items: TEXT };
const ANYTHING = {};
const VERSION = ["api-version"];

/** "Providers - Get At Tenant Scope": a provider and its resource types. */
export const PROVIDER = closed({
  namespace: TEXT,
  resourceTypes: {
    type: "array",
    items: closed({
      resourceType: TEXT,
      "locations?": TEXTS,
      "apiVersions?": TEXTS,
      "defaultApiVersion?": TEXT,
      "capabilities?": TEXT,
      "apiProfiles?": ANYTHING,
      "aliases?": ANYTHING,
      "locationMappings?": ANYTHING,
      "zoneMappings?": ANYTHING,
      "properties?": ANYTHING,
    }),
  },
  "id?": TEXT,
  "registrationState?": TEXT,
  "registrationPolicy?": TEXT,
  "providerAuthorizationConsentState?": TEXT,
  "authorizations?": ANYTHING,
});

const NEXT_LINK = { "nextLink?": { type: ["string", "null"] } };
const PROVIDERS = closed({ value: { type: "array", items: PROVIDER }, ...NEXT_LINK });

export const SUBSCRIPTION = closed({
  id: TEXT,
  subscriptionId: TEXT,
  tenantId: TEXT,
  displayName: TEXT,
  state: { type: "string", enum: ["Enabled", "Warned", "PastDue", "Disabled", "Deleted"] },
  "authorizationSource?": TEXT,
  "subscriptionPolicies?": ANYTHING,
  "managedByTenants?": { type: "array" },
  "tags?": ANYTHING,
});

/** "Subscriptions - List"; the service adds `count`. */
const SUBSCRIPTIONS = closed({
  value: {
    type: "array",
    items: SUBSCRIPTION,
  },
  "count?": closed({ type: TEXT, value: NUMBER }),
  ...NEXT_LINK,
});

/** "Tenants - List". */
const TENANTS = closed({
  value: {
    type: "array",
    items: closed({
      id: TEXT,
      tenantId: TEXT,
      "tenantCategory?": { type: "string", enum: ["Home", "ProjectedBy", "ManagedBy"] },
      "country?": TEXT,
      "countryCode?": TEXT,
      "displayName?": TEXT,
      "domains?": TEXTS,
      "defaultDomain?": TEXT,
      "tenantType?": TEXT,
      "tenantBrandingLogoUrl?": TEXT,
    }),
  },
  ...NEXT_LINK,
});

/** "Role Assignments - List For Scope": `RoleAssignmentListResult`. */
const TEXT_OR_NULL = { type: ["string", "null"] };
export const ROLE_ASSIGNMENT = closed({
  id: { type: "string", pattern: "/providers/Microsoft\\.Authorization/roleAssignments/[0-9a-f-]{36}$" },
  name: { type: "string", pattern: "^[0-9a-f-]{36}$" },
  type: { type: "string", enum: ["Microsoft.Authorization/roleAssignments"] },
  properties: closed({
    roleDefinitionId: {
      type: "string",
      pattern: "/providers/Microsoft\\.Authorization/roleDefinitions/[0-9a-f-]{36}$",
    },
    principalId: TEXT,
    "principalType?": {
      type: "string",
      enum: ["User", "Group", "ServicePrincipal", "ForeignGroup", "Device", "Unknown"],
    },
    scope: TEXT,
    "condition?": TEXT_OR_NULL,
    "conditionVersion?": TEXT_OR_NULL,
    "createdOn?": TEXT,
    "updatedOn?": TEXT,
    "createdBy?": TEXT_OR_NULL,
    "updatedBy?": TEXT_OR_NULL,
    "delegatedManagedIdentityResourceId?": TEXT_OR_NULL,
    "description?": TEXT_OR_NULL,
  }),
});
const ROLE_ASSIGNMENTS = closed({
  value: {
    type: "array",
    items: ROLE_ASSIGNMENT,
  },
  ...NEXT_LINK,
});

/** Azure Resource Manager, "Understand common error codes": what is in `details` is the provider's. */
export const ARM_ERROR = closed({
  error: closed({
    code: TEXT,
    message: TEXT,
    "target?": TEXT,
    "details?": { type: "array" },
    "additionalInfo?": { type: "array" },
  }),
});
const ARM_ERRORS = { 400: ARM_ERROR, 401: ARM_ERROR, 403: ARM_ERROR, 404: ARM_ERROR, 409: ARM_ERROR, 429: ARM_ERROR };

export const ARM_OPERATIONS: readonly OwnOperation[] = [
  {
    service: "arm",
    method: "GET",
    path: /^\/providers\/[\w.]+$/iu,
    name: "arm provider",
    source: "Providers - Get At Tenant Scope, Azure Resource Manager REST API",
    query: ["api-version", "$expand"],
    responses: { 200: PROVIDER, ...ARM_ERRORS },
  },
  {
    service: "arm",
    method: "GET",
    path: /^\/providers$/iu,
    name: "arm providers",
    source: "Providers - List At Tenant Scope, Azure Resource Manager REST API",
    query: ["api-version", "$expand"],
    responses: { 200: PROVIDERS, ...ARM_ERRORS },
  },
  {
    service: "arm",
    method: "GET",
    path: /^(?:\/.+)?\/providers\/Microsoft\.Authorization\/roleAssignments$/iu,
    name: "arm role assignments",
    source: "Role Assignments - List For Scope, Azure Authorization REST API",
    query: ["api-version", "$filter", "$skipToken", "tenantId"],
    responses: { 200: ROLE_ASSIGNMENTS, ...ARM_ERRORS },
  },
  {
    service: "arm",
    method: "GET",
    path: /^\/subscriptions$/iu,
    name: "arm subscriptions",
    source: "Subscriptions - List, Azure Resource Manager REST API",
    query: VERSION,
    responses: { 200: SUBSCRIPTIONS, ...ARM_ERRORS },
  },
  {
    service: "arm",
    method: "GET",
    path: /^\/tenants$/iu,
    name: "arm tenants",
    source: "Tenants - List, Azure Resource Manager REST API",
    query: VERSION,
    responses: { 200: TENANTS, ...ARM_ERRORS },
  },
];
