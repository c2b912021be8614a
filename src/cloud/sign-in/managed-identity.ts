import { ManagedIdentityApplication } from "@azure/msal-node";
import { SignInError } from "../../shapes/errors.js";
import type { Credential, SignInRequest } from "./credential.js";
import { keepTokens } from "./kept-tokens.js";
import { MsalNetwork } from "./msal-network.js";

let managedNetwork: MsalNetwork | undefined;

/**
 * The identity that Azure gave to the machine, function or container this runs in. No "cp1" is said for it: it is not
 * evaluated continuously ("Continuous access evaluation for workload identities"), and the endpoint would hand out the same
 * token again, which it keeps for a day.
 */
export function managedIdentityCredential(request: SignInRequest): Credential {
  // MSAL keeps the first identity's network for the whole process, so there is one, which takes the latest transport.
  managedNetwork ??= new MsalNetwork(request.transport);
  managedNetwork.transport = request.transport;
  const network = managedNetwork;
  const application = new ManagedIdentityApplication({
    ...(request.clientId === undefined ? {} : { managedIdentityIdParams: { userAssignedClientId: request.clientId } }),
    system: { networkClient: network, disableInternalRetries: true },
  });
  const credential = keepTokens(request, network, (scopes, { claims, fresh }) =>
    application.acquireToken({
      forceRefresh: fresh === true,
      resource: (scopes[0] ?? "").replace(/\/\.default$/, ""),
      ...(claims === undefined ? {} : { claims }),
    }),
  );
  return {
    ...credential,
    getToken: (scopes, options) =>
      credential.getToken(scopes, options).catch((error: unknown) => {
        throw explained(error, request.clientId);
      }),
  };
}

/** Whoever has no such identity here says so in a sentence alone, each host in its own. */
function explained(error: unknown, clientId: string | undefined): unknown {
  if (!(error instanceof SignInError) || error.code !== "sign-in-failed" || !/identit|\bMSI\b/i.test(error.message))
    return error;
  return new SignInError(error.message, {
    code: "managed-identity-missing",
    remedy:
      clientId === undefined
        ? "Give the machine, function or container a managed identity in the Azure portal (its page Identity); for a user-assigned one, name its client id with --client-id."
        : `The client id ${clientId} names no identity that is assigned here. Assign it in the Azure portal (page Identity, tab User assigned), name another one, or leave --client-id and AZURE_CLIENT_ID out for the system's own.`,
    ...(error.requestId === undefined ? {} : { requestId: error.requestId }),
    cause: error.cause,
  });
}
