// Consent at the sign-in to one of Microsoft's own public clients, and the service principal that comes with it.
import { randomUUID } from "node:crypto";
import { grantedScopes, publishedScopes } from "../laws/consent.js";
import { ROLE } from "../laws/directory-roles.js";
import { MICROSOFT_TENANT_ID } from "../laws/first-party.js";
import { firstPartyClient, preauthorisedScopes } from "../laws/first-party-clients.js";
import { holdsOneOf } from "../laws/role-holders.js";
import { wholeSeconds } from "../on-premises/cycle.js";
import { audit } from "../store/audit-trail.js";
import { guidBytes } from "../store/guid-bytes.js";
import { servicePrincipalSchema } from "../store/state/applications.js";
import type { TenantState } from "../store/tenant-state.js";
import type { World } from "../world.js";
import { type Application, principalOf, type ServicePrincipal } from "./applications.js";
import { LoginError } from "./login-error.js";
import type { ScopeRequest } from "./resources.js";
import type { DirectoryUser } from "./user-sign-in.js";

/**
 * What the consent page would do before an interactive sign-in to such a client goes on: a Global Administrator consents
 * to what is asked, for themselves ("Consent on behalf of your organization" is not ticked; a choice), anybody else is
 * told that an administrator must. That users cannot consent for themselves is as everywhere here. Other clients are
 * left as they are: `consentedScopes` decides.
 * @throws {LoginError} 650053 a scope that the resource does not have, 90094 an administrator must consent
 */
export function consentOnSignIn(
  world: World,
  application: Application,
  user: DirectoryUser,
  request: ScopeRequest,
): void {
  if (firstPartyClient(application.appId) === undefined) return;
  const missing = missingScopes(world, application, user, request);
  if (missing.length > 0 && !holdsOneOf(world.store.tenant, user.id, [ROLE.globalAdministrator])) {
    throw new LoginError(
      400,
      "invalid_grant",
      90094,
      `${application.displayName} needs permission to access resources in your organization that only an admin can grant. Please ask an admin to grant permission to this app before you can use it.`,
    );
  }
  if (missing.length === 0 && principalOf(world, application) !== undefined) return;
  const now = world.store.tenantNow();
  world.store.change((draft) => {
    const client = keptPrincipal(draft, application, user, now);
    const resource = draft.servicePrincipals.find((one) => one.appId === request.resourceAppId);
    if (missing.length > 0 && resource !== undefined) grant(draft, { client, resource, user, now }, missing);
  });
}

/** The scopes, as the resource spells them, that are asked for and that nobody has granted. */
function missingScopes(
  world: World,
  application: Application,
  user: DirectoryUser,
  { permissions, resourceAppId }: ScopeRequest,
): readonly string[] {
  const { tenant } = world.store;
  const client = principalOf(world, application);
  const resource = tenant.servicePrincipals.find((one) => one.appId === resourceAppId);
  const published = resource === undefined ? [] : publishedScopes(tenant, resource).map((one) => one.value);
  const held = [
    ...preauthorisedScopes(application.appId, resourceAppId),
    ...(client === undefined ? [] : grantedScopes(tenant, client.id, user.id, resourceAppId)),
  ];
  return permissions
    .filter((asked) => asked.toLowerCase() !== ".default")
    .map((asked) => {
      const scope = published.find((one) => one.toLowerCase() === asked.toLowerCase());
      if (scope !== undefined) return scope;
      throw new LoginError(
        400,
        "invalid_client",
        650053,
        `The application '${application.displayName}' asked for scope '${asked.slice(0, 100)}' that doesn't exist on the resource '${resourceAppId}'. Contact the app vendor.`,
      );
    })
    .filter((scope) => !held.includes(scope));
}

/** Made at the first sign-in; one that was deleted comes back so. */
function keptPrincipal(draft: TenantState, { appId, displayName }: Application, user: DirectoryUser, now: number) {
  const known = draft.servicePrincipals.find((one) => one.appId === appId);
  if (known !== undefined) return known;
  const made = servicePrincipalSchema.parse({
    id: randomUUID(),
    appId,
    displayName,
    appOwnerOrganizationId: MICROSOFT_TENANT_ID,
    servicePrincipalType: "Application",
    accountEnabled: true,
    appRoles: [],
    createdDateTime: wholeSeconds(now),
  });
  draft.servicePrincipals.push(made);
  note(draft, "Add service principal", { principal: made, user, now });
  return made;
}

interface Consent {
  readonly client: ServicePrincipal;
  readonly resource: ServicePrincipal;
  readonly user: DirectoryUser;
  readonly now: number;
}

function grant(draft: TenantState, { client, resource, user, now }: Consent, scopes: readonly string[]): void {
  const known = draft.permissionGrants.find(
    (one) => one.clientId === client.id && one.resourceId === resource.id && one.principalId === user.id,
  );
  if (known !== undefined) known.scope = [known.scope, ...scopes].join(" ").trim();
  else {
    draft.permissionGrants.push({
      id: Buffer.concat([client.id, resource.id, user.id].map(guidBytes)).toString("base64url"),
      clientId: client.id,
      consentType: "Principal",
      principalId: user.id,
      resourceId: resource.id,
      scope: scopes.join(" "),
    });
  }
  note(draft, "Add delegated permission grant", { principal: resource, user, now });
  note(draft, "Consent to application", { principal: client, user, now });
}

interface Noted {
  readonly principal: Pick<ServicePrincipal, "id" | "displayName">;
  readonly user: DirectoryUser;
  readonly now: number;
}

function note(draft: TenantState, activity: string, { principal, user, now }: Noted): void {
  const { id, userPrincipalName, displayName } = user;
  audit(draft, {
    at: now,
    activity,
    category: "ApplicationManagement",
    operation: activity.startsWith("Add") ? "Add" : "Assign",
    initiator: { kind: "user", id, userPrincipalName, displayName },
    targets: [{ id: principal.id, type: "ServicePrincipal", displayName: principal.displayName }],
  });
}
