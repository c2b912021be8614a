// A person who signs in: by a code that is entered in a browser anywhere, or in the browser of this machine.
import { type AccountInfo, type AuthenticationResult, PublicClientApplication } from "@azure/msal-node";
import { SignInError } from "../../shapes/errors.js";
import type { Credential } from "./credential.js";
import { authority, keepTokens, type WithClient } from "./kept-tokens.js";
import { MsalNetwork } from "./msal-network.js";

/** A person who is asked once; further tokens come from the refresh token, silently. */
export function personCredential(request: WithClient & { readonly kind: "device-code" | "browser" }): Credential {
  const network = new MsalNetwork(request.transport);
  const application = new PublicClientApplication({
    auth: { clientId: request.clientId, authority: authority(request) },
    system: { networkClient: network },
    ...(request.saved === undefined ? {} : { cache: { cachePlugin: request.saved.plugin } }),
  });
  const signIn = (scopes: string[], claims?: string) => {
    const asked = { scopes, ...(claims === undefined ? {} : { claims }) };
    return request.kind === "browser"
      ? application.acquireTokenInteractive({ ...asked, openBrowser: browserOf(request) })
      : application.acquireTokenByDeviceCode({
          ...asked,
          deviceCodeCallback: (answer) => {
            request.redactor.hide(answer.deviceCode);
            request.showDeviceCode(answer.message);
          },
        });
  };
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

function browserOf({ openBrowser }: WithClient): (url: string) => Promise<void> {
  if (openBrowser !== undefined) return openBrowser;
  throw new SignInError("No browser can be opened here.", {
    code: "no-browser",
    remedy: "Sign in with --auth device-code: its code can be entered in a browser anywhere.",
  });
}
