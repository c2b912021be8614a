// Tokens for the identity that Azure gave to a machine or a function: the endpoint of App Service and Functions, and the
// Instance Metadata Service of virtual machines. Both on the sandbox's own port, on any host that is none of Microsoft's.
import { doDueAzureWork } from "../arm/due-azure-work.js";
import { identitiesOf } from "../arm/resource-identities.js";
import { findResource } from "../arm/resource-ids.js";
import type { Answer, Call, Route } from "../routes.js";
import type { World, Worlds } from "../world.js";
import type { ServicePrincipal } from "./applications.js";
import { issueForManagedIdentity } from "./issued-token.js";
import { LoginError } from "./login-error.js";
import { readScopes } from "./resources.js";
import { recordingApplication } from "./sign-in-record.js";

/** "REST endpoint reference" of "How to use managed identities for App Service and Azure Functions". */
const APP_SERVICE_VERSION = "2019-08-01";
/** "How to use managed identities for Azure resources on an Azure VM to acquire an access token". */
const METADATA_VERSIONS = ["2018-02-01", "2018-04-02", "2018-10-01", "2019-08-01", "2021-02-01"];

export function managedIdentityRoutes(worlds: Worlds): readonly Route[] {
  return [
    {
      method: "GET",
      host: "any",
      path: "/msi/token",
      note: "managed identity as in App Service: api-version, resource, client_id; X-IDENTITY-HEADER of sandbox.json",
      handle: (call) => answerAppService(worlds.primary, call),
    },
    {
      method: "GET",
      host: "any",
      path: "/metadata/identity/oauth2/token",
      note: "managed identity as in a virtual machine: api-version, resource, client_id; Metadata: true",
      handle: (call) => answerMetadata(worlds.primary, call),
    },
  ];
}

/** The body of a refusal is a choice: documents say only that the header guards against forged requests. */
function answerAppService(world: World, call: Call): Answer {
  const header = call.header("x-identity-header");
  if (header === undefined || !world.credentials.isManagedIdentityHeader(header)) {
    return appServiceRefusal(401, "Unauthorized: the header X-IDENTITY-HEADER is absent or wrong.");
  }
  const query = call.url.searchParams;
  if (query.get("api-version") !== APP_SERVICE_VERSION) {
    return appServiceRefusal(400, `The api-version must be ${APP_SERVICE_VERSION}.`);
  }
  const resource = query.get("resource");
  if (resource === null || resource === "") return appServiceRefusal(400, "The parameter resource is absent.");
  const principal = identityOf(world, query);
  if (principal === undefined) return appServiceRefusal(400, "No managed identity found for the specified parameters.");
  try {
    const { token, expiresIn } = tokenFor(world, principal, resource);
    return {
      status: 200,
      body: {
        access_token: token,
        expires_on: String(Math.floor(world.wallClock() / 1000) + expiresIn),
        resource,
        token_type: "Bearer",
        client_id: principal.appId,
      },
    };
  } catch (error) {
    if (!(error instanceof LoginError)) throw error;
    return appServiceRefusal(400, `AADSTS${error.fault.number}: ${error.fault.text}`);
  }
}

function answerMetadata(world: World, call: Call): Answer {
  const query = call.url.searchParams;
  if (call.header("metadata")?.toLowerCase() !== "true") {
    return metadataRefusal("bad_request_102", "Required metadata header not specified");
  }
  if (!METADATA_VERSIONS.includes(query.get("api-version") ?? "")) {
    return metadataRefusal("invalid_request", "Required query variable 'api-version' is missing or not supported");
  }
  const resource = query.get("resource");
  if (resource === null || resource === "") {
    return metadataRefusal("invalid_request", "Required query variable 'resource' is missing");
  }
  const principal = identityOf(world, query);
  if (principal === undefined) return metadataRefusal("invalid_request", "Identity not found");
  try {
    const { token, expiresIn } = tokenFor(world, principal, resource);
    const now = Math.floor(world.wallClock() / 1000);
    return {
      status: 200,
      body: {
        access_token: token,
        client_id: principal.appId,
        expires_in: String(expiresIn),
        expires_on: String(now + expiresIn),
        ext_expires_in: String(expiresIn),
        not_before: String(now - 300),
        resource,
        token_type: "Bearer",
      },
    };
  } catch (error) {
    if (!(error instanceof LoginError)) throw error;
    return metadataRefusal("invalid_resource", `AADSTS${error.fault.number}: ${error.fault.text}`);
  }
}

function tokenFor(world: World, principal: ServicePrincipal, resource: string) {
  const address = resource.replace(/\/+$/u, "").replace(/\/\.default$/u, "");
  const request = readScopes([`${address}/.default`], world.hosts, "managed-identity");
  const { resourceAppId } = request;
  return recordingApplication(world, { principal, resourceAppId, credential: "managedIdentity" }, () =>
    issueForManagedIdentity(world, request, principal),
  );
}

/**
 * The first of the tenant, or the one that is named: by client id, by object id under either of its names, or by the id
 * of the Azure resource that it is.
 */
function identityOf(world: World, query: URLSearchParams): ServicePrincipal | undefined {
  doDueAzureWork(world);
  const clientId = query.get("client_id")?.toLowerCase();
  const objectId = (query.get("object_id") ?? query.get("principal_id"))?.toLowerCase();
  const resourceId = query.get("mi_res_id") ?? query.get("msi_res_id");
  const ofResource = resourceId === null ? undefined : (identityOfResource(world, resourceId) ?? "");
  return world.store.tenant.servicePrincipals.find(
    (one) =>
      one.servicePrincipalType === "ManagedIdentity" &&
      one.accountEnabled &&
      (clientId === undefined || one.appId === clientId) &&
      (objectId === undefined || one.id === objectId) &&
      (ofResource === undefined || one.id === ofResource),
  );
}

/** Object id of the identity that the resource is. */
function identityOfResource(world: World, resourceId: string): string | undefined {
  const resource = findResource(world.store.tenant, resourceId);
  return resource === undefined ? undefined : identitiesOf(resource.body)[0]?.id;
}

function appServiceRefusal(status: number, message: string): Answer {
  return { status, body: { statusCode: status, message } };
}

function metadataRefusal(error: string, description: string): Answer {
  return { status: 400, body: { error, error_description: description } };
}
