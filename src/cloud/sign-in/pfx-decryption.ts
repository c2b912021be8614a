// How the parts of a PFX file are encrypted: RFC 7292, appendices B and C (Windows' older exports, OpenSSL 1), and RFC 8018,
// PBES2 (Windows' "AES256-SHA256", OpenSSL 3).
import { createDecipheriv, createHash, pbkdf2Sync } from "node:crypto";
import type { Forge } from "./pfx-parts.js";
import { bytesOf, childrenOf, numberOf, oidOf, type Part, PfxError } from "./pfx-parts.js";

const PBES2 = "1.2.840.113549.1.5.13";
const PBKDF2 = "1.2.840.113549.1.5.12";

/** Files from real programs ask for at most some hundred thousand rounds. */
const MOST_ROUNDS = 10_000_000;

interface OldScheme {
  readonly cipher: "des-ede3-cbc" | "rc2";
  readonly keyBytes: number;
}

/** By identifier; RC4, which the appendix has too, is in no file that anybody exports. */
const OLD_SCHEMES: ReadonlyMap<string, OldScheme> = new Map([
  ["1.2.840.113549.1.12.1.3", { cipher: "des-ede3-cbc", keyBytes: 24 }],
  ["1.2.840.113549.1.12.1.4", { cipher: "des-ede3-cbc", keyBytes: 16 }],
  ["1.2.840.113549.1.12.1.5", { cipher: "rc2", keyBytes: 16 }],
  ["1.2.840.113549.1.12.1.6", { cipher: "rc2", keyBytes: 5 }],
]);

const CIPHERS: ReadonlyMap<string, { readonly name: string; readonly keyBytes: number }> = new Map([
  ["2.16.840.1.101.3.4.1.2", { name: "aes-128-cbc", keyBytes: 16 }],
  ["2.16.840.1.101.3.4.1.22", { name: "aes-192-cbc", keyBytes: 24 }],
  ["2.16.840.1.101.3.4.1.42", { name: "aes-256-cbc", keyBytes: 32 }],
  ["1.2.840.113549.3.7", { name: "des-ede3-cbc", keyBytes: 24 }],
]);

const HASHES: ReadonlyMap<string, string> = new Map([
  ["1.2.840.113549.2.7", "sha1"],
  ["1.2.840.113549.2.8", "sha224"],
  ["1.2.840.113549.2.9", "sha256"],
  ["1.2.840.113549.2.10", "sha384"],
  ["1.2.840.113549.2.11", "sha512"],
]);

/**
 * @param algorithm the AlgorithmIdentifier
 * @param password null: none at all, which is something else than an empty one
 * @throws {PfxError} `password` when what comes out is padded wrong, `unsupported` for another scheme
 */
export function decrypt(forge: Forge, algorithm: Part, encrypted: Buffer, password: string | null): Buffer {
  const [identifier, parameters] = childrenOf(algorithm);
  const scheme = oidOf(forge, identifier);
  if (scheme === PBES2) return decryptPbes2(forge, parameters, encrypted, password ?? "");
  const old = OLD_SCHEMES.get(scheme);
  if (old === undefined) throw new PfxError("unsupported");
  const [salt, rounds] = childrenOf(parameters);
  const count = roundsOf(rounds);
  const key = oldKey(password, bytesOf(salt), 1, count, old.keyBytes);
  const iv = oldKey(password, bytesOf(salt), 2, count, 8);
  return old.cipher === "rc2"
    ? decryptRc2(forge, key, iv, encrypted)
    : decipher("des-ede3-cbc", old.keyBytes === 16 ? Buffer.concat([key, key.subarray(0, 8)]) : key, iv, encrypted);
}

