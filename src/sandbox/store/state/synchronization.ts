// The synchronisation object as the cloud keeps it.
import * as z from "zod";
import { text, textOrNull } from "./primitives.js";

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

export const synchronizationSchema = z.strictObject({
  accidentalDeletionPrevention: z.strictObject({ synchronizationPreventionType: text, alertThreshold: z.int() }),
  anchorAttribute: textOrNull,
  applicationId: textOrNull,
  currentExportData: exportDataSchema.nullable(),
  customerRequestedSynchronizationInterval: textOrNull,
  synchronizationClientVersion: textOrNull,
  synchronizationInterval: text,
  features: z.record(text, z.boolean()),
});
