// Starts a sandbox: lock, certificate, tenants, server, and last of all sandbox.json.
import { randomUUID } from "node:crypto";
import path from "node:path";
import { armRoutes } from "./arm/arm-routes.js";
import { serverCertificate } from "./certificate.js";
import { probeInstance } from "./control-client.js";
import { controlRoutes } from "./control-routes.js";
import { createFaults, type Fault, type Faults } from "./faults/faults.js";
import { makeFolder, makeUsable } from "./folder.js";
import { graphRoutes } from "./graph/graph-routes.js";
import { createIdleWatch } from "./idle-watch.js";
import type { Lags } from "./laws/replication.js";
import { lockFolder } from "./lock.js";
import { clientCredentials } from "./login/client-credentials.js";
import { createGrants } from "./login/grants.js";
import { loginRoutes } from "./login/login-routes.js";
import { createTokenSigner } from "./login/token-signer.js";
import { publishingRoutes } from "./publishing/publishing-routes.js";
import { openRequestLog } from "./request-log.js";
import { createControls } from "./running-controls.js";
import { SandboxError } from "./sandbox-error.js";
import { readSandboxInfo, type SandboxInfo, writeSandboxInfo } from "./sandbox-info.js";
import { buildSandboxState, DEFAULT_SCENARIO, loadScenario } from "./scenarios/known-scenarios.js";
import type { Scenario } from "./scenarios/scenario.js";
import { type RunningServer, serve } from "./server.js";
import { readSignIns, storedPasswords } from "./sign-ins.js";
import { openSandboxStore, readSandboxState } from "./store/sandbox-store.js";
import { openVaultStore } from "./store/vault-store.js";
import { vaultRoutes } from "./vault/vault-routes.js";
import { createWorlds } from "./worlds.js";

// What the command line needs besides comes through this door, too: it loads the sandbox only when it is asked for.
export { readFaults } from "./faults/fault-spec.js";
export { readLags } from "./laws/lag-spec.js";

export interface StartOptions {
  readonly dir: string;
  /** A known name, or a file. */
  readonly scenario?: string | undefined;
  /** 0 or absent: any free port. */
  readonly port?: number | undefined;
  readonly latencyMs?: number | undefined;
  /** Ends by itself after that long without a request. */
  readonly idleExitSeconds?: number | undefined;
  /** What goes wrong with requests, and when: by rules, or as somebody decides for each request. */
  readonly faults?: readonly Fault[] | Faults | undefined;
  /** Of everything that is left to chance in faults. */
  readonly seed?: number | undefined;
  /** How late what was written is seen. */
  readonly lags?: Lags | undefined;
  /** `manual`: tenant time stands still but for `POST /$sandbox/clock`. Absent: as the folder has it. */
  readonly clock?: "wall" | "manual" | undefined;
  /** Listen on all addresses instead of the loopback alone: anybody on the network can use the tenant then. */
  readonly everyAddress?: boolean | undefined;
  /** Milliseconds since the epoch. */
  readonly wallClock?: (() => number) | undefined;
  readonly log?: ((line: string) => void) | undefined;
}

export interface RunningSandbox {
  readonly info: SandboxInfo;
  readonly ended: Promise<"stopped" | "idle">;
  stop(): Promise<void>;
}

/**
 * Serves the emulated tenants of a folder on 127.0.0.1 until stopped. Throws SandboxError: `locked`, `corrupt`,
 * `usage` (unknown scenario, or the folder holds another one), `failed` (port taken, folder not writable).
 */
export async function startSandbox(options: StartOptions): Promise<RunningSandbox> {
  const wallClock = options.wallClock ?? Date.now;
  const dir = path.resolve(options.dir);
  const scenario = await loadScenario(options.scenario ?? DEFAULT_SCENARIO);
  await makeUsable(dir, () => makeFolder(dir));
  const instanceId = randomUUID();
  const lock = await lockFolder(dir, { instanceId, now: wallClock, probe: (id) => probeInstance(dir, id) });
  const undo: (() => Promise<void> | void)[] = [() => lock.release()];
  try {
    return await startLocked({ ...options, dir, wallClock, instanceId }, scenario, undo);
  } catch (error) {
    for (const step of undo.reverse()) await step();
    throw error;
  }
}

const LOOPBACK = "127.0.0.1";
const EVERY_ADDRESS = "0.0.0.0";

type LockedOptions = StartOptions & { readonly wallClock: () => number; readonly instanceId: string };