function decryptPbes2(forge: Forge, parameters: Part | undefined, encrypted: Buffer, password: string): Buffer {
  const [derivation, encryption] = childrenOf(parameters);
  const [kind, derivationParameters] = childrenOf(derivation);
  const [cipherName, iv] = childrenOf(encryption);
  const cipher = CIPHERS.get(oidOf(forge, cipherName));
  if (oidOf(forge, kind) !== PBKDF2 || cipher === undefined) throw new PfxError("unsupported");
  const [salt, rounds, ...rest] = childrenOf(derivationParameters);
  // The key's length may stand between; the function, if it is not SHA-1's, comes last as a sequence.
  const prf = rest.find(({ constructed }) => constructed);
  const hash = prf === undefined ? "sha1" : HASHES.get(oidOf(forge, childrenOf(prf)[0]));
  if (hash === undefined) throw new PfxError("unsupported");
  const key = pbkdf2Sync(Buffer.from(password, "utf8"), bytesOf(salt), roundsOf(rounds), cipher.keyBytes, hash);
  return decipher(cipher.name, key, bytesOf(iv), encrypted);
}

function roundsOf(part: Part | undefined): number {
  const rounds = numberOf(part);
  if (rounds < 1 || rounds > MOST_ROUNDS) throw new PfxError("malformed");
  return rounds;
}

function decipher(name: string, key: Buffer, iv: Buffer, encrypted: Buffer): Buffer {
  try {
    const cipher = createDecipheriv(name, key, iv);
    return Buffer.concat([cipher.update(encrypted), cipher.final()]);
  } catch {
    throw new PfxError("password");
  }
}

function decryptRc2(forge: Forge, key: Buffer, iv: Buffer, encrypted: Buffer): Buffer {
  const cipher = forge.rc2.createDecryptionCipher(key.toString("binary"), key.length * 8);
  cipher.start(iv.toString("binary"));
  cipher.update(forge.util.createBuffer(encrypted.toString("binary")));
  if (!cipher.finish()) throw new PfxError("password");
  return Buffer.from(cipher.output.getBytes(), "binary");
}

const HASH_BYTES = 20;
const BLOCK_BYTES = 64;

/** RFC 7292, B.2, with SHA-1. @param use 1: a key, 2: an initialization vector */
function oldKey(password: string | null, salt: Buffer, use: 1 | 2, rounds: number, length: number): Buffer {
  const diversifier = Buffer.alloc(BLOCK_BYTES, use);
  const filled = Buffer.concat([repeated(salt), repeated(bigEndian(password))]);
  const key = Buffer.alloc(Math.ceil(length / HASH_BYTES) * HASH_BYTES);
  for (let at = 0; at < key.length; at += HASH_BYTES) {
    let hash = createHash("sha1").update(diversifier).update(filled).digest();
    for (let round = 1; round < rounds; round++) hash = createHash("sha1").update(hash).digest();
    hash.copy(key, at);
    addToEachBlock(filled, repeated(hash));
  }
  return key.subarray(0, length);
}

/** As often as it takes to fill whole blocks. */
function repeated(bytes: Buffer): Buffer {
  return Buffer.alloc(Math.ceil(bytes.length / BLOCK_BYTES) * BLOCK_BYTES, bytes.length === 0 ? undefined : bytes);
}

/** Two bytes a character, with two zero bytes at the end, unless there is no password at all. */
function bigEndian(password: string | null): Buffer {
  return password === null ? Buffer.alloc(0) : Buffer.from(`${password}\0`, "utf16le").swap16();
}

/** Adds the number and one more to each block, where a block is a number of 512 bits. */
function addToEachBlock(blocks: Buffer, added: Buffer): void {
  for (let end = BLOCK_BYTES; end <= blocks.length; end += BLOCK_BYTES) {
    let carry = 1;
    for (let at = 1; at <= BLOCK_BYTES; at++) {
      carry += (blocks[end - at] ?? 0) + (added[BLOCK_BYTES - at] ?? 0);
      blocks[end - at] = carry & 0xff;
      carry >>= 8;
    }
  }
}
