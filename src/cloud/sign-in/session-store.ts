// The saved sign-ins of a state folder: a file each, which only its owner can read, with the tokens encrypted where the
// system has a keyring for the key. Every write happens under the file's lock.
import { existsSync, unlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { acquireLock } from "../../machine/lock.js";
import { keepOthersOut, makeFolder } from "../../machine/make-folder.js";
import { isOwnerOnly, removeLeftovers, writeOwnerOnly } from "../../machine/owner-only.js";
import type { Clock } from "../../shapes/clock.js";
import { messageOf, UsageError } from "../../shapes/errors.js";
import type { Redactor } from "../redaction.js";
import type { Keyring } from "./keyring.js";
import type { DamagedSession, Protection, SavedSession, SessionStore } from "./saved-session.js";
import { type SessionAccess, sessionCache } from "./session-cache.js";
import { damagedSession, endedSession, lockedSession } from "./session-failure.js";
import {
  isTenantName,
  readSessionFile,
  type SessionFile,
  sessionFileName,
  sessionFilesIn,
  sessionsFolder,
  sessionText,
} from "./session-file.js";
import { type SessionKeys, sessionKeys } from "./session-keys.js";
import { hideTokens, protectTokens, tokensOf } from "./session-tokens.js";

export interface SessionStoreOptions {
  readonly stateDir: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly uuid: () => string;
  readonly redactor: Redactor;
  readonly keyring: Keyring;
  /**
   * Told when renewed tokens could not be kept, as on a full disk. The command goes on with what it has got: a refresh
   * token stays good when another one has been issued for it.
   * Source: learn.microsoft.com, "Refresh tokens in the Microsoft identity platform"
   */
  readonly onUnsaved?: (error: unknown) => void;
}

/** Another process holds the lock while it writes a file and asks a keyring, which may take some seconds. */
const WAIT_FOR_LOCK_MS = 15_000;

export function createSessionStore(options: SessionStoreOptions): SessionStore {
  const folder = sessionsFolder(options.stateDir);
  const keys = sessionKeys(options.keyring, options.redactor);
  const fileOf = (session: SavedSession): string => join(folder, sessionFileName(session));
  return {
    async list() {
      try {
        return sessionsIn(folder);
      } catch (error) {
        return { sessions: [], damaged: [{ file: folder, reason: messageOf(error) }] };
      }
    },
    async save({ tenantNames, ...rest }, tokens) {
      const session = { ...rest, tenantNames: tenantNames.filter(isTenantName) };
      const file = fileOf(session);
      hideTokens(tokens, options.redactor);
      makeFolder(folder);
      keepOthersOut(folder);
      return underLock(file, options, async () => {
        const protectedTokens = await protectTokens(session, tokens, keyOf(file) ?? options.uuid(), keys);
        writeOwnerOnly(file, sessionText(protectedTokens));
        return protectionIn(protectedTokens);
      });
    },
    async remember(session, tenantName) {
      const access = accessTo(session, fileOf(session), options, keys);
      await underLock(fileOf(session), options, async () => {
        const { content, tokens } = await access.open();
        const names = content.session.tenantNames;
        if (names.includes(tenantName) || !isTenantName(tenantName)) return;
        await access.write(
          { ...content, session: { ...content.session, tenantNames: [...names, tenantName] } },
          tokens,
        );
      });
    },
    remove: (session) => removeFile(fileOf(session), options, keys),
    async removeAll() {
      const { sessions, damaged } = sessionsIn(folder);
      const files = [...sessions.map(fileOf), ...damaged.map(({ file }) => file)];
      const removals = await Promise.allSettled(files.map((file) => removeFile(file, options, keys)));
      for (const removal of removals) if (removal.status === "rejected") throw removal.reason;
      return sessions;
    },
    async protectionOf(session) {
      const file = fileOf(session);
      const access = isOwnerOnly(file);
      return { ...protectionIn(wholeFile(file, session)), ...(access.yes ? {} : { exposed: access.why }) };
    },
    pluginFor: (session) => sessionCache(accessTo(session, fileOf(session), options, keys)),
  };
}

function accessTo(session: SavedSession, file: string, options: SessionStoreOptions, keys: SessionKeys): SessionAccess {
  return {
    async open() {
      const content = wholeFile(file, session);
      if (content.session.homeAccountId !== session.homeAccountId)
        throw endedSession(session, "somebody else has signed in with the same application");
      const found = await tokensOf(content, keys, options.redactor);
      if ("noKey" in found) throw lockedSession(file, session, found.noKey);
      if ("damage" in found) throw damagedSession(file, session, found.damage);
      return { content, tokens: found.cache };
    },
    isThere: () => existsSync(file),
    lock: () => lockOf(file, options),
    async write(content, tokens) {
      hideTokens(tokens, options.redactor);
      const keyId = content.tokens.cipher === "none" ? options.uuid() : content.tokens.key;
      const renewed = await protectTokens(content.session, tokens, keyId, keys);
      if (existsSync(file)) writeOwnerOnly(file, sessionText(renewed));
    },
    unsaved(error) {
      if (options.signal.aborted) throw error;
      options.onUnsaved?.(error);
    },
    refuseTokens: () => damagedSession(file, session, "its tokens are not as MSAL writes them"),
  };
}

/** @throws {SignInError} `session-damaged`, `session-ended` */
function wholeFile(file: string, session: SavedSession): SessionFile {
  const read = readSessionFile(file);
  if (read.kind === "damaged") throw damagedSession(file, session, read.reason);
  if (read.kind === "gone") throw endedSession(session, "somebody has signed out, or removed its file");
  return read.content;
}

function sessionsIn(folder: string): { sessions: readonly SavedSession[]; damaged: readonly DamagedSession[] } {
  const sessions: SavedSession[] = [];
  const damaged: DamagedSession[] = [];
  for (const file of sessionFilesIn(folder)) {
    const read = readSessionFile(file);
    if (read.kind === "whole") sessions.push(read.content.session);
    if (read.kind === "damaged") damaged.push({ file, reason: read.reason });
  }
  sessions.sort((a, b) => Date.parse(b.signedInAt) - Date.parse(a.signedInAt));
  return { sessions, damaged };
}

function keyOf(file: string): string | undefined {
  const read = readSessionFile(file);
  return read.kind === "whole" && read.content.tokens.cipher !== "none" ? read.content.tokens.key : undefined;
}

function protectionIn({ tokens }: SessionFile): Protection {
  return tokens.cipher === "none" ? { kind: "plain", reason: tokens.reason } : { kind: "keyring" };
}

async function removeFile(file: string, options: SessionStoreOptions, keys: SessionKeys): Promise<boolean> {
  if (!existsSync(dirname(file))) return false;
  return underLock(file, options, async () => {
    const keyId = keyOf(file);
    removeLeftovers(file);
    try {
      unlinkSync(file);
    } catch (error) {
      if (!existsSync(file)) return false;
      throw new UsageError(`${file} cannot be removed: ${messageOf(error)}.`, {
        code: "session-not-removed",
        remedy: "Remove it yourself: it holds a saved sign-in.",
        cause: error,
      });
    }
    // Only now: a file whose key is gone could not be used any more.
    if (keyId !== undefined) await keys.forget(keyId);
    return true;
  });
}

async function underLock<T>(file: string, options: SessionStoreOptions, work: () => Promise<T>): Promise<T> {
  const lock = await lockOf(file, options);
  try {
    return await work();
  } finally {
    lock.release();
  }
}

function lockOf(file: string, { clock, signal, uuid }: SessionStoreOptions) {
  return acquireLock(`${file}.lock`, { what: "the saved sign-in", clock, signal, waitMs: WAIT_FOR_LOCK_MS, uuid });
}
