// What stands on the premises: synchronisation servers, pass-through authentication agents, and what is out of order.
import * as z from "zod";
import { text, textOrNull, when } from "./primitives.js";

const serverIdentitySchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("legacy"), userId: text }),
  z.strictObject({ kind: z.literal("application"), servicePrincipalId: text }),
]);

const cycleOutcomeSchema = z.strictObject({ at: when, succeeded: z.boolean(), message: text });

export const serverSchema = z.strictObject({
  name: text,
  installationId: text,
  version: text,
  staging: z.boolean(),
  running: z.boolean(),
  identity: serverIdentitySchema,
  /** ISO 8601; half an hour unless the administrator chose longer. */
  interval: text.default("PT30M"),
  /** From where its requests reach the cloud. */
  address: text.default("203.0.113.10"),
  nextCycleAt: when,
  lastCycle: cycleOutcomeSchema.nullable(),
});

export const authenticationAgentSchema = z.strictObject({
  id: text,
  machineName: text,
  externalIp: text,
  status: z.enum(["active", "inactive"]),
});

/** What `break` has put out of order and `mend` puts right. */
export const breakageSchema = z.strictObject({ kind: text, name: textOrNull, since: when, undo: z.unknown() });

export const onPremisesSchema = z.strictObject({
  servers: z.array(serverSchema),
  /** Changes in the forest that no server has exported yet. */
  changesWaiting: z.int(),
  /** Deletions in the forest that no server has exported yet. */
  deletionsWaiting: z.int().default(0),
  authenticationAgents: z.array(authenticationAgentSchema).default([]),
  breakages: z.array(breakageSchema).default([]),
});
