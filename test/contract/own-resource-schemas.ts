// Subscriptions, resource groups, providers, deployments and publishing hosts: as `own-login-schemas.ts`. Microsoft's
// files for them are not at hand; the forms are those of the REST reference.

import type { JsonObject } from "./json.js";
import { ARM_ERROR, PROVIDER, ROLE_ASSIGNMENT, SUBSCRIPTION } from "./own-arm-schemas.js";
import { closed, type OwnOperation } from "./own-operation.js";

const TEXT = { type: "string" };
const ANYTHING = {};
const NOTHING = { type: "null" };
const OBJECT = { type: "object" };
const TAGS = { type: "object", additionalProperties: TEXT };
const WHEN = { type: "string", pattern: "^\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z$" };
const DURATION = { type: "string", pattern: "^PT[\\d.]+S$" };
const VERSION = ["api-version"];
const ARM_ERRORS = Object.fromEntries([400, 401, 403, 404, 409, 429].map((status) => [status, ARM_ERROR]));

const SUBSCRIPTION_ID = "\\/subscriptions\\/[^/]+";
const GROUP = `${SUBSCRIPTION_ID}\\/resourcegroups\\/[^/]+`;
const DEPLOYMENT = `${GROUP}\\/providers\\/Microsoft\\.Resources\\/deployments`;
const ASSIGNMENT = "\\/providers\\/Microsoft\\.Authorization\\/roleAssignments\\/[^/]+";

const listOf = (items: JsonObject) => closed({ value: { type: "array", items }, "nextLink?": TEXT });

/** "Resource Groups - Get". */
const GROUP_BODY = closed({
  id: TEXT,
  name: TEXT,
  type: { type: "string", enum: ["Microsoft.Resources/resourceGroups"] },
  location: TEXT,
  "managedBy?": TEXT,
  "tags?": TAGS,
  properties: closed({ provisioningState: { type: "string", enum: ["Succeeded", "Deleting"] } }),
});

const TYPED = {
  type: "object",
  additionalProperties: closed({ type: TEXT, "value?": ANYTHING }),
};
const IDS = { type: "array", items: closed({ id: TEXT }) };

/** "Deployments - Get": DeploymentExtended; "Deployments - Validate" adds what it has looked at. */
const DEPLOYMENT_BODY = closed({
  id: TEXT,
  name: TEXT,
  type: { type: "string", enum: ["Microsoft.Resources/deployments"] },
  properties: closed({
    "templateHash?": TEXT,
    parameters: TYPED,
    mode: { type: "string", enum: ["Incremental"] },
    provisioningState: { type: "string", enum: ["Accepted", "Running", "Succeeded", "Failed", "Canceled"] },
    timestamp: WHEN,
    duration: DURATION,
    correlationId: TEXT,
    "providers?": { type: "array", items: closed({ namespace: TEXT, resourceTypes: { type: "array" } }) },
    "dependencies?": { type: "array" },
    "outputs?": TYPED,
    "outputResources?": IDS,
    "validatedResources?": IDS,
    "error?": OBJECT,
  }),
});

/** "Deployment Operations - List". */
const OPERATION = closed({
  id: TEXT,
  operationId: TEXT,
  properties: closed({
    provisioningOperation: TEXT,
    provisioningState: TEXT,
    timestamp: WHEN,
    duration: DURATION,
    "trackingId?": TEXT,
    "statusCode?": TEXT,
    "statusMessage?": OBJECT,
    targetResource: closed({ id: TEXT, resourceType: TEXT, resourceName: TEXT }),
  }),
});

/** "Deployments - What If": WhatIfOperationResult. */
const WHAT_IF = closed({
  status: { type: "string", enum: ["Succeeded"] },
  properties: closed({
    changes: {
      type: "array",
      items: closed({
        resourceId: TEXT,
        changeType: { type: "string", enum: ["Create", "NoChange", "Modify", "Ignore"] },
        "before?": OBJECT,
        "after?": OBJECT,
        "delta?": {
          type: "array",
          items: closed({
            path: TEXT,
            propertyChangeType: { type: "string", enum: ["Create", "Modify", "Array"] },
            "before?": ANYTHING,
            "after?": ANYTHING,
            "children?": { type: "array" },
          }),
        },
      }),
    },
  }),
});

const DEPLOYMENT_REQUEST = {
  type: "object",
  required: ["properties"],
  properties: { properties: { type: "object", required: ["mode", "template"] } },
};

/** "Resources - Get By Id": GenericResource. */
const RESOURCE = {
  type: "object",
  required: ["id", "name", "type"],
  properties: { id: TEXT, name: TEXT, type: TEXT, location: TEXT, tags: TAGS, properties: OBJECT, identity: OBJECT },
};

const arm = (
  method: string,
  path: string,
  name: string,
  responses: OwnOperation["responses"],
  more: Partial<OwnOperation> = {},
): OwnOperation => ({
  service: "arm",
  method,
  path: new RegExp(`^${path}$`, "iu"),
  name: `arm ${name}`,
  source: "Azure Resource Manager REST API",
  query: VERSION,
  responses: { ...responses, ...ARM_ERRORS },
  ...more,
});

const assignmentRequest = closed({
  properties: closed({ roleDefinitionId: TEXT, principalId: TEXT, "principalType?": TEXT, "description?": TEXT }),
});

