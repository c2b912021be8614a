// What a service principal looks like in Graph ("servicePrincipal resource type").
import { appRolesOf, publishedScopes } from "../../laws/consent.js";
import type { Tenant } from "../../store/tenant-state.js";
import type { GraphVersion } from "../graph-call.js";
import type { Entity, Properties } from "../odata/odata-page.js";
import type { FilterRules } from "../odata/odata-rules.js";
import { keyCredential } from "./applications-entity.js";

export type ServicePrincipal = Tenant["servicePrincipals"][number];

const KNOWN = [
  "id",
  "deletedDateTime",
  "accountEnabled",
  "addIns",
  "alternativeNames",
  "appDescription",
  "appDisplayName",
  "appId",
  "appOwnerOrganizationId",
  "appRoleAssignmentRequired",
  "appRoles",
  "applicationTemplateId",
  "description",
  "disabledByMicrosoftStatus",
  "displayName",
  "homepage",
  "info",
  "keyCredentials",
  "loginUrl",
  "logoutUrl",
  "notes",
  "notificationEmailAddresses",
  "passwordCredentials",
  "preferredSingleSignOnMode",
  "preferredTokenSigningKeyThumbprint",
  "replyUrls",
  "samlSingleSignOnSettings",
  "servicePrincipalNames",
  "servicePrincipalType",
  "signInAudience",
  "tags",
  "tokenEncryptionKeyId",
  "verifiedPublisher",
];

const TYPE = "microsoft.graph.servicePrincipal";
/** What is called `oauth2PermissionScopes` in v1.0 has another name in beta. */
const ENTITIES: Readonly<Record<GraphVersion, Entity>> = {
  "v1.0": { type: TYPE, known: [...KNOWN, "oauth2PermissionScopes"] },
  beta: { type: TYPE, known: [...KNOWN, "publishedPermissionScopes"] },
};

export function servicePrincipalEntity(version: GraphVersion): Entity {
  return ENTITIES[version];
}

/** "Advanced query capabilities on Microsoft Entra ID objects", servicePrincipal properties. */
export const SERVICE_PRINCIPAL_FILTERS: FilterRules = {
  id: { usual: ["eq", "in"], advanced: ["ne", "not"] },
  accountEnabled: { usual: ["eq", "in"], advanced: ["ne", "not"], type: "boolean" },
  appId: { usual: ["eq", "in"], advanced: ["ne", "not"] },
  appOwnerOrganizationId: { usual: ["eq", "in"], advanced: ["ne", "not"] },
  appRoleAssignmentRequired: { usual: ["eq"], advanced: ["ne", "not"], type: "boolean" },
  displayName: { usual: ["eq", "ge", "le", "in", "startswith", "eq null"], advanced: ["ne", "not", "ne null"] },
  "servicePrincipalNames/any": { usual: ["eq", "ge", "le", "startswith"], advanced: ["not"] },
  servicePrincipalType: { usual: ["eq", "in"], advanced: ["ne", "not"] },
  "tags/any": { usual: ["eq", "ge", "le", "startswith"], advanced: ["not"] },
};

/** Everything in both versions; what is shown is chosen by the entity. */
export function servicePrincipalProperties(tenant: Pick<Tenant, "cloud">, principal: ServicePrincipal): Properties {
  const { id, appId, displayName, appOwnerOrganizationId, servicePrincipalType, accountEnabled, notes, tags } =
    principal;
  const scopes = publishedScopes(tenant, principal).map(({ scopeId, value }) => ({
    id: scopeId,
    value,
    type: "Admin",
    isEnabled: true,
    adminConsentDescription: value,
    adminConsentDisplayName: value,
    userConsentDescription: null,
    userConsentDisplayName: null,
  }));
  return {
    ...{ id, appId, displayName, appOwnerOrganizationId, servicePrincipalType, accountEnabled, notes, tags },
    ...UNSET,
    appDisplayName: displayName,
    appRoles: appRolesOf(tenant, principal).map((role) => ({ ...role, origin: "Application" })),
    keyCredentials: principal.keyCredentials.map((one) => keyCredential(one)),
    oauth2PermissionScopes: scopes,
    publishedPermissionScopes: scopes,
    servicePrincipalNames: [appId],
  };
}

/** What the sandbox's service principals never have. */
const UNSET = {
  deletedDateTime: null,
  addIns: [],
  alternativeNames: [],
  appDescription: null,
  appRoleAssignmentRequired: false,
  applicationTemplateId: null,
  description: null,
  disabledByMicrosoftStatus: null,
  homepage: null,
  info: { logoUrl: null, marketingUrl: null, privacyStatementUrl: null, supportUrl: null, termsOfServiceUrl: null },
  loginUrl: null,
  logoutUrl: null,
  notificationEmailAddresses: [],
  passwordCredentials: [],
  preferredSingleSignOnMode: null,
  preferredTokenSigningKeyThumbprint: null,
  replyUrls: [],
  samlSingleSignOnSettings: null,
  signInAudience: "AzureADMyOrg",
  tokenEncryptionKeyId: null,
  verifiedPublisher: { displayName: null, verifiedPublisherId: null, addedDateTime: null },
} as const;
