// What the sandbox commands do. The one place of the product that loads the sandbox, and only when it is asked for.
import { join } from "node:path";
import { data } from "../report/render.js";
import { GuardError, ServiceError, UsageError } from "../shapes/errors.js";
import { readEnvironment } from "./environment.js";
import type { CommonOptions } from "./options.js";
import { refuseFile, write } from "./printing.js";
import { sandboxDirOf } from "./settings.js";
import type { World } from "./world.js";

export type Control = typeof import("../sandbox/control.js");

export interface StartOptions extends CommonOptions {
  readonly scenario?: string;
  readonly port?: string;
  readonly latency?: string;
  readonly idleExit?: string;
  readonly faults?: string;
  readonly seed?: string;
  readonly lag?: string;
  readonly reachableFromTheNetwork?: boolean;
}

/** Serves until interrupted, idle or stopped; what it prints when ready holds no secret. */
export async function serveSandbox(options: StartOptions, world: World): Promise<void> {
  const numbers = {
    port: wholeNumber("--port", options.port, 65_535),
    latencyMs: wholeNumber("--latency", options.latency, 60_000),
    idleExitSeconds: wholeNumber("--idle-exit", options.idleExit, 31_536_000),
    seed: wholeNumber("--seed", options.seed, 4_294_967_295),
  };
  await translated(async () => {
    const { readFaults, readLags, startSandbox } = await import("../sandbox/start.js");
    const running = await startSandbox({
      dir: folderOf(options, world),
      scenario: options.scenario,
      ...numbers,
      faults: options.faults === undefined ? undefined : await readFaults(options.faults, world.cwd),
      lags: options.lag === undefined ? undefined : readLags(options.lag),
      everyAddress: options.reachableFromTheNetwork,
      log: (line) => world.stderr.write(`${line}\n`),
    });
    const { clients: _clients, users: _users, ...shown } = running.info;
    world.stdout.write(`${JSON.stringify(shown)}\n`);
    const stop = () => void running.stop();
    world.signal.addEventListener("abort", stop, { once: true });
    if (world.signal.aborted) stop();
    await running.ended;
  });
}

export async function controlSandbox(
  options: CommonOptions,
  world: World,
  action: (folder: string, control: Control) => Promise<unknown>,
): Promise<void> {
  const folder = folderOf(options, world);
  await refuseFile(options, join(folder, "state"), world);
  // What cannot be played as it was said is the asker's to say otherwise; no service has failed.
  const result = await translated(async () => action(folder, await import("../sandbox/control.js")), "usage");
  await write(await data(result, options.output === "yaml" ? "yaml" : "json", options.query), options.out, world);
}

function folderOf(options: CommonOptions, world: World): string {
  const environment = readEnvironment(world, options.envFile);
  return sandboxDirOf({ ...options, sandbox: true }, environment, world) ?? world.cwd;
}

/** The sandbox has an error class of its own, since it imports nothing from the product. */
async function translated<T>(work: () => Promise<T>, failed: "service" | "usage" = "service"): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Error) || error.name !== "SandboxError") throw error;
    const { code, remedy } = error as Error & { readonly code: string; readonly remedy: string };
    const details = { code: `sandbox-${code}`, remedy, cause: error };
    if (code === "failed" && failed === "service") throw new ServiceError(error.message, details);
    throw code === "locked" ? new GuardError(error.message, details) : new UsageError(error.message, details);
  }
}

function wholeNumber(option: string, text: string | undefined, most: number): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (/^\d+$/.test(text) && number <= most) return number;
  throw new UsageError(`${option} takes a whole number from 0 to ${most}, not "${text}".`, {
    code: "bad-number",
    remedy: "Add --help to see what the command takes.",
  });
}
