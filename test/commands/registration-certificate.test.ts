// The certificate of a registration: made once, whole or not at all, and taken as it is when it lies there already.
import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { createRedactor } from "../../src/cloud/redaction.js";
import { makeCertificateFile, readCertificateFile } from "../../src/commands/registration-certificate.js";
import { isOwnerOnly } from "../../src/machine/owner-only.js";
import { GuardError, UsageError } from "../../src/shapes/errors.js";
import { thrown } from "../shapes/thrown.js";
import { caught } from "../support/caught.js";
import { createAuthority, createClientCertificate } from "../support/certificates.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const NOW = Date.parse("2026-11-22T10:00:00Z");
const DAY = 86_400_000;
const wanted = (file: string) => ({ file, name: "aadc-cloud", days: 90, at: NOW });

test("made: an RSA key of 3072 bits and its certificate, for the time that was asked for, in one owner-only file", async () => {
  const file = path.join(temporaryFolder(), "aadc.pem");
  const redactor = createRedactor();
  const made = await makeCertificateFile(wanted(file), redactor);
  const pem = readFileSync(file, "utf8");
  const certificate = new X509Certificate(pem.slice(pem.indexOf("-----BEGIN CERTIFICATE-----")));
  expect(createPrivateKey(pem).asymmetricKeyDetails?.modulusLength).toBe(3072);
  expect(certificate.checkPrivateKey(createPrivateKey(pem))).toBe(true);
  expect(certificate.verify(certificate.publicKey)).toBe(true);
  expect(certificate.subject).toBe("CN=aadc-cloud");
  expect(certificate.ca).toBe(false);
  expect(made).toEqual({
    displayName: "CN=aadc-cloud",
    thumbprint: certificate.fingerprint.replaceAll(":", ""),
    der: certificate.raw.toString("base64"),
    startDateTime: new Date(NOW - 3_600_000).toISOString(),
    endDateTime: new Date(NOW + 90 * DAY).toISOString(),
  });
  expect(isOwnerOnly(file)).toEqual({ yes: true });
  expect(redactor.clean(pem.slice(0, pem.indexOf("-----BEGIN CERTIFICATE-----")))).not.toContain(pem.slice(40, 90));
  expect(readCertificateFile(file, NOW)).toEqual(made);
  const again = await caught(GuardError, makeCertificateFile(wanted(file), redactor));
  expect([again.code, again.remedy]).toEqual(["file-exists", "Run the same command again: it takes this one."]);
  expect(readFileSync(file, "utf8")).toBe(pem);
});

test("a file of something else that has appeared meanwhile is not recommended", async () => {
  const file = path.join(temporaryFolder(), "aadc.pem");
  writeFileSync(file, "hello");
  const refused = await caught(GuardError, makeCertificateFile(wanted(file), createRedactor()));
  expect([refused.code, refused.remedy]).toEqual(["file-exists", "Name a file that does not exist."]);
  expect(readFileSync(file, "utf8")).toBe("hello");
});

test("each is another one", async () => {
  const folder = temporaryFolder();
  const [one, other] = await Promise.all(
    ["a.pem", "b.pem"].map((name) => makeCertificateFile(wanted(path.join(folder, name)), createRedactor())),
  );
  expect(one?.thumbprint).not.toBe(other?.thumbprint);
  expect(new X509Certificate(Buffer.from(one?.der ?? "", "base64")).serialNumber).toMatch(/^4[0-9A-F]{31}$/);
});

test("where no file can be, it is said", async () => {
  const file = path.join(temporaryFolder(), "missing", "aadc.pem");
  expect(readCertificateFile(file, NOW)).toBeNull();
  expect((await caught(UsageError, makeCertificateFile(wanted(file), createRedactor()))).message).toContain(file);
});

test("somebody's own is taken, in any order, with a chain, a byte order mark and Windows' line ends", async () => {
  const { cert, key } = await createClientCertificate("own");
  const { pem: root } = await createAuthority("Root");
  const file = path.join(temporaryFolder(), "own.pem");
  const expected = new X509Certificate(cert).fingerprint.replaceAll(":", "");
  for (const content of [`${key}${cert}`, `\uFEFF${root}\n${cert}\n${key}`.replaceAll("\n", "\r\n")]) {
    writeFileSync(file, content);
    expect(readCertificateFile(file, Date.now())?.thumbprint).toBe(expected);
  }
});

test.each([
  ["a folder", undefined],
  ["nothing", ""],
  ["text", "hello"],
  ["a key alone", "key"],
  ["a certificate alone", "cert"],
  ["a key and another's certificate", "mixed"],
  ["an elliptic key", "elliptic"],
])("%s is not taken", async (_what, content) => {
  const folder = temporaryFolder();
  const [own, other] = await Promise.all([createClientCertificate("own"), createClientCertificate("other")]);
  const elliptic = await (await createAuthority("A")).issue("x");
  const contents: Readonly<Record<string, string>> = {
    key: own.key,
    cert: own.cert,
    mixed: `${own.key}${other.cert}`,
    elliptic: `${elliptic.key}${elliptic.cert}`,
  };
  const file = content === undefined ? folder : path.join(folder, "x.pem");
  if (content !== undefined) writeFileSync(file, contents[content] ?? content);
  const error = thrown(GuardError, () => readCertificateFile(file, Date.now()));
  expect(error.code).toBe("certificate-file-unfit");
  expect(error.message).not.toContain("-----BEGIN");
});

test("one that has ended is not taken, by the service's clock", async () => {
  const { cert, key } = await createClientCertificate("own");
  const file = path.join(temporaryFolder(), "own.pem");
  writeFileSync(file, `${key}${cert}`);
  expect(thrown(GuardError, () => readCertificateFile(file, Date.now() + 31 * DAY)).message).toContain("ended on");
});
