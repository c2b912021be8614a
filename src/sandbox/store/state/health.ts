// Connect Health: one service per tenant for synchronisation, its servers, other services, alerts, and who may see them.
import * as z from "zod";
import { text, textOrNull, when, whenOrNull } from "./primitives.js";

export const healthMemberSchema = z.strictObject({
  serviceMemberId: text,
  machineId: text,
  machineName: text,
  /** The installation whose agent feeds this entry; it may be long gone. */
  installationId: text,
  createdDate: text,
  lastReboot: textOrNull,
  lastUpdated: text,
  lastUpload: textOrNull,
  osName: text,
  osVersion: text,
  disabled: z.boolean(),
  lastDisabled: textOrNull,
  /** Set when a client asked for disabling: the service then deletes the entry after 30 days. */
  deleteAfter: textOrNull,
  registeredInStaging: z.boolean(),
  syncVersion: text,
  serviceAccount: text,
});

/** A server of another service, such as AD FS: nobody in the sandbox feeds it, so it shows what it was given. */
const otherMemberSchema = healthMemberSchema
  .omit({ installationId: true, registeredInStaging: true, syncVersion: true, serviceAccount: true })
  .extend({ role: text });

const otherServiceSchema = z.strictObject({
  serviceId: text,
  /** `AdFederationService`, for example. */
  type: text,
  /** The name is `{type}-{signature}`. */
  signature: text,
  createdDate: text,
  disabledAt: whenOrNull.default(null),
  members: z.array(otherMemberSchema).default([]),
});

const exportErrorSchema = z.strictObject({
  errorBucket: text,
  id: text,
  dn: text,
  incomingObjectDisplayName: text,
  incomingObjectType: text,
  userPrincipalName: textOrNull,
  attributeName: text,
  attributeValue: text,
  timeOccurred: text,
});

/** What an agent does not upload any more while it uploads the rest. */
const stalledUploadSchema = z.strictObject({ serviceMemberId: text, dataType: text, since: when });

const alertSchema = z.strictObject({
  alertId: text,
  kind: z.enum([
    "data-not-up-to-date",
    "sync-service-stopped",
    "authentication-failed",
    "deletions-stopped",
    "password-sync-silent",
  ]),
  level: z.enum(["Warning", "Error"]),
  serviceMemberId: text,
  state: z.enum(["Active", "ResolvedByPositiveResult", "ResolvedByTimer", "ResolvedByStateChange"]),
  createdDate: when,
  /** When the condition was last seen. */
  lastUpdated: when,
  resolvedDate: whenOrNull,
  /** Data is up to date again; the next run of the service's job resolves the alert. */
  clearsAt: whenOrNull,
});

const accessSchema = z.strictObject({
  /** A user, a service principal, or a group. */
  principalId: text,
  role: z.enum(["Owner", "Contributor", "Reader", "Entra Connect Health Service Admin"]),
  /** The name of one service; without it, all of Connect Health. */
  service: textOrNull.default(null),
  /** The GUID that whoever made the assignment gave it; those that a scenario makes have one made from what they are. */
  name: text.optional(),
  description: text.optional(),
});

export const healthSchema = z.strictObject({
  serviceId: text,
  createdDate: text,
  members: z.array(healthMemberSchema),
  access: z.array(accessSchema),
  /** Never set up: no service, and `/configuration` says so. */
  onboarded: z.boolean().default(true),
  quarantinedSince: whenOrNull.default(null),
  /** The synchronisation service was disabled by a client: it is deleted after 30 days unless an agent registers. */
  serviceDisabledAt: whenOrNull.default(null),
  /** The synchronisation service was deleted with all its servers; the next agent that registers makes another. */
  serviceDeletedAt: whenOrNull.default(null),
  otherServices: z.array(otherServiceSchema).default([]),
  exportErrors: z.array(exportErrorSchema).default([]),
  stalledUploads: z.array(stalledUploadSchema).default([]),
  /** As the service's own job has raised and resolved them; oldest first. */
  alerts: z.array(alertSchema).default([]),
  /** Lists without a next link: bare arrays, as clients have seen them, or `{value}`, as the Swagger has it. */
  wire: z.enum(["seen", "swagger"]).default("seen"),
  /** Entries per page of a list. */
  pageSize: z.int().min(1).default(50),
});

export type HealthAlert = z.infer<typeof alertSchema>;
