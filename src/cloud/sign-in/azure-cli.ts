// Whoever is signed in to the Azure CLI (`az login`).
import type { ChildProcess } from "node:child_process";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { AzureCliCredential } from "@azure/identity";
import { AadcError, messageOf, SignInError } from "../../shapes/errors.js";
import type { AccessToken, Credential, SignInRequest, TokenOptions } from "./credential.js";
import { RENEW_BEFORE_MS } from "./kept-tokens.js";
import { signInFailure } from "./sign-in-failure.js";

/** `az` may wait for a network, or for an answer that nobody can give it here. */
const LIMIT_MS = 60_000;
/** For whoever does not know that another program is at work. */
const FIRST_WORD_MS = 2_000;

/** Each token costs a run of `az`, so it is kept until shortly before it ends. `az` renews as it sees fit, also when asked for a fresh one. */
export function azureCliCredential(request: SignInRequest): Credential {
  const azureCli = new AzureCliCredential({ tenantId: request.tenant });
  const kept = new Map<string, Promise<AccessToken>>();

  const obtain = async (scopes: string | string[], claims: string | undefined): Promise<AccessToken> => {
    try {
      const wanted = claims === undefined ? {} : { claims, tenantId: request.tenant };
      const token = await inTime(() => azureCli.getToken(scopes, wanted), request);
      request.redactor.hide(token.token);
      return token;
    } catch (error) {
      throw azureCliFailure(error, request.tenant);
    }
  };

  return {
    kind: "azure-cli",
    async getToken(scopes, { claims, fresh }: TokenOptions = {}) {
      if (claims !== undefined) return obtain(scopes, claims);
      const key = [scopes].flat().join(" ");
      const earlier = fresh === true ? undefined : kept.get(key);
      if (earlier !== undefined) {
        const token = await earlier;
        if (token.expiresOnTimestamp - RENEW_BEFORE_MS > request.clock.epoch()) return token;
      }
      const obtaining = obtain(scopes, undefined);
      kept.set(key, obtaining);
      obtaining.catch(() => {
        if (kept.get(key) === obtaining) kept.delete(key);
      });
      return obtaining;
    },
  };
}

/** @throws {SignInError} when `az` says nothing for a minute; the signal's reason when it aborts */
function inTime<T>(run: () => Promise<T>, { clock, signal, tell, tenant }: SignInRequest): Promise<T> {
  const { result: running, children } = withChildren(run);
  return new Promise((resolve, reject) => {
    const end = (settle: () => void) => {
      for (const timer of timers) timer.cancel();
      signal.removeEventListener("abort", stop);
      settle();
    };
    const giveUp = (reason: Error) =>
      end(() => {
        for (const child of children) leave(child);
        reject(reason);
      });
    const stop = () => giveUp(signal.reason as Error);
    const timers = [
      clock.expire(FIRST_WORD_MS, () => tell?.("... waiting for the Azure CLI (az), 60 seconds at most")),
      clock.expire(LIMIT_MS, () => giveUp(tooSlow(tenant))),
    ];
    signal.addEventListener("abort", stop, { once: true });
    if (signal.aborted) stop();
    running.then(
      (value) => end(() => resolve(value)),
      (error: unknown) => end(() => reject(error instanceof Error ? error : new Error(String(error)))),
    );
  });
}

/** The library starts `az` at once, hands it to nobody, and ends it at a time that has to be known beforehand. */
function withChildren<T>(start: () => T): { readonly result: T; readonly children: readonly ChildProcess[] } {
  const children: ChildProcess[] = [];
  const note = (message: unknown) => {
    const { process: child } = message as { process: ChildProcess };
    children.push(child);
  };
  // Node's documentation, "Diagnostics Channel", channel `child_process`.
  subscribe("child_process", note);
  try {
    return { result: start(), children };
  } finally {
    unsubscribe("child_process", note);
  }
}

/** What `az` has started itself may live on and hold its output open: this program does not wait for that. */
function leave(child: ChildProcess): void {
  child.kill();
  for (const output of [child.stdout, child.stderr]) output?.destroy();
  child.unref();
}

function tooSlow(tenant: string): SignInError {
  return new SignInError(`The Azure CLI did not answer within ${LIMIT_MS / 1000} seconds.`, {
    code: "azure-cli",
    remedy: `See what it waits for: az account get-access-token --tenant ${tenant}`,
  });
}

function azureCliFailure(error: unknown, tenant: string): Error {
  if (error instanceof AadcError) return error;
  const line = /az login --claims-challenge [\w+/=-]+ --scope \S+(?: --tenant \S+)?/.exec(messageOf(error))?.[0];
  if (line !== undefined)
    return new SignInError("The Azure CLI's session has not shown that, and only its own sign-in can ask for it.", {
      code: "claims-challenge",
      remedy: `Sign in by this line, then run the command again: ${line}`,
      cause: error,
    });
  const failure = signInFailure(error);
  if (!(failure instanceof SignInError) || failure.code !== "sign-in-failed") return failure;
  return new SignInError(failure.message, {
    code: "azure-cli",
    remedy: `Install the Azure CLI if it is missing, then run: az login --tenant ${tenant} --allow-no-subscriptions`,
    cause: error,
  });
}
