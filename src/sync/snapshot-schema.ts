// The saved snapshot, field by field. Objects are loose: what a newer program has put in besides is kept when it is saved again.
import * as z from "zod";
import type { Json } from "../shapes/change.js";
import type { Fact } from "../shapes/fact.js";
import type { Snapshot } from "./snapshot.js";
import {
  account,
  address,
  count,
  domain,
  fact,
  id,
  known,
  moment,
  objectName,
  objectValue,
  opaque,
  organizationName,
  policy,
  policyName,
  roleName,
  sentence,
  server,
  serviceName,
  time,
  word,
  yesNo,
} from "./snapshot-fields.js";

/** As a file holds it: policies as Graph answered them, so that a newer program may understand more of them. */
export type SavedSnapshot = Omit<Snapshot, "policies"> & { readonly policies: Fact<readonly Json[]> };

const organization = z.looseObject({
  id,
  displayName: organizationName,
  initialDomain: domain,
  domains: z.array(z.looseObject({ name: domain, isInitial: z.boolean(), type: word.nullable() })),
  syncEnabled: yesNo,
  lastSync: time.nullable(),
  servicePlans: z.array(word),
  servicePlansTold: z.boolean(),
});

const domainState = z.looseObject({
  name: domain,
  authenticationType: word.nullable(),
  isVerified: yesNo,
  isDefault: yesNo,
  isInitial: yesNo,
});

const settings = z.looseObject({
  passwordSyncEnabled: yesNo,
  features: z.record(z.string(), z.boolean()),
  deletionPrevention: z.looseObject({ type: word, threshold: z.number().nullable() }).nullable(),
});

const lastExport = z.looseObject({
  clientVersion: word.nullable(),
  interval: word.nullable(),
  machineName: server.nullable(),
  serviceAccount: account.nullable(),
  anchorAttribute: word.nullable(),
  pending: z.looseObject({ additions: z.number(), updates: z.number(), deletions: z.number() }).nullable(),
});

const roleHolder = z.looseObject({
  principalId: id,
  roleDefinitionId: id,
  type: z.enum(["user", "service-principal", "other"]),
  displayName: account.nullable(),
  userPrincipalName: account.nullable(),
  enabled: yesNo,
});

const credentials = z.looseObject({
  certificates: z.array(z.looseObject({ keyId: id, start: time.nullable(), end: time.nullable() })),
  secrets: count,
  federated: count,
  owners: z.array(account),
});

const applicationState = z.looseObject({
  principalId: id,
  displayName: account,
  appId: id.nullable(),
  enabled: yesNo,
  credentials: fact(credentials.nullable()),
  passwordWriteback: fact(z.array(word)),
});

const credentialPolicy = z.looseObject({
  enabled: z.boolean(),
  restrictions: z.array(
    z.looseObject({
      type: word,
      maxLifetime: word.nullable(),
      appliesFrom: time.nullable(),
      enabled: z.boolean(),
    }),
  ),
});

const person = z.looseObject({
  name: account,
  userId: id.nullable(),
  roleIds: z.array(id),
  memberships: fact(
    z.looseObject({
      groupIds: z.array(id),
      roleIds: z.array(id),
      rolesHidden: z.exactOptional(z.literal(true)),
      roleGroupIds: z.exactOptional(z.array(id)),
    }),
  ),
  guest: yesNo,
});

const signIns = z.looseObject({
  since: time,
  complete: z.boolean(),
  identities: z.array(
    z.looseObject({
      identityId: id,
      seen: count,
      newest: z.looseObject({ at: time, errorCode: z.number().nullable(), ip: address.nullable() }).nullable(),
      codes: z.array(z.looseObject({ code: z.number(), count })),
      addresses: z.array(address),
      legacyTls: count.nullable(),
    }),
  ),
});

const writes = z.looseObject({
  since: time,
  bursts: z.array(z.looseObject({ identityId: id, first: time, last: time, writes: count })),
});

