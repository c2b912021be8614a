// The whole emulated tenant as plain data: what state.json holds, checked when it is read.
import * as z from "zod";

const STATE_VERSION = 1;

const text = z.string();
const when = z.iso.datetime({ offset: true });
const nullable = (schema: typeof text | typeof when) => schema.nullable();
const texts = z.array(text);

const passwordHash = z.strictObject({ salt: text, hash: text });

const userSchema = z.strictObject({
  id: text,
  userPrincipalName: text,
  displayName: text,
  givenName: nullable(text),
  surname: nullable(text),
  jobTitle: nullable(text),
  department: nullable(text),
  mail: nullable(text),
  mailNickname: text,
  mobilePhone: nullable(text),
  officeLocation: nullable(text),
  preferredLanguage: nullable(text),
  businessPhones: texts,
  proxyAddresses: texts,
  accountEnabled: z.boolean(),
  createdDateTime: when,
  usageLocation: nullable(text),
  userType: text,
  passwordPolicies: nullable(text),
  passwordHash: passwordHash.nullable(),
  forceChangePasswordNextSignIn: z.boolean(),
  lastPasswordChangeDateTime: nullable(when),
  onPremisesSyncEnabled: z.boolean().nullable(),
  onPremisesLastSyncDateTime: nullable(when),
  onPremisesImmutableId: nullable(text),
  onPremisesDomainName: nullable(text),
  onPremisesSamAccountName: nullable(text),
  onPremisesUserPrincipalName: nullable(text),
});

const groupSchema = z.strictObject({
  id: text,
  displayName: text,
  description: nullable(text),
  mailNickname: text,
  mailEnabled: z.boolean(),
  securityEnabled: z.boolean(),
  isAssignableToRole: z.boolean().nullable(),
  groupTypes: texts,
  createdDateTime: when,
  memberIds: texts,
});

/** A client that may sign in. Its secret and certificate are kept in sandbox.json, never here. */
const applicationSchema = z.strictObject({
  id: text,
  appId: text,
  displayName: text,
  isPublicClient: z.boolean(),
  appRoles: texts,
  delegatedScopes: z.strictObject({ graph: texts, arm: texts }),
  createdDateTime: when,
});

const servicePrincipalSchema = z.strictObject({
  id: text,
  appId: text,
  displayName: text,
  appOwnerOrganizationId: text,
  servicePrincipalType: text,
  accountEnabled: z.boolean(),
  appRoles: z.array(
    z.strictObject({
      id: text,
      value: text,
      displayName: text,
      description: text,
      allowedMemberTypes: texts,
      isEnabled: z.boolean(),
    }),
  ),
});

const appRoleAssignmentSchema = z.strictObject({
  id: text,
  appRoleId: text,
  createdDateTime: when,
  principalDisplayName: text,
  principalId: text,
  principalType: text,
  resourceDisplayName: text,
  resourceId: text,
});

const roleAssignmentSchema = z.strictObject({
  id: text,
  roleDefinitionId: text,
  principalId: text,
  directoryScopeId: text,
});

/** Checked on writing by laws/conditional-access-schema.ts; here only that it is an object with an id. */
const conditionalAccessPolicySchema = z.looseObject({ id: text, displayName: text, state: text });

const assignedPlanSchema = z.strictObject({
  assignedDateTime: when,
  capabilityStatus: text,
  service: text,
  servicePlanId: text,
});

const domainSchema = z.strictObject({
  id: text,
  authenticationType: text,
  isAdminManaged: z.boolean(),
  isDefault: z.boolean(),
  isInitial: z.boolean(),
  isRoot: z.boolean(),
  isVerified: z.boolean(),
  supportedServices: texts,
  capabilities: text,
});

const skuSchema = z.strictObject({
  skuId: text,
  skuPartNumber: text,
  capabilityStatus: text,
  appliesTo: text,
  consumedUnits: z.int(),
  prepaidUnits: z.strictObject({ enabled: z.int(), suspended: z.int(), warning: z.int(), lockedOut: z.int() }),
  servicePlans: z.array(
    z.strictObject({ servicePlanId: text, servicePlanName: text, provisioningStatus: text, appliesTo: text }),
  ),
});

