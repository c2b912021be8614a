// GET /{tenant}/adminconsent: an administrator grants for everybody what the application's registration asks for ("Grant
// tenant-wide admin consent to an application", "Admin consent on the Microsoft identity platform").
import { randomBytes, randomUUID } from "node:crypto";
import { appRolesOf, mayAssignAppRole, mayConsentToScopes, publishedScopes } from "../laws/consent.js";
import { FIRST_PARTY } from "../laws/first-party.js";
import { wholeSeconds } from "../on-premises/cycle.js";
import type { Answer } from "../routes.js";
import { audit } from "../store/audit-trail.js";
import { guidBytes } from "../store/guid-bytes.js";
import { servicePrincipalSchema } from "../store/state/applications.js";
import type { Tenant, TenantState } from "../store/tenant-state.js";
import { type Application, applicationNamed, type ServicePrincipal } from "./applications.js";
import { NO_CLAIMS } from "./claims-request.js";
import { checkConditions } from "./conditions.js";
import { required } from "./form.js";
import type { LoginCall } from "./login-call.js";
import { LoginError } from "./login-error.js";
import { errorPage } from "./pages.js";
import { checkNotDeclined } from "./people.js";
import { errorFields, returnAddress } from "./return-address.js";
import { recordingUser } from "./sign-in-record.js";
import { type DirectoryUser, firstUser, signInUser } from "./user-sign-in.js";

/** What is asked of one resource, as the resource knows it. */
interface Wanted {
  readonly resource: ServicePrincipal;
  readonly scopes: readonly string[];
  readonly roleIds: readonly string[];
}

/**
 * Approved at once as the tenant's first user. An application without any reply address is refused before anything is
 * granted (500113): such a page is what people report of links for daemons; that nothing is granted is a choice.
 */
export function answerAdminConsent(call: LoginCall): Answer {
  const { world, worlds } = call;
  const query = call.url.searchParams;
  const wallNow = world.wallClock();
  let application: Application;
  let address: string;
  try {
    application = applicationNamed(worlds, world, required(query, "client_id"));
    address = returnAddress(application, query);
  } catch (error) {
    if (error instanceof LoginError) return errorPage(error.fault, wallNow);
    throw error;
  }
  const state = query.get("state");
  const back = (fields: Readonly<Record<string, string>>): Answer => {
    const location = new URL(address);
    const all = { ...fields, ...(state === null ? {} : { state }) };
    for (const [name, value] of Object.entries(all)) location.searchParams.set(name, value);
    return { status: 302, headers: { location: location.href } };
  };
  try {
    consent(call, application);
    return back({ admin_consent: "True", tenant: world.store.tenant.organization.id });
  } catch (error) {
    if (!(error instanceof LoginError)) throw error;
    return back(errorFields(error, query, wallNow));
  }
}

function consent(call: LoginCall, application: Application): void {
  const { world } = call;
  const user = firstUser(world);
  const signIn = signInUser(world, user.id, NO_CLAIMS);
  const conditions = { signIn, application, resourceAppId: FIRST_PARTY.microsoftGraph };
  const userAgent = call.header("user-agent");
  recordingUser(world, { ...conditions, eventType: "interactiveUser", userAgent }, () => {
    const { tenant } = world.store;
    checkConditions(world, conditions);
    const wanted = application.requiredResourceAccess.map((one) => wantedOf(tenant, application, one));
    checkMayConsent(tenant, application, user, wanted);
    checkNotDeclined(tenant, "browser");
    const home = call.worlds.all.find(({ store }) =>
      store.tenant.applications.some((one) => one.id === application.id),
    );
    const ownerId = home?.store.tenant.organization.id ?? tenant.organization.id;
    const now = world.store.tenantNow();
    world.store.change((draft) => {
      const client = clientOf(draft, application, ownerId, now);
      for (const one of wanted) grant(draft, client, one, now);
      const { id, userPrincipalName, displayName } = user;
      audit(draft, {
        at: now,
        activity: "Consent to application",
        category: "ApplicationManagement",
        operation: "Assign",
        initiator: { kind: "user", id, userPrincipalName, displayName },
        targets: [{ id: client.id, type: "ServicePrincipal", displayName: client.displayName }],
      });
    });
  });
}

