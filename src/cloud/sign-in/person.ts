// A person who signs in: by a code that is entered in a browser anywhere, or in the browser of this machine; or who has
// done so before, by `login`.
import {
  type AccountInfo,
  type AuthenticationResult,
  InteractionRequiredAuthError,
  PublicClientApplication,
} from "@azure/msal-node";
import { SignInError } from "../../shapes/errors.js";
import { type Asked, signInByBrowser } from "./browser-sign-in.js";
import type { Credential, TokenOptions } from "./credential.js";
import { DeviceCodeNetwork, signInByDeviceCode } from "./device-code.js";
import { authority, keepTokens, RENEW_BEFORE_MS, type WithClient } from "./kept-tokens.js";
import { MsalNetwork } from "./msal-network.js";
import { savedSessionFailure } from "./saved-session-failure.js";
import { signInFailure } from "./sign-in-failure.js";

/** That continuous access evaluation may end a token at once, and will be answered by another sign-in ("cp1"). */
const HANDLES_CHALLENGES = ["cp1"];

/** A person who is asked at most once as long as that serves; further tokens come from the refresh token, silently. */
export function personCredential(request: WithClient & { readonly kind: "device-code" | "browser" }): Credential {
  const network = new MsalNetwork(request.transport);
  const patient = new DeviceCodeNetwork(network, request);
  const application = new PublicClientApplication({
    auth: { clientId: request.clientId, authority: authority(request), clientCapabilities: HANDLES_CHALLENGES },
    system: { networkClient: patient },
    ...(request.saved === undefined ? {} : { cache: { cachePlugin: request.saved.plugin } }),
  });
  const failure = (error: unknown) => signInFailure(network.lastError ?? error, network.lastRefusal);

  /** One question at a time: two at once would be answered in the wrong place. */
  let asking: Promise<unknown> = Promise.resolve();
  const ask = (asked: Asked, before?: AccountInfo): Promise<AuthenticationResult> => {
    const answered = asking.then(async () => {
      const result = await signIn(asked);
      if (result?.account === null || result === null) throw noToken();
      if (before === undefined || before.homeAccountId === result.account.homeAccountId) return result;
      await application.getTokenCache().removeAccount(result.account);
      throw someoneElse(result.account, before);
    });
    asking = answered.catch(() => undefined);
    return answered;
  };
  const signIn = (asked: Asked) =>
    request.kind === "browser" && (request.saved === undefined || request.openBrowser !== undefined)
      ? signInByBrowser(application, request, asked)
      : signInByDeviceCode(application, request, patient, asked);

  const silently = async (scopes: string[], account: AccountInfo, { claims, fresh }: TokenOptions) => {
    const asked = { scopes, account, ...(claims === undefined ? {} : { claims }) };
    const result = await application.acquireTokenSilent({ ...asked, forceRefresh: fresh === true });
    // MSAL looks at the machine's clock, and not at the one that was handed in.
    const isLate = (result.expiresOn?.getTime() ?? 0) - RENEW_BEFORE_MS <= request.clock.epoch();
    return isLate && result.fromCache ? application.acquireTokenSilent({ ...asked, forceRefresh: true }) : result;
  };

  let who: Promise<AccountInfo> | undefined;
  const remember = (account: Promise<AccountInfo>): void => {
    who = account;
    account.catch(() => {
      if (who === account) who = undefined;
    });
  };
  const again = async (error: unknown, scopes: string[], account: AccountInfo, challenge: string | undefined) => {
    const { saved, tell } = request;
    const refused = failure(error);
    const claims = challenge ?? (saved === undefined ? claimsOfRefusal(error) : undefined);
    if (!(refused instanceof SignInError) || claims === undefined || saved?.mayAsk === false)
      throw saved === undefined ? refused : savedSessionFailure(refused, saved.loginLine);
    tell?.(`${hostOf(scopes)} asks for more than the sign-in so far has shown: please sign in once more.`);
    return ask({ scopes, claims, loginHint: account.username }, account);
  };

  const credential = keepTokens(request, network, async (scopes, options) => {
    if (who === undefined && request.saved !== undefined) remember(savedAccount(application, request.saved));
    if (who === undefined) {
      const { claims } = options;
      const answered = ask({ scopes, ...(claims === undefined ? {} : { claims }) });
      remember(answered.then(accountOf));
      return answered;
    }
    const account = await who;
    try {
      return await silently(scopes, account, options);
    } catch (error) {
      return again(error, scopes, account, options.claims);
    }
  });
  return {
    ...credential,
    async signedIn() {
      const account = await who;
      return account === undefined
        ? undefined
        : {
            tenantId: account.tenantId,
            homeAccountId: account.homeAccountId,
            userName: account.username,
            tokens: application.getTokenCache().serialize(),
          };
    },
  };
}

async function savedAccount(
  application: PublicClientApplication,
  { homeAccountId, loginLine }: NonNullable<WithClient["saved"]>,
): Promise<AccountInfo> {
  let accounts: readonly AccountInfo[];
  try {
    accounts = await application.getTokenCache().getAllAccounts();
  } catch (error) {
    throw savedSessionFailure(signInFailure(error), loginLine);
  }
  const account = accounts.find((one) => one.homeAccountId === homeAccountId);
  if (account !== undefined) return account;
  throw new SignInError("The saved sign-in holds no account any more.", {
    code: "session-ended",
    remedy: `Sign in again: ${loginLine}`,
  });
}

/** Only what a person can bring by signing in once more: a second factor, a newer proof. Missing consent is not among it. */
function claimsOfRefusal(error: unknown): string | undefined {
  if (!(error instanceof InteractionRequiredAuthError) || error.subError === "message_only") return undefined;
  return error.claims === "" ? undefined : error.claims;
}

function accountOf({ account }: AuthenticationResult): AccountInfo {
  if (account === null) throw noToken();
  return account;
}

function noToken(): SignInError {
  return new SignInError("The sign-in ended without a token.", { code: "no-token", remedy: "Sign in again." });
}

function someoneElse(now: AccountInfo, before: AccountInfo): SignInError {
  return new SignInError(`${now.username} has signed in, but this command was begun by ${before.username}.`, {
    code: "someone-else",
    remedy: `Run the command again and sign in as ${before.username}; to work as somebody else, begin with login.`,
  });
}

/** Such as `graph.microsoft.com`. */
function hostOf([scope = ""]: readonly string[]): string {
  return URL.canParse(scope) ? new URL(scope).host : "The service";
}
