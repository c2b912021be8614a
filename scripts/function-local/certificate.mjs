// A certificate for this machine alone: Azurite takes sign-ins of Entra ID over HTTPS only.
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { existsSync, writeFileSync } from "node:fs";
import path from "node:path";
import forge from "node-forge";

const DAY_MS = 86_400_000;
const [DNS, IP] = [2, 7];

/**
 * That of the folder, where it has one: whoever trusts it goes on doing so.
 * @param {string} folder
 * @returns {{ certFile: string, keyFile: string }}
 */
export function makeCertificate(folder) {
  const certFile = path.join(folder, "azurite-cert.pem");
  const keyFile = path.join(folder, "azurite-key.pem");
  if (existsSync(certFile) && existsSync(keyFile)) return { certFile, keyFile };
  const keys = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  const certificate = forge.pki.createCertificate();
  const name = [{ name: "commonName", value: "Azurite on this machine" }];
  certificate.publicKey = forge.pki.publicKeyFromPem(keys.publicKey);
  certificate.serialNumber = `01${randomBytes(15).toString("hex")}`;
  certificate.validity.notBefore = new Date(Date.now() - DAY_MS);
  certificate.validity.notAfter = new Date(Date.now() + 90 * DAY_MS);
  certificate.setSubject(name);
  certificate.setIssuer(name);
  certificate.setExtensions([
    { name: "basicConstraints", cA: true },
    {
      name: "subjectAltName",
      altNames: [
        { type: IP, ip: "127.0.0.1" },
        { type: DNS, value: "localhost" },
      ],
    },
  ]);
  certificate.sign(forge.pki.privateKeyFromPem(keys.privateKey), forge.md.sha256.create());
  writeFileSync(certFile, forge.pki.certificateToPem(certificate));
  writeFileSync(keyFile, keys.privateKey, { mode: 0o600 });
  return { certFile, keyFile };
}
