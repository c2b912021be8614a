// In files that only their owner may read: the password in one that is never overwritten, passes in PATH.pass.
import { accessSync, constants, lstatSync, readFileSync, type Stats } from "node:fs";
import { dirname } from "node:path";
import { generatePassword, isOurPassword } from "../../accounts/password.js";
import { createOwnerOnly, isOwnerOnly, removeLeftovers, writeOwnerOnly } from "../../machine/owner-only.js";
import { systemWords } from "../../machine/system-words.js";
import { GuardError, PartialError, UsageError } from "../../shapes/errors.js";
import { emptyPassText, isPassTextFor, passText, tellsPass } from "./pass-text.js";
import type { SecretDestination, SecretNeed } from "./secret-destination.js";
import type { SecretMeans } from "./secret-means.js";

export function fileDestination(path: string, { randomInt, hide }: SecretMeans): SecretDestination {
  const passPath = `${path}.pass`;
  /** What `check` has found; undefined: it was not asked. */
  let left: string | null | undefined;
  const check = async (need: SecretNeed) => {
    left = need.password === null ? null : await passwordLeft(path, need);
    if (need.password !== null && left === null) refuseUnwritable(path);
    if (need.pass && passFileLeft(passPath, need) === null) refuseUnwritable(passPath);
  };
  return {
    kind: "file",
    describe: () => `file:${path}`,
    check,
    async prepare(need) {
      if (left === undefined) await check(need);
      if (need.pass && passFileLeft(passPath, need) === null) put(passPath, emptyPassText(need.userPrincipalName));
      if (need.password === null) return null;
      const password = left ?? generatePassword(randomInt);
      hide(password);
      if (left === null || left === undefined) put(path, `${password}\n`);
      else if (passwordIn(path) !== left) throw taken(path, "and was changed meanwhile");
      // Who was killed right after giving the file its name has left it another one.
      else removeLeftovers(path);
      return password;
    },
    async storePass(pass, need) {
      hide(pass.value);
      try {
        passFileLeft(passPath, need);
        writeOwnerOnly(passPath, passText(pass, need.userPrincipalName));
      } catch (error) {
        throw passNotKept(passPath, error);
      }
    },
    holdsPass: async (passId, { userPrincipalName }) => {
      const text = fileAt(passPath)?.isFile() === true ? contentOf(passPath) : "";
      return isPassTextFor(text, userPrincipalName) && tellsPass(text, passId);
    },
    reveal: () => Promise.resolve(),
  };
}

/**
 * The password that a run which was cut has left; null: there is no file. Whoever could put a file of that name there must
 * not choose the password: it serves only where nobody else can have written or read it.
 */
async function passwordLeft(path: string, need: SecretNeed): Promise<string | null> {
  const found = fileAt(path);
  if (found === null) return null;
  if (!found.isFile()) throw taken(path, "and is no file");
  const content = passwordIn(path);
  if (!isOurPassword(content)) throw taken(path, "and is not overwritten");
  const left = await need.leftBy();
  if (left.kind === "nobody") throw taken(path, "no run that was cut here has left it, and it is not overwritten");
  if (left.kind === "other-run") throw taken(path, `is that of run ${left.runId}, and is not overwritten`);
  const kept = isOwnerOnly(path);
  if (!kept.yes) throw taken(path, `and others may know what is in it: ${kept.why}`);
  return content;
}

/** A pass file's text, of this very account; null: there is no file. */
function passFileLeft(path: string, { userPrincipalName }: SecretNeed): string | null {
  const found = fileAt(path);
  if (found === null) return null;
  const text = found.isFile() ? contentOf(path) : "";
  if (!isPassTextFor(text, userPrincipalName)) throw taken(path, `and is not a pass of ${userPrincipalName}`);
  return text;
}

/** A link is seen as the link that it is: it could lead anywhere. */
function fileAt(path: string): Stats | null {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) ?? null;
  } catch (error) {
    throw unusable(path, error);
  }
}

function passwordIn(path: string): string {
  return contentOf(path).replace(/\r?\n$/, "");
}

function contentOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw unusable(path, error);
  }
}

/** On Windows this says little: there the writing itself tells, which comes before the first change, too. */
function refuseUnwritable(path: string): void {
  try {
    const folder = dirname(path);
    const found = lstatSync(`${folder}/.`, { throwIfNoEntry: false });
    if (found === undefined) throw new Error(`there is no folder ${folder}`);
    if (!found.isDirectory()) throw new Error(`${folder} is no folder`);
    accessSync(folder, constants.W_OK);
  } catch (error) {
    throw unusable(path, error);
  }
}

function put(path: string, content: string): void {
  try {
    createOwnerOnly(path, content);
  } catch (error) {
    if (error instanceof GuardError && error.code === "file-exists") throw taken(path, "and is not overwritten");
    if (error instanceof UsageError && error.code === "file-not-written") throw unusable(path, error.cause);
    throw error;
  }
}

function unusable(path: string, cause: unknown): UsageError {
  return new UsageError(`The password file cannot be written: ${systemWords(cause)}.`, {
    code: "password-file",
    remedy: `Name a file in a folder that exists and that you may write to, instead of ${path}.`,
    cause,
  });
}

function taken(path: string, why: string): GuardError {
  return new GuardError(`${path} exists already, ${why}.`, {
    code: "password-file-exists",
    remedy: "Name a file that does not exist.",
  });
}

function passNotKept(path: string, cause: unknown): PartialError {
  return new PartialError(`The pass is made, and could not be written to ${path}: ${systemWords(cause)}`, {
    code: "pass-lost",
    remedy: "Run the same command again with a place that can be written to: it makes another pass.",
    cause,
  });
}
