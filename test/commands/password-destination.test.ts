// What --password-to takes, on either system, and that nothing that may be a password is said back.
import { describe, expect, test } from "vitest";
import { parsePasswordDestination } from "../../src/commands/password-destination.js";
import { UsageError } from "../../src/shapes/errors.js";

const parse = (text: string, platform: NodeJS.Platform = "linux", cwd = "/home/ann") =>
  parsePasswordDestination(text, cwd, platform);
const onWindows = (text: string) => parse(text, "win32", "C:\\Users\\ann");

function refusal(action: () => unknown): UsageError {
  try {
    action();
  } catch (error) {
    if (error instanceof UsageError) return error;
    throw error;
  }
  throw new Error("Nothing was thrown.");
}

test.each([
  ["stdout", { kind: "stdout" }],
  ["file:pw", { kind: "file", path: "/home/ann/pw" }],
  ["file:../x/p w.txt", { kind: "file", path: "/home/x/p w.txt" }],
  ["file:/tmp/pw", { kind: "file", path: "/tmp/pw" }],
  ["file:a~b", { kind: "file", path: "/home/ann/a~b" }],
  ["file:CON", { kind: "file", path: "/home/ann/CON" }],
  ["file:stdout", { kind: "file", path: "/home/ann/stdout" }],
  ["keyvault:kv-contoso/svc", { kind: "keyvault", vault: "kv-contoso", secret: "svc" }],
  ["keyvault:KV-Contoso/Svc-1", { kind: "keyvault", vault: "kv-contoso", secret: "Svc-1" }],
  [`keyvault:abc/${"s".repeat(122)}`, { kind: "keyvault", vault: "abc", secret: "s".repeat(122) }],
])("%s", (text, place) => {
  expect(parse(text)).toEqual(place);
});

test.each([
  ["file:pw.txt", "C:\\Users\\ann\\pw.txt"],
  ["file:D:\\secrets\\pw", "D:\\secrets\\pw"],
  ["file:sub/pw", "C:\\Users\\ann\\sub\\pw"],
  ["file:\\\\server\\share\\pw", "\\\\server\\share\\pw"],
  ["file:console.txt", "C:\\Users\\ann\\console.txt"],
  ["file:com10", "C:\\Users\\ann\\com10"],
])("on Windows %s", (text, path) => {
  expect(onWindows(text)).toEqual({ kind: "file", path });
});

test.each([
  "file:CON",
  "file:nul.txt",
  "file:sub\\Aux",
  "file:com1",
  "file:LPT9.log",
  "file:com¹",
  "file:\\\\.\\PhysicalDrive0",
  "file:pw.txt:hidden",
  "file:pw?.txt",
  "file:pw.",
  "file:pw ",
  "file:a\tb",
  "file:sub\\",
])("no name on Windows: %j", (text) => {
  expect(refusal(() => onWindows(text)).code).toBe("password-destination");
});

test.each(["file:", "file:.", "file:..", "file:sub/", "file:sub/..", "file:a\0b"])("no file: %j", (text) => {
  expect(refusal(() => parse(text)).remedy).toContain("file:PATH");
});

test.each(["file:~/pw", "file:~", "file:~\\pw"])("no shell is there to expand %s", (text) => {
  expect(refusal(() => parse(text)).message).toContain("~");
});

describe("key vaults", () => {
  test.each([
    "https://kv-one.vault.azure.net/secrets/svc",
    "https://kv-one.vault.azure.net/secrets/svc/0123456789abcdef0123456789abcdef",
    "kv-one.vault.azure.net/svc",
    "https://kv-one.vault.usgovcloudapi.net/secrets/svc",
  ])("an address is refused with the form that is meant: %s", (address) => {
    expect(refusal(() => parse(`keyvault:${address}`)).remedy).toContain("keyvault:kv-one/svc");
  });

  test.each([
    "",
    "kv",
    "kv-one",
    "kv-one/",
    "/svc",
    "kv-one/a/b",
    "ab/svc",
    "1kv/svc",
    "kv--one/svc",
    "kv-one-/svc",
    `${"k".repeat(25)}/svc`,
    "kv_one/svc",
    "kv-one/s_c",
    "kv-one/s c",
    "kv-one/svc?",
    `kv-one/${"s".repeat(123)}`,
    "kv.evil.example/svc",
    "kv-one@evil/svc",
  ])("no vault and secret: %j", (text) => {
    const { code, remedy } = refusal(() => parse(`keyvault:${text}`));
    expect(code).toBe("password-destination");
    expect(remedy).toContain("keyvault:VAULT/SECRET");
  });
});

test.each(["Secret123!", "hunter2", "STDOUT", "stderr", "pw.txt", "File:pw", "", "env:PW", "--yes"])(
  "what may be a password is not said back: %s",
  (text) => {
    const error = refusal(() => parse(text));
    expect(error.remedy).toContain("file:PATH, keyvault:VAULT/SECRET or stdout");
    if (text !== "") expect(`${error.message} ${error.remedy}`).not.toContain(text);
  },
);
