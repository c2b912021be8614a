// Delegated consent ("oAuth2PermissionGrant resource type"): what a client may do for its users.
import * as z from "zod";
import { mayConsentToScopes } from "../../laws/consent.js";
import { type Answer, param } from "../../routes.js";
import { guidBytes } from "../../store/guid-bytes.js";
import { userById } from "../../store/people.js";
import type { Tenant, TenantState } from "../../store/tenant-state.js";
import { noteChange } from "../directory/directory-objects-audit.js";
import { isGuid } from "../directory/directory-objects-guid.js";
import { listingAnswer } from "../directory/directory-objects-listing.js";
import type { GraphCall, GraphRoute } from "../graph-call.js";
import { accessDenied, badRequest, GraphError, notFound } from "../graph-error.js";
import { contextUrl, type Entity, project, selectedNames } from "../odata/odata-page.js";
import { missing, writtenBody } from "../written-body.js";

type Grant = TenantState["permissionGrants"][number];

const GRANT: Entity = {
  type: "microsoft.graph.oAuth2PermissionGrant",
  known: ["id", "clientId", "consentType", "principalId", "resourceId", "scope"],
};

const KIND = { resource: "OAuth2PermissionGrant" };

/** "Must not exceed 3850 characters in length." */
const scopeSchema = z.string().max(3850);
const idSchema = z.string().refine(isGuid);
const createSchema = z
  .strictObject({
    clientId: idSchema,
    consentType: z.enum(["AllPrincipals", "Principal"]),
    principalId: idSchema.nullable(),
    resourceId: idSchema,
    scope: scopeSchema,
    // Required in beta and without effect ("Create oAuth2PermissionGrant", beta).
    startTime: z.iso.datetime({ offset: true }).nullable(),
    expiryTime: z.iso.datetime({ offset: true }).nullable(),
  })
  .partial();
const patchSchema = z.strictObject({ scope: scopeSchema }).partial();

export const permissionGrantRoutes: readonly GraphRoute[] = [
  {
    method: "GET",
    path: "/oauth2PermissionGrants",
    note: "$select, $filter: eq; $top, paging",
    options: ["$select", "$top", "$filter", "$skiptoken"],
    replicated: "application",
    cost: 2,
    handle: (call) =>
      listingAnswer(call, {
        entity: GRANT,
        set: "oauth2PermissionGrants",
        all: call.tenant.permissionGrants.filter((one) => isInForce(call.tenant, one)),
        properties: (one) => one,
        rules: { clientId: ["eq"], consentType: ["eq"], principalId: ["eq"], resourceId: ["eq"] },
      }),
  },
  {
    method: "GET",
    path: "/oauth2PermissionGrants/:id",
    note: "$select",
    options: ["$select"],
    replicated: "application",
    cost: 2,
    handle: (call) => {
      const properties = project(grantOfPath(call, call.tenant), selectedNames(call, GRANT));
      return {
        status: 200,
        body: { "@odata.context": contextUrl(call, "oauth2PermissionGrants/$entity"), ...properties },
      };
    },
  },
  { method: "POST", path: "/oauth2PermissionGrants", note: "201", replicated: "application", handle: createGrant },
  {
    method: "PATCH",
    path: "/oauth2PermissionGrants/:id",
    note: "scope, 204",
    replicated: "application",
    handle: updateGrant,
  },
  {
    method: "DELETE",
    path: "/oauth2PermissionGrants/:id",
    note: "204",
    replicated: "application",
    handle: deleteGrant,
  },
];

