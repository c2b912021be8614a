import type { ICachePlugin } from "@azure/msal-node";
import type { CloudName } from "../clouds.js";

/** A sign-in that `login` has kept: who, where, through which application. Not the tokens. */
export interface SavedSession {
  readonly cloud: CloudName;
  readonly tenantId: string;
  /** Domains by which the tenant was addressed, besides its id; in lower case. They stand in lines to be typed. */
  readonly tenantNames: readonly string[];
  readonly clientId: string;
  readonly kind: "device-code" | "browser";
  readonly userName: string;
  /** MSAL's id of the account among the tokens. */
  readonly homeAccountId: string;
  /** When `login` was run, ISO 8601 UTC, by this machine. */
  readonly signedInAt: string;
}

/** How the tokens lie on the disk: encrypted where the system has a keyring for the key. */
export type Protection = ({ readonly kind: "keyring" } | { readonly kind: "plain"; readonly reason: string }) & {
  /** Why the file, which is written owner-only, is not any more; undefined: it is. */
  readonly exposed?: string;
};

/** A file of the store that cannot be used, and why. */
export interface DamagedSession {
  readonly file: string;
  readonly reason: string;
}

/** The saved sign-ins of one state folder. */
export interface SessionStore {
  /** Newest first. Reads no token. */
  list(): Promise<{ readonly sessions: readonly SavedSession[]; readonly damaged: readonly DamagedSession[] }>;
  /** @param tokens MSAL's cache, serialized. Takes the place of an earlier session of the same cloud, tenant and client. */
  save(session: SavedSession, tokens: string): Promise<Protection>;
  /** One more name of the session's tenant, so that nobody has to be asked for it again. Tokens and the rest stay. */
  remember(session: SavedSession, tenantName: string): Promise<void>;
  /** @returns false where there was none */
  remove(session: SavedSession): Promise<boolean>;
  /** Removes damaged files, too. */
  removeAll(): Promise<readonly SavedSession[]>;
  /** Looks at the file as it is now. On Windows that takes a while. */
  protectionOf(session: SavedSession): Promise<Protection>;
  /** Lets MSAL read and renew the session's tokens. */
  pluginFor(session: SavedSession): ICachePlugin;
}
