import { SignInError } from "../../shapes/errors.js";

/** What of a certificate file is wrong; part of each error's code, `certificate-…`. */
export type CertificateProblem =
  | "unreadable"
  | "unknown-format"
  | "unusable"
  | "password-missing"
  | "password-wrong"
  | "without-key"
  | "only-key"
  | "key-mismatch"
  | "key-type"
  | "expired"
  | "not-yet-valid";

const PASSWORD = "Put its password into AZURE_CLIENT_CERTIFICATE_PASSWORD";
const ONE_FILE =
  "Name with AZURE_CLIENT_CERTIFICATE_PATH a PEM or PFX file that holds the private key and its certificate.";
const ANEW =
  "Make a new certificate (aadc-cloud register-app does, and registers it), or name a file with another one.";

const REMEDIES: Readonly<Record<CertificateProblem, string>> = {
  unreadable: ONE_FILE,
  "unknown-format": ONE_FILE,
  unusable: `${ONE_FILE} openssl pkcs12 -in FILE -nodes writes a PFX as PEM.`,
  "password-missing": `${PASSWORD}. There is no option for it, since options show up in process lists.`,
  "password-wrong": `${PASSWORD}; if it is right, the file is damaged.`,
  "without-key": `A .cer or .crt file has the public half only, which is what Entra ID is given. ${ONE_FILE}`,
  "only-key": `${ONE_FILE} Both may be written one after the other into one PEM file.`,
  "key-mismatch": `${ONE_FILE} They belong to each other if they were made together.`,
  "key-type": `Entra ID takes certificates with RSA keys of 2048 bits and more. ${ANEW}`,
  expired: `${ANEW} If it has not ended, set this machine's clock.`,
  "not-yet-valid": "Set this machine's clock, or wait until the certificate is valid.",
};

/** @param says completes a sentence about the file; nothing of what is in the file */
export function certificateProblem(problem: CertificateProblem, says: string, cause?: unknown): SignInError {
  return new SignInError(says, {
    code: `certificate-${problem}`,
    remedy: REMEDIES[problem],
    ...(cause === undefined ? {} : { cause }),
  });
}
