// The built command line and its sandbox as processes of their own.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { removeFolder } from "../support/recorded-folder.js";

const MAIN = join(import.meta.dirname, "../../dist/cli/main.js");

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface SandboxProcess {
  readonly root: string;
  readonly folder: string;
  readonly port: number;
  readonly caFile: string;
  readonly tenantId: string;
  readonly client: { readonly clientId: string; readonly clientSecret: string };
  stop(): Promise<void>;
}

/** @param options further words for `sandbox start` */
export async function startSandboxProcess(...options: readonly string[]): Promise<SandboxProcess> {
  const root = mkdtempSync(join(tmpdir(), "aadc-deep-"));
  const folder = join(root, "sandbox");
  const child = spawn(process.execPath, [MAIN, "sandbox", "start", "--sandbox-dir", folder, ...options], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await new Promise<void>((resolve, reject) => {
    child.stdout.once("data", () => resolve());
    child.once("exit", (code) => reject(new Error(`the sandbox ended with ${code ?? "a signal"}`)));
  });
  const { port, caFile, tenantId, clients } = JSON.parse(readFileSync(join(folder, "sandbox.json"), "utf8")) as {
    port: number;
    caFile: string;
    tenantId: string;
    clients: [{ clientId: string; clientSecret: string }];
  };
  return {
    root,
    folder,
    port,
    caFile,
    tenantId,
    client: clients[0],
    async stop() {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      await ended;
      removeFolder(root);
    },
  };
}

/** Starts a program; `ended` resolves when it has. */
export function start(program: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env) {
  const child: ChildProcess = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"], env });
  const output = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const)
    child[name]?.setEncoding("utf8").on("data", (text: string) => {
      output[name] += text;
    });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, ...output }));
  });
  return { child, ended, output };
}

export function cli(sandbox: SandboxProcess, ...words: readonly string[]) {
  return start(process.execPath, [MAIN, ...words, "--sandbox-dir", sandbox.folder]);
}
