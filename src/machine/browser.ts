// Which program opens an address in the person's browser. Every start of the command line loads this file: what opens is
// loaded when there is something to open.
import type { Clock } from "../shapes/clock.js";

export interface BrowserMachine {
  readonly platform: NodeJS.Platform;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  /** Whether a file is a program that may be run; tests hand in another one. */
  readonly isProgram?: (file: string) => boolean;
}

/** A program and what it is called with; the address is put in place of each `%s` of a word. */
export interface Opener {
  readonly program: string;
  readonly words: readonly string[];
}

/**
 * What opens addresses here; undefined where no browser can be expected: without a desktop, and without the program that
 * knows the browser. It opens `https:` and `http://localhost`, nothing else, and rejects with a SignInError `no-browser`
 * where the program is missing or fails at once.
 */
export function findBrowser(machine: BrowserMachine): ((url: string) => Promise<void>) | undefined {
  const opener = openerOf(machine);
  if (opener === undefined) return undefined;
  return async (url) => (await import("./open-address.js")).openAddress(url, opener, machine.clock);
}

/**
 * $BROWSER is one program's path, blanks and all; or, where it holds `%s`, words that are parted at blanks.
 *
 * Windows: rundll32, as explorer.exe shows a folder instead of addresses that it finds odd, and cmd's `start` is a shell.
 * WSL: wslview knows Windows' browser. Source: wslu's and xdg-utils' manual pages
 */
export function openerOf({ platform, environment, isProgram = mayRun }: BrowserMachine): Opener | undefined {
  const named = environment["BROWSER"]?.trim() ?? "";
  if (named.includes("%s")) {
    const [program = "", ...words] = named.split(/\s+/);
    return { program, words };
  }
  if (named !== "") return { program: named, words: ["%s"] };
  if (platform === "win32") {
    const root = environment["SystemRoot"] ?? "C:\\Windows";
    return { program: `${root}\\System32\\rundll32.exe`, words: ["url.dll,FileProtocolHandler", "%s"] };
  }
  if (platform === "darwin") return { program: "/usr/bin/open", words: ["%s"] };
  const folders = (environment["PATH"] ?? "").split(":").filter((folder) => folder.startsWith("/"));
  const found = (name: string) => folders.map((folder) => `${folder}/${name}`).find(isProgram);
  const program =
    (has(environment["WSL_DISTRO_NAME"]) ? found("wslview") : undefined) ??
    (has(environment["DISPLAY"]) || has(environment["WAYLAND_DISPLAY"]) ? found("xdg-open") : undefined);
  return program === undefined ? undefined : { program, words: ["%s"] };
}

function has(value: string | undefined): boolean {
  return value !== undefined && value !== "";
}

function mayRun(file: string): boolean {
  const { accessSync, constants, statSync } = process.getBuiltinModule("node:fs");
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
