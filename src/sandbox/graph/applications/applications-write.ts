// Creating, changing and deleting applications ("Create application", "Update application", "Delete application").
import { randomUUID } from "node:crypto";
import * as z from "zod";
import { isRestorable } from "../../laws/deleted-items.js";
import { mayWriteApplication } from "../../laws/object-rights.js";
import { wholeSeconds } from "../../on-premises/cycle.js";
import { type Answer, param } from "../../routes.js";
import { removePrincipal } from "../../store/service-principal-removal.js";
import type { TenantState } from "../../store/tenant-state.js";
import { noteChange } from "../directory/directory-objects-audit.js";
import { isGuid } from "../directory/directory-objects-guid.js";
import type { GraphCall } from "../graph-call.js";
import { accessDenied, badRequest, GraphError, notFound } from "../graph-error.js";
import { contextUrl, project } from "../odata/odata-page.js";
import { missing, writtenBody } from "../written-body.js";
import { keyCredentialSchema, readKeyCredentials } from "./application-certificates.js";
import { APPLICATION, applicationProperties } from "./applications-entity.js";

export type DraftApplication = TenantState["applications"][number];

const guidSchema = z.string().refine(isGuid);
const urisSchema = z.array(z.string().min(1).max(2000)).max(256);

const applicationSchema = z
  .strictObject({
    description: z.string().max(1024).nullable(),
    displayName: z.string().min(1).max(256),
    identifierUris: z.array(z.string().min(1).max(255)),
    isFallbackPublicClient: z.boolean().nullable(),
    keyCredentials: z.array(keyCredentialSchema),
    notes: z.string().max(1024).nullable(),
    publicClient: z.strictObject({ redirectUris: urisSchema.optional() }).nullable(),
    // Not held against what the resource publishes: that comes out at consent (a choice).
    requiredResourceAccess: z.array(
      z.strictObject({
        resourceAppId: guidSchema,
        resourceAccess: z.array(z.strictObject({ id: guidSchema, type: z.enum(["Scope", "Role"]) })),
      }),
    ),
    signInAudience: z.enum(["AzureADMyOrg", "AzureADMultipleOrgs"]),
    tags: z.array(z.string().min(1).max(256)),
    uniqueName: z.string().min(1).max(256),
    web: z.strictObject({ redirectUris: urisSchema.optional() }).nullable(),
  })
  .partial();

const APPLICATION_KIND = {
  resource: "Application",
  notTaken: [
    ...["addIns", "api", "appRoles", "defaultRedirectUri", "groupMembershipClaims", "info", "optionalClaims"],
    ...["isDeviceOnlyAuthSupported", "parentalControlSettings", "passwordCredentials", "serviceManagementReference"],
    ...["requestSignatureVerification", "servicePrincipalLockConfiguration", "spa", "tokenEncryptionKeyId"],
    ...["authenticationBehaviors", "oauth2RequirePostResponse", "nativeAuthenticationApisEnabled"],
  ],
};

type Written = z.infer<typeof applicationSchema>;

/** Creators own what they create: the signed-in user, or the calling application's service principal. */
export function createApplication(call: GraphCall): Answer {
  const wanted = writtenBody(call, applicationSchema, APPLICATION_KIND);
  if (wanted.displayName === undefined) throw missing("displayName", "Application");
  const application: DraftApplication = {
    id: randomUUID(),
    appId: randomUUID(),
    displayName: wanted.displayName,
    uniqueName: null,
    description: null,
    notes: null,
    createdDateTime: wholeSeconds(call.now),
    signInAudience: "AzureADMyOrg",
    isPublicClient: false,
    identifierUris: [],
    publicClientRedirectUris: [],
    webRedirectUris: [],
    tags: [],
    ownerIds: [call.caller.principalId],
    keyCredentials: [],
    passwordCredentials: [],
    federatedIdentityCredentials: [],
    requiredResourceAccess: [],
  };
  call.world.store.change((draft) => {
    apply(call, draft, application, wanted);
    draft.applications.push(application);
    note(call, draft, "Add application", "Add", application);
  });
  const created = call.world.store.tenant.applications.find((one) => one.id === application.id) ?? application;
  const body = project(applicationProperties(call.world.store.tenant, created), APPLICATION.known);
  return { status: 201, body: { "@odata.context": contextUrl(call, "applications/$entity"), ...body } };
}

export function updateApplication(call: GraphCall): Answer {
  const wanted = writtenBody(call, applicationSchema, APPLICATION_KIND);
  call.world.store.change((draft) => {
    const application = writableApplication(call, draft);
    apply(call, draft, application, wanted);
    note(call, draft, "Update application", "Update", application);
  });
  return { status: 204 };
}