const serviceAccount = z.looseObject({
  id,
  userPrincipalName: account,
  enabled: z.boolean(),
  roles: z.array(roleName),
  excludedFrom: z.array(policyName),
  lastSignIn: time.nullable(),
  markedAt: time.nullable(),
});

const agent = z.looseObject({
  id,
  machineName: server,
  externalIp: address.nullable(),
  status: word.nullable(),
});

const objectType = z.enum(["user", "group", "contact"]);
const provisioningErrors = z.looseObject({
  total: count,
  causes: z.array(z.looseObject({ objectType, category: word, property: word, count })),
  first: z.array(
    z.looseObject({
      objectId: id,
      objectType,
      name: objectName,
      category: word,
      property: word,
      value: objectValue,
      since: time.nullable(),
    }),
  ),
  fingerprints: opaque,
  unread: z.array(z.looseObject({ objectType, reason: sentence, remedy: sentence })),
});

const deletedObjects = z.looseObject({
  total: count,
  days: z.array(z.looseObject({ day: time, count })),
  newest: z.array(
    z.looseObject({
      id,
      type: z.enum(["user", "group"]),
      name: objectName,
      deletedAt: time,
      restorableUntil: time,
    }),
  ),
});

const healthServer = z.looseObject({
  serviceName,
  id,
  machineId: id.nullable(),
  machineName: server,
  status: word.nullable(),
  disabled: z.boolean(),
  lastUpdated: fact(time.nullable()),
  uploads: fact(z.record(z.string(), time.nullable())),
  whole: z.null(),
});

const healthAlert = z.looseObject({
  alertId: id,
  level: word.nullable(),
  title: sentence,
  serverId: id.nullable(),
  since: time.nullable(),
});

export const savedSnapshotSchema = z.looseObject({
  schema: z.literal("aadc-cloud/sync-snapshot@1"),
  redacted: z.exactOptional(z.literal(true)),
  takenAt: moment,
  toolVersion: word,
  cloud: word,
  takenBy: z.looseObject({ id, name: account, authKind: word }),
  organization: known(organization),
  domains: fact(z.array(domainState)),
  settings: fact(settings.nullable()),
  lastExport: fact(lastExport.nullable()),
  lastPasswordSync: fact(time.nullable()),
  syncedCounts: fact(z.looseObject({ users: count, groups: count, contacts: count.nullable() })),
  roleHolders: fact(z.array(roleHolder)),
  syncApplications: fact(z.array(z.looseObject({ principalId: id, displayName: account }))),
  applicationStates: fact(z.array(applicationState)),
  syncService: fact(z.looseObject({ enabled: yesNo }).nullable()),
  credentialPolicy: fact(credentialPolicy),
  policies: fact(z.array(policy)),
  people: fact(z.array(person)),
  signIns: fact(signIns),
  writes: fact(writes),
  serviceAccounts: fact(z.looseObject({ accounts: z.array(serviceAccount), notLookedAt: count })),
  agents: fact(z.array(agent)),
  provisioningErrors: fact(provisioningErrors),
  deletedObjects: fact(deletedObjects),
  healthNotInCloud: sentence.nullable(),
  healthServers: fact(z.array(healthServer)),
  healthAlerts: fact(z.array(healthAlert)),
  healthExportErrors: fact(z.array(z.looseObject({ bucket: word, count, truncated: z.boolean() }))),
  healthExports: fact(z.array(z.looseObject({ serverId: id, at: time }))),
});

/** @returns the snapshot, or where it is not one and why */
export function parseSavedSnapshot(
  value: unknown,
): { readonly snapshot: SavedSnapshot } | { readonly where: string; readonly why: string } {
  const { data, error } = savedSnapshotSchema.safeParse(value);
  if (data !== undefined) return { snapshot: data };
  const [issue] = error.issues;
  return { where: (issue?.path ?? []).map(String).join("."), why: issue?.message ?? "" };
}
