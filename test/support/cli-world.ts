// A world for the command line: both streams captured, questions answered from a script, waits that take no time.
import type { World } from "../../src/cli/world.js";
import { type Keyring, KeyringUnavailable } from "../../src/cloud/sign-in/keyring.js";
import { InterruptedError } from "../../src/shapes/errors.js";
import { createTestTime, type TestTime } from "./cli-time.js";

export interface TestWorldOptions {
  readonly cwd: string;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly home?: string;
  /** The person has interrupted before anything began. */
  readonly interrupted?: boolean;
  /** What the person answers, in order; without it there is no terminal. */
  readonly answers?: readonly string[];
  readonly time?: TestTime;
  readonly columns?: number;
  /** Whether the streams are terminals, which may be coloured. */
  readonly terminal?: boolean;
  /** Told of everything that is written to stderr, as it is written. */
  readonly onStderr?: (text: string, world: TestWorld) => void;
  /** Told of each attempt at a request, just before it is sent. */
  readonly onAttempt?: (count: number, world: TestWorld) => void;
  /** What the person's browser does with an address; without it there is no browser. */
  readonly openBrowser?: (url: string, world: TestWorld) => Promise<void>;
  /** Without one the tokens of saved sign-ins are not encrypted. */
  readonly keyring?: Keyring;
  /** The answer is given after it. */
  readonly onQuestion?: (question: string, world: TestWorld) => void | Promise<void>;
  readonly onSleep?: (ms: number, world: TestWorld) => void;
  readonly onStartDetached?: (args: readonly string[]) => void;
  /** Why nothing can be written to stdout where somebody waits for it to be written. */
  readonly stdoutFailure?: Error;
}

export interface TestWorld extends World {
  readonly written: { stdout: string; stderr: string };
  readonly questions: readonly string[];
  /** All time-outs that run, the command's deadline among them, pass at once. */
  expireAll(): void;
  /** As Ctrl-C does. */
  interrupt(): void;
}

const unavailable = () => Promise.reject(new KeyringUnavailable("there is no keyring in a test"));
const NO_KEYRING: Keyring = { read: unavailable, write: unavailable, remove: unavailable };

export function createTestWorld(options: TestWorldOptions): TestWorld {
  const { time = createTestTime(), columns = 100, terminal = false, openBrowser } = options;
  const written = { stdout: "", stderr: "" };
  const interruption = new AbortController();
  const questions: string[] = [];
  const answers = [...(options.answers ?? [])];
  const timeOuts = new Set<{ readonly expired: () => void }>();
  let attempts = 0;
  const world: TestWorld = {
    environment: options.environment ?? {},
    cwd: options.cwd,
    home: options.home ?? options.cwd,
    platform: "linux",
    stdout: {
      write: (text) => {
        written.stdout += text;
      },
      deliver: async (text) => {
        if (options.stdoutFailure !== undefined) throw options.stdoutFailure;
        written.stdout += text;
      },
      isTerminal: terminal,
      columns,
    },
    stderr: {
      write: (text) => {
        written.stderr += text;
        options.onStderr?.(text, world);
      },
      deliver: async (text) => world.stderr.write(text),
      isTerminal: terminal,
      columns,
    },
    ask: options.answers === undefined && options.onQuestion === undefined ? undefined : ask,
    openBrowser: openBrowser === undefined ? undefined : (url) => openBrowser(url, world),
    openKeyring: async () => options.keyring ?? NO_KEYRING,
    clock: {
      ...time.clock((ms) => options.onSleep?.(ms, world)),
      expire(ms, expired) {
        const own = { expired };
        timeOuts.add(own);
        const real = setTimeout(expired, ms);
        return {
          cancel() {
            timeOuts.delete(own);
            clearTimeout(real);
          },
        };
      },
    },
    random: () => 0.5,
    uuid: () => {
      // Every attempt at a request takes an identifier of its own, and nothing else does so often.
      attempts += 1;
      options.onAttempt?.(attempts, world);
      return `${time.serial().toString(16).padStart(8, "0")}-0000-4000-8000-000000000000`;
    },
    signal: interruption.signal,
    startDetached: async (args) => {
      options.onStartDetached?.(args);
      return { ended: new Promise(() => undefined) };
    },
    written,
    questions,
    expireAll: () => {
      // Whoever is told may begin another one at once, which has not passed.
      for (const { expired } of [...timeOuts]) expired();
    },
    interrupt: () =>
      interruption.abort(
        new InterruptedError("Interrupted.", { code: "interrupted", remedy: "Run the same command again." }),
      ),
  };
  if (options.interrupted === true) world.interrupt();
  async function ask(question: string): Promise<string> {
    questions.push(question);
    await options.onQuestion?.(question, world);
    interruption.signal.throwIfAborted();
    const answer = answers.shift();
    if (answer === undefined) throw new Error(`The test has no answer to: ${question}`);
    return answer;
  }
  return world;
}