const exportDataSchema = z.strictObject({
  clientMachineName: text,
  serviceAccount: text,
  pendingObjectsAddition: z.int(),
  pendingObjectsDeletion: z.int(),
  pendingObjectsUpdate: z.int(),
  successfulLinksProvisioningCount: z.int(),
  successfulObjectsProvisioningCount: z.int(),
  totalConnectorSpaceObjects: z.int(),
});

const synchronizationSchema = z.strictObject({
  accidentalDeletionPrevention: z.strictObject({ synchronizationPreventionType: text, alertThreshold: z.int() }),
  anchorAttribute: nullable(text),
  applicationId: nullable(text),
  currentExportData: exportDataSchema.nullable(),
  customerRequestedSynchronizationInterval: nullable(text),
  synchronizationClientVersion: nullable(text),
  synchronizationInterval: text,
  features: z.record(text, z.boolean()),
});

const healthMemberSchema = z.strictObject({
  serviceMemberId: text,
  machineId: text,
  machineName: text,
  /** The installation whose agent feeds this entry; it may be long gone. */
  installationId: text,
  createdDate: text,
  lastReboot: nullable(text),
  lastUpdated: text,
  lastUpload: nullable(text),
  osName: text,
  osVersion: text,
  disabled: z.boolean(),
  lastDisabled: nullable(text),
  /** Set when a client asked for disabling: the service then deletes the entry after 30 days. */
  deleteAfter: nullable(text),
  registeredInStaging: z.boolean(),
  syncVersion: text,
  serviceAccount: text,
});

const healthSchema = z.strictObject({
  serviceId: text,
  createdDate: text,
  members: z.array(healthMemberSchema),
  access: z.array(z.strictObject({ principalId: text, role: z.enum(["Owner", "Contributor", "Reader"]) })),
});

const serverIdentitySchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("legacy"), userId: text }),
  z.strictObject({ kind: z.literal("application"), servicePrincipalId: text }),
]);

const cycleOutcomeSchema = z.strictObject({ at: when, succeeded: z.boolean(), message: text });

const serverSchema = z.strictObject({
  name: text,
  installationId: text,
  version: text,
  staging: z.boolean(),
  running: z.boolean(),
  identity: serverIdentitySchema,
  nextCycleAt: when,
  lastCycle: cycleOutcomeSchema.nullable(),
});

export const tenantStateSchema = z.strictObject({
  version: z.literal(STATE_VERSION),
  scenario: text,
  clockOffsetMs: z.int(),
  organization: z.strictObject({
    id: text,
    displayName: text,
    createdDateTime: when,
    countryLetterCode: nullable(text),
    preferredLanguage: nullable(text),
    technicalNotificationMails: texts,
    tenantType: text,
    onPremisesSyncEnabled: z.boolean().nullable(),
    onPremisesLastSyncDateTime: nullable(when),
    onPremisesLastPasswordSyncDateTime: nullable(when),
    assignedPlans: z.array(assignedPlanSchema),
  }),
  domains: z.array(domainSchema),
  subscribedSkus: z.array(skuSchema),
  users: z.array(userSchema),
  deletedUsers: z.array(z.strictObject({ deletedDateTime: when, user: userSchema })),
  groups: z.array(groupSchema),
  applications: z.array(applicationSchema),
  servicePrincipals: z.array(servicePrincipalSchema),
  appRoleAssignments: z.array(appRoleAssignmentSchema),
  roleAssignments: z.array(roleAssignmentSchema),
  activatedRoles: z.array(z.strictObject({ id: text, roleTemplateId: text })),
  conditionalAccessPolicies: z.array(conditionalAccessPolicySchema),
  synchronization: synchronizationSchema,
  health: healthSchema,
  onPremises: z.strictObject({
    servers: z.array(serverSchema),
    /** Changes in the forest that no server has exported yet. */
    changesWaiting: z.int(),
  }),
});

export type TenantState = z.infer<typeof tenantStateSchema>;
export type User = z.infer<typeof userSchema>;
export type SyncServer = z.infer<typeof serverSchema>;
export type HealthMember = z.infer<typeof healthMemberSchema>;

type DeepReadonly<T> = T extends readonly (infer Item)[]
  ? readonly DeepReadonly<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> }
    : T;

/** The state as readers see it. */
export type Tenant = DeepReadonly<TenantState>;
