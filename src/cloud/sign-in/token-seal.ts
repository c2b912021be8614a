// How tokens lie in a session's file: encrypted with a key that is elsewhere, or plain where there is nowhere to keep a key.
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

export const KEY_BYTES = 32;
export const IV_BYTES = 12;
export const TAG_BYTES = 16;
const CIPHER = "aes-256-gcm";

/** Bytes are in base64. */
export interface SealedTokens {
  readonly cipher: typeof CIPHER;
  /** The keyring's name for the key. */
  readonly key: string;
  readonly iv: string;
  readonly tag: string;
  readonly data: string;
}

export interface PlainTokens {
  readonly cipher: "none";
  /** Why there was no key when they were written. */
  readonly reason: string;
  readonly data: string;
}

export function newKey(): Uint8Array {
  return randomBytes(KEY_BYTES);
}

/** @param bound what the tokens belong to: with anything else they cannot be opened again */
export function sealTokens(
  tokens: string,
  { key, keyId, bound }: { readonly key: Uint8Array; readonly keyId: string; readonly bound: string },
): SealedTokens {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(CIPHER, key, iv, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(bound));
  const data = Buffer.concat([cipher.update(tokens, "utf8"), cipher.final()]);
  return {
    cipher: CIPHER,
    key: keyId,
    iv: iv.toString("base64"),
    tag: cipher.getAuthTag().toString("base64"),
    data: data.toString("base64"),
  };
}

/** @returns undefined where the key is another one, or anything was altered */
export function openTokens(sealed: SealedTokens, key: Uint8Array, bound: string): string | undefined {
  try {
    const decipher = createDecipheriv(CIPHER, key, Buffer.from(sealed.iv, "base64"), { authTagLength: TAG_BYTES })
      .setAAD(Buffer.from(bound))
      .setAuthTag(Buffer.from(sealed.tag, "base64"));
    return Buffer.concat([decipher.update(sealed.data, "base64"), decipher.final()]).toString("utf8");
  } catch {
    return undefined;
  }
}
