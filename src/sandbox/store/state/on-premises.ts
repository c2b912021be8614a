// What stands on the premises: synchronisation servers, pass-through authentication agents, and what is out of order.
import * as z from "zod";
import { text, textOrNull, texts, when } from "./primitives.js";

const serverIdentitySchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("legacy"), userId: text }),
  z.strictObject({
    kind: z.literal("application"),
    servicePrincipalId: text,
    /** The key of the application that the server holds; `null` until its first cycle has registered one. */
    keyId: textOrNull.default(null),
    /** Off when nobody renews the certificate: parameters lost, or brought by the customer. */
    renewsCertificate: z.boolean().default(true),
  }),
]);

const appliedPolicySchema = z.strictObject({
  id: text,
  displayName: text,
  result: z.enum([
    "success",
    "failure",
    "notApplied",
    "notEnabled",
    "reportOnlySuccess",
    "reportOnlyFailure",
    "reportOnlyNotApplied",
    "reportOnlyInterrupted",
  ]),
  enforcedGrantControls: texts,
  enforcedSessionControls: texts,
});

/**
 * Cycles of one server that were alike and followed one another at even distance. The sign-ins and the updates that
 * they left in the logs are computed from it when somebody reads: a month of two servers is two of these instead of
 * thousands of entries.
 */
const cycleSeriesSchema = z.strictObject({
  id: text,
  server: text,
  /** Of all that has to be alike. */
  likeness: text,
  who: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("user"), id: text, userPrincipalName: text, displayName: text }),
    z.strictObject({
      kind: z.literal("application"),
      servicePrincipalId: text,
      appId: text,
      displayName: text,
      keyId: textOrNull,
      thumbprint: textOrNull,
    }),
  ]),
  version: text,
  address: text,
  /** Of the first cycle. */
  from: when,
  everyMs: z.int(),
  count: z.int(),
  /** Of each cycle, one for each resource that the engine asks a token for. */
  signIns: z.array(
    z.strictObject({
      resourceAppId: text,
      /** The number of the AADSTS error; 0 for success. */
      errorCode: z.int(),
      failureReason: text,
      /** Its place in `policies`. */
      policies: z.int(),
    }),
  ),
  /** The lists of applied policies that occur: mostly one for all resources, and it can be long. */
  policies: z.array(z.array(appliedPolicySchema)),
  /** Users that were updated in turn, one by each cycle, because life goes on in the forest. */
  updated: z.array(z.strictObject({ id: text, userPrincipalName: text })),
});

const cycleOutcomeSchema = z.strictObject({ at: when, succeeded: z.boolean(), message: text });

export const serverSchema = z.strictObject({
  name: text,
  installationId: text,
  version: text,
  staging: z.boolean(),
  running: z.boolean(),
  identity: serverIdentitySchema,
  /** The scheduler stands still, for example while the wizard is open; the server and its agents go on. */
  suspended: z.boolean().default(false),
  /** The engine's Windows service is stopped, so that its scheduler stands still too. */
  engineStopped: z.boolean().default(false),
  /** ISO 8601; half an hour unless the administrator chose longer. */
  interval: text.default("PT30M"),
  /** From where its requests reach the cloud. */
  address: text.default("203.0.113.10"),
  nextCycleAt: when,
  /** Of password hashes, which do not wait for cycles; `null` while no half hour has passed. */
  nextPasswordSyncAt: when.nullable().default(null),
  lastCycle: cycleOutcomeSchema.nullable(),
});

export const authenticationAgentSchema = z.strictObject({
  id: text,
  machineName: text,
  externalIp: text,
  status: z.enum(["active", "inactive"]),
});

/** What `break` has put out of order and `mend` puts right. */
const breakageSchema = z.strictObject({ kind: text, name: textOrNull, since: when, undo: z.unknown() });

export const onPremisesSchema = z.strictObject({
  servers: z.array(serverSchema),
  /** Changes in the forest that no server has exported yet. */
  changesWaiting: z.int(),
  /** Deletions in the forest that no server has exported yet. */
  deletionsWaiting: z.int().default(0),
  /** Changes of single users that no server has exported yet. */
  userChangesWaiting: z.array(z.strictObject({ userId: text, attribute: textOrNull, value: textOrNull })).default([]),
  /** Nothing changes by itself in the forest, so that a cycle finds nothing to export. */
  isQuiet: z.boolean().default(false),
  /** Oldest first. */
  cycles: z.array(cycleSeriesSchema).default([]),
  /** How late an entry of the audit and sign-in logs is shown. */
  logLatencyMinutes: z.int().default(0),
  authenticationAgents: z.array(authenticationAgentSchema).default([]),
  breakages: z.array(breakageSchema).default([]),
});
