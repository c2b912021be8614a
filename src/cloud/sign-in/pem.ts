// Keys and certificates in a PEM file, in any order, with whatever text between them (RFC 7468 and what came before it).
import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { certificateProblem } from "./certificate-problem.js";

/** What a file holds for signing in. */
export interface KeysAndCertificates {
  readonly keys: readonly KeyObject[];
  readonly certificates: readonly X509Certificate[];
}

interface Block {
  /** Such as `ENCRYPTED PRIVATE KEY`. */
  readonly label: string;
  readonly text: string;
  readonly isEncrypted: boolean;
}

/**
 * @param file as it is named in errors
 * @throws {SignInError} for a block that cannot be read, or only with another password
 */
export function readPem(text: string, password: string | undefined, file: string): KeysAndCertificates {
  const blocks = blocksIn(text);
  const keys = blocks.filter(({ label }) => label.endsWith("PRIVATE KEY"));
  const certificates = blocks.filter(({ label }) => /^(?:X509 |TRUSTED )?CERTIFICATE$/.test(label));
  return {
    certificates: certificates.map((block) => readCertificate(block, file)),
    keys: keys.map((block) => readKey(block, password, file)),
  };
}

/** Windows writes line ends of its own, byte order marks, and by `>` UTF-16. */
export function textOf(bytes: Buffer): string {
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  return bytes.toString(isUtf16 ? "utf16le" : "utf8").replace(/^\uFEFF/, "");
}

function blocksIn(text: string): readonly Block[] {
  return text
    .split("-----BEGIN ")
    .slice(1)
    .flatMap((part) => {
      const label = part.slice(0, 60).split("-----")[0] ?? "";
      const end = part.indexOf(`-----END ${label}-----`);
      if (!/^[A-Z0-9 ]+$/.test(label) || end === -1) return [];
      const lines = part
        .slice(label.length + 5, end)
        .split(/\r\n?|\n/)
        .map((line) => line.trim());
      const isOld = lines.some((line) => line.startsWith("Proc-Type:"));
      // An empty line ends the old form's headers, and means nothing elsewhere.
      const body = isOld ? lines.slice(lines.findIndex((line) => line !== "")) : lines.filter((line) => line !== "");
      const whole = `-----BEGIN ${label}-----\n${body.join("\n").trimEnd()}\n-----END ${label}-----\n`;
      return [{ label, text: whole, isEncrypted: isOld || label.startsWith("ENCRYPTED") }];
    });
}

function readCertificate({ text }: Block, file: string): X509Certificate {
  try {
    return new X509Certificate(text);
  } catch {
    throw certificateProblem("unusable", `A certificate in ${file} is damaged.`);
  }
}

/** What Node says of a key it cannot read is not passed on: nothing of the file may get into a message. */
function readKey({ text, isEncrypted }: Block, password: string | undefined, file: string): KeyObject {
  if (isEncrypted && password === undefined)
    throw certificateProblem("password-missing", `The private key in ${file} is encrypted, and no password was given.`);
  try {
    return createPrivateKey(isEncrypted && password !== undefined ? { key: text, passphrase: password } : text);
  } catch (error) {
    if (!isEncrypted)
      throw certificateProblem("unusable", `The private key in ${file} is damaged, or of an unknown kind.`);
    if (isUnsupported(error))
      throw certificateProblem(
        "unusable",
        `The private key in ${file} is encrypted in a way that is not supported any more.`,
      );
    throw certificateProblem("password-wrong", `The password does not open the private key in ${file}.`);
  }
}

/** OpenSSL 3 has given up single DES, RC2 and the like. */
function isUnsupported(error: unknown): boolean {
  return error instanceof Error && "code" in error && String(error.code).includes("UNSUPPORTED");
}
