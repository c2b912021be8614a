// Creating, changing and deleting service principals ("Create servicePrincipal", "Update servicePrincipal", "Delete
// servicePrincipal"), and who owns them.
import { randomUUID } from "node:crypto";
import * as z from "zod";
import { firstPartyName, MICROSOFT_TENANT_ID } from "../../laws/first-party.js";
import { firstPartyClient } from "../../laws/first-party-clients.js";
import { mayWriteAllApplications, mayWriteApplication } from "../../laws/object-rights.js";
import { wholeSeconds } from "../../on-premises/cycle.js";
import { type Answer, param } from "../../routes.js";
import { removePrincipal } from "../../store/service-principal-removal.js";
import type { TenantState } from "../../store/tenant-state.js";
import { noteChange } from "../directory/directory-objects-audit.js";
import { isGuid } from "../directory/directory-objects-guid.js";
import { referencedId } from "../directory/directory-objects-references.js";
import { alreadyThere, checkOwner } from "../directory/groups-members-rules.js";
import type { GraphCall } from "../graph-call.js";
import { accessDenied, GraphError, notFound } from "../graph-error.js";
import { contextUrl, project } from "../odata/odata-page.js";
import { missing, writtenBody } from "../written-body.js";
import { servicePrincipalEntity, servicePrincipalProperties } from "./service-principals-entity.js";

type DraftPrincipal = TenantState["servicePrincipals"][number];

const writable = {
  accountEnabled: z.boolean(),
  notes: z.string().max(1024).nullable(),
  tags: z.array(z.string().min(1).max(256)),
};
const patchSchema = z.strictObject(writable).partial();
const createSchema = z.strictObject({ ...writable, appId: z.string().refine(isGuid) }).partial();

const KIND = {
  resource: "ServicePrincipal",
  notTaken: [
    ...["addIns", "alternativeNames", "appRoleAssignmentRequired", "appRoles", "description", "displayName"],
    ...["homepage", "info", "keyCredentials", "loginUrl", "logoutUrl", "notificationEmailAddresses", "replyUrls"],
    ...["passwordCredentials", "preferredSingleSignOnMode", "samlSingleSignOnSettings", "servicePrincipalNames"],
    ...["preferredTokenSigningKeyThumbprint", "tokenEncryptionKeyId", "customSecurityAttributes"],
    ...["servicePrincipalType", "verifiedPublisher"],
  ],
};

export function createServicePrincipal(call: GraphCall): Answer {
  const wanted = writtenBody(call, createSchema, KIND);
  const appId = wanted.appId?.toLowerCase();
  if (appId === undefined) throw missing("appId", "ServicePrincipal");
  const id = randomUUID();
  call.world.store.change((draft) => {
    const backing = backingApplication(call, draft, appId);
    const isOwn = backing.ownerIds.includes(call.caller.principalId);
    if (!isOwn && !mayWriteAllApplications(draft, call.caller)) throw accessDenied();
    if (draft.servicePrincipals.some((one) => one.appId === appId)) {
      throw new GraphError(
        409,
        "Request_MultipleObjectsWithSameKeyValue",
        `The service principal cannot be created, updated, or restored because the service principal name ${appId} is already in use.`,
      );
    }
    const principal: DraftPrincipal = {
      id,
      appId,
      displayName: backing.displayName,
      appOwnerOrganizationId: backing.tenantId,
      servicePrincipalType: "Application",
      accountEnabled: wanted.accountEnabled ?? true,
      appRoles: [],
      notes: wanted.notes ?? null,
      tags: wanted.tags ?? [],
      ownerIds: [call.caller.principalId],
      keyCredentials: [],
      createdDateTime: wholeSeconds(call.now),
    };
    draft.servicePrincipals.push(principal);
    note(call, draft, "Add service principal", "Add", principal);
  });
  const created = call.world.store.tenant.servicePrincipals.find((one) => one.id === id);
  if (created === undefined) throw notFound(id);
  const body = project(servicePrincipalProperties(call.tenant, created), servicePrincipalEntity(call.version).known);
  return { status: 201, body: { "@odata.context": contextUrl(call, "servicePrincipals/$entity"), ...body } };
}

