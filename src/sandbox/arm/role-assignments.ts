// Who holds an Azure role: `Microsoft.Authorization/roleAssignments` below the scope that it holds at.
//
// Connect Health has its own page for its roles, and no document says that this can be asked for at its scope: that it
// can is a choice, since everywhere else in Azure assignments are an extension of the scope that they hold at.
import * as z from "zod";
import { type Answer, param } from "../routes.js";
import { ArmError } from "./arm-error.js";
import type { ArmCall, ArmRoute } from "./arm-route.js";
import { AUTHORIZATION_VERSIONS } from "./arm-versions.js";
import { isSame } from "./azure-scopes.js";
import { assignmentBody, wantedAssignments } from "./role-assignment-bodies.js";
import { wishedAssignment } from "./role-assignment-making.js";
import { ASSIGNMENT_SCOPES, ASSIGNMENT_TYPE, type Assignment, type AssignmentScope } from "./role-assignment-scopes.js";

type Verb = "read" | "write" | "delete";

export const roleAssignmentArmRoutes: readonly ArmRoute[] = ASSIGNMENT_SCOPES.flatMap(({ path, of }) => {
  const list = `${path}/providers/${ASSIGNMENT_TYPE}`;
  const one = `${list}/:assignment`;
  const at = (verb: Verb, handle: (call: ArmCall, scope: AssignmentScope) => Answer) => ({
    apiVersions: AUTHORIZATION_VERSIONS,
    handle: (call: ArmCall) => handle(call, of(call, verb)),
  });
  return [
    {
      method: "GET",
      path: list,
      note: "$filter: atScope(), assignedTo('id'), principalId eq 'id'",
      ...at("read", listAssignments),
    },
    { method: "GET", path: one, note: "", ...at("read", answerAssignment) },
    { method: "PUT", path: one, note: "roleDefinitionId, principalId, principalType", ...at("write", putAssignment) },
    { method: "DELETE", path: one, note: "", ...at("delete", deleteAssignment) },
  ];
});

function listAssignments({ tenant, url }: ArmCall, scope: AssignmentScope): Answer {
  const value = wantedAssignments(tenant, scope, url.searchParams.get("$filter")).map((one) =>
    assignmentBody(tenant, scope, one),
  );
  return { status: 200, body: { value } };
}

function answerAssignment(call: ArmCall, scope: AssignmentScope): Answer {
  const found = assignmentNamed(call, scope);
  if (found !== undefined) return { status: 200, body: assignmentBody(call.tenant, scope, found) };
  const name = param(call, "assignment").slice(0, 100);
  throw new ArmError(404, "RoleAssignmentNotFound", `The role assignment '${name}' is not found.`);
}

const bodySchema = z.looseObject({ properties: z.looseObject({}) });

/** Created 201, whatever was there already 200. */
function putAssignment(call: ArmCall, scope: AssignmentScope): Answer {
  const parsed = call.body.kind === "json" ? bodySchema.safeParse(call.body.value) : undefined;
  if (parsed?.success !== true) {
    throw new ArmError(400, "BadRequestFormat", "The request was incorrectly formatted.");
  }
  const { world, now, caller } = call;
  const wish = { scope, name: param(call, "assignment"), properties: parsed.data.properties };
  const { assignment, principalType, isNew } = wishedAssignment(world, wish, now);
  if (isNew) {
    const createdDateTime = new Date(now).toISOString();
    world.store.change((draft) => {
      scope.add(draft, { ...assignment, principalType, createdDateTime, createdBy: caller.principalId });
    });
  }
  const made = assignmentNamed({ ...call, tenant: world.store.tenant }, scope) ?? assignment;
  return { status: isNew ? 201 : 200, body: assignmentBody(world.store.tenant, scope, made) };
}

/** The one that was there, or nothing: 204. */
function deleteAssignment(call: ArmCall, scope: AssignmentScope): Answer {
  const found = assignmentNamed(call, scope);
  if (found === undefined) return { status: 204 };
  call.world.store.change((draft) => {
    scope.remove(draft, found.name);
  });
  return { status: 200, body: assignmentBody(call.tenant, scope, found) };
}

function assignmentNamed(call: ArmCall, scope: AssignmentScope): Assignment | undefined {
  const name = param(call, "assignment");
  return scope.list(call.tenant).find((one) => one.name === name && isSame(one.scope, scope.id));
}
