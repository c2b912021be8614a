// A person who signs in: by a code that is entered in a browser anywhere, or in the browser of this machine; or who has
// done so before, by `login`.
import { type AccountInfo, InteractionRequiredAuthError, PublicClientApplication } from "@azure/msal-node";
import { messageOf, SignInError } from "../../shapes/errors.js";
import { demandsInWords } from "../claims-demands.js";
import type { Credential, TokenOptions } from "./credential.js";
import { DeviceCodeNetwork } from "./device-code.js";
import { authority, keepTokens, RENEW_BEFORE_MS, type WithClient } from "./kept-tokens.js";
import { MsalNetwork } from "./msal-network.js";
import { personAsked } from "./person-question.js";
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
  const ask = personAsked(application, request, patient);
  // MSAL's own error has Entra ID's words as a rule; what the network remembers may be of a request beside this one.
  const failure = (error: unknown) =>
    /AADSTS\d/.test(messageOf(error))
      ? signInFailure(error)
      : signInFailure(network.lastError ?? error, network.lastRefusal);

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
    const { saved } = request;
    const refused = failure(error);
    const claims = challenge ?? (saved === undefined ? claimsOfRefusal(error) : undefined);
    if (!(refused instanceof SignInError) || claims === undefined || saved?.mayAsk === false)
      throw saved === undefined ? refused : savedSessionFailure(refused, saved.loginLine);
    return ask({
      asked: { scopes, claims, loginHint: account.username },
      before: account,
      why: `${hostOf(scopes)} asks for ${demandsInWords(claims)}: please sign in once more.`,
      silently: () => silently(scopes, account, { claims }),
    });
  };

  const credential = keepTokens(request, network, async (scopes, options) => {
    if (who === undefined && request.saved !== undefined) remember(savedAccount(application, request.saved));
    if (who === undefined) {
      const { claims } = options;
      const answered = ask({ asked: { scopes, ...(claims === undefined ? {} : { claims }) } });
      remember(answered.then(({ account }) => account));
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
  try {
    JSON.parse(error.claims);
    return error.claims;
  } catch {
    return undefined;
  }
}

/** Such as `graph.microsoft.com`. */
function hostOf([scope = ""]: readonly string[]): string {
  return URL.canParse(scope) ? new URL(scope).host : "The service";
}
