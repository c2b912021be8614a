// From a session's file to MSAL's tokens and back.
import * as z from "zod";
import type { Redactor } from "../redaction.js";
import { KeyringUnavailable } from "./keyring.js";
import type { SavedSession } from "./saved-session.js";
import { boundTo, jsonOf, type SessionFile } from "./session-file.js";
import type { SessionKeys } from "./session-keys.js";
import { openTokens, sealTokens } from "./token-seal.js";

/** @param keyId the keyring's name for the key, which is made where the keyring has none */
export async function protectTokens(
  session: SavedSession,
  tokens: string,
  keyId: string,
  keys: SessionKeys,
): Promise<SessionFile> {
  try {
    const key = await keys.obtain(keyId);
    return { session, tokens: sealTokens(tokens, { key, keyId, bound: boundTo(session) }) };
  } catch (error) {
    if (!(error instanceof KeyringUnavailable)) throw error;
    return { session, tokens: { cipher: "none", reason: error.message, data: tokens } };
  }
}

/** MSAL's cache, serialized; or why there is none, in half a sentence. */
export async function tokensOf(
  { session, tokens }: SessionFile,
  keys: SessionKeys,
  redactor: Redactor,
): Promise<{ readonly cache: string } | { readonly damage: string } | { readonly noKey: string }> {
  let cache: string | undefined;
  try {
    cache = tokens.cipher === "none" ? tokens.data : openTokens(tokens, await keys.get(tokens.key), boundTo(session));
  } catch (error) {
    if (!(error instanceof KeyringUnavailable)) throw error;
    return { noKey: error.message };
  }
  if (cache === undefined) return { damage: "its tokens are encrypted with another key, or were altered" };
  if (!hideTokens(cache, redactor)) return { damage: "its tokens are not as MSAL writes them" };
  return { cache };
}

/** @returns false for what is not MSAL's cache; whatever secret is in there is hidden all the same */
export function hideTokens(cache: string, redactor: Redactor): boolean {
  const parsed = MSAL_CACHE.safeParse(jsonOf(cache));
  if (!parsed.success) return false;
  for (const section of Object.values(parsed.data))
    for (const { secret } of Object.values(section)) if (secret !== undefined) redactor.hide(secret);
  return true;
}
const MSAL_CACHE = z.record(z.string(), z.record(z.string(), z.looseObject({ secret: z.string().optional() })));
