// A person who signs in with the browser of this machine: authorization code with PKCE, brought back to a loopback port
// ("Microsoft identity platform and OAuth 2.0 authorization code flow").
import { type AuthenticationResult, CryptoProvider, type PublicClientApplication, ServerError } from "@azure/msal-node";
import type { Clock } from "../../shapes/clock.js";
import { SignInError } from "../../shapes/errors.js";
import type { WithClient } from "./kept-tokens.js";
import { type BroughtBack, listenOnLoopback } from "./loopback-listener.js";

/** What the person is asked for. */
export interface Asked {
  readonly scopes: string[];
  /** Of a claims challenge, as JSON. */
  readonly claims?: string;
  /** Who has signed in before, and should again. */
  readonly loginHint?: string;
}

/** How long the person may take in the browser. */
const WAIT_MS = 5 * 60_000;

/** @throws {SignInError} when nobody comes back in time, or Entra ID refuses; the signal's reason when it aborts */
export async function signInByBrowser(
  application: PublicClientApplication,
  request: WithClient,
  asked: Asked,
): Promise<AuthenticationResult> {
  const { clock, signal, redactor, tell } = request;
  const openBrowser = browserOf(request);
  signal.throwIfAborted();
  const crypto = new CryptoProvider();
  const { verifier, challenge } = await crypto.generatePkceCodes();
  const state = crypto.createNewGuid();
  for (const secret of [verifier, state]) redactor.hide(secret);
  const listener = await listenOnLoopback(state, clock);
  let outcome: "signed-in" | "failed" = "failed";
  try {
    const { scopes, claims, loginHint } = asked;
    const common = { scopes, redirectUri: listener.redirectUri, ...(claims === undefined ? {} : { claims }) };
    const address = await application.getAuthCodeUrl({
      ...common,
      state,
      codeChallenge: challenge,
      codeChallengeMethod: "S256",
      // Whoever administers has several accounts as a rule, and the browser would silently take the one of every day.
      ...(loginHint === undefined ? { prompt: "select_account" } : { loginHint }),
    });
    listener.leadTo(address);
    tell?.("A browser opens for the sign-in; waiting for it, 5 minutes at most (Ctrl-C ends it).");
    tell?.(`If none opens, open this address on this machine: ${listener.startAddress}`);
    // Some browsers' openers end at once, others with the browser.
    const opened = openBrowser(listener.startAddress);
    const answer = await untilBroughtBack(listener.broughtBack, opened, clock, signal);
    if ("error" in answer) throw new ServerError(answer.error, "", answer.description, answer.subError);
    redactor.hide(answer.code);
    const result = await application.acquireTokenByCode({ ...common, code: answer.code, codeVerifier: verifier });
    outcome = "signed-in";
    return result;
  } catch (error) {
    // MSAL has an error of its own for a request that was cut short.
    throw signal.aborted ? signal.reason : error;
  } finally {
    await listener.close(outcome);
  }
}

function untilBroughtBack(
  answer: Promise<BroughtBack>,
  opened: Promise<void>,
  clock: Clock,
  signal: AbortSignal,
): Promise<BroughtBack> {
  return new Promise((resolve, reject) => {
    const end = (settle: () => void) => {
      limit.cancel();
      signal.removeEventListener("abort", stop);
      settle();
    };
    const stop = () => end(() => reject(signal.reason as Error));
    const limit = clock.expire(WAIT_MS, () =>
      end(() =>
        reject(
          new SignInError("Nobody came back from the browser within 5 minutes.", {
            code: "browser-timeout",
            remedy: "Run the command again, or sign in with --auth device-code: its code can be entered anywhere.",
          }),
        ),
      ),
    );
    signal.addEventListener("abort", stop, { once: true });
    if (signal.aborted) stop();
    void answer.then((value) => end(() => resolve(value)));
    opened.catch((error: unknown) => end(() => reject(error instanceof Error ? error : new Error(String(error)))));
  });
}

function browserOf({ openBrowser }: WithClient): (url: string) => Promise<void> {
  if (openBrowser !== undefined) return openBrowser;
  throw new SignInError("No browser can be opened here.", {
    code: "no-browser",
    remedy: "Sign in with --auth device-code: its code can be entered in a browser anywhere.",
  });
}
