// The form of a scenario file: what an emulated tenant, or several, are like at the beginning, said briefly. Whatever is
// left out is as in a plain tenant; ids that are left out are made from the names, the same ones every time.
import * as z from "zod";
import { parseDuration } from "../on-premises/duration.js";

const text = z.string().min(1);

/** A time, or how long before the start: `6d ago`. */
const moment = z
  .string()
  .refine((value) => isAgo(value) || !Number.isNaN(Date.parse(value)), "is neither a time nor such as `6d ago`");

function isAgo(value: string): boolean {
  const match = /^(\S+) ago$/u.exec(value);
  return match?.[1] !== undefined && parseDuration(match[1]) !== undefined;
}

const domainSchema = z.strictObject({
  name: text,
  authentication: z.enum(["Managed", "Federated"]).default("Managed"),
  verified: z.boolean().default(true),
  default: z.boolean().default(false),
});

const azureRole = z.enum(["Owner", "Contributor", "Reader"]);

const personSchema = z.strictObject({
  id: text.optional(),
  alias: text,
  name: text,
  created: moment.optional(),
  roles: z.array(text).default([]),
  /** Roles that the person may activate through Privileged Identity Management. */
  eligibleRoles: z.array(text).default([]),
  perUserMfa: z.enum(["disabled", "enabled", "enforced"]).default("disabled"),
  /** Rights in Connect Health, by Azure's roles. */
  health: azureRole.optional(),
  /** Azure's role in the subscription; only the first tenant of a scenario has one. */
  azure: azureRole.optional(),
  /** Stands in sandbox.json; the first of the tenant answers its sign-ins. */
  signsIn: z.boolean().default(false),
  registeredMethods: z.array(text).default([]),
  enabled: z.boolean().default(true),
});

const syncedPersonSchema = z.strictObject({
  id: text.optional(),
  given: text,
  surname: text,
  department: text.optional(),
  roles: z.array(text).default([]),
  provisioningErrors: z.array(z.enum(["UserPrincipalName", "ProxyAddress"])).default([]),
});

const groupSchema = z.strictObject({
  id: text.optional(),
  name: text,
  /** Aliases of people, or names of groups. */
  members: z.array(text).default([]),
  roleAssignable: z.boolean().default(false),
  synced: z.boolean().default(false),
  provisioningErrors: z.array(text).default([]),
});

const contactSchema = z.strictObject({
  name: text,
  mail: text,
  provisioningErrors: z.array(text).default([]),
});

const clientSchema = z.strictObject({
  id: text.optional(),
  principalId: text.optional(),
  appId: text,
  name: text,
  /** `managed-identity`: no application, only a service principal. */
  kind: z.enum(["application", "managed-identity"]).default("application"),
  /** Registered in another tenant of the scenario and consented to here. */
  registeredElsewhere: z.boolean().default(false),
  multiTenant: z.boolean().default(false),
  redirectUris: z.array(text).default(["http://localhost"]),
  appRoles: z.array(text).default([]),
  /** Delegated, for everybody. */
  scopes: z
    .strictObject({
      graph: z.array(text).default([]),
      arm: z.boolean().default(false),
      vault: z.boolean().default(false),
    })
    .prefault({}),
  directoryRoles: z.array(text).default([]),
  health: azureRole.optional(),
  /** Azure's role in the subscription. */
  azure: azureRole.optional(),
});

const policySchema = z.strictObject({
  id: text.optional(),
  /** `{n}` stands for the number where the policy is repeated. */
  name: text,
  repeat: z.int().min(1).default(1),
  state: z.enum(["enabled", "disabled", "enabledForReportingButNotEnforced"]).default("enabled"),
  controls: z.array(text).default(["mfa"]),
  /** Id of an authentication strength, in the place of controls. */
  strength: text.optional(),
  users: z.record(z.string(), z.array(text)),
  applications: z.record(z.string(), z.array(text)).optional(),
  clientAppTypes: z.array(text).default(["all"]),
  conditions: z.record(z.string(), z.unknown()).default({}),
  managed: z.boolean().default(false),
});

const namedLocationSchema = z.strictObject({
  id: text.optional(),
  name: text,
  trusted: z.boolean().default(false),
  ranges: z.array(text).default([]),
  countries: z.array(text).default([]),
});

const healthEntrySchema = z.strictObject({
  id: text.optional(),
  machineId: text.optional(),
  /** Its last upload, where the server does not feed it any more. */
  lastUpload: moment.nullable().default(null),
  created: moment.nullable().default(null),
  lastReboot: moment.default("5d ago"),
  lastUpdated: moment.default("6d ago"),
  disabledSince: moment.nullable().default(null),
  registeredInStaging: z.boolean().optional(),
  os: z.enum(["2016", "2019", "2022"]).default("2022"),
  serviceAccount: text.default("NT SERVICE\\ADSync"),
});

