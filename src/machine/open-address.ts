// Opens an address by a program, which goes on when this one has ended. No shell reads the address.
import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import type { Clock } from "../shapes/clock.js";
import { messageOf, SignInError } from "../shapes/errors.js";
import type { Opener } from "./browser.js";

export type Spawn = (program: string, args: readonly string[], options: SpawnOptions) => ChildProcess;

/** A program that cannot open anything has ended by then; a browser may run as long as it likes. */
const FAILS_WITHIN_MS = 1_000;

/** @throws {SignInError} `no-browser` */
export async function openAddress(
  url: string,
  { program, words }: Opener,
  clock: Clock,
  start: Spawn = spawn,
): Promise<void> {
  const address = harmlessAddress(url);
  await new Promise<void>((resolve, reject) => {
    const fail = (why: string) => {
      limit.cancel();
      reject(noBrowser(`${program} opens no browser: ${why}.`));
    };
    const limit = clock.expire(FAILS_WITHIN_MS, resolve);
    let child: ChildProcess;
    try {
      const args = words.map((word) => word.replaceAll("%s", () => address));
      child = start(program, args, { detached: true, stdio: "ignore", windowsHide: true });
    } catch (error) {
      return fail(messageOf(error));
    }
    child.once("error", (error) => fail(messageOf(error)));
    child.once("exit", (code) => {
      if (code !== 0) return fail(code === null ? "it was ended" : `it ended with ${code}`);
      limit.cancel();
      resolve();
    });
    child.unref();
  });
}

/** As it is sent to a server: without blanks or quotation marks. */
function harmlessAddress(url: string): string {
  const { protocol, hostname, href } = URL.canParse(url) ? new URL(url) : { protocol: "", hostname: "", href: "" };
  if (protocol === "https:" || (protocol === "http:" && hostname === "localhost")) return href;
  throw noBrowser("Only https addresses and this machine's own are opened in a browser.");
}

function noBrowser(message: string): SignInError {
  return new SignInError(message, {
    code: "no-browser",
    remedy:
      "Sign in with --auth device-code: its code can be entered in a browser anywhere. Or name your browser's program in the variable BROWSER.",
  });
}
