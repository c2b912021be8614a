// Who may read a file: by its mode, and on Windows, where modes mean nothing, by its access control list.
import { fstatSync, type Stats, statSync } from "node:fs";
import { win32 } from "node:path";
import { messageOf } from "../shapes/errors.js";

export type OwnerOnly = { readonly yes: true } | { readonly yes: false; readonly why: string };

/** What is asked of the system; tests hand in another one. */
export interface AccessCalls {
  readonly platform: NodeJS.Platform;
  readonly stat: (file: string, handle: number | undefined) => Pick<Stats, "mode" | "uid">;
  /** Where Windows lies. */
  readonly systemRoot: string;
  /** Runs a program without a shell; throws when it cannot be run or does not end with 0. */
  readonly run: (program: string, args: readonly string[]) => string;
}

export const systemAccess: AccessCalls = {
  platform: process.platform,
  stat: (file, handle) => (handle === undefined ? statSync(file) : fstatSync(handle)),
  systemRoot: process.env["SystemRoot"] ?? "C:\\Windows",
  run,
};

const RUN_WITHIN_MS = 15_000;
/** Everybody but the owner. */
const OTHERS = 0o077;

/**
 * Takes everybody else's rights to a file that was made with mode 0600; whether that has worked is for `ownerOnly` to say.
 */
export function restrict(file: string, calls: AccessCalls): void {
  if (calls.platform !== "win32") return;
  const { sid } = currentUser(calls);
  calls.run(inSystem32("icacls.exe", calls), [file, "/inheritance:r", "/grant:r", `*${sid}:F`]);
}

/** What the system says of a file now. What cannot be found out is a no. */
export function ownerOnly(file: string, calls: AccessCalls, handle?: number): OwnerOnly {
  try {
    return calls.platform === "win32" ? byAccessList(file, calls) : byMode(calls.stat(file, handle));
  } catch (error) {
    return { yes: false, why: messageOf(error) };
  }
}

function byMode({ mode, uid }: Pick<Stats, "mode" | "uid">): OwnerOnly {
  if ((mode & OTHERS) !== 0) return { yes: false, why: `its mode is ${(mode & 0o777).toString(8).padStart(4, "0")}` };
  const own = process.geteuid?.();
  return own === undefined || uid === own
    ? { yes: true }
    : { yes: false, why: `it belongs to the user with id ${uid}` };
}

/**
 * icacls names accounts, which `whoami` writes in lower case. Letters beyond ASCII come in a code page that nobody tells.
 * Source: icacls (Windows commands), "each ACE … name:permissions"; whoami (Windows commands)
 */
function byAccessList(file: string, calls: AccessCalls): OwnerOnly {
  const { name, sid } = currentUser(calls);
  const said = calls.run(inSystem32("icacls.exe", calls), [file]);
  const listed = [...said.matchAll(/^(.+?):((?:\([A-Z,]+\))+) *\r?$/gm)].map(([, who = ""], index) =>
    index === 0 && who.startsWith(file) ? who.slice(file.length).trim() : who.trim(),
  );
  if (listed.length === 0) return { yes: false, why: "its access control list names nobody, or cannot be understood" };
  const others = listed.filter((who) => !isSame(who, name) && who.toUpperCase() !== sid);
  return others.length === 0 ? { yes: true } : { yes: false, why: `${others.join(", ")} may use it, too` };
}

function isSame(listed: string, name: string): boolean {
  const [one, other] = [listed, name].map((text) => text.toLowerCase().replace(/[^\x20-\x7e]+/g, "?"));
  // The first line begins with the file, whose name may have been written in another code page.
  return one === other || one?.endsWith(` ${other}`) === true;
}

interface User {
  readonly name: string;
  readonly sid: string;
}

/** A process has one user, and to ask takes a while. */
const users = new WeakMap<AccessCalls["run"], User>();

function currentUser(calls: AccessCalls): User {
  const known = users.get(calls.run) ?? askForUser(calls);
  users.set(calls.run, known);
  return known;
}

function askForUser(calls: AccessCalls): User {
  const said = calls.run(inSystem32("whoami.exe", calls), ["/user", "/fo", "csv", "/nh"]);
  const [, name, sid] = /^\s*"([^"]+)","(S-[\d-]+)"\s*$/.exec(said) ?? [];
  if (name === undefined || sid === undefined) throw new Error("whoami does not say who the user is");
  return { name, sid };
}

function inSystem32(program: string, { systemRoot }: AccessCalls): string {
  return win32.join(systemRoot, "System32", program);
}

function run(program: string, args: readonly string[]): string {
  // Loading it takes a while, and only Windows needs it.
  const { spawnSync } = process.getBuiltinModule("node:child_process");
  const { error, status, stdout, stderr } = spawnSync(program, args, {
    encoding: "latin1",
    timeout: RUN_WITHIN_MS,
    windowsHide: true,
  });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${win32.basename(program)} failed: ${(stderr || stdout).trim()}`);
  return stdout;
}