const serverSchema = z.strictObject({
  name: text,
  installationId: text.optional(),
  version: text,
  staging: z.boolean().default(false),
  running: z.boolean().default(true),
  /** Gone: what it left in the cloud is there still. */
  uninstalled: z.boolean().default(false),
  identity: z.strictObject({
    kind: z.enum(["legacy", "application"]),
    id: text.optional(),
    /** Twelve hexadecimal digits. */
    machineIdentifier: text,
    /** An application of one's own: any name, and nobody renews its certificate. */
    ownApplication: text.optional(),
    created: moment.default("6d ago"),
    certificateFrom: moment.default("30d ago"),
  }),
  address: text.default("203.0.113.10"),
  /** ISO 8601. */
  interval: text.default("PT30M"),
  /** The wizard was left open, so that no cycle starts. */
  suspended: z.boolean().default(false),
  health: healthEntrySchema.nullable().default(null),
  passThroughAgent: z.boolean().default(false),
});

const synchronizationSchema = z.strictObject({
  enabled: z.boolean().nullable().default(true),
  /** What stands in the tenant before the cycles that precede the start. */
  lastSync: moment.nullable().default(null),
  lastPasswordSync: moment.nullable().default(null),
  /** Of the regular cycles of the running servers, before the start. */
  lastCycle: moment.default("9m ago"),
  anchorAttribute: text.nullable().default("mS-DS-ConsistencyGuid"),
  /** The server whose export the cloud shows. */
  exportedBy: text.optional(),
  interval: text.default("PT30M"),
  deletionThreshold: z.int().default(500),
  deletionPrevention: z.enum(["enabledForCount", "enabledForPercentage", "disabled"]).default("enabledForCount"),
  /** Nothing changes in the forest by itself. */
  quiet: z.boolean().default(false),
  /** Flags that are on; all others are off. */
  features: z
    .array(text)
    .default([
      "concurrentCredentialUpdateEnabled",
      "concurrentOrgIdProvisioningEnabled",
      "passwordSyncEnabled",
      "quarantineUponProxyAddressesConflictEnabled",
      "quarantineUponUpnConflictEnabled",
      "softMatchOnUpnEnabled",
      "synchronizeUpnForManagedUsersEnabled",
    ]),
  changesWaiting: z.int().default(0),
});

const vaultSchema = z.strictObject({
  name: z.string().regex(/^[a-z0-9-]{3,24}$/u),
  /** Aliases of people, or names of clients. */
  access: z
    .array(
      z.strictObject({
        who: text,
        permissions: z.array(z.enum(["get", "list", "set", "delete", "recover", "purge"])).default(["get", "set"]),
      }),
    )
    .default([]),
});

const tenantSchema = z.strictObject({
  id: text.optional(),
  name: text,
  /** As many tenants; `{n}` stands for the number in name and domains. */
  repeat: z.int().min(1).default(1),
  cloud: z.enum(["public", "usgov", "china"]).default("public"),
  initialDomain: text,
  domains: z.array(domainSchema).default([]),
  created: moment.default("2016-05-11T08:02:44Z"),
  country: text.default("DE"),
  licences: z.array(z.enum(["P1", "P2", "workloadIdentities"])).default([]),
  securityDefaults: z.boolean().default(false),
  /** Whether passes can be issued. Microsoft's default: disabled. */
  temporaryAccessPass: z.enum(["enabled", "disabled"]).default("disabled"),
  people: z.array(personSchema).default([]),
  syncedPeople: z.array(syncedPersonSchema).default([]),
  population: z
    .strictObject({
      seed: z.int(),
      users: z.int().min(1),
      usersWithProvisioningErrors: z.int().min(0),
      provisioningErrorsEach: z.int().min(1).optional(),
      domain: text,
    })
    .optional(),
  groups: z.array(groupSchema).default([]),
  contacts: z.array(contactSchema).default([]),
  clients: z.array(clientSchema).default([]),
  policies: z.array(policySchema).default([]),
  namedLocations: z.array(namedLocationSchema).default([]),
  servers: z.array(serverSchema).default([]),
  /** Pass-through authentication agents on machines without a synchronisation server. */
  authenticationAgents: z
    .array(z.strictObject({ machine: text, address: text, active: z.boolean().default(true) }))
    .default([]),
  vaults: z.array(vaultSchema).default([]),
  /** `defaultAppManagementPolicy`, as Graph shows it. */
  appManagementPolicy: z.looseObject({ isEnabled: z.boolean() }).optional(),
  synchronization: synchronizationSchema.prefault({}),
  health: z
    .strictObject({ onboarded: z.boolean().default(true), serviceId: text.optional(), created: text.optional() })
    .prefault({}),
  /** Names of role templates that are activated besides those that somebody holds. */
  activatedRoles: z.array(text).default([]),
});

export const scenarioFileSchema = z.strictObject({
  /** For editors. */
  $schema: z.string().optional(),
  name: text,
  description: text,
  /** The first is the one that sandbox.json names. */
  tenants: z.array(tenantSchema).min(1),
});

export type ScenarioFile = z.infer<typeof scenarioFileSchema>;
export type TenantPlan = z.infer<typeof tenantSchema>;
export type ServerPlan = TenantPlan["servers"][number];
export type PolicyPlan = TenantPlan["policies"][number];
export type ClientPlan = TenantPlan["clients"][number];

/** Milliseconds since the epoch of a time in a scenario file. */
export function momentOf(value: string, now: number): number {
  const ago = /^(\S+) ago$/u.exec(value)?.[1];
  return ago === undefined ? Date.parse(value) : now - (parseDuration(ago) ?? 0);
}