/** The service principal in this tenant goes the same way; both can be restored for 30 days, each by itself. */
export function deleteApplication(call: GraphCall): Answer {
  call.world.store.change((draft) => {
    const application = writableApplication(call, draft);
    draft.applications = draft.applications.filter((one) => one.id !== application.id);
    draft.deletedApplications.push({ deletedDateTime: wholeSeconds(call.now), application });
    const principal = draft.servicePrincipals.find((one) => one.appId === application.appId);
    if (principal !== undefined) removePrincipal(draft, principal, wholeSeconds(call.now));
    note(call, draft, "Delete application", "Delete", application);
  });
  return { status: 204 };
}

/**
 * The application of the path, by id or appId, which the caller may change; a GraphError 404 or 403 otherwise. 404, too,
 * where it has not come through yet: people report that of writes right after the creation.
 */
export function writableApplication(call: GraphCall, draft: TenantState): DraftApplication {
  const appId = call.params["appid"];
  const key = appId ?? param(call, "id");
  const isNamed = (one: { readonly id: string; readonly appId: string }) =>
    appId === undefined ? one.id === key : one.appId === key;
  const found = draft.applications.find(isNamed);
  if (found === undefined || !call.tenant.applications.some(isNamed)) throw notFound(key);
  if (!mayWriteApplication(draft, call.caller, found)) throw accessDenied();
  return found;
}

export function note(
  call: GraphCall,
  draft: TenantState,
  activity: string,
  operation: "Add" | "Update" | "Delete",
  application: Pick<DraftApplication, "id" | "displayName">,
): void {
  const { id, displayName } = application;
  const targets = [{ id, type: "Application", displayName }];
  noteChange(call, draft, { activity, category: "ApplicationManagement", operation, targets });
}

function apply(call: GraphCall, draft: TenantState, application: DraftApplication, wanted: Written): void {
  const {
    keyCredentials,
    publicClient,
    web,
    isFallbackPublicClient,
    identifierUris,
    requiredResourceAccess,
    uniqueName,
    ...plain
  } = wanted;
  Object.assign(application, plain);
  if (uniqueName !== undefined) giveUniqueName(call, draft, application, uniqueName);
  if (isFallbackPublicClient !== undefined) application.isPublicClient = isFallbackPublicClient ?? false;
  if (publicClient?.redirectUris !== undefined) application.publicClientRedirectUris = publicClient.redirectUris;
  if (web?.redirectUris !== undefined) application.webRedirectUris = web.redirectUris;
  if (requiredResourceAccess !== undefined) {
    application.requiredResourceAccess = requiredResourceAccess.map(({ resourceAppId, resourceAccess }) => ({
      resourceAppId: resourceAppId.toLowerCase(),
      resourceAccess: resourceAccess.map(({ id, type }) => ({ id: id.toLowerCase(), type })),
    }));
  }
  if (identifierUris !== undefined) {
    checkIdentifierUris(draft, application, identifierUris);
    application.identifierUris = identifierUris;
  }
  if (keyCredentials !== undefined) {
    application.keyCredentials = readKeyCredentials(call, draft, application, keyCredentials);
  }
  const principal = draft.servicePrincipals.find((one) => one.appId === application.appId);
  if (principal !== undefined && wanted.displayName !== undefined) principal.displayName = wanted.displayName;
}

/**
 * Unique in the tenant, and never another once it is set: "Immutable. Read-only." ("application resource type"), while
 * one that has none may be given it ("Reference existing Microsoft Graph resources in Bicep files"). What is deleted
 * keeps its name until it is purged, as people report of such templates. That case does not matter is a choice.
 */
function giveUniqueName(call: GraphCall, draft: TenantState, application: DraftApplication, uniqueName: string): void {
  if (application.uniqueName === uniqueName) return;
  if (application.uniqueName !== null) throw badRequest("Property 'uniqueName' is read-only and cannot be set.");
  const deleted = draft.deletedApplications.filter((one) => isRestorable(one.deletedDateTime, call.now));
  const others = [...draft.applications, ...deleted.map((one) => one.application)];
  const isTaken = others.some(
    (one) => one.id !== application.id && one.uniqueName?.toLowerCase() === uniqueName.toLowerCase(),
  );
  if (isTaken) throw taken("uniqueName");
  application.uniqueName = uniqueName;
}

function taken(property: string): GraphError {
  const message = `Another object with the same value for property ${property} already exists.`;
  return new GraphError(400, "Request_BadRequest", message, [{ code: "ObjectConflict", message, target: property }]);
}

/** "identifierUris: … must be unique within the tenant", and only schemes that name an application. */
function checkIdentifierUris(draft: TenantState, application: DraftApplication, uris: readonly string[]): void {
  for (const uri of uris) {
    if (!/^(?:api|https|urn|ms-appx):/iu.test(uri)) {
      throw badRequest("Invalid value specified for property 'identifierUris' of resource 'Application'.");
    }
    const isTaken = draft.applications.some((one) => one.id !== application.id && one.identifierUris.includes(uri));
    if (isTaken) throw taken("identifierUris");
  }
}
