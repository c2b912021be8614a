// What may stand in a certificate's file, and what is said of what may not. Keys are made here, and live as long as the test.
import { createPrivateKey, X509Certificate } from "node:crypto";
import { writeFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { createRedactor, type Redactor } from "../../../src/cloud/redaction.js";
import { type ClientCertificate, readClientCertificate } from "../../../src/cloud/sign-in/client-certificate.js";
import { SignInError, UsageError } from "../../../src/shapes/errors.js";
import { caught } from "../../support/caught.js";
import { createClientCertificate, type ServerIdentity } from "../../support/certificates.js";
import { manualClock } from "../../support/manual-clock.js";
import { temporaryFile, temporaryFolder } from "../../support/temporary-folder.js";

const PASSWORD = "canary-of-a-password";
const DAY_MS = 86_400_000;

let own: ServerIdentity;
let other: ServerIdentity;
let encrypted: string;
let oldEncrypted: string;

beforeAll(async () => {
  own = await createClientCertificate("own");
  other = await createClientCertificate("other");
  const key = createPrivateKey(own.key);
  const how = { format: "pem", cipher: "aes-256-cbc", passphrase: PASSWORD } as const;
  encrypted = key.export({ ...how, type: "pkcs8" }).toString();
  oldEncrypted = key.export({ ...how, type: "pkcs1" }).toString();
});

interface Given {
  readonly password?: string;
  readonly redactor?: Redactor;
  readonly now?: number;
}

function read(file: string, { password, redactor = createRedactor(), now = Date.now() }: Given = {}) {
  return readClientCertificate({
    certificateFile: file,
    ...(password === undefined ? {} : { certificatePassword: password }),
    redactor,
    clock: manualClock({ epoch: now }),
  });
}

const readText = (text: string, given?: Given) => read(temporaryFile("app.pem", text), given);

async function refused(reading: Promise<ClientCertificate>): Promise<SignInError> {
  const error = await caught(SignInError, reading);
  const told = [error.message, error.remedy, error.stack, String(error.cause), JSON.stringify(error.cause)].join();
  for (const secret of [PASSWORD, ...own.key.split("\n").slice(1, -2), ...encrypted.split("\n").slice(1, -2)])
    expect(told).not.toContain(secret);
  return error;
}

describe("are read", () => {
  test.each([
    ["key first", () => own.key + own.cert, undefined],
    ["certificate first", () => own.cert + own.key, undefined],
    ["another certificate first", () => other.cert + own.key + own.cert, undefined],
    ["another key first", () => other.key + own.key + own.cert, undefined],
    ["Windows' line ends", () => (own.key + own.cert).replaceAll("\n", "\r\n"), undefined],
    ["old line ends", () => (own.key + own.cert).replaceAll("\n", "\r"), undefined],
    ["a byte order mark", () => `\uFEFF${own.key}${own.cert}`, undefined],
    ["text between", () => `Bag Attributes\n  friendlyName: app\n${own.key}subject=CN = own\n${own.cert}`, undefined],
    ["indented lines", () => (own.key + own.cert).replaceAll("\n", "\n    "), undefined],
    [
      "an RSA key of the old form",
      () => `${createPrivateKey(own.key).export({ type: "pkcs1", format: "pem" }).toString()}${own.cert}`,
      undefined,
    ],
    ["an encrypted key", () => encrypted + own.cert, PASSWORD],
    ["an encrypted key of the old form", () => oldEncrypted + own.cert, PASSWORD],
    [
      "an encrypted key of the old form and Windows' line ends",
      () => (oldEncrypted + own.cert).replaceAll("\n", "\r\n"),
      PASSWORD,
    ],
    ["a password that nothing needs", () => own.key + own.cert, PASSWORD],
  ])("with %s", async (_what, text, password) => {
    const { privateKey, thumbprintSha256, x5c } = await readText(text(), password === undefined ? {} : { password });
    const certificate = new X509Certificate(own.cert);
    expect(createPrivateKey(privateKey).equals(createPrivateKey(own.key))).toBe(true);
    expect(thumbprintSha256).toBe(certificate.fingerprint256.replaceAll(":", ""));
    expect(x5c).toBe(certificate.toString());
  });

  test("as Windows PowerShell writes by >", async () => {
    const file = temporaryFile("app.pem", "");
    writeFileSync(file, Buffer.from(`\uFEFF${own.key}${own.cert}`, "utf16le"));
    expect((await read(file)).x5c).toBe(new X509Certificate(own.cert).toString());
  });

  test("of several certificates for one key, the one that is valid longest", async () => {
    const renewed = await createClientCertificate("own", {
      key: own.key,
      notAfter: new Date(Date.now() + 300 * DAY_MS),
    });
    const future = await createClientCertificate("own", {
      key: own.key,
      notBefore: new Date(Date.now() + 100 * DAY_MS),
      notAfter: new Date(Date.now() + 400 * DAY_MS),
    });
    const { thumbprintSha256 } = await readText(own.key + own.cert + future.cert + renewed.cert);
    expect(thumbprintSha256).toBe(new X509Certificate(renewed.cert).fingerprint256.replaceAll(":", ""));
  });

  test("the password is hidden from then on", async () => {
    const redactor = createRedactor();
    await readText(encrypted + own.cert, { password: PASSWORD, redactor });
    expect(redactor.clean(`with ${PASSWORD}`)).toBe("with ***");
  });
});

describe("are refused", () => {
  test.each([
    ["certificate-without-key", "a certificate alone", () => own.cert, undefined],
    ["certificate-only-key", "a key alone", () => own.key, undefined],
    ["certificate-key-mismatch", "what does not belong together", () => own.key + other.cert, undefined],
    ["certificate-unknown-format", "nothing", () => "", undefined],
    ["certificate-unknown-format", "something else", () => "AZURE_CLIENT_SECRET=canary", undefined],
    ["certificate-unknown-format", "a block without end", () => own.key.slice(0, 400), undefined],
    ["certificate-unusable", "a damaged key", () => own.key.replace(/\n.{20}/, "\n") + own.cert, undefined],
    ["certificate-unusable", "a damaged certificate", () => own.key + own.cert.replace(/\n.{20}/, "\n"), undefined],
    ["certificate-password-missing", "an encrypted key", () => encrypted + own.cert, undefined],
    ["certificate-password-missing", "an encrypted key of the old form", () => oldEncrypted + own.cert, undefined],
    ["certificate-password-wrong", "an encrypted key", () => encrypted + own.cert, "wrong"],
    ["certificate-password-wrong", "an encrypted key of the old form", () => oldEncrypted + own.cert, "wrong"],
    ["certificate-password-wrong", "an encrypted key, and an empty password", () => encrypted + own.cert, ""],
  ])("%s: %s", async (code, _what, text, password) => {
    const file = temporaryFile("app.pem", text());
    const error = await refused(read(file, password === undefined ? {} : { password }));
    expect(error.code).toBe(code);
    expect(error.message).toContain(file);
    expect(error.remedy).toMatch(/AZURE_CLIENT_CERTIFICATE_P/);
  });

  test.each([
    ["certificate-without-key", "certificate", () => new X509Certificate(own.cert).raw],
    ["certificate-only-key", "key", () => createPrivateKey(own.key).export({ type: "pkcs8", format: "der" })],
  ])("%s: a %s in DER", async (code, _what, der) => {
    const file = temporaryFile("app.cer", "");
    writeFileSync(file, der());
    expect((await refused(read(file))).code).toBe(code);
  });

  test.each([
    ["an elliptic key", 0, "is no RSA key"],
    ["a short key", 1_024, "has only 1024 bits"],
  ])("certificate-key-type: %s", async (_what, bits, says) => {
    const { key, cert } = await createClientCertificate("odd", { bits });
    const error = await refused(readText(key + cert));
    expect(error.code).toBe("certificate-key-type");
    expect(error.message).toContain(says);
  });

  test("certificate-expired, with the day and a word about the clock", async () => {
    const { validTo } = new X509Certificate(own.cert);
    const now = Date.parse(validTo);
    const error = await refused(readText(own.key + own.cert, { now }));
    expect(error.code).toBe("certificate-expired");
    expect(error.message).toContain(`ended on ${new Date(now).toISOString().slice(0, 10)}`);
    expect(error.remedy).toContain("clock");
    expect((await readText(own.key + own.cert, { now: now - 1_000 })).x5c).not.toBe("");
  });

  test("certificate-not-yet-valid, unless clocks explain it", async () => {
    const begins = Date.parse(new X509Certificate(own.cert).validFrom);
    const error = await refused(readText(own.key + own.cert, { now: begins - 6 * 60_000 }));
    expect(error.code).toBe("certificate-not-yet-valid");
    expect((await readText(own.key + own.cert, { now: begins - 4 * 60_000 })).x5c).not.toBe("");
  });

  test("certificate-unreadable: no file, a folder", async () => {
    expect((await refused(read("/nowhere/app.pem"))).message).toContain("/nowhere/app.pem");
    expect((await refused(read(temporaryFolder()))).code).toBe("certificate-unreadable");
  });

  test("certificate-unknown-format: whatever is larger than certificates are", async () => {
    const begun = performance.now();
    const error = await refused(readText("-----BEGIN CERTIFICATE-----\n".repeat(50_000)));
    expect(error.code).toBe("certificate-unknown-format");
    expect((await refused(readText("-----BEGIN CERTIFICATE-----\n".repeat(30_000)))).code).toBe(
      "certificate-unknown-format",
    );
    expect(performance.now() - begun).toBeLessThan(2_000);
  });

  test("without a file it is the typist's error, which names the variable", async () => {
    const reading = readClientCertificate({ redactor: createRedactor(), clock: manualClock() });
    const error = await caught(UsageError, reading);
    expect(error.code).toBe("certificate-missing");
    expect(error.remedy).toContain("AZURE_CLIENT_CERTIFICATE_PATH");
  });
});
