// Managed identities that belong to resources, and the service principals that stand for them in the directory.
import * as z from "zod";
import { derivedGuid } from "../store/derived-guid.js";
import type { TenantState } from "../store/tenant-state.js";

const USER_ASSIGNED_TYPE = "microsoft.managedidentity/userassignedidentities";

export interface ResourceIdentity {
  /** Object id of the service principal. */
  readonly id: string;
  readonly appId: string;
}

const bodySchema = z.looseObject({
  type: z.string(),
  properties: z.looseObject({ principalId: z.string().optional(), clientId: z.string().optional() }).optional(),
  identity: z.looseObject({ principalId: z.string().optional() }).optional(),
});

/** The identity that the resource is, or the one that it was given by the system. */
export function identitiesOf(body: Readonly<Record<string, unknown>>): readonly ResourceIdentity[] {
  const parsed = bodySchema.safeParse(body);
  if (!parsed.success) return [];
  const { type, properties, identity } = parsed.data;
  if (type.toLowerCase() === USER_ASSIGNED_TYPE) {
    const { principalId, clientId } = properties ?? {};
    return principalId === undefined || clientId === undefined ? [] : [{ id: principalId, appId: clientId }];
  }
  // What its application id is stands nowhere in the resource; that it is made from the object id is a choice.
  return identity?.principalId === undefined
    ? []
    : [{ id: identity.principalId, appId: derivedGuid("application", identity.principalId) }];
}

/** Puts a resource's identity into the directory, where it is not there yet. */
export function enterIdentities(draft: TenantState, body: Readonly<Record<string, unknown>>, at: string): void {
  for (const { id, appId } of identitiesOf(body)) {
    if (draft.servicePrincipals.some((one) => one.id === id)) continue;
    draft.servicePrincipals.push({
      id,
      appId,
      displayName: String(body["name"]),
      appOwnerOrganizationId: draft.organization.id,
      servicePrincipalType: "ManagedIdentity",
      accountEnabled: true,
      appRoles: [],
      notes: null,
      tags: [],
      ownerIds: [],
      keyCredentials: [],
      createdDateTime: at,
    });
  }
}
