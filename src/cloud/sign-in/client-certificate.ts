// The key and certificate with which an application signs in.
import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { messageOf, SignInError, UsageError } from "../../shapes/errors.js";

export function readClientCertificate(file: string | undefined) {
  if (file === undefined)
    throw new UsageError("Sign-in by certificate needs the certificate.", {
      code: "certificate-missing",
      remedy: "Set AZURE_CLIENT_CERTIFICATE_PATH to a PEM file with the private key and the certificate.",
    });
  try {
    const pem = readFileSync(file, "utf8");
    const certificate = new X509Certificate(pem);
    const privateKey = createPrivateKey(pem).export({ type: "pkcs8", format: "pem" }).toString();
    return {
      thumbprintSha256: certificate.fingerprint256.replaceAll(":", ""),
      privateKey,
      x5c: certificate.toString(),
    };
  } catch (error) {
    throw new SignInError(`The certificate in ${file} cannot be used: ${messageOf(error)}.`, {
      code: "certificate-unusable",
      remedy: "The PEM file must hold an unencrypted private key and its certificate.",
    });
  }
}
