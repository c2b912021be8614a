// Starts a sandbox: lock, certificate, tenant, server, and last of all sandbox.json.
import { randomUUID } from "node:crypto";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { healthRoutes } from "./arm/health-routes.js";
import { serverCertificate } from "./certificate.js";
import { probeInstance } from "./control-client.js";
import { controlRoutes } from "./control-routes.js";
import { emptyStateFolder, makeUsable } from "./folder.js";
import { graphRoutes } from "./graph/graph-routes.js";
import { createIdleWatch } from "./idle-watch.js";
import { conditionalAccessLimiter } from "./laws/conditional-access-rate.js";
import { lockFolder } from "./lock.js";
import { clientCredentials } from "./login/client-credentials.js";
import { createGrants } from "./login/grants.js";
import { loginRoutes } from "./login/login-routes.js";
import { createTokenSigner } from "./login/token-signer.js";
import { playEvent } from "./on-premises/events.js";
import { serverView } from "./on-premises/servers.js";
import { openRequestLog } from "./request-log.js";
import { HOSTS } from "./routes.js";
import { SandboxError } from "./sandbox-error.js";
import { readSandboxInfo, type SandboxInfo, writeSandboxInfo } from "./sandbox-info.js";
import { buildTenant, DEFAULT_SCENARIO, scenarioNamed } from "./scenarios/known-scenarios.js";
import { type RunningServer, serve } from "./server.js";
import { readSignIns, storedPasswords } from "./sign-ins.js";
import { openTenantStore, readTenantState, writeTenantState } from "./store/tenant-store.js";
import type { World } from "./world.js";

export interface StartOptions {
  readonly dir: string;
  readonly scenario?: string | undefined;
  /** 0 or absent: any free port. */
  readonly port?: number | undefined;
  readonly latencyMs?: number | undefined;
  /** Ends by itself after that long without a request. */
  readonly idleExitSeconds?: number | undefined;
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
 * Serves the emulated tenant of a folder on 127.0.0.1 until stopped. Throws SandboxError: `locked`, `corrupt`,
 * `usage` (unknown scenario, or the folder holds another one), `failed` (port taken, folder not writable).
 */
export async function startSandbox(options: StartOptions): Promise<RunningSandbox> {
  const wallClock = options.wallClock ?? Date.now;
  const dir = path.resolve(options.dir);
  const scenario = scenarioNamed(options.scenario ?? DEFAULT_SCENARIO);
  await makeUsable(dir, () => mkdir(dir, { recursive: true, mode: 0o700 }));
  const instanceId = randomUUID();
  const lock = await lockFolder(dir, { instanceId, now: wallClock, probe: (id) => probeInstance(dir, id) });
  const undo: (() => Promise<void> | void)[] = [() => lock.release()];
  try {
    return await startLocked({ ...options, dir, wallClock, instanceId }, scenario.name, undo);
  } catch (error) {
    for (const step of undo.reverse()) await step();
    throw error;
  }
}

type LockedOptions = StartOptions & { readonly wallClock: () => number; readonly instanceId: string };

async function startLocked(
  options: LockedOptions,
  scenarioName: string,
  undo: (() => Promise<void> | void)[],
): Promise<RunningSandbox> {
  const { dir, wallClock, instanceId } = options;
  const scenario = scenarioNamed(scenarioName);
  const known = await readSandboxInfo(dir);
  const stateFile = path.join(dir, "state.json");
  const found = await readTenantState(stateFile);
  if (found !== undefined && options.scenario !== undefined && found.scenario !== options.scenario) {
    throw new SandboxError(
      "usage",
      `The folder ${dir} holds the scenario ${found.scenario}, not ${options.scenario}.`,
      `Choose another folder, or run: aadc-cloud sandbox reset --scenario ${options.scenario}`,
    );
  }
  const certificate = await serverCertificate(dir, wallClock());
  const bare = found ?? buildTenant(scenario, wallClock());
  const signIns = await readSignIns(scenarioNamed(bare.scenario), bare, known, wallClock());
  const tenant = storedPasswords(bare, signIns.users);
  await writeTenantState(stateFile, tenant);
  const store = openTenantStore(stateFile, tenant, wallClock);
  const grants = createGrants();
  const world: World = {
    store,
    wallClock,
    grants,
    signer: createTokenSigner(certificate.privateKeyPem),
    credentials: clientCredentials(signIns.clients),
    conditionalAccessLimiter: conditionalAccessLimiter(),
    firstUserName: signIns.users[0]?.userPrincipalName ?? "",
  };
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
      await writeSandboxInfo(dir, { ...info, pid: 0 });
      await server.close();
      log.close();
      await undo[0]?.();
      end(how);
    })();
    return finishing;
  };

  const emulated = [...loginRoutes(world), ...graphRoutes(world), ...healthRoutes(world)];
  const controls = controlRoutes(
    {
      status: () => ({
        running: true,
        dir,
        pid: process.pid,
        instanceId,
        port: server.port,
        scenario: store.tenant.scenario,
        tenantId: store.tenant.organization.id,
        tenantTime: new Date(store.tenantNow()).toISOString(),
        servers: store.tenant.onPremises.servers.map((one) => serverView(store.tenant, one)),
      }),
      reset: async (name) => {
        const wanted = scenarioNamed(name ?? store.tenant.scenario);
        const fresh = storedPasswords(buildTenant(wanted, wallClock()), signIns.users);
        await store.change((draft) => Object.assign(draft, fresh));
        await emptyStateFolder(dir);
        grants.clear();
        return { reset: true, running: true, dir, scenario: wanted.name, tenantId: fresh.organization.id };
      },
      play: (words) => playEvent(store, words),
      stop: () => setImmediate(() => void finish("stopped")),
    },
    emulated,
  );
  const server: RunningServer = await listen(options.port ?? 0, {
    certificate,
    routes: [...emulated, ...controls],
    log,
    wallClock,
    latencyMs: options.latencyMs ?? 0,
    onExchange: (phase) => {
      idle.note(phase);
    },
    onFault: (error) => options.log?.(error instanceof Error ? (error.stack ?? error.message) : String(error)),
  });
  undo.push(() => server.close());

  const info: SandboxInfo = {
    port: server.port,
    pid: process.pid,
    instanceId,
    startedAt: new Date(wallClock()).toISOString(),
    caFile: certificate.caFile,
    tenantId: tenant.organization.id,
    initialDomain: tenant.domains.find((domain) => domain.isInitial)?.id ?? "",
    hosts: HOSTS,
    ...signIns,
  };
  await writeSandboxInfo(dir, info);
  options.log?.(`sandbox ${tenant.scenario} listens on 127.0.0.1:${server.port}`);
  return { info, ended, stop: () => finish("stopped") };
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
