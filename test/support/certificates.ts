// Certificates made in the test: private authorities, servers below them, and an application's own.
import { createPrivateKey, createPublicKey, randomBytes, webcrypto } from "node:crypto";
import { x509 } from "./certificate-library.js";

const DAY_MS = 86_400_000;
const EC = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
const RSA = {
  name: "RSASSA-PKCS1-v1_5",
  hash: "SHA-256",
  modulusLength: 2048,
  publicExponent: new Uint8Array([1, 0, 1]),
} as const;

/** What a TLS server takes. */
export interface ServerIdentity {
  readonly cert: string;
  readonly key: string;
}

export interface Authority {
  /** The authority's own certificate, PEM. */
  readonly pem: string;
  issue(...names: readonly string[]): Promise<ServerIdentity>;
}

export async function createAuthority(name: string): Promise<Authority> {
  const keys = await webcrypto.subtle.generateKey(EC, false, ["sign", "verify"]);
  const issuer = `CN=${name}, O=Contoso`;
  const authority = await x509.X509CertificateGenerator.createSelfSigned({
    ...validity(),
    name: issuer,
    serialNumber: serialNumber(),
    signingAlgorithm: EC,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
    ],
  });
  return {
    pem: authority.toString("pem"),
    async issue(...names) {
      const own = await webcrypto.subtle.generateKey(EC, true, ["sign", "verify"]);
      const certificate = await x509.X509CertificateGenerator.create({
        ...validity(),
        subject: `CN=${names[0] ?? ""}`,
        issuer,
        serialNumber: serialNumber(),
        signingAlgorithm: EC,
        signingKey: keys.privateKey,
        publicKey: own.publicKey,
        extensions: [
          new x509.BasicConstraintsExtension(false, undefined, true),
          new x509.SubjectAlternativeNameExtension(
            names.map((value) => ({ type: /^[\d.]+$/.test(value) ? ("ip" as const) : ("dns" as const), value })),
          ),
        ],
      });
      return { cert: certificate.toString("pem"), key: await privateKeyPem(own.privateKey) };
    },
  };
}

export interface ClientCertificateOptions {
  readonly notBefore?: Date;
  readonly notAfter?: Date;
  /** Of the RSA key; 0: an elliptic one. */
  readonly bits?: number;
  /** PEM of an RSA key that is there already, instead of a new one. */
  readonly key?: string;
}

/** A key and its self-signed certificate, as an application signs in with: PEM each. */
export async function createClientCertificate(
  name: string,
  { bits = 2_048, key, ...dates }: ClientCertificateOptions = {},
): Promise<ServerIdentity> {
  const signingAlgorithm = bits === 0 ? EC : { ...RSA, modulusLength: bits };
  const keys =
    key === undefined
      ? await webcrypto.subtle.generateKey(signingAlgorithm, true, ["sign", "verify"])
      : await keyPair(key);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    ...validity(),
    ...dates,
    name: `CN=${name}`,
    serialNumber: serialNumber(),
    signingAlgorithm,
    keys,
  });
  return { cert: certificate.toString("pem"), key: await privateKeyPem(keys.privateKey) };
}

async function keyPair(pem: string): Promise<webcrypto.CryptoKeyPair> {
  const spki = createPublicKey(pem).export({ type: "spki", format: "der" });
  const pkcs8 = createPrivateKey(pem).export({ type: "pkcs8", format: "der" });
  return {
    publicKey: await webcrypto.subtle.importKey("spki", spki, RSA, true, ["verify"]),
    privateKey: await webcrypto.subtle.importKey("pkcs8", pkcs8, RSA, true, ["sign"]),
  };
}

function validity() {
  return { notBefore: new Date(Date.now() - DAY_MS), notAfter: new Date(Date.now() + 30 * DAY_MS) };
}

async function privateKeyPem(key: webcrypto.CryptoKey): Promise<string> {
  const der = Buffer.from(await webcrypto.subtle.exportKey("pkcs8", key));
  return createPrivateKey({ key: der, format: "der", type: "pkcs8" })
    .export({ format: "pem", type: "pkcs8" })
    .toString();
}

function serialNumber(): string {
  return `40${randomBytes(15).toString("hex")}`;
}