function createGrant(call: GraphCall): Answer {
  const wanted = writtenBody(call, createSchema, KIND);
  const { clientId, consentType, principalId = null, resourceId, scope = "" } = wanted;
  if (clientId === undefined) throw missing("clientId", KIND.resource);
  if (consentType === undefined) throw missing("consentType", KIND.resource);
  if (resourceId === undefined) throw missing("resourceId", KIND.resource);
  if ((consentType === "Principal") !== (principalId !== null)) {
    throw badRequest("principalId must be specified when consentType is Principal, and only then.");
  }
  const grant: Grant = {
    id: grantId(clientId, resourceId, principalId),
    clientId: clientId.toLowerCase(),
    consentType,
    principalId: principalId?.toLowerCase() ?? null,
    resourceId: resourceId.toLowerCase(),
    scope: scope.trim(),
  };
  call.world.store.change((draft) => {
    checkConsent(call, draft);
    for (const id of [grant.clientId, grant.resourceId]) {
      if (![draft, call.tenant].every((seen) => seen.servicePrincipals.some((one) => one.id === id)))
        throw notFound(id);
    }
    if (grant.principalId !== null && userById(draft, grant.principalId) === undefined)
      throw notFound(grant.principalId);
    if (draft.permissionGrants.some((one) => grantId(one.clientId, one.resourceId, one.principalId) === grant.id)) {
      throw new GraphError(409, "Request_MultipleObjectsWithSameKeyValue", "Permission entry already exists.");
    }
    draft.permissionGrants.push(grant);
    note(call, draft, "Add delegated permission grant", "Add", grant);
  });
  const context = contextUrl(call, "oauth2PermissionGrants/$entity");
  return { status: 201, body: { "@odata.context": context, ...grant } };
}

function updateGrant(call: GraphCall): Answer {
  const { scope } = writtenBody(call, patchSchema, KIND);
  call.world.store.change((draft) => {
    checkConsent(call, draft);
    const grant = writableGrant(call, draft);
    if (scope !== undefined) grant.scope = scope.trim();
    note(call, draft, "Update delegated permission grant", "Update", grant);
  });
  return { status: 204 };
}

function deleteGrant(call: GraphCall): Answer {
  call.world.store.change((draft) => {
    checkConsent(call, draft);
    const grant = writableGrant(call, draft);
    draft.permissionGrants = draft.permissionGrants.filter((one) => one.id !== grant.id);
    note(call, draft, "Remove delegated permission grant", "Delete", grant);
  });
  return { status: 204 };
}

function checkConsent(call: GraphCall, tenant: Tenant): void {
  if (!mayConsentToScopes(tenant, call.caller)) throw accessDenied();
}

/** Ids are compared without regard to case: paths come in lower case. */
function grantOfPath<T extends Pick<Tenant, "permissionGrants" | "servicePrincipals">>(
  call: GraphCall,
  tenant: T,
): T["permissionGrants"][number] {
  const key = param(call, "id");
  const found = tenant.permissionGrants.find((one) => one.id.toLowerCase() === key && isInForce(tenant, one));
  if (found === undefined) throw notFound(key);
  return found;
}

/** One that has come through. */
function writableGrant(call: GraphCall, draft: TenantState): Grant {
  const { id } = grantOfPath(call, call.tenant);
  const found = draft.permissionGrants.find((one) => one.id === id);
  if (found === undefined) throw notFound(id);
  return found;
}

/** Consent to or of a deleted service principal is out of sight. */
function isInForce(tenant: Pick<Tenant, "servicePrincipals">, grant: Tenant["permissionGrants"][number]): boolean {
  return [grant.clientId, grant.resourceId].every((id) => tenant.servicePrincipals.some((one) => one.id === id));
}

/** As the directory makes them: client, resource and user, one after the other, in base64url. */
function grantId(clientId: string, resourceId: string, principalId: string | null): string {
  const parts = [clientId, resourceId, ...(principalId === null ? [] : [principalId])];
  return Buffer.concat(parts.map(guidBytes)).toString("base64url");
}

function note(
  call: GraphCall,
  draft: TenantState,
  activity: string,
  operation: "Add" | "Update" | "Delete",
  grant: Grant,
): void {
  const resource = draft.servicePrincipals.find((one) => one.id === grant.resourceId);
  noteChange(call, draft, {
    activity,
    category: "ApplicationManagement",
    operation,
    targets: [
      {
        id: grant.resourceId,
        type: "ServicePrincipal",
        displayName: resource?.displayName ?? null,
        changes: [{ name: "DelegatedPermissionGrant.Scope", old: null, new: JSON.stringify(grant.scope) }],
      },
      { id: grant.clientId, type: "ServicePrincipal" },
    ],
  });
}
