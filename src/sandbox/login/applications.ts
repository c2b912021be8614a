// The application that a login request names, and the service principal that stands for it in the tenant.
import { firstPartyClient } from "../laws/first-party-clients.js";
import { applicationSchema } from "../store/state/applications.js";
import type { Tenant } from "../store/tenant-state.js";
import type { World, Worlds } from "../world.js";
import { LoginError } from "./login-error.js";

export type Application = Tenant["applications"][number];
export type ServicePrincipal = Tenant["servicePrincipals"][number];

/**
 * Registered here, or elsewhere for several tenants: then the tenant that consented has a service principal for it. Or
 * one of Microsoft's own public clients.
 * @throws {LoginError} 700016 unknown here, 7000112 its service principal is disabled
 */
export function applicationNamed(worlds: Worlds, world: World, clientId: string): Application {
  const application = registered(worlds, world, clientId.toLowerCase());
  if (application === undefined) {
    throw new LoginError(
      400,
      "unauthorized_client",
      700016,
      `Application with identifier '${clientId.slice(0, 200)}' was not found in the directory '${world.store.tenant.organization.displayName}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.`,
    );
  }
  if (principalOf(world, application)?.accountEnabled === false) {
    throw new LoginError(
      400,
      "unauthorized_client",
      7000112,
      `Application '${application.appId}'(${application.displayName}) is disabled.`,
    );
  }
  return application;
}

export function principalOf(world: World, application: Application): ServicePrincipal | undefined {
  return world.store.tenant.servicePrincipals.find((one) => one.appId === application.appId);
}

/** @throws {LoginError} 7000229 nobody consented to the application here, or its service principal was deleted */
export function neededPrincipal(world: World, application: Application): ServicePrincipal {
  const principal = principalOf(world, application);
  if (principal !== undefined) return principal;
  throw new LoginError(
    401,
    "invalid_client",
    7000229,
    `The client application ${application.appId} is missing service principal in the tenant ${world.store.tenant.organization.id}. See instructions here: https://go.microsoft.com/fwlink/?linkid=2225119`,
  );
}

function registered(worlds: Worlds, world: World, appId: string): Application | undefined {
  const here = world.store.tenant.applications.find((one) => one.appId === appId);
  if (here !== undefined) return here;
  const elsewhere = worlds.all
    .filter(({ store }) => store.tenant.cloud === world.store.tenant.cloud)
    .flatMap(({ store }) => store.tenant.applications)
    .find((one) => one.appId === appId && one.signInAudience === "AzureADMultipleOrgs");
  return elsewhere ?? microsofts(appId);
}

/** Microsoft's own public clients need no registration: a browser returns to the loopback address, on any port. */
function microsofts(appId: string): Application | undefined {
  const client = firstPartyClient(appId);
  if (client === undefined) return undefined;
  return applicationSchema.parse({
    id: appId,
    appId,
    displayName: client.displayName,
    createdDateTime: "2019-01-01T00:00:00Z",
    signInAudience: "AzureADMultipleOrgs",
    isPublicClient: true,
    publicClientRedirectUris: ["http://localhost", "http://127.0.0.1"],
  });
}