/** @throws {LoginError} 650052 no such resource in the tenant, 650056 it does not publish what is asked */
function wantedOf(
  tenant: Tenant,
  { appId, displayName }: Application,
  { resourceAppId, resourceAccess }: Application["requiredResourceAccess"][number],
): Wanted {
  const resource = tenant.servicePrincipals.find((one) => one.appId === resourceAppId);
  if (resource === undefined) {
    throw new LoginError(
      400,
      "invalid_client",
      650052,
      `The app is trying to access a service '${resourceAppId}' that your organization '${tenant.organization.id}' lacks a service principal for. Contact your IT Admin to review the configuration of your service subscriptions or consent to the application in order to create the required service principal.`,
    );
  }
  const scopes = publishedScopes(tenant, resource);
  const roles = appRolesOf(tenant, resource);
  const wanted = resourceAccess.map(({ id, type }) => ({
    scope: type === "Scope" ? scopes.find((one) => one.scopeId === id)?.value : undefined,
    roleId: type === "Role" ? roles.find((one) => one.id === id)?.id : undefined,
  }));
  if (wanted.some(({ scope, roleId }) => scope === undefined && roleId === undefined)) {
    throw new LoginError(
      400,
      "invalid_client",
      650056,
      `Misconfigured application. The client has listed permissions in its registration that '${resource.displayName}' does not have. Please contact your admin to fix the configuration. Client app ID: ${appId} (${displayName}).`,
    );
  }
  return {
    resource,
    scopes: wanted.flatMap(({ scope }) => scope ?? []),
    roleIds: wanted.flatMap(({ roleId }) => roleId ?? []),
  };
}

/** @throws {LoginError} 90094 */
function checkMayConsent(tenant: Tenant, { displayName }: Application, user: DirectoryUser, all: readonly Wanted[]) {
  const consenter = { kind: "user", principalId: user.id } as const;
  const mayAll = all.every(
    ({ resource, roleIds }) =>
      roleIds.length === 0 || mayAssignAppRole(tenant, consenter, resource.appId, "ServicePrincipal"),
  );
  if (mayAll && mayConsentToScopes(tenant, consenter)) return;
  throw new LoginError(
    400,
    "invalid_grant",
    90094,
    `${displayName} needs permission to access resources in your organization that only an admin can grant. Please ask an admin to grant permission to this app before you can use it.`,
  );
}

/** The application's service principal here: consent makes it where it is missing. */
function clientOf(draft: TenantState, { appId, displayName }: Application, ownerId: string, now: number) {
  const known = draft.servicePrincipals.find((one) => one.appId === appId);
  if (known !== undefined) return known;
  const made = servicePrincipalSchema.parse({
    id: randomUUID(),
    appId,
    displayName,
    appOwnerOrganizationId: ownerId,
    servicePrincipalType: "Application",
    accountEnabled: true,
    appRoles: [],
    createdDateTime: wholeSeconds(now),
  });
  draft.servicePrincipals.push(made);
  return made;
}

/** Added to what was granted before: consent takes nothing away. */
function grant(draft: TenantState, client: ServicePrincipal, { resource, scopes, roleIds }: Wanted, now: number): void {
  const known = draft.permissionGrants.find(
    (one) => one.clientId === client.id && one.resourceId === resource.id && one.consentType === "AllPrincipals",
  );
  if (known !== undefined) known.scope = [...new Set([...known.scope.split(" "), ...scopes])].join(" ").trim();
  else if (scopes.length > 0) {
    draft.permissionGrants.push({
      id: Buffer.concat([client.id, resource.id].map(guidBytes)).toString("base64url"),
      clientId: client.id,
      consentType: "AllPrincipals",
      principalId: null,
      resourceId: resource.id,
      scope: scopes.join(" "),
    });
  }
  const held = draft.appRoleAssignments.filter(
    (one) => one.principalId === client.id && one.resourceId === resource.id,
  );
  for (const appRoleId of roleIds.filter((id) => !held.some((one) => one.appRoleId === id))) {
    draft.appRoleAssignments.push({
      id: Buffer.concat([guidBytes(client.id), randomBytes(16)]).toString("base64url"),
      appRoleId,
      createdDateTime: new Date(now).toISOString(),
      principalDisplayName: client.displayName,
      principalId: client.id,
      principalType: "ServicePrincipal",
      resourceDisplayName: resource.displayName,
      resourceId: resource.id,
    });
  }
}
