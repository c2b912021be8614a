// What an application looks like in Graph ("application resource type").
import type { Tenant } from "../../store/tenant-state.js";
import type { Entity, Properties } from "../odata/odata-page.js";
import type { FilterRules } from "../odata/odata-rules.js";

export type Application = Tenant["applications"][number];
type KeyCredential = Application["keyCredentials"][number];
type PasswordCredential = Application["passwordCredentials"][number];

export const APPLICATION: Entity = {
  type: "microsoft.graph.application",
  known: [
    "id",
    "deletedDateTime",
    "addIns",
    "api",
    "appId",
    "appRoles",
    "applicationTemplateId",
    "certification",
    "createdDateTime",
    "defaultRedirectUri",
    "description",
    "disabledByMicrosoftStatus",
    "displayName",
    "groupMembershipClaims",
    "identifierUris",
    "info",
    "isDeviceOnlyAuthSupported",
    "isFallbackPublicClient",
    "keyCredentials",
    "notes",
    "optionalClaims",
    "parentalControlSettings",
    "passwordCredentials",
    "publicClient",
    "publisherDomain",
    "requestSignatureVerification",
    "requiredResourceAccess",
    "samlMetadataUrl",
    "serviceManagementReference",
    "servicePrincipalLockConfiguration",
    "signInAudience",
    "spa",
    "tags",
    "tokenEncryptionKeyId",
    "uniqueName",
    "verifiedPublisher",
    "web",
  ],
};

/** "Advanced query capabilities on Microsoft Entra ID objects", application properties. */
export const APPLICATION_FILTERS: FilterRules = {
  id: { usual: ["eq", "in"], advanced: ["ne", "not"] },
  appId: { usual: ["eq", "in"], advanced: ["ne", "not"] },
  createdDateTime: { usual: ["eq", "ge", "le", "in"], advanced: ["ne", "not"], type: "date" },
  description: { usual: ["eq", "ge", "le", "startswith"], advanced: ["ne", "not"] },
  displayName: { usual: ["eq", "ge", "le", "in", "startswith", "eq null"], advanced: ["ne", "not", "ne null"] },
  "identifierUris/any": { usual: ["eq", "ge", "le", "startswith"], advanced: ["not", "endswith"] },
  publisherDomain: { usual: ["eq", "ge", "le", "startswith"], advanced: ["ne", "not"] },
  signInAudience: { usual: ["eq"], advanced: ["ne", "not"] },
  "tags/any": { usual: ["eq", "ge", "le", "startswith"], advanced: ["not"] },
  uniqueName: { usual: ["eq", "ge", "le", "in", "startswith", "eq null"], advanced: ["ne", "not", "ne null"] },
};

export function applicationProperties(tenant: Tenant, application: Application): Properties {
  const { id, appId, displayName, uniqueName, description, notes, createdDateTime, signInAudience } = application;
  const { identifierUris, tags } = application;
  return {
    ...{ id, appId, displayName, uniqueName, description, notes, createdDateTime, signInAudience },
    ...{ identifierUris, tags },
    ...UNSET,
    isFallbackPublicClient: application.isPublicClient,
    keyCredentials: application.keyCredentials.map((one) => keyCredential(one)),
    passwordCredentials: application.passwordCredentials.map((one) => passwordCredential(one)),
    publicClient: { redirectUris: application.publicClientRedirectUris },
    publisherDomain: tenant.domains.find((one) => one.isInitial)?.id ?? null,
    requiredResourceAccess: application.requiredResourceAccess,
    web: {
      homePageUrl: null,
      logoutUrl: null,
      redirectUris: application.webRedirectUris,
      redirectUriSettings: application.webRedirectUris.map((uri) => ({ index: null, uri })),
      implicitGrantSettings: { enableAccessTokenIssuance: false, enableIdTokenIssuance: false },
    },
  };
}

/** What the sandbox's applications never have. */
const UNSET = {
  deletedDateTime: null,
  addIns: [],
  api: {
    acceptMappedClaims: null,
    knownClientApplications: [],
    oauth2PermissionScopes: [],
    preAuthorizedApplications: [],
    requestedAccessTokenVersion: null,
  },
  appRoles: [],
  applicationTemplateId: null,
  certification: null,
  defaultRedirectUri: null,
  disabledByMicrosoftStatus: null,
  groupMembershipClaims: null,
  info: { logoUrl: null, marketingUrl: null, privacyStatementUrl: null, supportUrl: null, termsOfServiceUrl: null },
  isDeviceOnlyAuthSupported: null,
  optionalClaims: null,
  parentalControlSettings: { countriesBlockedForMinors: [], legalAgeGroupRule: "Allow" },
  requestSignatureVerification: null,
  samlMetadataUrl: null,
  serviceManagementReference: null,
  servicePrincipalLockConfiguration: null,
  spa: { redirectUris: [] },
  tokenEncryptionKeyId: null,
  verifiedPublisher: { displayName: null, verifiedPublisherId: null, addedDateTime: null },
} as const;

/** "keyCredential resource type": the key comes only with `$select` of one object. */
export function keyCredential(credential: KeyCredential, withKey = false): Properties {
  return {
    ...credential,
    customKeyIdentifier: shownIdentifier(credential.customKeyIdentifier),
    key: withKey ? credential.key : null,
  };
}

/** "passwordCredential resource type": the secret is told once, where it is made. */
export function passwordCredential(credential: PasswordCredential, secretText: string | null = null): Properties {
  const { secret: _secret, ...shown } = credential;
  return { customKeyIdentifier: null, ...shown, secretText };
}

/** A thumbprint is kept as base64 and shown as its 40 hexadecimal digits. */
function shownIdentifier(kept: string | null): string | null {
  if (kept === null) return null;
  const bytes = Buffer.from(kept, "base64");
  return bytes.length === 20 && kept.length === 28 ? bytes.toString("hex").toUpperCase() : kept;
}
