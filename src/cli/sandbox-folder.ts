// Finds the sandbox of a folder, or starts one that ends by itself when idle. What is known of it is in `sandbox.json`.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { makeFolder } from "../machine/make-folder.js";
import { isAlive } from "../machine/processes.js";
import { messageOf, ServiceError, UsageError } from "../shapes/errors.js";
import { EXIT } from "./exit-codes.js";
import { refuseForeignPlaces } from "./sandbox-trust.js";
import type { World } from "./world.js";

/** What the program needs to know to reach a sandbox and to sign in there. */
export interface SandboxAddress {
  readonly port: number;
  readonly caFile: string;
  readonly tenantId: string;
  /** Of its first client; a scenario may have none. */
  readonly clientId: string | undefined;
  /** By which the cloud of the emulated tenant is known. */
  readonly graphHost: string;
}

const START_WITHIN_MS = 20_000;
const POLL_MS = 50;
const IDLE_SECONDS = 900;

/** @throws {UsageError} when the folder is corrupt, or not ours alone to write in, {ServiceError} when the sandbox does not start */
export async function connectToSandbox(dir: string, world: World, signal: AbortSignal): Promise<SandboxAddress> {
  const running = runningIn(dir, world);
  if (running !== undefined) return running;
  try {
    makeFolder(dir);
  } catch (error) {
    throw new UsageError(`The sandbox's folder cannot be made: ${messageOf(error)}.`, {
      code: "sandbox-folder",
      remedy: "Name another folder with --sandbox-dir.",
    });
  }
  const log = join(dir, "sandbox.log");
  let ended: number | null | undefined;
  const child = await world.startDetached(
    ["sandbox", "start", "--sandbox-dir", dir, "--idle-exit", String(IDLE_SECONDS)],
    log,
  );
  void child.ended.then((code) => {
    ended = code;
  });
  const deadline = world.clock.elapsed() + START_WITHIN_MS;
  while (world.clock.elapsed() < deadline) {
    await world.clock.sleep(POLL_MS, signal);
    const started = runningIn(dir, world);
    if (started !== undefined) return started;
    // Refused by a guard: somebody else is starting it at the same time, and will be ready in a moment.
    if (ended !== undefined && ended !== EXIT.guard) break;
  }
  throw notStarted(dir, log, ended);
}

/** Whether a sandbox means this tenant where none is named; false also where that cannot be read. */
export function isOwnTenant(dir: string | undefined, tenantId: string): boolean {
  if (dir === undefined) return false;
  try {
    const own = fields(JSON.parse(readFileSync(join(dir, "sandbox.json"), "utf8")))["tenantId"];
    return typeof own === "string" && own.toLowerCase() === tenantId.toLowerCase();
  } catch {
    return false;
  }
}

/** The sandbox has said in its log why it did not start. */
function notStarted(dir: string, log: string, ended: number | null | undefined): UsageError | ServiceError {
  let said = "";
  try {
    said = readFileSync(log, "utf8");
  } catch {
    // Nothing was said.
  }
  const message = /^Error: (.+)$/m.exec(said)?.[1] ?? `The sandbox in ${dir} did not start.`;
  const remedy =
    /^What to do: (.+)$/m.exec(said)?.[1] ??
    `Start it in the foreground to see why: aadc-cloud sandbox start --sandbox-dir ${dir}`;
  const details = { code: "sandbox-not-started", remedy };
  return ended === EXIT.usage ? new UsageError(message, details) : new ServiceError(message, details);
}

/** The address in `sandbox.json`, where the process that wrote it is alive. */
function runningIn(dir: string, world: World): SandboxAddress | undefined {
  const file = join(dir, "sandbox.json");
  refuseForeignPlaces([dir, file], world);
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
  const { port, pid, caFile, tenantId, clients, hosts } = parse(text, file, dir);
  const graphHost = fields(hosts)["graph"];
  const [first] = Array.isArray(clients) ? (clients as readonly unknown[]) : [null];
  // A scenario may have none: then the person names one.
  const clientId = first === undefined ? null : fields(first)["clientId"];
  if (
    typeof port !== "number" ||
    typeof pid !== "number" ||
    typeof caFile !== "string" ||
    typeof tenantId !== "string" ||
    (typeof clientId !== "string" && clientId !== null) ||
    typeof graphHost !== "string"
  )
    throw corrupt(file, dir);
  // A sandbox that ended in good order has left 0.
  return isAlive(pid) ? { port, caFile, tenantId, clientId: clientId ?? undefined, graphHost } : undefined;
}

function parse(text: string, file: string, dir: string): Readonly<Record<string, unknown>> {
  try {
    return fields(JSON.parse(text));
  } catch {
    throw corrupt(file, dir);
  }
}

function corrupt(file: string, dir: string): UsageError {
  return new UsageError(`${file} is corrupt.`, {
    code: "sandbox-corrupt",
    remedy: `Make the folder anew: aadc-cloud sandbox reset --sandbox-dir ${dir}`,
  });
}

function fields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
