// Keys and certificates in a PFX file (PKCS#12, RFC 7292), as Windows and OpenSSL write it. What each program wraps differently
// is read by identifier. The file's own check of its password is passed over: a wrong one opens nothing, and whether key
// and certificate belong together is looked at anyway.
import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import type { KeysAndCertificates } from "./pem.js";
import { decrypt } from "./pfx-decryption.js";
import { bytesOf, childrenOf, type Forge, oidOf, type Part, PfxError, parsed } from "./pfx-parts.js";

const DATA = "1.2.840.113549.1.7.1";
const ENCRYPTED_DATA = "1.2.840.113549.1.7.6";
const KEY_BAG = "1.2.840.113549.1.12.10.1.1";
const SHROUDED_KEY_BAG = "1.2.840.113549.1.12.10.1.2";
const CERTIFICATE_BAG = "1.2.840.113549.1.12.10.1.3";
const NESTED_BAGS = "1.2.840.113549.1.12.10.1.6";
const X509 = "1.2.840.113549.1.9.22.1";

/** Bags may hold bags; nobody writes more than one level. */
const DEEPEST = 4;

/** @throws {PfxError} */
export async function readPfx(bytes: Buffer, password: string | undefined): Promise<KeysAndCertificates> {
  const { default: forge } = await import("node-forge");
  // Without a password, files are written in two ways.
  const passwords = password === undefined || password === "" ? [null, ""] : [password];
  let failure: unknown;
  for (const one of passwords) {
    try {
      return readWith(forge, bytes, one);
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

function readWith(forge: Forge, bytes: Buffer, password: string | null): KeysAndCertificates {
  const [version, content] = childrenOf(parsed(forge, bytes));
  if (bytesOf(version).at(-1) !== 3) throw new PfxError("malformed");
  const keys: KeyObject[] = [];
  const certificates: X509Certificate[] = [];
  const collect = (bags: Part, depth: number): void => {
    if (depth > DEEPEST) throw new PfxError("malformed");
    for (const bag of childrenOf(bags)) {
      const [kind, wrapped] = childrenOf(bag);
      const [value] = childrenOf(wrapped);
      switch (oidOf(forge, kind)) {
        case KEY_BAG:
          keys.push(keyFrom(derOf(forge, value)));
          break;
        case SHROUDED_KEY_BAG: {
          const [algorithm, encrypted] = childrenOf(value);
          keys.push(keyFrom(opened(forge, algorithm, encrypted, password)));
          break;
        }
        case CERTIFICATE_BAG: {
          const [type, held] = childrenOf(value);
          if (oidOf(forge, type) === X509) certificates.push(certificateFrom(bytesOf(childrenOf(held)[0])));
          break;
        }
        case NESTED_BAGS:
          if (value !== undefined) collect(value, depth + 1);
      }
    }
  };
  for (const part of childrenOf(parsed(forge, dataOf(forge, content)))) {
    const isEncrypted = oidOf(forge, childrenOf(part)[0]) === ENCRYPTED_DATA;
    const bags = isEncrypted ? encryptedDataOf(forge, part, password) : dataOf(forge, part);
    collect(isEncrypted ? decrypted(forge, bags) : parsed(forge, bags), 0);
  }
  return { keys, certificates };
}

/** What a wrong password happens to open is no list of anything. */
function decrypted(forge: Forge, der: Buffer): Part {
  try {
    return parsed(forge, der);
  } catch {
    throw new PfxError("password");
  }
}

function dataOf(forge: Forge, content: Part | undefined): Buffer {
  const [type, wrapped] = childrenOf(content);
  if (oidOf(forge, type) !== DATA) throw new PfxError("unsupported");
  return bytesOf(childrenOf(wrapped)[0]);
}

function encryptedDataOf(forge: Forge, content: Part, password: string | null): Buffer {
  const [, wrapped] = childrenOf(content);
  const [, information] = childrenOf(childrenOf(wrapped)[0]);
  const [, algorithm, encrypted] = childrenOf(information);
  return opened(forge, algorithm, encrypted, password);
}

function opened(forge: Forge, algorithm: Part | undefined, encrypted: Part | undefined, password: string | null) {
  if (algorithm === undefined) throw new PfxError("malformed");
  return decrypt(forge, algorithm, bytesOf(encrypted), password);
}

function derOf(forge: Forge, part: Part | undefined): Buffer {
  if (part === undefined) throw new PfxError("malformed");
  return Buffer.from(forge.asn1.toDer(part).getBytes(), "binary");
}

function keyFrom(der: Buffer): KeyObject {
  try {
    return createPrivateKey({ key: der, format: "der", type: "pkcs8" });
  } catch {
    throw new PfxError("password");
  }
}

function certificateFrom(der: Buffer): X509Certificate {
  try {
    return new X509Certificate(der);
  } catch {
    throw new PfxError("malformed");
  }
}
