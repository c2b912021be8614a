// The key and certificate with which an application signs in, out of a PEM or PFX file or what is handed in as one.
import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { messageOf, UsageError } from "../../shapes/errors.js";
import { chosenFrom } from "./certificate-choice.js";
import { certificateProblem } from "./certificate-problem.js";
import type { SignInRequest } from "./credential.js";
import { type KeysAndCertificates, readPem, textOf } from "./pem.js";
import { PfxError } from "./pfx-parts.js";

/** As MSAL takes it. */
export interface ClientCertificate {
  readonly thumbprintSha256: string;
  /** PEM, PKCS#8. */
  readonly privateKey: string;
  /** PEM: the certificate and those that issued it, as far as the file has them, in this order. */
  readonly x5c: string;
}

const LARGEST_FILE = 1_048_576;

/** @throws {UsageError} without a file; {SignInError} `certificate-…` for one that cannot serve, before anything is sent */
export async function readClientCertificate(
  request: Pick<SignInRequest, "certificateFile" | "certificate" | "certificatePassword" | "redactor" | "clock">,
): Promise<ClientCertificate> {
  const { certificateFile, certificate: given, certificatePassword: password } = request;
  const file = given?.name ?? certificateFile;
  if (file === undefined)
    throw new UsageError("Sign-in by certificate needs the certificate.", {
      code: "certificate-missing",
      remedy: "Set AZURE_CLIENT_CERTIFICATE_PATH to a PEM or PFX file with the private key and the certificate.",
    });
  if (password !== undefined) request.redactor.hide(password);
  const { key, certificate, issuers } = chosenFrom(
    await held(given === undefined ? await bytesIn(file) : Buffer.from(given.bytes), password, file),
    file,
    request.clock.epoch(),
  );
  return {
    thumbprintSha256: certificate.fingerprint256.replaceAll(":", ""),
    privateKey: key.export({ type: "pkcs8", format: "pem" }).toString(),
    x5c: [certificate, ...issuers].map((one) => one.toString()).join(""),
  };
}

async function bytesIn(file: string): Promise<Buffer> {
  try {
    const { size } = await stat(file);
    if (size <= LARGEST_FILE) return await readFile(file);
  } catch (error) {
    throw certificateProblem("unreadable", `The certificate's file cannot be read: ${messageOf(error)}.`, error);
  }
  throw certificateProblem("unknown-format", `${file} is too large to be a certificate.`);
}

async function held(bytes: Buffer, password: string | undefined, file: string): Promise<KeysAndCertificates> {
  // A sequence in DER; PEM is text.
  if (bytes[0] !== 0x30) return readPem(textOf(bytes), password, file);
  const single = singleIn(bytes);
  if (single !== undefined) return single;
  const { readPfx } = await import("./pfx.js");
  try {
    return await readPfx(bytes, password);
  } catch (error) {
    if (!(error instanceof PfxError) || error.kind === "malformed")
      throw certificateProblem("unknown-format", `${file} is neither a PEM nor a PFX file, or it is damaged.`);
    if (error.kind === "unsupported")
      throw certificateProblem("unusable", `${file} is encrypted in a way that is not supported.`);
    throw password === undefined
      ? certificateProblem("password-missing", `${file} is encrypted, and no password was given.`)
      : certificateProblem("password-wrong", `The password does not open ${file}.`);
  }
}

/** A certificate or a key alone, without the text of PEM around it. */
function singleIn(der: Buffer): KeysAndCertificates | undefined {
  try {
    return { certificates: [new X509Certificate(der)], keys: [] };
  } catch {
    // It is something else.
  }
  try {
    return { certificates: [], keys: [createPrivateKey({ key: der, format: "der", type: "pkcs8" })] };
  } catch {
    return undefined;
  }
}
