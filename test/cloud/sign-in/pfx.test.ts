// PFX files as Windows and OpenSSL write them; fixtures/README.md says how each was made.
import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { createRedactor } from "../../../src/cloud/redaction.js";
import { type ClientCertificate, readClientCertificate } from "../../../src/cloud/sign-in/client-certificate.js";
import { SignInError } from "../../../src/shapes/errors.js";
import { caught } from "../../support/caught.js";
import { manualClock } from "../../support/manual-clock.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

const PASSWORD = "test-password";
const fixture = (name: string) => path.join(import.meta.dirname, "fixtures", name);

function read(certificateFile: string, certificatePassword?: string): Promise<ClientCertificate> {
  return readClientCertificate({
    certificateFile,
    ...(certificatePassword === undefined ? {} : { certificatePassword }),
    redactor: createRedactor(),
    clock: manualClock({ epoch: Date.now() }),
  });
}

/** Written as it was read, under a new name. */
function changed(name: string, change: (bytes: Buffer) => Buffer): string {
  const file = path.join(temporaryFolder(), "changed.pfx");
  writeFileSync(file, change(readFileSync(fixture(name))));
  return file;
}

describe("are read", () => {
  test.each([
    ["openssl3.pfx", PASSWORD],
    ["windows-3des.pfx", PASSWORD],
    ["legacy-rc2.pfx", PASSWORD],
    ["rc2-128.pfx", PASSWORD],
    ["2des.pfx", PASSWORD],
    ["umlaut-openssl3.pfx", "pässwörd"],
    ["umlaut-legacy.pfx", "pässwörd"],
    ["empty-openssl3.pfx", ""],
    ["empty-openssl3.pfx", undefined],
    ["empty-legacy.pfx", ""],
    ["empty-legacy.pfx", undefined],
    ["plain.pfx", undefined],
    ["plain.pfx", "whatever"],
  ])("%s with the password %s: the same key, its certificate first, then its issuer", async (name, password) => {
    const { privateKey, thumbprintSha256, x5c } = await read(fixture(name), password);
    const expected = await read(fixture("openssl3.pfx"), PASSWORD);
    expect({ privateKey, thumbprintSha256, x5c }).toEqual(expected);
    expect(thumbprintSha256).toMatch(/^[0-9A-F]{64}$/);
    expect(x5c.match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
  });

  test("many-rounds.pfx: a million rounds take a second, not minutes", async () => {
    expect(await read(fixture("many-rounds.pfx"), PASSWORD)).toEqual(await read(fixture("openssl3.pfx"), PASSWORD));
  }, 20_000);
});

describe("are not opened", () => {
  test.each([
    ["openssl3.pfx", "wrong", "certificate-password-wrong"],
    ["openssl3.pfx", "", "certificate-password-wrong"],
    ["openssl3.pfx", undefined, "certificate-password-missing"],
    ["windows-3des.pfx", "wrong", "certificate-password-wrong"],
    ["windows-3des.pfx", undefined, "certificate-password-missing"],
    ["legacy-rc2.pfx", "wrong", "certificate-password-wrong"],
    ["legacy-rc2.pfx", undefined, "certificate-password-missing"],
    ["umlaut-legacy.pfx", "passwort", "certificate-password-wrong"],
    ["rc4.pfx", PASSWORD, "certificate-unusable"],
  ])("%s with the password %s: %s", async (name, password, code) => {
    const error = await caught(SignInError, read(fixture(name), password));
    expect(error.code).toBe(code);
    expect(error.message).toContain(name);
    if (code.includes("password")) expect(error.remedy).toContain("AZURE_CLIENT_CERTIFICATE_PASSWORD");
    expect(`${error.message} ${error.remedy}`).not.toContain(
      password === undefined || password === "" ? "�" : password,
    );
  });

  test.each([
    ["openssl3.pfx", 600],
    ["legacy-rc2.pfx", 150],
  ] as const)(
    "%s by any of %i wrong passwords",
    async (name, passwords) => {
      // Some wrong keys give a right padding by chance; what comes out is no list then.
      for (let index = 0; index < passwords; index++) {
        const error = await caught(SignInError, read(fixture(name), `wrong-${index}`));
        if (error.code !== "certificate-password-wrong") expect([index, error.code]).toEqual([]);
      }
    },
    60_000,
  );
});

describe("are refused whatever is done to them", () => {
  test.each([
    ["cut in the middle", (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
    ["cut to its first bytes", (bytes: Buffer) => bytes.subarray(0, 4)],
    [
      "with a length that is a lie",
      (bytes: Buffer) => Buffer.concat([Buffer.from([0x30, 0x84, 0x7f, 0xff, 0xff, 0xff]), bytes]),
    ],
    ["nested without end", () => Buffer.from("3080".repeat(50_000), "hex")],
    ["nothing but sequences", () => Buffer.from("3000", "hex")],
  ])("%s", async (_what, change) => {
    const error = await caught(SignInError, read(changed("openssl3.pfx", change), PASSWORD));
    expect(error.code).toBe("certificate-unknown-format");
  });

  test("by one byte, whichever: an error of ours, or a key that still belongs to its certificate", async () => {
    const whole = readFileSync(fixture("plain.pfx"));
    const file = path.join(temporaryFolder(), "changed.pfx");
    for (let at = 0; at < whole.length; at += 7) {
      const bytes = Buffer.from(whole);
      bytes[at] = (bytes[at] ?? 0) ^ 0xff;
      writeFileSync(file, bytes);
      const outcome = await read(file).then(
        ({ privateKey, x5c }) => new X509Certificate(x5c).checkPrivateKey(createPrivateKey(privateKey)),
        (error: unknown) => (error instanceof SignInError && error.code.startsWith("certificate-")) || error,
      );
      expect([at, outcome]).toEqual([at, true]);
    }
  }, 60_000);
});
