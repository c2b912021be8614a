// Secrets and certificates that applications prove themselves with: those of sandbox.json, and those that were added to
// the application through Graph.
import { createHash, timingSafeEqual, X509Certificate } from "node:crypto";
import type { SignIns } from "../sign-ins.js";
import { isSecretOf } from "../store/password-hash.js";
import type { Application } from "./applications.js";

interface RegisteredCertificate {
  readonly certificate: X509Certificate;
  /** base64url of the DER's hash, as in the assertion headers `x5t` and `x5t#S256`. */
  readonly sha1: string;
  readonly sha256: string;
  /** Milliseconds since the epoch. */
  readonly start: number;
  readonly end: number;
}

/** What sandbox.json gives out. */
export interface ClientCredentials {
  hasSecret(clientId: string, secret: string): boolean;
  certificate(clientId: string): RegisteredCertificate | undefined;
  isManagedIdentityHeader(value: string): boolean;
}

export function clientCredentials({ clients, managedIdentity }: SignIns): ClientCredentials {
  const secrets = new Map(clients.map((client) => [client.clientId, digest(client.clientSecret)]));
  const certificates = new Map(clients.map((client) => [client.clientId, registered(client.certificate)]));
  const header = digest(managedIdentity.header);
  return {
    hasSecret(clientId, secret) {
      const expected = secrets.get(clientId);
      return expected !== undefined && timingSafeEqual(expected, digest(secret));
    },
    certificate: (clientId) => certificates.get(clientId),
    isManagedIdentityHeader: (value) => timingSafeEqual(header, digest(value)),
  };
}

/** What became of a secret that was added through Graph. */
export function addedSecret(application: Application, secret: string, now: number): "valid" | "expired" | "unknown" {
  const matching = application.passwordCredentials.filter((one) => isSecretOf(one.secret, secret));
  if (matching.length === 0) return "unknown";
  const isValid = matching.some((one) => Date.parse(one.startDateTime) <= now && now < Date.parse(one.endDateTime));
  return isValid ? "valid" : "expired";
}

/** The certificates that were added through Graph; a key that is no certificate serves nobody. */
export function addedCertificates(application: Application): readonly RegisteredCertificate[] {
  return application.keyCredentials.flatMap(({ key, startDateTime, endDateTime }) => {
    const certificate = key === null ? undefined : certificateOf(Buffer.from(key, "base64"));
    if (certificate === undefined) return [];
    return [{ ...hashed(certificate), start: Date.parse(startDateTime), end: Date.parse(endDateTime) }];
  });
}

function digest(secret: string): Buffer {
  return createHash("sha256").update(secret, "utf8").digest();
}

function registered(pem: string): RegisteredCertificate {
  const certificate = new X509Certificate(pem.slice(pem.indexOf("-----BEGIN CERTIFICATE-----")));
  return {
    ...hashed(certificate),
    start: Number.NEGATIVE_INFINITY, // Its folder's: the tenant's clock may stand before the day it was made.
    end: Number.POSITIVE_INFINITY,
  };
}

function hashed(certificate: X509Certificate) {
  const hash = (algorithm: string) => createHash(algorithm).update(certificate.raw).digest("base64url");
  return { certificate, sha1: hash("sha1"), sha256: hash("sha256") };
}

function certificateOf(der: Buffer): X509Certificate | undefined {
  try {
    return new X509Certificate(der);
  } catch {
    return undefined;
  }
}
