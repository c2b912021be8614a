import { ManagedIdentityApplication } from "@azure/msal-node";
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
  return keepTokens(request, network, (scopes, { claims, fresh }) =>
    application.acquireToken({
      forceRefresh: fresh === true,
      resource: (scopes[0] ?? "").replace(/\/\.default$/, ""),
      ...(claims === undefined ? {} : { claims }),
    }),
  );
}
