// A sandbox of this process and the command line on it.
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { run } from "../../src/cli/run.js";
import type { Faults } from "../../src/sandbox/faults/faults.js";
import type { Lags } from "../../src/sandbox/laws/replication.js";
import { startSandbox } from "../../src/sandbox/start.js";
import { readSandboxState, writeSandboxState } from "../../src/sandbox/store/sandbox-store.js";
import type { TenantState } from "../../src/sandbox/store/tenant-state.js";
import { preparedFolder, startTestSandbox, type TestSandbox } from "../sandbox/sandbox-client.js";
import { createTestTime, type TestTime } from "./cli-time.js";
import { createTestWorld, type TestWorld, type TestWorldOptions } from "./cli-world.js";
import { removeFolder } from "./recorded-folder.js";

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly questions: readonly string[];
}

export interface Stage {
  readonly sandbox: TestSandbox;
  readonly time: TestTime;
  readonly dir: string;
  /** Working directory of the commands: empty at the beginning. */
  readonly cwd: string;
  /** One command line on this sandbox: `--sandbox-dir` is added. */
  cli(argv: readonly string[], options?: Partial<TestWorldOptions>): Promise<Outcome>;
  /** What the sandbox was asked since the last call: its requests.jsonl. */
  newRequests(): readonly RecordedExchange[];
  close(): Promise<void>;
}

interface RecordedExchange {
  readonly host: string;
  readonly method: string;
  readonly url: string;
  readonly requestBody: unknown;
  readonly status: number;
}

export interface StageOptions {
  /** Changes the tenant before the sandbox starts; as state.json holds it. */
  readonly tenant?: (state: TenantState) => void;
  readonly latencyMs?: number;
  /** contoso-v1 unless another is named. */
  readonly scenario?: string;
  /** Tenant time at which the scenario begins, ISO 8601; the machine's own unless said. */
  readonly at?: string;
  /** How late what was written is seen. */
  readonly lags?: Lags;
  /** What goes wrong with requests. */
  readonly faults?: Faults;
  readonly time?: TestTime;
  /** As `createTestTime` takes it; unless said where there is a latency, which is there to be measured. */
  readonly runs?: boolean;
}

export async function startStage({
  tenant,
  latencyMs,
  scenario,
  lags,
  faults,
  at,
  ...rest
}: StageOptions = {}): Promise<Stage> {
  const dir = await preparedFolder();
  if (at !== undefined) await prepareMoment(dir, scenario, Date.parse(at));
  if (tenant !== undefined) await prepareTenant(dir, scenario, tenant);
  const { runs = latencyMs !== undefined, time = createTestTime({ runs }) } = rest;
  const sandbox = await startTestSandbox({ dir, wallClock: () => time.now(), latencyMs, scenario, lags, faults });
  const cwd = mkdtempSync(path.join(tmpdir(), "aadc-cloud-cwd-"));
  const log = path.join(dir, "requests.jsonl");
  let seen = 0;
  return {
    sandbox,
    time,
    dir,
    cwd,
    cli: (argv, options = {}) => runIn([...argv, "--sandbox-dir", dir], { cwd, time, ...options }),
    newRequests() {
      const lines = readFileSync(log, "utf8")
        .split("\n")
        .filter((line) => line !== "");
      const fresh = lines.slice(seen);
      seen = lines.length;
      return fresh.map((line) => JSON.parse(line) as RecordedExchange);
    },
    async close() {
      await sandbox.close();
      removeFolder(cwd);
    },
  };
}

/** One command line in a world of its own. */
export async function runIn(argv: readonly string[], options: TestWorldOptions): Promise<Outcome> {
  return finish(argv, createTestWorld(options));
}

export async function finish(argv: readonly string[], world: TestWorld): Promise<Outcome> {
  const code = await run(argv, world);
  return { code, ...world.written, questions: world.questions };
}

/** The services' clock runs ahead of the machine's, or behind it, as after `advance`. */
async function prepareMoment(dir: string, scenario: string | undefined, at: number): Promise<void> {
  await (await startSandbox({ dir, scenario, wallClock: () => at })).stop();
  const { state } = (await readSandboxState(dir)) ?? {};
  if (state === undefined) throw new Error(`${dir} holds no state.`);
  await writeSandboxState(dir, { ...state, clock: { kind: "wall", offsetMs: at - Date.now() } });
}

async function prepareTenant(
  dir: string,
  scenario: string | undefined,
  change: (state: TenantState) => void,
): Promise<void> {
  await (await startSandbox({ dir, scenario })).stop();
  const { state } = (await readSandboxState(dir)) ?? {};
  const [tenant] = state?.tenants ?? [];
  if (state === undefined || tenant === undefined) throw new Error(`${dir} holds no tenant.`);
  change(tenant);
  await writeSandboxState(dir, state);
}
