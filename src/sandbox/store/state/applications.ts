// Applications, service principals, and what was consented to them.
import * as z from "zod";
import { secretHash, text, textOrNull, texts, when, whenOrNull } from "./primitives.js";

const keyCredentialSchema = z.strictObject({
  keyId: text,
  displayName: textOrNull,
  /** Base64 of the certificate's thumbprint. */
  customKeyIdentifier: textOrNull,
  type: text,
  usage: text,
  startDateTime: when,
  endDateTime: when,
  /** The public certificate, base64 of DER; Graph shows it only where it is selected on one object. */
  key: textOrNull,
});

const passwordCredentialSchema = z.strictObject({
  keyId: text,
  displayName: textOrNull,
  hint: textOrNull,
  startDateTime: when,
  endDateTime: when,
  secret: secretHash,
});

const federatedCredentialSchema = z.strictObject({
  id: text,
  name: text,
  issuer: text,
  subject: text,
  audiences: texts,
  description: textOrNull,
});

/**
 * An application. The secrets and certificates of those that stand in sandbox.json are kept there; others may be added
 * here through Graph.
 */
export const applicationSchema = z.strictObject({
  id: text,
  appId: text,
  displayName: text,
  /** A name that the client gave it, unique in the tenant and for ever. */
  uniqueName: textOrNull.default(null),
  description: textOrNull.default(null),
  notes: textOrNull.default(null),
  createdDateTime: when,
  signInAudience: z.enum(["AzureADMyOrg", "AzureADMultipleOrgs"]).default("AzureADMyOrg"),
  /** `isFallbackPublicClient` of Graph: device code and authorization code without a secret. */
  isPublicClient: z.boolean(),
  identifierUris: texts.default([]),
  publicClientRedirectUris: texts.default([]),
  webRedirectUris: texts.default([]),
  tags: texts.default([]),
  ownerIds: texts.default([]),
  keyCredentials: z.array(keyCredentialSchema).default([]),
  passwordCredentials: z.array(passwordCredentialSchema).default([]),
  federatedIdentityCredentials: z.array(federatedCredentialSchema).default([]),
  requiredResourceAccess: z
    .array(z.strictObject({ resourceAppId: text, resourceAccess: z.array(z.strictObject({ id: text, type: text })) }))
    .default([]),
});

const appRoleSchema = z.strictObject({
  id: text,
  value: text,
  displayName: text,
  description: text,
  allowedMemberTypes: texts,
  isEnabled: z.boolean(),
});

/** First-party ones publish what laws/first-party.ts says; `appRoles` here are those of the tenant's own applications. */
export const servicePrincipalSchema = z.strictObject({
  id: text,
  appId: text,
  displayName: text,
  appOwnerOrganizationId: text,
  servicePrincipalType: text,
  accountEnabled: z.boolean(),
  appRoles: z.array(appRoleSchema),
  notes: textOrNull.default(null),
  tags: texts.default([]),
  ownerIds: texts.default([]),
  keyCredentials: z.array(keyCredentialSchema).default([]),
  createdDateTime: whenOrNull.default(null),
});

export const appRoleAssignmentSchema = z.strictObject({
  id: text,
  appRoleId: text,
  createdDateTime: when,
  principalDisplayName: text,
  principalId: text,
  principalType: text,
  resourceDisplayName: text,
  resourceId: text,
});

/** Delegated consent: `scope` is a space-separated list; without a principal it holds for everybody. */
export const permissionGrantSchema = z.strictObject({
  id: text,
  clientId: text,
  consentType: z.enum(["AllPrincipals", "Principal"]),
  principalId: textOrNull,
  resourceId: text,
  scope: text,
});

export const deletedApplicationSchema = z.strictObject({ deletedDateTime: when, application: applicationSchema });
export const deletedServicePrincipalSchema = z.strictObject({
  deletedDateTime: when,
  servicePrincipal: servicePrincipalSchema,
});

/** `defaultAppManagementPolicy`, as Graph shows it. */
export const appManagementPolicySchema = z.looseObject({ isEnabled: z.boolean() });
