// Which key and certificate of a file sign in, and whether they can.
import type { KeyObject, X509Certificate } from "node:crypto";
import { certificateProblem } from "./certificate-problem.js";
import type { KeysAndCertificates } from "./pem.js";

/** MSAL signs with RSA-PSS only, and Entra ID takes nothing else ("Application authentication certificate credentials"). */
const FEWEST_BITS = 2_048;

/** Clocks may differ by this much. */
const LEEWAY_MS = 5 * 60_000;

export interface Chosen {
  readonly key: KeyObject;
  readonly certificate: X509Certificate;
  /** From the certificate's own issuer upwards, as far as the file has them. */
  readonly issuers: readonly X509Certificate[];
}

/**
 * The certificate is the one that belongs to the key; of several for one key, the one that is valid longest.
 * @param now milliseconds since 1970
 * @throws {SignInError} `certificate-…`
 */
export function chosenFrom({ keys, certificates }: KeysAndCertificates, file: string, now: number): Chosen {
  if (keys.length === 0 && certificates.length === 0)
    throw certificateProblem(
      "unknown-format",
      `${file} holds neither a private key nor a certificate in PEM or PFX form.`,
    );
  if (keys.length === 0)
    throw certificateProblem("without-key", `${file} holds a certificate, but not its private key.`);
  if (certificates.length === 0)
    throw certificateProblem("only-key", `${file} holds a private key, but no certificate.`);
  const pairs = keys
    .flatMap((key) =>
      certificates.filter((one) => one.checkPrivateKey(key)).map((certificate) => ({ key, certificate })),
    )
    .sort((one, other) => Date.parse(other.certificate.validTo) - Date.parse(one.certificate.validTo));
  const pair = pairs.find(({ certificate }) => timeProblem(certificate, now) === undefined) ?? pairs[0];
  if (pair === undefined)
    throw certificateProblem(
      "key-mismatch",
      `The private key in ${file} does not belong to the certificate beside it.`,
    );
  const { key, certificate } = pair;
  const { modulusLength = 0 } = key.asymmetricKeyDetails ?? {};
  if (key.asymmetricKeyType !== "rsa")
    throw certificateProblem("key-type", `The private key in ${file} is no RSA key.`);
  if (modulusLength < FEWEST_BITS)
    throw certificateProblem("key-type", `The private key in ${file} has only ${modulusLength} bits.`);
  const problem = timeProblem(certificate, now);
  if (problem === "expired")
    throw certificateProblem("expired", `The certificate in ${file} has ended on ${dayOf(certificate.validTo)}.`);
  if (problem === "not-yet-valid")
    throw certificateProblem(
      "not-yet-valid",
      `The certificate in ${file} begins on ${dayOf(certificate.validFrom)} only.`,
    );
  return { key, certificate, issuers: issuersOf(certificate, certificates) };
}

function timeProblem({ validFrom, validTo }: X509Certificate, now: number): "expired" | "not-yet-valid" | undefined {
  if (Date.parse(validTo) <= now) return "expired";
  return Date.parse(validFrom) > now + LEEWAY_MS ? "not-yet-valid" : undefined;
}

function dayOf(date: string): string {
  return new Date(date).toISOString().slice(0, 10);
}

function issuersOf(certificate: X509Certificate, all: readonly X509Certificate[]): readonly X509Certificate[] {
  const chain = [certificate];
  for (let last: X509Certificate | undefined = certificate; last !== undefined; ) {
    const child: X509Certificate = last;
    last = all.find((one) => !chain.includes(one) && child.checkIssued(one));
    if (last !== undefined) chain.push(last);
  }
  return chain.slice(1);
}