async function startLocked(
  options: LockedOptions,
  scenario: Scenario,
  undo: (() => Promise<void> | void)[],
): Promise<RunningSandbox> {
  const { dir, wallClock, instanceId } = options;
  const known = await readSandboxInfo(dir);
  const certificate = await serverCertificate(dir, wallClock());
  const { number, state } = await tenantsOf(options, scenario);
  const signIns = await readSignIns(state, known, wallClock());
  const store = await openSandboxStore(dir, { number, state: storedPasswords(state, signIns.users) }, wallClock);
  undo.push(() => store.close());
  const vaults = await openVaultStore(dir);
  const grants = createGrants();
  const worlds = createWorlds({
    store,
    wallClock,
    grants,
    signer: createTokenSigner(certificate.privateKeyPem),
    credentials: clientCredentials(signIns),
    lags: options.lags ?? {},
  });
  const log = openRequestLog(path.join(dir, "requests.jsonl"));
  undo.push(() => {
    log.close();
  });

  let end: (how: "stopped" | "idle") => void = () => undefined;
  const ended = new Promise<"stopped" | "idle">((resolve) => {
    end = resolve;
  });
  const idle = createIdleWatch(options.idleExitSeconds, () => void finish("idle"));
  let finishing: Promise<void> | undefined;
  const finish = (how: "stopped" | "idle"): Promise<void> => {
    finishing ??= (async () => {
      idle.stop();
      // Whoever reads the file from now on is told that nobody serves, while the process still winds up.
      await writeSandboxInfo(dir, { ...running.info, pid: 0 });
      await server.close();
      log.close();
      await store.close();
      await undo[0]?.();
      end(how);
    })();
    return finishing;
  };

  const emulated = [
    ...loginRoutes(worlds),
    ...graphRoutes(worlds),
    ...armRoutes(worlds),
    ...vaultRoutes(worlds, vaults),
    ...publishingRoutes(worlds),
  ];
  const running = createControls(
    {
      dir,
      instanceId,
      wallClock,
      store,
      vaults,
      worlds,
      grants,
      caFile: certificate.caFile,
      port: () => server.port,
      isExposed: options.everyAddress === true,
    },
    signIns,
    () => setImmediate(() => void finish("stopped")),
  );
  const server: RunningServer = await listen(options.port ?? 0, {
    address: options.everyAddress === true ? EVERY_ADDRESS : LOOPBACK,
    certificate,
    routes: [...emulated, ...controlRoutes(running.controls, emulated)],
    log,
    wallClock,
    latencyMs: options.latencyMs ?? 0,
    faults: faultsOf(options),
    onExchange: (phase) => {
      idle.note(phase);
    },
    onFault: (error) => options.log?.(error instanceof Error ? (error.stack ?? error.message) : String(error)),
  });
  undo.push(() => server.close());
  await writeSandboxInfo(dir, running.info);
  if (options.everyAddress === true) {
    options.log?.(
      `Anybody on the network can reach this tenant on port ${server.port}, and sign in with the secrets of ${dir}.`,
    );
  }
  return { info: running.info, ended, stop: () => finish("stopped") };
}

/** What the folder holds, or the scenario's tenants where it holds none. */
async function tenantsOf({ dir, clock, wallClock, ...options }: LockedOptions, scenario: Scenario) {
  const found = await readSandboxState(dir);
  if (found !== undefined && options.scenario !== undefined && found.state.scenario !== scenario.name) {
    throw new SandboxError(
      "usage",
      `The folder ${dir} holds the scenario ${found.state.scenario}, not ${scenario.name}.`,
      `Choose another folder, or run: aadc-cloud sandbox reset --scenario ${scenario.name}`,
    );
  }
  const now = wallClock();
  const { number, state } = found ?? {
    number: 0,
    state: buildSandboxState(scenario, now),
  };
  if (clock === undefined || clock === state.clock.kind) return { number, state };
  const nowMs = state.clock.kind === "manual" ? state.clock.nowMs : now + state.clock.offsetMs;
  const changed =
    clock === "manual" ? { kind: "manual" as const, nowMs } : { kind: "wall" as const, offsetMs: nowMs - now };
  return { number, state: { ...state, clock: changed } };
}

function faultsOf({ faults = [], seed = 0 }: StartOptions): Faults {
  return "strike" in faults ? faults : createFaults(faults, seed);
}

async function listen(port: number, options: Parameters<typeof serve>[1]): Promise<RunningServer> {
  try {
    return await serve(port, options);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new SandboxError(
      "failed",
      `The sandbox cannot listen on port ${port}: ${why}`,
      "Choose another port, or none.",
      { cause: error },
    );
  }
}
