// The certificate with which a registration signs in: made here, into a file that is there before Entra ID hears of it.
import { createHash, createPrivateKey, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import type { PublicCertificate } from "../changes/registration-credential-executors.js";
import type { Redactor } from "../cloud/redaction.js";
import { createOwnerOnly, isOwnerOnly } from "../machine/owner-only.js";
import { makeSelfSigned } from "../machine/self-signed-certificate.js";
import { GuardError, messageOf } from "../shapes/errors.js";

const CERTIFICATES = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;
const DAY_MS = 86_400_000;
/** A certificate that begins right now would be refused by whoever's clock is behind. */
const BEGINS_EARLIER_MS = 3_600_000;

/**
 * The public half of what lies in a file, which an earlier run has made or the operator has brought; null where there is
 * no such file.
 * @param at the service's time, epoch milliseconds
 * @throws {GuardError} for a file that holds anything else: it is neither used nor overwritten
 */
export function readCertificateFile(file: string, at: number): PublicCertificate | null {
  let pem: string;
  try {
    pem = readFileSync(file, "utf8").replace(/^\uFEFF/, "");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw unfit(file, `cannot be read: ${messageOf(error)}`);
  }
  const certificate = leafOf(pem);
  if (certificate === undefined)
    throw unfit(file, "holds no RSA private key, not encrypted, together with its certificate");
  const ends = Date.parse(certificate.validTo);
  if (!(ends > at)) throw unfit(file, `holds a certificate that ended on ${dateOf(ends)}`);
  return publicHalf(certificate);
}

/** A sentence where others can read the key in a file that is there; null where nobody else can. */
export function exposureOf(file: string): string | null {
  const kept = isOwnerOnly(file);
  return kept.yes
    ? null
    : `The key in ${file} can perhaps be read by others (${kept.why}): whoever has read it can act as the application. Let its owner alone read the file; better still, name a file that does not exist, where a new key is made.`;
}

function leafOf(pem: string): X509Certificate | undefined {
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType !== "rsa") return undefined;
    return (pem.match(CERTIFICATES) ?? [])
      .map((block) => new X509Certificate(block))
      .find((certificate) => certificate.checkPrivateKey(key));
  } catch {
    return undefined;
  }
}

/**
 * A new key and its certificate, together in one owner-only PEM file, on the disk when this returns.
 * @param at the service's time, epoch milliseconds
 * @throws {GuardError} when the file has appeared meanwhile; {UsageError} when it cannot be written
 */
export async function makeCertificateFile(
  {
    file,
    name,
    days,
    at,
  }: { readonly file: string; readonly name: string; readonly days: number; readonly at: number },
  redactor: Redactor,
): Promise<PublicCertificate> {
  const validity = { notBefore: new Date(at - BEGINS_EARLIER_MS), notAfter: new Date(at + days * DAY_MS) };
  const { privateKey, certificate } = await makeSelfSigned(name, validity);
  redactor.hide(privateKey);
  try {
    createOwnerOnly(file, `${privateKey.trimEnd()}\n${certificate.trimEnd()}\n`);
  } catch (error) {
    throw alreadyMade(error, file, at);
  }
  return publicHalf(new X509Certificate(certificate));
}

/** Another run, at the same time, may have made the file: whole as soon as it is there. */
function alreadyMade(error: unknown, file: string, at: number): unknown {
  if (!(error instanceof GuardError) || error.code !== "file-exists" || !isFit(file, at)) return error;
  return new GuardError(`${file} was made meanwhile, with a certificate and its key.`, {
    code: error.code,
    remedy: "Run the same command again: it takes this one.",
    cause: error,
  });
}

function isFit(file: string, at: number): boolean {
  try {
    return readCertificateFile(file, at) !== null;
  } catch {
    return false;
  }
}

function publicHalf(certificate: X509Certificate): PublicCertificate {
  return {
    displayName: certificate.subject.split("\n")[0]?.slice(0, 90) ?? "",
    thumbprint: createHash("sha1").update(certificate.raw).digest("hex").toUpperCase(),
    der: certificate.raw.toString("base64"),
    startDateTime: new Date(certificate.validFrom).toISOString(),
    endDateTime: new Date(certificate.validTo).toISOString(),
  };
}

function dateOf(epoch: number): string {
  return Number.isNaN(epoch) ? "a date that means nothing" : new Date(epoch).toISOString().slice(0, 10);
}

function unfit(file: string, why: string): GuardError {
  return new GuardError(`${file} ${why}.`, {
    code: "certificate-file-unfit",
    remedy: "Name a file that does not exist: the key and its certificate are made there.",
  });
}
