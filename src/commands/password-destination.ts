// Where a new account's password goes. It is there before the account is made, so that no crash can lose it.
import { chmodSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { generatePassword, isOurPassword } from "../accounts/password.js";
import { createOwnerOnly } from "../machine/owner-only.js";
import { GuardError, messageOf, UsageError } from "../shapes/errors.js";

export type PasswordDestination =
  | { readonly kind: "file"; readonly path: string }
  /** Shown as soon as the account is confirmed, and kept nowhere. */
  | { readonly kind: "stdout" };

/** @throws {UsageError} for anything but `file:PATH` or `stdout` */
export function parsePasswordDestination(text: string, cwd: string): PasswordDestination {
  if (text === "stdout") return { kind: "stdout" };
  if (text.startsWith("file:") && text.length > "file:".length)
    return { kind: "file", path: resolve(cwd, text.slice("file:".length)) };
  throw new UsageError(`The password cannot be put to "${text}".`, {
    code: "password-destination",
    remedy: "Use --password-to file:PATH or --password-to stdout.",
  });
}

/**
 * A password, stored. An existing file is never overwritten; one that holds nothing but a password made here is that of
 * a run which was cut before it made the account, and serves again.
 * @throws {GuardError} when the file holds anything else; {UsageError} when it cannot be written
 */
export function storePassword(destination: PasswordDestination, randomInt: (max: number) => number): string {
  if (destination.kind === "stdout") return generatePassword(randomInt);
  const { path } = destination;
  const password = generatePassword(randomInt);
  try {
    createOwnerOnly(path, `${password}\n`);
    return password;
  } catch (error) {
    if (!(error instanceof GuardError && error.code === "file-exists")) throw notWritten(error);
  }
  return passwordOfCutRun(path);
}

function notWritten(error: unknown): unknown {
  if (!(error instanceof UsageError) || error.code !== "file-not-written") return error;
  return new UsageError(`The password file cannot be written: ${messageOf(error.cause)}.`, {
    code: "password-file",
    remedy: "Name a file in a folder that exists and that you may write to.",
    cause: error,
  });
}

function contentOf(path: string): string {
  try {
    return readFileSync(path, "utf8").replace(/\r?\n$/, "");
  } catch {
    return "";
  }
}

function passwordOfCutRun(path: string): string {
  const content = contentOf(path);
  if (!isOurPassword(content))
    throw new GuardError(`${path} exists already, and is not overwritten.`, {
      code: "password-file-exists",
      remedy: "Name a file that does not exist.",
    });
  chmodSync(path, 0o600);
  return content;
}
