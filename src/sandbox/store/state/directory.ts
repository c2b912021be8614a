// Users, groups and contacts.
import * as z from "zod";
import { secretHash, text, textOrNull, texts, when, whenOrNull } from "./primitives.js";

const provisioningErrorSchema = z.strictObject({
  category: text,
  occurredDateTime: when,
  propertyCausingError: text,
  value: text,
});

const serviceProvisioningErrorSchema = z.strictObject({
  createdDateTime: when,
  isResolved: z.boolean(),
  serviceInstance: text,
  errorDetail: text,
});

/** An open extension: its name and whatever the client put into it. */
const extensionSchema = z.looseObject({ extensionName: text });

export const userSchema = z.strictObject({
  id: text,
  userPrincipalName: text,
  displayName: text,
  givenName: textOrNull,
  surname: textOrNull,
  jobTitle: textOrNull,
  department: textOrNull,
  mail: textOrNull,
  mailNickname: text,
  mobilePhone: textOrNull,
  officeLocation: textOrNull,
  preferredLanguage: textOrNull,
  businessPhones: texts,
  proxyAddresses: texts,
  accountEnabled: z.boolean(),
  createdDateTime: when,
  usageLocation: textOrNull,
  userType: text,
  passwordPolicies: textOrNull,
  passwordHash: secretHash.nullable(),
  forceChangePasswordNextSignIn: z.boolean(),
  lastPasswordChangeDateTime: whenOrNull,
  onPremisesSyncEnabled: z.boolean().nullable(),
  onPremisesLastSyncDateTime: whenOrNull,
  onPremisesImmutableId: textOrNull,
  onPremisesDomainName: textOrNull,
  onPremisesSamAccountName: textOrNull,
  onPremisesUserPrincipalName: textOrNull,
  onPremisesObjectIdentifier: textOrNull.default(null),
  onPremisesProvisioningErrors: z.array(provisioningErrorSchema).default([]),
  serviceProvisioningErrors: z.array(serviceProvisioningErrorSchema).default([]),
  assignedLicenses: z.array(z.strictObject({ skuId: text, disabledPlans: texts })).default([]),
  extensions: z.array(extensionSchema).default([]),
  /** The older per-user switch ("Enable per-user Microsoft Entra multifactor authentication"). */
  perUserMfaState: z.enum(["disabled", "enabled", "enforced"]).default("disabled"),
  /** Methods that the user has registered, by the type's short name, for example `microsoftAuthenticator`. */
  registeredMethods: texts.default([]),
  signInSessionsValidFromDateTime: whenOrNull.default(null),
});

export const groupSchema = z.strictObject({
  id: text,
  displayName: text,
  description: textOrNull,
  mail: textOrNull.default(null),
  mailNickname: text,
  mailEnabled: z.boolean(),
  securityEnabled: z.boolean(),
  isAssignableToRole: z.boolean().nullable(),
  groupTypes: texts,
  /** Of Microsoft 365 groups: `Private`, `Public` or `HiddenMembership`. */
  visibility: textOrNull.optional(),
  createdDateTime: when,
  memberIds: texts,
  ownerIds: texts.default([]),
  proxyAddresses: texts.default([]),
  onPremisesSyncEnabled: z.boolean().nullable().default(null),
  onPremisesLastSyncDateTime: whenOrNull.default(null),
  onPremisesProvisioningErrors: z.array(provisioningErrorSchema).default([]),
  serviceProvisioningErrors: z.array(serviceProvisioningErrorSchema).default([]),
  extensions: z.array(extensionSchema).default([]),
});

export const contactSchema = z.strictObject({
  id: text,
  displayName: text,
  givenName: textOrNull,
  surname: textOrNull,
  companyName: textOrNull,
  department: textOrNull,
  jobTitle: textOrNull,
  mail: textOrNull,
  mailNickname: textOrNull,
  proxyAddresses: texts,
  onPremisesSyncEnabled: z.boolean().nullable(),
  onPremisesLastSyncDateTime: whenOrNull,
  onPremisesProvisioningErrors: z.array(provisioningErrorSchema).default([]),
  serviceProvisioningErrors: z.array(serviceProvisioningErrorSchema).default([]),
});

/**
 * Users that are computed from a seed and their number instead of being kept: what the tenant's `users` holds under
 * the same id stands in their place, and an id in `removed` is no user any more.
 */
export const populationSchema = z.strictObject({
  seed: z.int(),
  users: z.int(),
  /** How many of them carry a provisioning error, spread evenly. */
  usersWithProvisioningErrors: z.int(),
  /** How many each of these carries; absent: one. */
  provisioningErrorsEach: z.int().optional(),
  domain: text,
  /** All of them are synchronised, last at this time unless a cycle has run since. */
  createdDateTime: when,
  lastSyncDateTime: when,
  removed: texts.default([]),
});

/** With the roles that it held and the groups that it was in, which end when it is deleted. */
export const deletedUserSchema = z.strictObject({
  deletedDateTime: when,
  user: userSchema,
  roleDefinitionIds: texts.optional(),
  groupIds: texts.optional(),
});
export const deletedGroupSchema = z.strictObject({ deletedDateTime: when, group: groupSchema });
