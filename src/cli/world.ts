// Everything that the command line touches of the machine, handed in: tests hand in another one. What is not needed to
// print a help text is loaded when it is needed.
import type { Keyring } from "../cloud/sign-in/keyring.js";
import { findBrowser } from "../machine/browser.js";
import { type Clock, systemClock } from "../shapes/clock.js";

export interface Output {
  write(text: string): void;
  /** Resolves when it is written, and rejects when it is not: for what exists nowhere else. */
  deliver(text: string): Promise<void>;
  readonly isTerminal: boolean;
  readonly columns: number;
  /** Of a terminal; undefined where there is none. */
  readonly rows?: number | undefined;
  /** Calls back whenever the terminal gets another size. @returns what ends that */
  readonly onResize?: (resized: () => void) => () => void;
}

export interface World {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly home: string;
  readonly platform: NodeJS.Platform;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Asks the person at the terminal; undefined when there is none. */
  readonly ask: ((question: string) => Promise<string>) | undefined;
  /** Opens an address in the person's browser; undefined where there is none to open. */
  readonly openBrowser: ((url: string) => Promise<void>) | undefined;
  /** Where the person's system keeps secrets; asked only where a sign-in is saved or one that was saved is used. */
  readonly openKeyring: (signal: AbortSignal) => Promise<Keyring>;
  readonly clock: Clock;
  readonly random: () => number;
  readonly uuid: () => string;
  /** Aborts when the person interrupts; its reason is an InterruptedError. */
  readonly signal: AbortSignal;
  /**
   * Starts this program anew, detached, with other arguments, its stderr in a file. `ended` tells its exit code, if it
   * ends while this process still lives.
   */
  readonly startDetached: (args: readonly string[], log: string) => Promise<{ readonly ended: Promise<number | null> }>;
}

/** The world of a real process. */
export function processWorld(): World {
  const interruption = new AbortController();
  let interrupted = false;
  const interrupt = async (): Promise<void> => {
    if (interrupted) process.exit(130);
    interrupted = true;
    const { InterruptedError } = await import("../shapes/errors.js");
    interruption.abort(
      new InterruptedError("Interrupted.", {
        code: "interrupted",
        remedy: "Run the same command again: it looks first and does what is missing.",
      }),
    );
  };
  process.on("SIGINT", () => void interrupt());
  process.on("SIGTERM", () => void interrupt());
  return {
    environment: process.env,
    cwd: process.cwd(),
    get home() {
      return process.getBuiltinModule("node:os").homedir();
    },
    platform: process.platform,
    stdout: outputOf(() => process.stdout),
    stderr: outputOf(() => process.stderr),
    get ask() {
      const someoneIsThere = process.stdin.isTTY && process.stderr.isTTY;
      return someoneIsThere ? (question: string) => askAtTerminal(question, interruption.signal) : undefined;
    },
    get openBrowser() {
      return findBrowser({ platform: process.platform, environment: process.env, clock: systemClock });
    },
    openKeyring: async (signal) => {
      const { systemKeyring } = await import("../cloud/sign-in/system-keyring.js");
      return systemKeyring({ clock: systemClock, signal, environment: process.env });
    },
    clock: systemClock,
    random: Math.random,
    uuid: () => crypto.randomUUID(),
    signal: interruption.signal,
    startDetached,
  };
}

/** Node makes a stream when it is first looked at, which takes a while: not before there is something to write. */
function outputOf(open: () => NodeJS.WriteStream): Output {
  let opened: NodeJS.WriteStream | undefined;
  let delivering = 0;
  const stream = (): NodeJS.WriteStream => {
    opened ??= open().on("error", (error: NodeJS.ErrnoException) => {
      if (delivering === 0) ignoreClosedPipe(error);
    });
    return opened;
  };
  return {
    write: (text) => void stream().write(text),
    deliver: (text) =>
      new Promise((resolve, reject) => {
        delivering += 1;
        stream().write(text, (error) => {
          // The stream tells its listeners of the same failure only after this.
          setImmediate(() => {
            delivering -= 1;
          });
          if (error) reject(error);
          else resolve();
        });
      }),
    get isTerminal() {
      return stream().isTTY;
    },
    get columns() {
      return stream().isTTY ? stream().columns : 80;
    },
    get rows() {
      return stream().isTTY ? stream().rows : undefined;
    },
    onResize: (resized) => {
      const own = stream().on("resize", resized);
      return () => own.off("resize", resized);
    },
  };
}

/** The reader of our output may leave early, as `head` does. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
}

async function startDetached(args: readonly string[], log: string) {
  const [{ spawn }, { closeSync, openSync }] = await Promise.all([import("node:child_process"), import("node:fs")]);
  const file = openSync(log, "w", 0o600);
  const child = spawn(process.execPath, [process.argv[1] ?? "", ...args], {
    detached: true,
    stdio: ["ignore", "ignore", file],
    windowsHide: true,
  });
  closeSync(file);
  child.unref();
  return { ended: new Promise<number | null>((resolve) => child.once("exit", resolve)) };
}

async function askAtTerminal(question: string, signal: AbortSignal): Promise<string> {
  const { ask } = await import("./ask.js");
  const interrupt = () => void process.emit("SIGINT");
  return ask(question, { input: process.stdin, output: process.stderr, interrupt }, signal);
}
