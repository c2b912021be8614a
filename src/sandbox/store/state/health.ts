// Connect Health: one service per tenant, its servers, and who may see them.
import * as z from "zod";
import { text, textOrNull, whenOrNull } from "./primitives.js";

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

export const healthSchema = z.strictObject({
  serviceId: text,
  createdDate: text,
  members: z.array(healthMemberSchema),
  access: z.array(z.strictObject({ principalId: text, role: z.enum(["Owner", "Contributor", "Reader"]) })),
  /** Never set up: no service, and `/configuration` says so. */
  onboarded: z.boolean().default(true),
  quarantinedSince: whenOrNull.default(null),
  exportErrors: z.array(exportErrorSchema).default([]),
});
