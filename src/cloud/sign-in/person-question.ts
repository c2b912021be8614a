// Asking the person to sign in: one question at a time, and the same person each time.
import type { AccountInfo, AuthenticationResult, PublicClientApplication } from "@azure/msal-node";
import { SignInError } from "../../shapes/errors.js";
import { type Asked, signInByBrowser } from "./browser-sign-in.js";
import { type DeviceCodeNetwork, signInByDeviceCode } from "./device-code.js";
import type { WithClient } from "./kept-tokens.js";

interface SignedInAs extends AuthenticationResult {
  readonly account: AccountInfo;
}

interface Question {
  readonly asked: Asked;
  /** Who has signed in before. */
  readonly before?: AccountInfo;
  /** Said to the person when it is their turn. */
  readonly why?: string;
  /** Tried first where another question was answered meanwhile: its answer may serve here, too. */
  readonly silently?: () => Promise<AuthenticationResult>;
}

/** @throws {SignInError} where nobody answers, somebody else does, or Entra ID refuses */
export type Ask = (question: Question) => Promise<SignedInAs>;

export function personAsked(
  application: PublicClientApplication,
  request: WithClient & { readonly kind: "device-code" | "browser" },
  network: DeviceCodeNetwork,
): Ask {
  // Two at once would be answered in the wrong place.
  let turn: Promise<unknown> = Promise.resolve();
  let answers = 0;
  // A session that was made by browser can be used where there is none, over SSH say.
  const byBrowser = request.kind === "browser" && (request.saved === undefined || request.openBrowser !== undefined);
  const put = async ({ asked, before, why }: Question): Promise<SignedInAs> => {
    if (why !== undefined) request.tell?.(why);
    const result = withAccount(
      byBrowser
        ? await signInByBrowser(application, request, asked)
        : await signInByDeviceCode(application, request, network, asked),
    );
    answers += 1;
    if (before === undefined || before.homeAccountId === result.account.homeAccountId) return result;
    await application.getTokenCache().removeAccount(result.account);
    throw someoneElse(result.account, before);
  };
  return (question) => {
    const before = answers;
    const { silently } = question;
    const answered = turn.then(async () => {
      if (silently !== undefined && answers > before) {
        const result = await silently().catch(() => null);
        if (result !== null) return withAccount(result);
      }
      return put(question);
    });
    turn = answered.catch(() => undefined);
    return answered;
  };
}

function withAccount(result: AuthenticationResult | null): SignedInAs {
  const account = result?.account ?? null;
  if (result !== null && account !== null) return { ...result, account };
  throw new SignInError("The sign-in ended without a token.", { code: "no-token", remedy: "Sign in again." });
}

function someoneElse(now: AccountInfo, before: AccountInfo): SignInError {
  return new SignInError(`${now.username} has signed in, but this command was begun by ${before.username}.`, {
    code: "someone-else",
    remedy: `Run the command again and sign in as ${before.username}; to work as somebody else, begin with login.`,
  });
}
