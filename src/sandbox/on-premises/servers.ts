// Changing what servers do: staging mode, running, removal, and the swap of two.

import { isIP } from "node:net";
import { isLive } from "../arm/health-members.js";
import { wizardFloorInForce } from "../laws/versions.js";
import { SandboxError } from "../sandbox-error.js";
import type { SyncServer, Tenant, TenantState } from "../store/tenant-state.js";
import { setAgentRunning } from "./authentication-agents.js";
import { identityName } from "./cycle.js";
import { isoDuration, parseDuration } from "./duration.js";
import { CYCLE_MS, intervalMs } from "./interval.js";
import { beginPasswordSync } from "./password-sync.js";

export interface ServerView {
  readonly name: string;
  readonly version: string;
  readonly staging: boolean;
  readonly running: boolean;
  /** Its scheduler stands still. */
  readonly suspended: boolean;
  /** ISO 8601. */
  readonly interval: string;
  /** From where its requests reach the cloud. */
  readonly address: string;
  readonly identity: string;
  readonly identityKind: "legacy" | "application";
  readonly lastCycle: { readonly at: string; readonly succeeded: boolean; readonly message: string } | null;
}

export function serverView(tenant: Tenant, server: Tenant["onPremises"]["servers"][number]): ServerView {
  const { name, version, staging, running, suspended, interval, address, identity, lastCycle } = server;
  return {
    name,
    version,
    staging,
    running,
    suspended,
    interval,
    address,
    identity: identityName(tenant, server) ?? "(deleted)",
    identityKind: identity.kind,
    lastCycle,
  };
}

export function theServer(draft: TenantState, name: string | undefined): SyncServer {
  const server = draft.onPremises.servers.find((one) => one.name.toLowerCase() === name?.toLowerCase());
  if (server !== undefined) return server;
  const known = draft.onPremises.servers.map((one) => one.name);
  throw new SandboxError(
    "usage",
    `There is no server "${name ?? ""}" on the premises.`,
    known.length === 0 ? "Install one: install-server NAME --version V." : `Known servers: ${known.join(", ")}.`,
  );
}

/** By the wizard, which signs in first. */
export function setStaging(draft: TenantState, server: SyncServer, staging: boolean, now: number): string {
  requireOpenWizard(draft, server, now);
  if (server.staging === staging) return `${server.name} is ${staging ? "in staging mode" : "active"} already`;
  server.staging = staging;
  if (!staging) beginPasswordSync(server, now);
  const others = draft.onPremises.servers.filter((one) => one !== server && one.running && !one.staging);
  const warning =
    staging || others.length === 0
      ? ""
      : `; beware: ${others.map((one) => one.name).join(", ")} runs and is active too`;
  return `${server.name} is now ${staging ? "in staging mode" : "active"}${warning}`;
}

export function setRunning(draft: TenantState, server: SyncServer, running: boolean, now: number): string {
  if (server.running === running) return `${server.name} ${running ? "runs" : "is stopped"} already`;
  if (!running) noteLastUpload(draft, server, now);
  server.running = running;
  setAgentRunning(draft, server, running);
  if (running) {
    server.nextCycleAt = new Date(now + intervalMs(server)).toISOString();
    beginPasswordSync(server, now);
  }
  return `${server.name} ${running ? "was started" : "was stopped: synchronisation and Health agent with it"}`;
}

/** What the server left in the cloud, its identity and its Health entry, stays. */
export function uninstallServer(draft: TenantState, server: SyncServer, now: number): string {
  noteLastUpload(draft, server, now);
  setAgentRunning(draft, server, false);
  draft.onPremises.servers = draft.onPremises.servers.filter((one) => one !== server);
  return `${server.name} was uninstalled; its identity and its Health entry remain in the cloud`;
}

/** The service takes between half an hour and a week ("Microsoft Entra Connect Sync: Scheduler"). */
export function setInterval(server: SyncServer, text: string, now: number): string {
  const milliseconds = parseDuration(text);
  if (milliseconds === undefined || milliseconds < CYCLE_MS || milliseconds > 7 * 86_400_000) {
    throw new SandboxError(
      "usage",
      `"${text}" is no interval between 30m and 7d.`,
      `For example: set-interval ${server.name} 1h.`,
    );
  }
  server.interval = isoDuration(milliseconds);
  server.nextCycleAt = new Date(now + milliseconds).toISOString();
  return `${server.name} now synchronises every ${server.interval}`;
}

export function setAddress(server: SyncServer, address: string): string {
  requireAddress(address);
  server.address = address;
  return `the requests of ${server.name} now come from ${address}`;
}

export function requireAddress(address: string): void {
  if (isIP(address) !== 0) return;
  throw new SandboxError("usage", `"${address}" is no IP address.`, "For example: 198.51.100.7 or 2001:db8::7.");
}

export function swap(draft: TenantState, old: SyncServer, next: SyncServer, now: number): readonly string[] {
  if (old === next) throw new SandboxError("usage", "A server cannot be swapped with itself.", "Usage: swap OLD NEW");
  requireWizard(draft, next, now);
  const canSignIn = wizardFloorInForce(old.version, now, draft.cloud) === undefined;
  const retired = !old.running
    ? `${old.name} is stopped already`
    : canSignIn
      ? setStaging(draft, old, true, now)
      : `${setRunning(draft, old, false, now)} (its wizard cannot sign in any more, so it cannot be set to staging mode)`;
  return [retired, setStaging(draft, next, false, now)];
}

export function requireOpenWizard(draft: TenantState, server: SyncServer, now: number): void {
  requireWizard(draft, server, now);
  if (!server.running) {
    throw new SandboxError(
      "failed",
      `${server.name} is stopped: its wizard cannot be opened.`,
      `First: start-server ${server.name}.`,
    );
  }
}

export function requireWizard(
  { cloud }: Pick<TenantState, "cloud">,
  server: Pick<SyncServer, "name" | "version">,
  now: number,
): void {
  const floor = wizardFloorInForce(server.version, now, cloud);
  if (floor === undefined) return;
  throw new SandboxError(
    "failed",
    `The wizard of ${server.name} cannot sign in any more: version ${server.version} is below ${floor}.`,
    `Stop the server instead: stop-server ${server.name}.`,
  );
}

function noteLastUpload(draft: TenantState, server: SyncServer, now: number): void {
  for (const member of draft.health.members) {
    if (member.installationId !== server.installationId || !isLive(draft, member, now)) continue;
    member.lastUpload = new Date(now).toISOString();
    member.lastUpdated = member.lastUpload;
  }
}
