// Certificates made in process: the server's, signed by a throw-away authority, and those of the emulated clients.
import { createPrivateKey, X509Certificate as NodeCertificate, randomBytes, webcrypto } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { certificateNames } from "./hosts.js";
import { errorCode, writeAtomically } from "./store/atomic-file.js";

const DAY_MS = 86_400_000;
const VALID_DAYS = 90;
const RENEW_WHEN_DAYS_LEFT = 7;
const SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
const EC = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
const RSA = {
  name: "RSASSA-PKCS1-v1_5",
  hash: "SHA-256",
  modulusLength: 2048,
  publicExponent: new Uint8Array([1, 0, 1]),
} as const;

export interface ServerCertificate {
  readonly caFile: string;
  readonly certificatePem: string;
  readonly privateKeyPem: string;
}

/** Takes the folder's certificate while it is valid for more than a week, else makes a new authority and leaf. */
export async function serverCertificate(dir: string, now: number): Promise<ServerCertificate> {
  const caFile = path.resolve(dir, "ca.pem");
  const certFile = path.resolve(dir, "cert.pem");
  const keyFile = path.resolve(dir, "key.pem");
  const [ca, certificatePem, privateKeyPem] = await Promise.all([caFile, certFile, keyFile].map(readIfThere));
  if (ca !== undefined && certificatePem !== undefined && privateKeyPem !== undefined) {
    if (isUsable(ca, certificatePem, privateKeyPem, now)) return { caFile, certificatePem, privateKeyPem };
  }
  const made = await makeServerCertificate(now);
  await writeAtomically(keyFile, made.privateKeyPem, 0o600);
  await writeAtomically(certFile, made.certificatePem, 0o644);
  await writeAtomically(caFile, made.caPem, 0o644);
  return { caFile, certificatePem: made.certificatePem, privateKeyPem: made.privateKeyPem };
}

/** Private key and self-signed certificate (RSA 2048) in one PEM, as clients keep them for signed assertions. */
export async function clientCertificatePem(name: string, now: number): Promise<string> {
  const x509 = await loadX509();
  const keys = await webcrypto.subtle.generateKey(RSA, true, ["sign", "verify"]);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: [{ CN: [name] }],
    serialNumber: serialNumber(),
    notBefore: new Date(now - DAY_MS),
    notAfter: new Date(now + 3650 * DAY_MS),
    signingAlgorithm: RSA,
    keys,
  });
  return `${await privateKeyPemOf(keys.privateKey)}${certificate.toString("pem")}\n`;
}

async function makeServerCertificate(now: number) {
  const x509 = await loadX509();
  const [caKeys, leafKeys] = await Promise.all([
    webcrypto.subtle.generateKey(EC, false, ["sign", "verify"]),
    webcrypto.subtle.generateKey(EC, true, ["sign", "verify"]),
  ]);
  const validity = { notBefore: new Date(now - DAY_MS), notAfter: new Date(now + VALID_DAYS * DAY_MS) };
  const authority = "CN=aadc-cloud sandbox authority";
  const ca = await x509.X509CertificateGenerator.createSelfSigned({
    ...validity,
    name: authority,
    serialNumber: serialNumber(),
    signingAlgorithm: EC,
    keys: caKeys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(caKeys.publicKey),
    ],
  });
  const leaf = await x509.X509CertificateGenerator.create({
    ...validity,
    subject: "CN=aadc-cloud sandbox",
    issuer: authority,
    serialNumber: serialNumber(),
    signingAlgorithm: EC,
    signingKey: caKeys.privateKey,
    publicKey: leafKeys.publicKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([SERVER_AUTH]),
      new x509.SubjectAlternativeNameExtension([
        ...[...certificateNames(), "localhost"].map((value) => ({ type: "dns" as const, value })),
        { type: "ip", value: "127.0.0.1" },
      ]),
      await x509.SubjectKeyIdentifierExtension.create(leafKeys.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(caKeys.publicKey),
    ],
  });
  return {
    caPem: `${ca.toString("pem")}\n`,
    certificatePem: `${leaf.toString("pem")}\n`,
    privateKeyPem: await privateKeyPemOf(leafKeys.privateKey),
  };
}

function isUsable(caPem: string, certificatePem: string, privateKeyPem: string, now: number): boolean {
  try {
    const leaf = new NodeCertificate(certificatePem);
    const ca = new NodeCertificate(caPem);
    const daysLeft = (Date.parse(leaf.validTo) - now) / DAY_MS;
    return (
      daysLeft > RENEW_WHEN_DAYS_LEFT &&
      Date.parse(leaf.validFrom) <= now &&
      certificateNames().every((name) => leaf.subjectAltName?.includes(`DNS:${name}`)) &&
      leaf.verify(ca.publicKey) &&
      leaf.checkPrivateKey(createPrivateKey(privateKeyPem))
    );
  } catch {
    return false; // Unreadable or half of another pair: a new one is made.
  }
}

async function privateKeyPemOf(key: webcrypto.CryptoKey): Promise<string> {
  const der = Buffer.from(await webcrypto.subtle.exportKey("pkcs8", key));
  return createPrivateKey({ key: der, format: "der", type: "pkcs8" })
    .export({ format: "pem", type: "pkcs8" })
    .toString();
}

/** Positive and of fixed length, as RFC 5280 asks. */
function serialNumber(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes.toString("hex");
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

/** Loaded only when something is to be made: a start with a valid certificate does without. */
async function loadX509() {
  const { x509 } = await import("./x509-library.js");
  return x509;
}
