// App roles that principals hold at resources ("appRoleAssignment resource type"), from both sides.
import { randomBytes } from "node:crypto";
import * as z from "zod";
import { appRolesOf, mayAssignAppRole } from "../../laws/consent.js";
import { type Answer, param } from "../../routes.js";
import { guidBytes } from "../../store/guid-bytes.js";
import type { Tenant, TenantState } from "../../store/tenant-state.js";
import { findObject } from "../directory/directory-objects.js";
import { noteChange } from "../directory/directory-objects-audit.js";
import { isGuid } from "../directory/directory-objects-guid.js";
import { listingAnswer } from "../directory/directory-objects-listing.js";
import type { GraphCall, GraphRoute } from "../graph-call.js";
import { accessDenied, badRequest, GraphError, notFound } from "../graph-error.js";
import { contextUrl, type Entity, project } from "../odata/odata-page.js";
import { missing, writtenBody } from "../written-body.js";
import { principalOfPath } from "./service-principals.js";

type Assignment = TenantState["appRoleAssignments"][number];
type Side = "appRoleAssignedTo" | "appRoleAssignments";

const ASSIGNMENT: Entity = {
  type: "microsoft.graph.appRoleAssignment",
  known: [
    "id",
    "deletedDateTime",
    "appRoleId",
    "createdDateTime",
    "principalDisplayName",
    "principalId",
    "principalType",
    "resourceDisplayName",
    "resourceId",
  ],
};
/** In beta the time has another name. */
const BETA_ASSIGNMENT: Entity = {
  ...ASSIGNMENT,
  known: ASSIGNMENT.known.map((name) => (name === "createdDateTime" ? "creationTimestamp" : name)),
};

/** "a default app role ID … to signal that the principal is assigned … without any specific app roles" */
const DEFAULT_ROLE = "00000000-0000-0000-0000-000000000000";

const idSchema = z.string().refine(isGuid);
const assignmentSchema = z.strictObject({ principalId: idSchema, resourceId: idSchema, appRoleId: idSchema }).partial();
const KIND = { resource: "AppRoleAssignment" };

const SIDES: readonly (readonly [path: string, side: Side])[] = [
  ["/servicePrincipals/:id/appRoleAssignedTo", "appRoleAssignedTo"],
  ["/servicePrincipals(appId=:appid)/appRoleAssignedTo", "appRoleAssignedTo"],
  ["/servicePrincipals/:id/appRoleAssignments", "appRoleAssignments"],
];

export const appRoleAssignmentRoutes: readonly GraphRoute[] = SIDES.flatMap(([path, side]): readonly GraphRoute[] => [
  {
    method: "GET",
    path,
    note: "$select, $filter, $top, $count, paging",
    options: ["$select", "$top", "$filter", "$count", "$skiptoken"],
    replicated: "application",
    cost: side === "appRoleAssignments" ? 2 : 1,
    handle: (call) => listAssignments(call, side),
  },
  { method: "POST", path, note: "201", replicated: "application", handle: (call) => createAssignment(call, side) },
  {
    method: "DELETE",
    path: `${path}/:assignment`,
    note: "204",
    replicated: "application",
    handle: (call) => deleteAssignment(call, side),
  },
]);

function listAssignments(call: GraphCall, side: Side): Answer {
  const { tenant } = call;
  const principal = principalOfPath(call, tenant);
  return listingAnswer(call, {
    entity: entityOf(call),
    set: "appRoleAssignments",
    all: tenant.appRoleAssignments.filter(
      (one) => (side === "appRoleAssignedTo" ? one.resourceId : one.principalId) === principal.id && isShown(call, one),
    ),
    properties: assignmentProperties,
    rules: { principalDisplayName: ["eq", "startswith"], principalId: ["eq"], resourceId: ["eq"] },
  });
}

function createAssignment(call: GraphCall, side: Side): Answer {
  const { principalId, resourceId, appRoleId } = writtenBody(call, assignmentSchema, KIND);
  if (principalId === undefined) throw missing("principalId", KIND.resource);
  if (resourceId === undefined) throw missing("resourceId", KIND.resource);
  if (appRoleId === undefined) throw missing("appRoleId", KIND.resource);
  const wanted = {
    principalId: principalId.toLowerCase(),
    resourceId: resourceId.toLowerCase(),
    appRoleId: appRoleId.toLowerCase(),
  };
  const assignment = call.world.store.change((draft) => {
    const own = principalOfPath(call, call.tenant).id;
    if (own !== (side === "appRoleAssignedTo" ? wanted.resourceId : wanted.principalId)) {
      throw badRequest("The id in the path does not match the principalId or resourceId of the request body.");
    }
    const made = newAssignment(call, draft, wanted);
    draft.appRoleAssignments.push(made);
    note(call, draft, "Add app role assignment to service principal", "Add", made);
    return { ...made };
  });
  const body = project(assignmentProperties(assignment), entityOf(call).known);
  return { status: 201, body: { "@odata.context": contextUrl(call, "appRoleAssignments/$entity"), ...body } };
}

