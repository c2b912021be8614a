// Secrets and certificates of the emulated applications, as sandbox.json holds them.
import { createHash, timingSafeEqual, X509Certificate } from "node:crypto";
import type { SandboxClient } from "../sandbox-info.js";

interface RegisteredCertificate {
  readonly certificate: X509Certificate;
  /** base64url of the DER's hash, as in the assertion headers `x5t` and `x5t#S256`. */
  readonly sha1: string;
  readonly sha256: string;
}

export interface ClientCredentials {
  hasSecret(clientId: string, secret: string): boolean;
  certificate(clientId: string): RegisteredCertificate | undefined;
}

export function clientCredentials(clients: readonly SandboxClient[]): ClientCredentials {
  const secrets = new Map(clients.map((client) => [client.clientId, digest(client.clientSecret)]));
  const certificates = new Map(clients.map((client) => [client.clientId, registered(client.certificate)]));
  return {
    hasSecret(clientId, secret) {
      const expected = secrets.get(clientId);
      return expected !== undefined && timingSafeEqual(expected, digest(secret));
    },
    certificate: (clientId) => certificates.get(clientId),
  };
}

function digest(secret: string): Buffer {
  return createHash("sha256").update(secret, "utf8").digest();
}

function registered(pem: string): RegisteredCertificate {
  const certificate = new X509Certificate(pem.slice(pem.indexOf("-----BEGIN CERTIFICATE-----")));
  const hash = (algorithm: string) => createHash(algorithm).update(certificate.raw).digest("base64url");
  return { certificate, sha1: hash("sha1"), sha256: hash("sha256") };
}
