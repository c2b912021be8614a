// The client side of the sandbox's controls, for the command line.
import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import path from "node:path";
import { control, type JsonObject, notRunning, probeInstance, runningStatus } from "./control-client.js";
import { emptyStateFolder, makeFolder, makeUsable } from "./folder.js";
import { lockFolder } from "./lock.js";
import { SandboxError } from "./sandbox-error.js";
import { infoFile, readSandboxInfo, type SandboxInfo, writeSandboxInfo } from "./sandbox-info.js";
import { buildSandboxState, DEFAULT_SCENARIO, loadScenario } from "./scenarios/known-scenarios.js";
import { readSignIns, storedPasswords } from "./sign-ins.js";
import { readSandboxState, writeSandboxState } from "./store/sandbox-store.js";
import { removeVaults } from "./store/vault-store.js";

/** `{ running: true, … }` with pid, port, scenario, tenant time and servers, or `{ running: false, dir }`. */
export async function sandboxStatus(dir: string): Promise<JsonObject> {
  const running = await runningStatus(dir);
  return running?.status ?? { running: false, dir: path.resolve(dir) };
}

/** Plays an event on the premises: `{ event, tenantTime, result: sentences, servers }`. */
export async function doInSandbox(dir: string, words: readonly string[]): Promise<JsonObject> {
  const running = await runningStatus(dir);
  if (running === undefined) throw notRunning(path.resolve(dir));
  return control(running.info, "/$sandbox/do", { event: words });
}

/**
 * Makes the tenant anew and empties `DIR/state`, in the running sandbox if there is one, else in the folder under its
 * lock. Mends a corrupt folder. Secrets are kept where sandbox.json can still be read.
 */
export async function resetSandbox(dir: string, scenario?: string): Promise<JsonObject> {
  const folder = path.resolve(dir);
  if (scenario !== undefined) await loadScenario(scenario);
  const running = await runningStatus(folder).catch(ignoreCorruption);
  if (running !== undefined) {
    return control(running.info, "/$sandbox/reset", scenario === undefined ? {} : { scenario });
  }
  await makeUsable(folder, () => makeFolder(folder));
  const lock = await lockFolder(folder, {
    instanceId: randomUUID(),
    now: Date.now,
    probe: (id) => probeInstance(folder, id),
  });
  try {
    return await resetFolder(folder, scenario, Date.now());
  } finally {
    await lock.release();
  }
}

async function resetFolder(dir: string, scenarioName: string | undefined, now: number): Promise<JsonObject> {
  const known = await readInfoOrRemove(dir);
  const before = await readSandboxState(dir).catch(ignoreCorruption);
  const scenario = await loadScenario(scenarioName ?? before?.state.scenario ?? DEFAULT_SCENARIO);
  const state = buildSandboxState(scenario, now);
  // Without a sandbox.json the secrets are made when the sandbox starts, and the passwords with them.
  const users = known === undefined ? [] : (await readSignIns(state, known, now)).users;
  await writeSandboxState(dir, storedPasswords(state, users));
  // Whatever process had the number in the file, it serves nobody: we hold the lock.
  if (known !== undefined) await writeSandboxInfo(dir, { ...known, pid: 0 });
  await emptyStateFolder(dir);
  await removeVaults(dir);
  return { reset: true, running: false, dir, scenario: scenario.name, tenantId: state.tenants[0]?.organization.id };
}

async function readInfoOrRemove(dir: string): Promise<SandboxInfo | undefined> {
  try {
    return await readSandboxInfo(dir);
  } catch (error) {
    ignoreCorruption(error);
    await rm(infoFile(dir), { force: true });
    return undefined;
  }
}

function ignoreCorruption(error: unknown): undefined {
  if (error instanceof SandboxError && error.code === "corrupt") return undefined;
  throw error;
}
