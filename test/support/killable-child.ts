// Starts processes that die when they are told: loaded ahead, so that a matrix of many does not wait for each of them.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import path from "node:path";
import { bundled } from "./bundled.js";
import type { TestTime } from "./cli-time.js";
import type { Moment } from "./moments.js";
import { removeFolder } from "./recorded-folder.js";

export interface Work {
  readonly argv: readonly string[];
  readonly cwd: string;
  /** Milliseconds between the starter's time and the machine's. */
  readonly ahead: number;
  /** Files in here count as moments. */
  readonly folder: string;
  readonly dieAt: number | null;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export type FromChild =
  | { readonly kind: "ready" }
  | { readonly kind: "sleeps"; readonly ms: number }
  | { readonly kind: "ended"; readonly moments: readonly Moment[] };

export interface ChildEnd {
  /** Null when it was killed. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Empty when it was killed. */
  readonly moments: readonly Moment[];
}

export interface Children {
  /** One command line, in the time of the stage that it plays on. */
  run(work: Omit<Work, "ahead">, time: TestTime): Promise<ChildEnd>;
  close(): Promise<void>;
}

export async function startChildren({ ahead = 2 } = {}): Promise<Children> {
  // Below node_modules, so that what is not bundled is found.
  const folder = mkdtempSync(path.join(process.cwd(), "node_modules", ".aadc-children-"));
  const script = await bundled("run-until-killed.ts", folder);
  const waiting = Array.from({ length: ahead }, () => begin(script));
  return {
    async run(work, time) {
      const child = waiting.shift() ?? begin(script);
      await child.ready;
      const ended = child.work({ ...work, ahead: time.now() - Date.now() }, time);
      waiting.push(begin(script));
      return ended;
    },
    async close() {
      await Promise.all(waiting.map((child) => child.end()));
      removeFolder(folder);
    },
  };
}

interface Child {
  readonly ready: Promise<void>;
  work(work: Work, time: TestTime): Promise<ChildEnd>;
  end(): Promise<void>;
}

function begin(script: string): Child {
  const child = spawn(process.execPath, [script], { stdio: ["ignore", "pipe", "pipe", "ipc"] });
  const output = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const)
    child[name]?.setEncoding("utf8").on("data", (text: string) => {
      output[name] += text;
    });
  const closed = new Promise<number | null>((resolve) => child.once("close", resolve));
  const ready = new Promise<void>((resolve, reject) => {
    child.once("message", () => resolve());
    void closed.then((code) => reject(new Error(`It ended with ${code ?? "a signal"}: ${output.stderr}`)));
  });
  // Who is waited for is told; the others are ended before anybody wanted them.
  ready.catch(() => undefined);
  let moments: readonly Moment[] = [];
  return {
    ready,
    async work(work, time) {
      child.on("message", (message: FromChild) => {
        if (message.kind === "ended") moments = message.moments;
        if (message.kind !== "sleeps") return;
        time.pass(message.ms);
        answer(child, { ahead: time.now() - Date.now() });
      });
      answer(child, work);
      const code = await closed;
      return { code, ...output, moments };
    },
    async end() {
      child.kill("SIGKILL");
      await closed;
    },
  };
}

/** Whoever was killed meanwhile hears nothing. */
function answer(child: ChildProcess, message: object): void {
  if (child.connected) child.send(message, () => undefined);
}
