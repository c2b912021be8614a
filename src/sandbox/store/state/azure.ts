// What the tenant has in Azure: its subscription, who holds which role where, resource groups and what was deployed.
import * as z from "zod";
import { text, textOrNull, when, whenOrNull } from "./primitives.js";

const tagsSchema = z.record(text, text);

const subscriptionSchema = z.strictObject({
  id: text,
  displayName: text,
  /** Resource providers that were asked to register; others are not registered. */
  providers: z.array(z.strictObject({ namespace: text, requestedDateTime: when })).default([]),
});

const azureRoleAssignmentSchema = z.strictObject({
  /** Its GUID. */
  name: text,
  /** Subscription, resource group or resource, as in its id. */
  scope: text,
  /** The role's GUID. */
  roleId: text,
  principalId: text,
  principalType: text,
  description: textOrNull.default(null),
  createdDateTime: when,
  createdBy: textOrNull.default(null),
});

const resourceGroupSchema = z.strictObject({
  /** `/subscriptions/…/resourceGroups/…`. */
  id: text,
  name: text,
  location: text,
  tags: tagsSchema.nullable().default(null),
  /** Its deletion was asked for; then it goes with all that is in it. */
  goneDateTime: whenOrNull.default(null),
});

const resourceBodySchema = z.looseObject({ id: text, name: text, type: text });

const resourceSchema = z.strictObject({
  /** As it is answered. */
  body: resourceBodySchema,
  createdDateTime: when,
  changedDateTime: when,
});

const errorSchema = z.strictObject({ code: text, message: text });

/** One resource of a deployment: written when it is due, unless something before it has failed. */
const deploymentStepSchema = z.strictObject({
  operationId: text,
  dueDateTime: when,
  state: z.enum(["waiting", "done", "failed"]).default("waiting"),
  isNew: z.boolean(),
  error: errorSchema.nullable().default(null),
  body: resourceBodySchema,
});

const deploymentSchema = z.strictObject({
  /** `/subscriptions/…/resourceGroups/…/providers/Microsoft.Resources/deployments/…`. */
  id: text,
  name: text,
  correlationId: text,
  templateHash: text,
  /** Those of secure types without a value. */
  parameters: z.record(text, z.looseObject({ type: text })),
  outputs: z.record(text, z.looseObject({ type: text })),
  steps: z.array(deploymentStepSchema),
  startedDateTime: when,
  endDateTime: when,
  startedBy: text,
  cancelledDateTime: whenOrNull.default(null),
});

/** What a request that was accepted comes to, to be fetched when it is ready. */
const operationResultSchema = z.strictObject({ id: text, readyDateTime: when, body: z.unknown() });

/** A package that was published to a site. */
const publicationSchema = z.strictObject({
  id: text,
  siteId: text,
  receivedDateTime: when,
  deployer: textOrNull,
  isRemoteBuild: z.boolean(),
  size: z.int(),
  sha256: text,
  /** Why it cannot run. */
  fault: textOrNull,
});

export const azureSchema = z.strictObject({
  subscriptions: z.array(subscriptionSchema).default([]),
  roleAssignments: z.array(azureRoleAssignmentSchema).default([]),
  resourceGroups: z.array(resourceGroupSchema).default([]),
  resources: z.array(resourceSchema).default([]),
  deployments: z.array(deploymentSchema).default([]),
  /** The last fifty. */
  operationResults: z.array(operationResultSchema).default([]),
  /** Oldest first. */
  publications: z.array(publicationSchema).default([]),
});
