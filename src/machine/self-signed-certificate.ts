import { generateKeyPair, randomBytes } from "node:crypto";
import { promisify } from "node:util";

export interface SelfSigned {
  /** PKCS #8, PEM, not encrypted. */
  readonly privateKey: string;
  /** PEM. */
  readonly certificate: string;
}

/** What Entra ID's own pages recommend at the least is 2048. */
const KEY_BITS = 3072;
const CLIENT_AUTH = { name: "extKeyUsage", clientAuth: true };

/** An RSA key made by the system's own library, and a certificate that it has signed for itself with SHA-256. */
export async function makeSelfSigned(
  commonName: string,
  validity: { readonly notBefore: Date; readonly notAfter: Date },
): Promise<SelfSigned> {
  const [{ default: forge }, keys] = await Promise.all([
    import("node-forge"),
    promisify(generateKeyPair)("rsa", {
      modulusLength: KEY_BITS,
      publicKeyEncoding: { type: "spki", format: "pem" },
      privateKeyEncoding: { type: "pkcs8", format: "pem" },
    }),
  ]);
  const certificate = forge.pki.createCertificate();
  const name = [{ name: "commonName", value: commonName }];
  certificate.publicKey = forge.pki.publicKeyFromPem(keys.publicKey);
  certificate.serialNumber = serialNumber();
  certificate.validity.notBefore = validity.notBefore;
  certificate.validity.notAfter = validity.notAfter;
  certificate.setSubject(name);
  certificate.setIssuer(name);
  certificate.setExtensions([
    { name: "basicConstraints", cA: false, critical: true },
    { name: "keyUsage", digitalSignature: true, critical: true },
    CLIENT_AUTH,
    { name: "subjectKeyIdentifier" },
  ]);
  certificate.sign(forge.pki.privateKeyFromPem(keys.privateKey), forge.md.sha256.create());
  return {
    privateKey: keys.privateKey,
    certificate: forge.pki.certificateToPem(certificate).replaceAll("\r\n", "\n"),
  };
}

/** Positive and of fixed length, as RFC 5280 asks. */
function serialNumber(): string {
  return `4${randomBytes(16).toString("hex").slice(1)}`;
}
