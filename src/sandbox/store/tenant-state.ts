// The whole emulated tenant as plain data: what state.json holds, checked when it is read. Each area has its own file.
import * as z from "zod";
import {
  applicationSchema,
  appManagementPolicySchema,
  appRoleAssignmentSchema,
  deletedApplicationSchema,
  deletedServicePrincipalSchema,
  permissionGrantSchema,
  servicePrincipalSchema,
} from "./state/applications.js";
import { authenticationMethodsPolicySchema } from "./state/authentication.js";
import { azureSchema } from "./state/azure.js";
import {
  contactSchema,
  deletedGroupSchema,
  deletedUserSchema,
  groupSchema,
  populationSchema,
  userSchema,
} from "./state/directory.js";
import { type healthMemberSchema, healthSchema } from "./state/health.js";
import { sentMailSchema } from "./state/mail.js";
import { onPremisesSchema, type serverSchema } from "./state/on-premises.js";
import { domainSchema, organizationSchema, skuSchema } from "./state/organization.js";
import {
  authenticationStrengthSchema,
  conditionalAccessPolicySchema,
  deletedLocationSchema,
  deletedPolicySchema,
  namedLocationSchema,
  temporaryAccessPassSchema,
} from "./state/policies.js";
import { text, texts } from "./state/primitives.js";
import { activatedRoleSchema, privilegedIdentitySchema, roleAssignmentSchema } from "./state/roles.js";
import { synchronizationSchema } from "./state/synchronization.js";
import { vaultSchema } from "./state/vaults.js";

export const tenantStateSchema = z.strictObject({
  cloud: z.enum(["public", "usgov", "china"]).default("public"),
  organization: organizationSchema,
  domains: z.array(domainSchema),
  subscribedSkus: z.array(skuSchema),

  users: z.array(userSchema),
  population: populationSchema.nullable().default(null),
  deletedUsers: z.array(deletedUserSchema).default([]),
  groups: z.array(groupSchema),
  deletedGroups: z.array(deletedGroupSchema).default([]),
  contacts: z.array(contactSchema).default([]),
  /** The last hundred, oldest first. */
  sentMail: z.array(sentMailSchema).default([]),

  applications: z.array(applicationSchema),
  deletedApplications: z.array(deletedApplicationSchema).default([]),
  servicePrincipals: z.array(servicePrincipalSchema),
  deletedServicePrincipals: z.array(deletedServicePrincipalSchema).default([]),
  appRoleAssignments: z.array(appRoleAssignmentSchema),
  permissionGrants: z.array(permissionGrantSchema).default([]),
  appManagementPolicy: appManagementPolicySchema.default({ isEnabled: false }),

  roleAssignments: z.array(roleAssignmentSchema),
  activatedRoles: z.array(activatedRoleSchema),
  privilegedIdentity: privilegedIdentitySchema.default({ schedules: [], requests: [], rules: [] }),

  conditionalAccessPolicies: z.array(conditionalAccessPolicySchema),
  deletedPolicies: z.array(deletedPolicySchema).default([]),
  /** Of the policies, those that Microsoft manages: only state and exclusions can be changed. */
  managedPolicyIds: texts.default([]),
  namedLocations: z.array(namedLocationSchema).default([]),
  deletedLocations: z.array(deletedLocationSchema).default([]),
  authenticationStrengths: z.array(authenticationStrengthSchema).default([]),
  securityDefaultsEnabled: z.boolean().default(false),
  temporaryAccessPasses: z.array(temporaryAccessPassSchema).default([]),
  authenticationMethodsPolicy: authenticationMethodsPolicySchema.prefault({}),

  synchronization: synchronizationSchema,
  /** As Graph shows them, oldest first. */
  directoryAudits: z.array(z.looseObject({ id: text, activityDateTime: text })).default([]),
  signIns: z.array(z.looseObject({ id: text, createdDateTime: text })).default([]),
  health: healthSchema,
  vaults: z.array(vaultSchema).default([]),
  azure: azureSchema.prefault({}),
  onPremises: onPremisesSchema,
});

/** What a scenario builds: whatever has a default may be absent. */
export type TenantDraft = z.input<typeof tenantStateSchema>;
export type TenantState = z.infer<typeof tenantStateSchema>;
export type User = TenantState["users"][number];
export type SyncServer = z.infer<typeof serverSchema>;
export type HealthMember = z.infer<typeof healthMemberSchema>;

type DeepReadonly<T> = T extends readonly (infer Item)[]
  ? readonly DeepReadonly<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> }
    : T;

/** The state as readers see it. */
export type Tenant = DeepReadonly<TenantState>;
