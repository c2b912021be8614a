// PATCH directory/onPremisesSynchronization: features and the prevention of accidental deletions.
//
// Sources: "Update onPremisesDirectorySynchronization"; "onPremisesDirectorySynchronizationFeature resource type" (which
// flags cannot be changed).
import * as z from "zod";
import { type Answer, param } from "../../routes.js";
import type { TenantState } from "../../store/tenant-state.js";
import type { GraphCall } from "../graph-call.js";
import { badRequest, notFound, notImplemented } from "../graph-error.js";
import { writtenBody } from "../written-body.js";

const RESOURCE = "OnPremisesDirectorySynchronization";

/** "isn't in use and updating it isn't supported"; how the service says so is a choice. */
const NOT_WRITABLE = ["passwordWritebackEnabled", "userWritebackEnabled"];
/** "can't be disabled once it's enabled" */
const FOR_GOOD = ["synchronizeUpnForManagedUsersEnabled"];

/** Of the configuration in beta, what the service fills by itself. */
const REPORTED = [
  "anchorAttribute",
  "applicationId",
  "currentExportData",
  "customerRequestedSynchronizationInterval",
  "synchronizationClientVersion",
  "synchronizationInterval",
  "writebackConfiguration",
];

const preventionSchema = z.strictObject({
  synchronizationPreventionType: z.enum(["disabled", "enabledForCount", "enabledForPercentage"]).optional(),
  alertThreshold: z.int().min(0).max(2_147_483_647).optional(),
});

const bodySchema = z.strictObject({
  configuration: z.looseObject({ accidentalDeletionPrevention: preventionSchema.optional() }).optional(),
  features: z.record(z.string(), z.boolean()).optional(),
});

/** 204; what is not named stays as it is. */
export function updateSynchronization(call: GraphCall): Answer {
  if (param(call, "id") !== call.tenant.organization.id) throw notFound(param(call, "id"));
  const { configuration = {}, features = {} } = writtenBody(call, bodySchema, { resource: RESOURCE });
  const other = Object.keys(configuration).find((name) => name !== "accidentalDeletionPrevention");
  if (other !== undefined) throw otherConfiguration(call, other);
  call.world.store.change((draft) => {
    const { accidentalDeletionPrevention: prevention } = draft.synchronization;
    const wanted = configuration.accidentalDeletionPrevention ?? {};
    for (const [name, isOn] of Object.entries(features)) setFeature(draft, name, isOn);
    if (wanted.alertThreshold !== undefined) prevention.alertThreshold = wanted.alertThreshold;
    if (wanted.synchronizationPreventionType !== undefined) {
      prevention.synchronizationPreventionType = wanted.synchronizationPreventionType;
    }
    if (prevention.synchronizationPreventionType === "enabledForPercentage" && prevention.alertThreshold > 100) {
      throw badRequest(`Invalid value specified for property 'alertThreshold' of resource '${RESOURCE}'.`);
    }
  });
  return { status: 204 };
}

function setFeature({ synchronization: { features } }: TenantState, name: string, isOn: boolean): void {
  if (!Object.hasOwn(features, name)) throw badRequest(`Invalid property '${name.slice(0, 200)}'.`);
  if (features[name] === isOn) return;
  if (NOT_WRITABLE.includes(name)) throw badRequest(`Updating the property '${name}' is not supported.`);
  if (FOR_GOOD.includes(name) && !isOn)
    throw badRequest(`The feature '${name}' cannot be disabled once it is enabled.`);
  features[name] = isOn;
}

function otherConfiguration(call: GraphCall, name: string) {
  if (call.version === "beta" && REPORTED.includes(name)) return notImplemented(`writing configuration.${name}`);
  return badRequest(`Invalid property 'configuration.${name.slice(0, 200)}'.`);
}