const PUBLICATION = closed({
  id: TEXT,
  status: { type: "integer", minimum: 0, maximum: 4 },
  status_text: TEXT,
  deployer: TEXT,
  message: TEXT,
  progress: TEXT,
  received_time: WHEN,
  start_time: WHEN,
  end_time: { type: ["string", "null"] },
  complete: { type: "boolean" },
  active: { type: "boolean" },
  url: TEXT,
});
const PUBLISHING_ERROR = closed({ Message: TEXT, "ExceptionMessage?": TEXT, "ExceptionType?": TEXT });
const PUBLISHING_ERRORS = Object.fromEntries(
  [400, 401, 403, 404, 409, 415].map((status) => [status, PUBLISHING_ERROR]),
);

/** "Kudu REST API", and One deploy of "Deployment technologies in Azure Functions". */
const publishing = (
  method: string,
  path: RegExp,
  name: string,
  responses: OwnOperation["responses"],
): OwnOperation => ({
  service: "publishing",
  method,
  path,
  name: `publishing ${name}`,
  source: "Kudu REST API",
  query: ["type", "RemoteBuild", "Deployer"],
  responses: { ...responses, ...PUBLISHING_ERRORS },
});

export const RESOURCE_OPERATIONS: readonly OwnOperation[] = [
  arm("GET", SUBSCRIPTION_ID, "subscription", { 200: SUBSCRIPTION }),
  arm("GET", `${SUBSCRIPTION_ID}\\/operationresults\\/[^/]+`, "operation result", {
    200: { anyOf: [WHAT_IF, NOTHING] },
    202: NOTHING,
  }),
  arm("GET", `${SUBSCRIPTION_ID}\\/providers`, "subscription's providers", { 200: listOf(PROVIDER) }),
  arm("GET", `${SUBSCRIPTION_ID}\\/providers\\/[^/]+`, "subscription's provider", { 200: PROVIDER }),
  arm("POST", `${SUBSCRIPTION_ID}\\/providers\\/[^/]+\\/register`, "registration", { 200: PROVIDER }),
  arm("GET", `${SUBSCRIPTION_ID}\\/resourcegroups`, "resource groups", { 200: listOf(GROUP_BODY) }),
  arm(
    "HEAD",
    GROUP,
    "resource group's existence",
    { 204: NOTHING, 404: NOTHING },
    { responses: { 204: NOTHING, 404: NOTHING } },
  ),
  arm("GET", GROUP, "resource group", { 200: GROUP_BODY }),
  arm(
    "PUT",
    GROUP,
    "resource group",
    { 200: GROUP_BODY, 201: GROUP_BODY },
    {
      request: closed({ location: TEXT, "tags?": TAGS, "managedBy?": TEXT }),
    },
  ),
  arm("DELETE", GROUP, "resource group's deletion", { 202: NOTHING }),
  arm("GET", DEPLOYMENT, "deployments", { 200: listOf(DEPLOYMENT_BODY) }),
  arm("GET", `${DEPLOYMENT}\\/[^/]+`, "deployment", { 200: DEPLOYMENT_BODY }),
  arm(
    "PUT",
    `${DEPLOYMENT}\\/[^/]+`,
    "deployment",
    { 200: DEPLOYMENT_BODY, 201: DEPLOYMENT_BODY },
    { request: DEPLOYMENT_REQUEST },
  ),
  arm("GET", `${DEPLOYMENT}\\/[^/]+\\/operations`, "deployment operations", { 200: listOf(OPERATION) }),
  arm("GET", `${DEPLOYMENT}\\/[^/]+\\/operationStatuses\\/[^/]+`, "deployment status", {
    200: closed({ status: TEXT, "error?": OBJECT }),
  }),
  arm("POST", `${DEPLOYMENT}\\/[^/]+\\/cancel`, "deployment's end", { 204: NOTHING }),
  arm(
    "POST",
    `${DEPLOYMENT}\\/[^/]+\\/validate`,
    "validation",
    { 200: DEPLOYMENT_BODY },
    { request: DEPLOYMENT_REQUEST },
  ),
  arm(
    "POST",
    `${DEPLOYMENT}\\/[^/]+\\/whatIf`,
    "what-if",
    { 200: WHAT_IF, 202: NOTHING },
    { request: DEPLOYMENT_REQUEST },
  ),
  arm("GET", `(?:\\/.+)?${ASSIGNMENT}`, "role assignment", { 200: ROLE_ASSIGNMENT }),
  arm(
    "PUT",
    `(?:\\/.+)?${ASSIGNMENT}`,
    "role assignment",
    { 200: ROLE_ASSIGNMENT, 201: ROLE_ASSIGNMENT },
    {
      request: assignmentRequest,
    },
  ),
  arm("DELETE", `(?:\\/.+)?${ASSIGNMENT}`, "role assignment's deletion", { 200: ROLE_ASSIGNMENT, 204: NOTHING }),
  arm("GET", `${GROUP}\\/providers\\/[^/]+(?:\\/[^/]+\\/[^/]+){1,3}`, "resource", { 200: RESOURCE }),
  publishing("POST", /^\/api\/publish$/u, "package", { 202: { type: "string", pattern: "^[0-9a-f-]{36}$" } }),
  publishing("GET", /^\/api\/deployments$/u, "deployments", { 200: { type: "array", items: PUBLICATION } }),
  publishing("GET", /^\/api\/deployments\/[^/]+$/u, "deployment", { 200: PUBLICATION }),
];
