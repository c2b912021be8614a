// The whole app as in Azure: Azurite for its storage, the sandbox as its tenants, hosts in processes of their own that can be
// killed.
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { startAzurite } from "../../scripts/function-local/azurite.mjs";
import { localSettings } from "../../scripts/function-local/local-settings.mjs";
import { startSandboxProcess } from "../../scripts/function-local/sandbox-process.mjs";
import { readSandboxState } from "../../src/sandbox/store/sandbox-store.js";
import { type AlertReceiver, startReceiver } from "./alert-receiver.js";
import { removeFolder } from "./recorded-folder.js";

const root = path.join(import.meta.dirname, "../..");
const KEY = "key-of-the-test";

export interface FunctionHost {
  readonly lines: readonly LogLine[];
  /** Runs a function now, as the portal's button does; resolves when a timer has put its messages. */
  run(name: string, input?: unknown): Promise<number>;
  get(
    path: string,
    headers?: Readonly<Record<string, string>>,
  ): Promise<{ status: number; body: string; type: string }>;
  /** At once, and for good. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

interface LogLine {
  readonly level: string;
  readonly function: string;
  readonly said?: { readonly event?: string } & Readonly<Record<string, unknown>>;
  readonly failed?: string;
}

export interface FunctionStage {
  readonly receiver: AlertReceiver;
  readonly tenantId: string;
  readonly dir: string;
  host(settings?: Readonly<Record<string, string>>): Promise<FunctionHost>;
  /** `sandbox do`, in the first tenant. */
  play(...event: readonly string[]): void;
  readonly clients: readonly { readonly clientId: string; readonly clientSecret: string; readonly name: string }[];
  readonly storage: { readonly tables: string; readonly queues: string };
  readonly settings: Readonly<Record<string, string>>;
  /** The ids of all tenants, the first one's first. */
  tenantIds(): Promise<readonly string[]>;
  /** As somebody else who may write to a queue, or the host that hands out a message twice. */
  put(queue: string, text: string): Promise<void>;
  /** The storage is not there for as long, and comes back as it was. */
  outage(ms: number): Promise<void>;
  close(): Promise<void>;
}

/** Why the whole app cannot be tried here; undefined: it can. With CI=true that is a failure. */
export function missingForFunctions(): string | undefined {
  const isThere = existsSync(path.join(root, "scripts/function-local/node_modules/azurite"));
  if (isThere) return undefined;
  if (process.env["CI"] === "true") throw new Error("Azurite is missing: npm ci --prefix scripts/function-local");
  return "Azurite is missing: npm ci --prefix scripts/function-local";
}

/**
 * @param scenario name or file
 * @param sandboxOptions of its command line
 */
export async function startFunctionStage(
  scenario: string,
  sandboxOptions: readonly string[] = [],
): Promise<FunctionStage> {
  const folder = mkdtempSync(path.join(tmpdir(), "aadc-function-"));
  const dir = path.join(folder, "sandbox");
  const [first, sandbox] = await Promise.all([
    startAzurite({ folder, keep: true }),
    startSandboxProcess({ dir, scenario, root, more: sandboxOptions }),
  ]);
  let storage = first;
  const { environment, put, close } = await localSettings({ folder, storage, sandbox });
  const receiver = await startReceiver(folder);
  const hosts: FunctionHost[] = [];
  const settings = {
    ...environment,
    AADC_SCHEDULE: "0 0 0 31 2 *",
    AADC_EXPIRE_SCHEDULE: "0 0 0 31 2 *",
    AADC_ALERT_WEBHOOK_URL: `${receiver.url}/webhook`,
    AADC_ALERT_WEBHOOK_SECRET: receiver.secret,
    LOCAL_FUNCTION_KEY: KEY,
    LOCAL_RETRY_MS: "1000",
    LOCAL_LOCK_MS: "5000",
  };
  return {
    receiver,
    tenantId: sandbox.info.tenantId,
    dir,
    clients: sandbox.info.clients,
    storage,
    settings,
    async host(more = {}) {
      const host = await startHost({ ...settings, ...more });
      hosts.push(host);
      return host;
    },
    play: (...event) => {
      const argv = [path.join(root, "dist/cli/main.js"), "sandbox", "do", ...event, "--sandbox-dir", dir];
      execFileSync(process.execPath, argv, { stdio: "pipe" });
    },
    tenantIds: async () => {
      const { state } = (await readSandboxState(dir)) ?? {};
      return state?.tenants.map(({ organization }) => organization.id) ?? [];
    },
    put,
    async outage(ms) {
      await storage.stop();
      await new Promise((resolve) => setTimeout(resolve, ms));
      const [table, queue] = [storage.tables, storage.queues].map((address) => Number(new URL(address).port));
      storage = await startAzurite({ folder, keep: true, ports: { table: table ?? 0, queue: queue ?? 0 } });
    },
    async close() {
      await Promise.all(hosts.map((host) => host.kill()));
      await receiver.close();
      close();
      await Promise.all([storage.stop(), sandbox.stop()]);
      removeFolder(folder);
    },
  };
}

async function startHost(settings: Readonly<Record<string, string>>): Promise<FunctionHost> {
  const child = spawn(process.execPath, [path.join(root, "scripts/function-local/run-host.mjs")], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env["PATH"], ...settings },
  });
  const lines: LogLine[] = [];
  createInterface({ input: child.stderr }).on("line", (line) => {
    lines.push(line.startsWith("{") ? (JSON.parse(line) as LogLine) : { level: "plain", function: "", failed: line });
  });
  const port = await new Promise<number>((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`The host ended with ${code}: ${JSON.stringify(lines)}`)));
    createInterface({ input: child.stdout }).once("line", (line) =>
      resolve((JSON.parse(line) as { port: number }).port),
    );
  });
  const at = `http://127.0.0.1:${port}`;
  return {
    lines,
    run: async (name, input) => {
      const body = input === undefined ? {} : { body: JSON.stringify(input) };
      const headers = { "x-functions-key": KEY };
      return (await fetch(`${at}/admin/functions/${name}`, { method: "POST", headers, ...body })).status;
    },
    get: async (where, headers = { "x-functions-key": KEY }) => {
      const answer = await fetch(`${at}${where}`, { headers });
      return { status: answer.status, body: await answer.text(), type: answer.headers.get("content-type") ?? "" };
    },
    kill: () => ended(child, "SIGKILL"),
    stop: () => ended(child, "SIGTERM"),
  };
}

async function ended(child: ChildProcess, signal: "SIGKILL" | "SIGTERM"): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill(signal);
  await gone;
}