export function updateServicePrincipal(call: GraphCall): Answer {
  const { accountEnabled, notes, tags } = writtenBody(call, patchSchema, KIND);
  call.world.store.change((draft) => {
    const principal = writablePrincipal(call, draft);
    const changes = [
      ...changed("AccountEnabled", principal.accountEnabled, accountEnabled),
      ...changed("Notes", principal.notes, notes),
      ...changed("Tags", principal.tags, tags),
    ];
    if (accountEnabled !== undefined) principal.accountEnabled = accountEnabled;
    if (notes !== undefined) principal.notes = notes;
    if (tags !== undefined) principal.tags = tags;
    note(call, draft, "Update service principal", "Update", principal, changes);
  });
  return { status: 204 };
}

/** That those of Microsoft's own applications stay is a choice: some can be deleted, which ones is not published. */
export function deleteServicePrincipal(call: GraphCall): Answer {
  call.world.store.change((draft) => {
    const principal = writablePrincipal(call, draft);
    if (principal.appOwnerOrganizationId === MICROSOFT_TENANT_ID) throw accessDenied();
    removePrincipal(draft, principal, wholeSeconds(call.now));
    note(call, draft, "Remove service principal", "Delete", principal);
  });
  return { status: 204 };
}

export function addOwner(call: GraphCall): Answer {
  const id = referencedId(call);
  call.world.store.change((draft) => {
    const principal = writablePrincipal(call, draft);
    checkOwner(draft, id);
    if (principal.ownerIds.includes(id)) throw alreadyThere("owners");
    principal.ownerIds.push(id);
    note(call, draft, "Add owner to service principal", "Update", principal);
  });
  return { status: 204 };
}

export function removeOwner(call: GraphCall): Answer {
  const id = param(call, "ownerId");
  call.world.store.change((draft) => {
    const principal = writablePrincipal(call, draft);
    if (!principal.ownerIds.includes(id)) throw notFound(id);
    principal.ownerIds = principal.ownerIds.filter((one) => one !== id);
    note(call, draft, "Remove owner from service principal", "Update", principal);
  });
  return { status: 204 };
}

function writablePrincipal(call: GraphCall, draft: TenantState): DraftPrincipal {
  const appId = call.params["appid"];
  const key = appId ?? param(call, "id");
  const isNamed = (one: { readonly id: string; readonly appId: string }) =>
    appId === undefined ? one.id === key : one.appId === key;
  const found = draft.servicePrincipals.find(isNamed);
  if (found === undefined || !call.tenant.servicePrincipals.some(isNamed)) throw notFound(key);
  if (!mayWriteApplication(draft, call.caller, found)) throw accessDenied();
  return found;
}

interface Backing {
  readonly displayName: string;
  readonly tenantId: string;
  readonly ownerIds: readonly string[];
}

/**
 * Registered here, elsewhere for several tenants, or by Microsoft. One that was made a moment ago may not have come
 * through yet, and is then unknown: installers wait between the two.
 */
function backingApplication(call: GraphCall, draft: TenantState, appId: string): Backing {
  const here = call.tenant.applications.find((one) => one.appId === appId);
  if (here !== undefined) {
    return { displayName: here.displayName, tenantId: draft.organization.id, ownerIds: here.ownerIds };
  }
  for (const { store } of call.worlds.all) {
    const found = store.tenant.applications.find((one) => one.appId === appId);
    if (found !== undefined && found.signInAudience === "AzureADMultipleOrgs") {
      return { displayName: found.displayName, tenantId: store.tenant.organization.id, ownerIds: [] };
    }
  }
  const name = firstPartyName(appId, draft.cloud) ?? firstPartyClient(appId)?.displayName;
  if (name !== undefined) return { displayName: name, tenantId: MICROSOFT_TENANT_ID, ownerIds: [] };
  const message = `The appId '${appId}' of the service principal does not reference a valid application object.`;
  throw new GraphError(400, "Request_BadRequest", message, [
    { code: "NoBackingApplicationObject", message, target: "appId" },
  ]);
}

interface Changed {
  readonly name: string;
  readonly old: string;
  readonly new: string;
}

/** Values stand in the log as JSON, in a list; what was not written does not. */
function changed(name: string, old: unknown, wanted: unknown): readonly Changed[] {
  return wanted === undefined ? [] : [{ name, old: JSON.stringify([old]), new: JSON.stringify([wanted]) }];
}

function note(
  call: GraphCall,
  draft: TenantState,
  activity: string,
  operation: "Add" | "Update" | "Delete",
  { id, displayName }: Pick<DraftPrincipal, "id" | "displayName">,
  changes: readonly Changed[] = [],
): void {
  const targets = [{ id, type: "ServicePrincipal", displayName, changes }];
  noteChange(call, draft, { activity, category: "ApplicationManagement", operation, targets });
}
