// A person who signs in, by a code that is entered in a browser.
import { type AccountInfo, type AuthenticationResult, PublicClientApplication } from "@azure/msal-node";
import type { Credential } from "./credential.js";
import { authority, keepTokens, type WithClient } from "./kept-tokens.js";
import { MsalNetwork } from "./msal-network.js";

/** A person who enters a code in a browser, once; further tokens come from the refresh token, silently. */
export function deviceCodeCredential(request: WithClient): Credential {
  const network = new MsalNetwork(request.transport);
  const application = new PublicClientApplication({
    auth: { clientId: request.clientId, authority: authority(request) },
    system: { networkClient: network },
  });
  const signIn = (scopes: string[], claims?: string) =>
    application.acquireTokenByDeviceCode({
      scopes,
      ...(claims === undefined ? {} : { claims }),
      deviceCodeCallback: (answer) => {
        request.redactor.hide(answer.deviceCode);
        request.showDeviceCode(answer.message);
      },
    });
  let first: Promise<AuthenticationResult | null> | undefined;
  return keepTokens(request, network, async (scopes, { claims, fresh }) => {
    if (first === undefined || claims !== undefined) {
      const started = signIn(scopes, claims);
      first = started;
      started.catch(() => {
        if (first === started) first = undefined;
      });
      return started;
    }
    const account: AccountInfo | null | undefined = (await first)?.account;
    return account === null || account === undefined
      ? signIn(scopes)
      : application.acquireTokenSilent({ scopes, account, forceRefresh: fresh === true });
  });
}
