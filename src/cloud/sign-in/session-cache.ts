// How MSAL reads and renews a saved session. A read takes no lock, since the file is replaced as a whole. A write holds
// the lock from reading the file anew to writing it, so that two processes that renew at once keep each other's tokens.
//
// One application's accesses run side by side on one memory, which MSAL empties before each read. What MSAL does between
// `before` and `after` waits for nothing but settled promises, so nothing else runs there, as long as the memory is
// filled in a turn of the event loop of its own and written out at once: hence the `setImmediate`.
// Source: MSAL's TokenCache.overwriteCache, ResponseHandler.handleServerTokenResponse
import { setImmediate } from "node:timers/promises";
import type { ICachePlugin, TokenCacheContext } from "@azure/msal-node";
import type { SessionFile } from "./session-file.js";

interface OpenSession {
  readonly content: SessionFile;
  /** MSAL's cache, serialized. */
  readonly tokens: string;
}

export interface SessionAccess {
  /** @throws {SignInError} `session-damaged`, or `session-ended` where the file is gone or another person's */
  open(): Promise<OpenSession>;
  isThere(): boolean;
  lock(): Promise<{ release(): void }>;
  /** Writes nothing where the file is gone. */
  write(content: SessionFile, tokens: string): Promise<void>;
  /** Throws where the person has ended everything. */
  unsaved(error: unknown): void;
  refuseTokens(): Error;
}

export function sessionCache(access: SessionAccess): ICachePlugin {
  const writing = new WeakMap<TokenCacheContext, OpenSession & { release(): void }>();
  const fill = async (context: TokenCacheContext): Promise<OpenSession> => {
    const session = await access.open();
    await setImmediate();
    try {
      context.tokenCache.deserialize(session.tokens);
    } catch {
      throw access.refuseTokens();
    }
    return session;
  };
  return {
    async beforeCacheAccess(context) {
      if (!context.cacheHasChanged) {
        await fill(context);
        return;
      }
      let lock: { release(): void };
      try {
        lock = await access.lock();
      } catch (error) {
        return access.unsaved(error);
      }
      try {
        // Who has signed out meanwhile stays signed out: the token is used, and kept nowhere.
        if (access.isThere()) writing.set(context, { ...(await fill(context)), release: () => lock.release() });
      } finally {
        if (!writing.has(context)) lock.release();
      }
    },
    // MSAL calls this after a failed `before`, too.
    async afterCacheAccess(context) {
      const session = writing.get(context);
      if (session === undefined) return;
      writing.delete(context);
      try {
        const tokens = context.tokenCache.serialize();
        if (tokens !== session.tokens) await access.write(session.content, tokens);
      } catch (error) {
        access.unsaved(error);
      } finally {
        session.release();
      }
    },
  };
}
