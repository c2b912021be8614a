// The keyring of the machine's own system, through @napi-rs/keyring: Windows' Credential Manager, macOS' Keychain, on
// Linux the Secret Service (GNOME Keyring, KWallet, KeePassXC).
//
// A process of its own asks it. The library talks to the Secret Service already in its constructor, on the thread that
// calls it, and waits without a limit for a bus or a service that does not answer: in this process no timer would run out
// and Ctrl-C would do nothing. A process can be ended. It takes some 60 ms, once for each command that needs a key.
import { type ChildProcess, spawn } from "node:child_process";
import { createRequire } from "node:module";
import type { Clock } from "../../shapes/clock.js";
import { type Keyring, KeyringUnavailable } from "./keyring.js";

export interface SystemKeyringOptions {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Where the session's bus is said to be; no other environment is looked at. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Where the library lies; undefined where this optional package is not installed. */
  readonly library?: string | undefined;
  readonly limitMs?: number;
}

const LIMIT_MS = 5_000;
const LONGEST_REASON = 200;

/**
 * Reads a task from stdin, since arguments show up in process lists, and writes what came of it to stdout. On Linux the
 * library would else fall back to the kernel's keyring, which forgets its keys when the machine starts anew.
 * Source: @napi-rs/keyring's README, "Linux backend selection"
 */
const ASKING = `
let text = "";
process.stdin.setEncoding("utf8").on("data", (part) => { text += part; }).on("end", () => {
  const { library, task, id, key } = JSON.parse(text);
  const answer = () => {
    const { Entry } = require(library);
    const entry = new Entry("aadc-cloud", id, { linux: { store: "secret-service" } });
    if (task === "write") entry.setSecret(Buffer.from(key, "base64"));
    if (task === "remove") entry.deleteCredential();
    const kept = entry.getSecret();
    return { key: kept === null ? null : Buffer.from(kept).toString("base64") };
  };
  let said;
  try { said = answer(); } catch (error) { said = { refusal: String(error?.message ?? error) }; }
  process.stdout.write(JSON.stringify(said));
});`;

interface Task {
  readonly task: "read" | "write" | "remove";
  readonly id: string;
  readonly key?: string;
}

export function systemKeyring(given: SystemKeyringOptions): Keyring {
  const options = "library" in given ? given : { ...given, library: installedLibrary() };
  return {
    read: async (id) => bytesOf(await ask({ task: "read", id }, options)),
    async write(id, key) {
      const kept = await ask({ task: "write", id, key: Buffer.from(key).toString("base64") }, options);
      if (bytesOf(kept)?.equals(key) !== true)
        throw new KeyringUnavailable("the system's keyring does not keep what it is given");
    },
    async remove(id) {
      await ask({ task: "remove", id }, options);
    },
  };
}

function installedLibrary(): string | undefined {
  try {
    return createRequire(import.meta.url).resolve("@napi-rs/keyring");
  } catch {
    return undefined;
  }
}

function bytesOf(key: string | null): Buffer | null {
  return key === null ? null : Buffer.from(key, "base64");
}

async function ask(task: Task, options: SystemKeyringOptions): Promise<string | null> {
  const { library, environment, signal } = options;
  if (library === undefined)
    throw new KeyringUnavailable("the optional package @napi-rs/keyring, which speaks to it, is not installed");
  signal.throwIfAborted();
  // What is meant for this program's own Node, a debugger's port say, is not meant for this one.
  const { NODE_OPTIONS: _, ...rest } = environment;
  const child = spawn(process.execPath, ["--input-type=commonjs", "--eval", ASKING], {
    env: rest,
    stdio: ["pipe", "pipe", "ignore"],
    windowsHide: true,
    // Ctrl-C at the terminal is for this program, which ends the other: else a key would seem not to be had.
    detached: process.platform !== "win32",
  });
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (part: string) => {
    said += part;
  });
  // One that ends before it has read everything closes the pipe; what it has said tells more than that.
  child.stdin.on("error", () => undefined).end(JSON.stringify({ ...task, library }));
  try {
    await ended(child, options);
  } finally {
    child.kill("SIGKILL");
  }
  return keyIn(said);
}

function ended(child: ChildProcess, { clock, signal, limitMs = LIMIT_MS }: SystemKeyringOptions): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    const interrupt = () => settle(() => reject(signal.reason as Error));
    const settle = (outcome: () => void) => {
      limit.cancel();
      signal.removeEventListener("abort", interrupt);
      outcome();
    };
    const unavailable = (why: string) => settle(() => reject(new KeyringUnavailable(why)));
    const limit = clock.expire(limitMs, () =>
      unavailable(`the system's keyring has not answered within ${limitMs / 1000} seconds`),
    );
    signal.addEventListener("abort", interrupt, { once: true });
    child.on("error", (error) => unavailable(`Node cannot be started to ask the system's keyring: ${error.message}`));
    child.on("close", () => settle(resolve));
  });
}

function keyIn(said: string): string | null {
  let answer: unknown;
  try {
    answer = JSON.parse(said);
  } catch {
    // The system's library has brought the process down, or it was killed.
    throw new KeyringUnavailable("the library that speaks to the system's keyring has failed");
  }
  if (typeof answer === "object" && answer !== null) {
    if ("key" in answer && (answer.key === null || typeof answer.key === "string")) return answer.key;
    if ("refusal" in answer) throw new KeyringUnavailable(inWords(String(answer.refusal)));
  }
  throw new KeyringUnavailable("the library that speaks to the system's keyring has failed");
}

/** What the libraries below say where somebody has a keyring only now and then: on servers, over SSH, in containers. */
const COMMON = [
  [/autolaunch|Failed to connect to socket/i, "no D-Bus session runs here, which a keyring needs"],
  [/org\.freedesktop\.secrets was not provided/i, "no keyring that speaks the Secret Service protocol runs here"],
  [/prompt was dismissed|is locked/i, "the system's keyring is locked"],
] as const;

function inWords(refusal: string): string {
  const common = COMMON.find(([said]) => said.test(refusal));
  return common?.[1] ?? `the system's keyring cannot be used (${shortLine(refusal)})`;
}

/** It comes from libraries of the system, and ends up in a sentence. */
function shortLine(text: string): string {
  const [sentence = ""] = text
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, " ")
    .trim()
    .split(/\.(?: |$)/);
  return sentence.length > LONGEST_REASON ? `${sentence.slice(0, LONGEST_REASON)}…` : sentence;
}
