// Activating directory roles, and their members by reference.
import * as z from "zod";
import { type Answer, param } from "../../routes.js";
import type { Tenant } from "../../store/tenant-state.js";
import { type GraphCall, jsonBody } from "../graph-call.js";
import { badRequest, notFound } from "../graph-error.js";
import { noteBesidePim } from "./role-audit.js";
import {
  activateRole,
  addAssignment,
  CONFLICT,
  checkAssignment,
  isKnownPrincipal,
  removeAssignment,
  roleOf,
} from "./role-changes.js";

const activationSchema = z.strictObject({
  "@odata.type": z.literal("#microsoft.graph.directoryRole").optional(),
  roleTemplateId: z.string(),
});

const referenceSchema = z.strictObject({ "@odata.id": z.string() });

/** "Activate directoryRole"; that it is refused when the role is activated already has the conflict's usual text. */
export function activateTemplate(call: GraphCall): Tenant["activatedRoles"][number] {
  const parsed = activationSchema.safeParse(jsonBody(call));
  if (!parsed.success)
    throw badRequest("A value is required for property 'roleTemplateId' of resource 'DirectoryRole'.");
  const { templateId } = roleOf(parsed.data.roleTemplateId);
  return call.world.store.change((draft) => {
    if (draft.activatedRoles.some((one) => one.roleTemplateId === templateId)) throw badRequest(CONFLICT);
    activateRole(draft, templateId);
    const made = draft.activatedRoles.at(-1);
    return { id: made?.id ?? "", roleTemplateId: templateId };
  });
}

/** "Add directory role member": 204. */
export async function addRoleMember(call: GraphCall): Promise<Answer> {
  const { roleTemplateId } = activatedRole(call);
  const principalId = referencedId(call);
  if (!isKnownPrincipal(call, principalId)) throw notFound(principalId);
  const wanted = { roleDefinitionId: roleTemplateId, principalId, directoryScopeId: "/" };
  call.world.store.change((draft) => {
    checkAssignment(draft, wanted);
    addAssignment(call, draft, wanted);
    noteBesidePim(call, draft, wanted);
  });
  return { status: 204 };
}

/** "Remove directory role member": 204; GraphError 404 for one who does not hold the role. */
export async function removeRoleMember(call: GraphCall): Promise<Answer> {
  const { roleTemplateId } = activatedRole(call);
  const principalId = param(call, "memberId");
  call.world.store.change((draft) => {
    const held = draft.roleAssignments.find(
      (one) =>
        one.roleDefinitionId === roleTemplateId && one.principalId === principalId && one.directoryScopeId === "/",
    );
    if (held === undefined) throw notFound(principalId);
    removeAssignment(call, draft, held.id);
  });
  return { status: 204 };
}

function activatedRole(call: GraphCall): Tenant["activatedRoles"][number] {
  const id = param(call, "id");
  const found = call.world.store.tenant.activatedRoles.find((one) => one.id === id);
  if (found === undefined) throw notFound(id);
  return found;
}

/** The id at the end of `https://graph.microsoft.com/v1.0/directoryObjects/{id}` (or users, groups, servicePrincipals). */
function referencedId(call: GraphCall): string {
  const parsed = referenceSchema.safeParse(jsonBody(call));
  const id = parsed.success
    ? /^https:\/\/[^/]+\/[^/]+\/(?:directoryObjects|users|groups|servicePrincipals)\/([0-9a-f-]{36})$/iu.exec(
        parsed.data["@odata.id"].slice(0, 300),
      )?.[1]
    : undefined;
  if (id === undefined) throw badRequest("Invalid URL format specified in @odata.id for reference 'members'.");
  return id.toLowerCase();
}
