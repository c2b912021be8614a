// What a running sandbox lets its user do: look, reset, play events, move the clock, stop.
import type { Controls } from "./control-routes.js";
import { emptyStateFolder } from "./folder.js";
import { clientCredentials } from "./login/client-credentials.js";
import { signFederatedToken } from "./login/federated-assertion.js";
import type { Grants } from "./login/grants.js";
import { breakageViews } from "./on-premises/breakages.js";
import { moveClockTo, playEvent } from "./on-premises/events.js";
import { serverView } from "./on-premises/servers.js";
import { SandboxError } from "./sandbox-error.js";
import { type SandboxInfo, writeSandboxInfo } from "./sandbox-info.js";
import { buildSandboxState, loadScenario, SCENARIO_NAMES } from "./scenarios/known-scenarios.js";
import { readSignIns, type SignIns, storedPasswords } from "./sign-ins.js";
import type { SandboxStore } from "./store/sandbox-store.js";
import type { VaultStore } from "./store/vault-store.js";
import type { ReplaceableWorlds } from "./worlds.js";

/** Ten years of cycles take a while to run; a mistyped year must not stop everybody. */
const MOST_AT_ONCE = 3660 * 86_400_000;

export interface Running {
  readonly dir: string;
  readonly instanceId: string;
  readonly wallClock: () => number;
  readonly store: SandboxStore;
  readonly vaults: VaultStore;
  readonly worlds: ReplaceableWorlds;
  readonly grants: Grants;
  readonly caFile: string;
  readonly port: () => number;
  /** Others than this machine's users can send controls. */
  readonly isExposed: boolean;
}

export interface RunningControls {
  readonly controls: Controls;
  /** As sandbox.json has it now: a reset to another scenario brings other tenants and sign-ins. */
  readonly info: SandboxInfo;
}

export function createControls(running: Running, atStart: SignIns, stop: () => void): RunningControls {
  const { dir, instanceId, wallClock, store, worlds } = running;
  const startedAt = new Date(wallClock()).toISOString();
  let signIns = atStart;

  const info = (): SandboxInfo => {
    const { tenant } = worlds.primary.store;
    const { login, graph, arm, vaultSuffix, siteSuffix } = worlds.primary.hosts;
    return {
      port: running.port(),
      pid: process.pid,
      instanceId,
      startedAt,
      caFile: running.caFile,
      tenantId: tenant.organization.id,
      initialDomain: tenant.domains.find((domain) => domain.isInitial)?.id ?? "",
      hosts: { login, graph, arm, vault: `*.${vaultSuffix}`, publishing: `*.scm.${siteSuffix}` },
      ...signIns,
    };
  };

  const reset = async (name: string | undefined) => {
    if (name !== undefined && running.isExposed && !SCENARIO_NAMES.includes(name)) {
      throw new SandboxError(
        "usage",
        "Files are not read for the network.",
        `Use one of ${SCENARIO_NAMES.join(", ")}.`,
      );
    }
    const scenario = await loadScenario(name ?? store.state.scenario);
    const built = buildSandboxState(scenario, wallClock());
    signIns = await readSignIns(built, info(), wallClock());
    const { kind } = store.state.clock;
    const clock = kind === "manual" ? { kind, nowMs: wallClock() } : built.clock;
    store.replace({ ...storedPasswords(built, signIns.users), clock });
    worlds.rebuild(clientCredentials(signIns));
    running.grants.clear();
    await running.vaults.clear();
    await emptyStateFolder(dir);
    await writeSandboxInfo(dir, info());
    return { reset: true, running: true, dir, scenario: scenario.name, tenantId: info().tenantId };
  };

  const moveClock = (until: number) => {
    const now = store.tenantNow();
    if (until < now) {
      throw new SandboxError("usage", "Tenant time does not go back.", "Reset the sandbox to begin anew.");
    }
    if (until - now > MOST_AT_ONCE) {
      throw new SandboxError("usage", "That is more than ten years ahead.", "Move on in smaller steps.");
    }
    const result = store.change((draft) => moveClockTo(draft, now, until));
    return { tenantTime: new Date(store.tenantNow()).toISOString(), result };
  };

  return {
    get info() {
      return info();
    },
    controls: {
      status: () => ({
        running: true,
        dir,
        pid: process.pid,
        instanceId,
        port: running.port(),
        scenario: store.state.scenario,
        tenantId: worlds.primary.store.tenant.organization.id,
        tenants: worlds.all.map(({ store: { tenant } }) => ({
          tenantId: tenant.organization.id,
          displayName: tenant.organization.displayName,
          subscriptions: tenant.azure.subscriptions.map(({ id }) => id),
        })),
        tenantTime: new Date(store.tenantNow()).toISOString(),
        servers: worlds.primary.store.tenant.onPremises.servers.map((one) =>
          serverView(worlds.primary.store.tenant, one),
        ),
        breakages: breakageViews(worlds.primary.store.tenant),
      }),
      reset,
      play: (words) => playEvent(store, words),
      moveClock,
      federatedToken: (who) => ({ assertion: signFederatedToken(worlds.primary.signer, who, wallClock()) }),
      stop,
    },
  };
}