function newAssignment(
  call: GraphCall,
  tenant: Tenant,
  wanted: Pick<Assignment, "principalId" | "resourceId" | "appRoleId">,
): Assignment {
  const resource = tenant.servicePrincipals.find((one) => one.id === wanted.resourceId);
  if (resource === undefined) throw notFound(wanted.resourceId);
  const principal = findObject(tenant, wanted.principalId, call.version);
  const principalType = principal === undefined ? undefined : PRINCIPAL_TYPES[principal.kind];
  const isThrough = findObject(call.tenant, wanted.principalId, call.version) !== undefined;
  if (principal === undefined || principalType === undefined || !isThrough) throw notFound(wanted.principalId);
  const roles = appRolesOf(tenant, resource);
  const role = roles.find((one) => one.id === wanted.appRoleId);
  const member = principalType === "ServicePrincipal" ? "Application" : "User";
  const isDefault = wanted.appRoleId === DEFAULT_ROLE && !roles.some((one) => one.allowedMemberTypes.includes(member));
  if (!isDefault && (role?.isEnabled !== true || !role.allowedMemberTypes.includes(member))) {
    throw badRequest("Permission being assigned was not found on application.");
  }
  if (!mayAssignAppRole(tenant, call.caller, resource.appId, principalType)) throw accessDenied();
  const isThere = tenant.appRoleAssignments.some(
    (one) =>
      one.principalId === wanted.principalId &&
      one.resourceId === wanted.resourceId &&
      one.appRoleId === wanted.appRoleId,
  );
  if (isThere) throw alreadyAssigned();
  return {
    id: Buffer.concat([guidBytes(wanted.principalId), randomBytes(16)]).toString("base64url"),
    ...wanted,
    createdDateTime: new Date(call.now).toISOString(),
    principalDisplayName: String(principal.properties()["displayName"]),
    principalType,
    resourceDisplayName: resource.displayName,
  };
}

const PRINCIPAL_TYPES: Readonly<Partial<Record<string, string>>> = {
  user: "User",
  group: "Group",
  servicePrincipal: "ServicePrincipal",
};

function deleteAssignment(call: GraphCall, side: Side): Answer {
  const key = param(call, "assignment");
  call.world.store.change((draft) => {
    const own = principalOfPath(call, call.tenant).id;
    const found = draft.appRoleAssignments.find(
      (one) =>
        one.id.toLowerCase() === key && (side === "appRoleAssignedTo" ? one.resourceId : one.principalId) === own,
    );
    if (found === undefined) throw notFound(key);
    const resource = draft.servicePrincipals.find((one) => one.id === found.resourceId);
    if (!mayAssignAppRole(draft, call.caller, resource?.appId ?? "", found.principalType)) throw accessDenied();
    draft.appRoleAssignments = draft.appRoleAssignments.filter((one) => one.id !== found.id);
    note(call, draft, "Remove app role assignment from service principal", "Delete", found);
  });
  return { status: 204 };
}

function entityOf(call: GraphCall): Entity {
  return call.version === "beta" ? BETA_ASSIGNMENT : ASSIGNMENT;
}

function assignmentProperties(assignment: Tenant["appRoleAssignments"][number]) {
  return { deletedDateTime: null, creationTimestamp: assignment.createdDateTime, ...assignment };
}

/** Assignments to or of what is deleted are out of sight. */
function isShown({ tenant, version }: GraphCall, one: Tenant["appRoleAssignments"][number]): boolean {
  return [one.principalId, one.resourceId].every((id) => findObject(tenant, id, version) !== undefined);
}

function alreadyAssigned(): GraphError {
  const message = "Permission being assigned already exists on the object";
  return new GraphError(400, "Request_BadRequest", message, [{ code: "InvalidUpdate", message, target: "permission" }]);
}

function note(
  call: GraphCall,
  draft: TenantState,
  activity: string,
  operation: "Add" | "Delete",
  assignment: Assignment,
): void {
  const { resourceId, resourceDisplayName, principalId, principalDisplayName, principalType } = assignment;
  noteChange(call, draft, {
    activity,
    category: "ApplicationManagement",
    operation,
    targets: [
      { id: resourceId, type: "ServicePrincipal", displayName: resourceDisplayName },
      { id: principalId, type: principalType, displayName: principalDisplayName },
    ],
  });
}
