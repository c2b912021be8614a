// Changing what servers do: staging mode, running, removal, and the swap of two.
import { isLive } from "../arm/health-members.js";
import { wizardFloorInForce } from "../laws/versions.js";
import { SandboxError } from "../sandbox-error.js";
import type { SyncServer, Tenant, TenantState } from "../store/tenant-state.js";
import { CYCLE_MS } from "./schedule.js";

export interface ServerView {
  readonly name: string;
  readonly version: string;
  readonly staging: boolean;
  readonly running: boolean;
  readonly identity: string;
  readonly identityKind: "legacy" | "application";
  readonly lastCycle: { readonly at: string; readonly succeeded: boolean; readonly message: string } | null;
}

export function serverView(tenant: Tenant, server: Tenant["onPremises"]["servers"][number]): ServerView {
  const { identity } = server;
  const name =
    identity.kind === "legacy"
      ? tenant.users.find((user) => user.id === identity.userId)?.userPrincipalName
      : tenant.servicePrincipals.find((principal) => principal.id === identity.servicePrincipalId)?.displayName;
  return {
    name: server.name,
    version: server.version,
    staging: server.staging,
    running: server.running,
    identity: name ?? "(deleted)",
    identityKind: identity.kind,
    lastCycle: server.lastCycle,
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
  requireWizard(server, now);
  if (!server.running) {
    throw new SandboxError(
      "failed",
      `${server.name} is stopped: its wizard cannot be opened.`,
      `First: start-server ${server.name}.`,
    );
  }
  if (server.staging === staging) return `${server.name} is ${staging ? "in staging mode" : "active"} already`;
  server.staging = staging;
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
  if (running) server.nextCycleAt = new Date(now + CYCLE_MS).toISOString();
  return `${server.name} ${running ? "was started" : "was stopped: synchronisation and Health agent with it"}`;
}

/** What the server left in the cloud, its identity and its Health entry, stays. */
export function uninstallServer(draft: TenantState, server: SyncServer, now: number): string {
  noteLastUpload(draft, server, now);
  draft.onPremises.servers = draft.onPremises.servers.filter((one) => one !== server);
  return `${server.name} was uninstalled; its identity and its Health entry remain in the cloud`;
}

export function swap(draft: TenantState, old: SyncServer, next: SyncServer, now: number): readonly string[] {
  if (old === next) throw new SandboxError("usage", "A server cannot be swapped with itself.", "Usage: swap OLD NEW");
  requireWizard(next, now);
  const canSignIn = wizardFloorInForce(old.version, now) === undefined;
  const retired = !old.running
    ? `${old.name} is stopped already`
    : canSignIn
      ? setStaging(draft, old, true, now)
      : `${setRunning(draft, old, false, now)} (its wizard cannot sign in any more, so it cannot be set to staging mode)`;
  return [retired, setStaging(draft, next, false, now)];
}

export function requireWizard(server: Pick<SyncServer, "name" | "version">, now: number): void {
  const floor = wizardFloorInForce(server.version, now);
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
