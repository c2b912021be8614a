// The tenant itself: organization, domains, licences.
import * as z from "zod";
import { text, textOrNull, texts, when, whenOrNull } from "./primitives.js";

const assignedPlanSchema = z.strictObject({
  assignedDateTime: when,
  capabilityStatus: text,
  service: text,
  servicePlanId: text,
});

export const organizationSchema = z.strictObject({
  id: text,
  displayName: text,
  createdDateTime: when,
  countryLetterCode: textOrNull,
  preferredLanguage: textOrNull,
  technicalNotificationMails: texts,
  tenantType: text,
  onPremisesSyncEnabled: z.boolean().nullable(),
  onPremisesLastSyncDateTime: whenOrNull,
  onPremisesLastPasswordSyncDateTime: whenOrNull,
  assignedPlans: z.array(assignedPlanSchema),
  /** Open extensions; `organization` is one of the types that have them. */
  extensions: z.array(z.looseObject({ extensionName: text })).default([]),
});

export const domainSchema = z.strictObject({
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

export const skuSchema = z.strictObject({
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
