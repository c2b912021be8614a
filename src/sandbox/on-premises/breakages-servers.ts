// Breakages of the servers and their agents.
import { randomUUID } from "node:crypto";
import * as z from "zod";
import { syncFloorInForce, wizardFloorInForce } from "../laws/versions.js";
import { SandboxError } from "../sandbox-error.js";
import { authenticationAgentSchema } from "../store/state/on-premises.js";
import type { SyncServer, Tenant, TenantState } from "../store/tenant-state.js";
import { registerAgent, setAgentRunning } from "./authentication-agents.js";
import { type BreakageKind, breakageKind, cannot, chosenServer, copied, serverSubject } from "./breakage-kind.js";
import { intervalMs } from "./interval.js";
import { beginPasswordSync } from "./password-sync.js";
import { setRunning } from "./servers.js";

const undoServer = z.strictObject({ installationId: z.string(), staging: z.boolean(), running: z.boolean() });
const undoSuspension = z.strictObject({ installationId: z.string() });
const undoMember = z.strictObject({ serviceMemberId: z.string() });

type AnyServer = { readonly running: boolean; readonly staging: boolean; readonly suspended: boolean };
const isActive = (server: AnyServer) => server.running && !server.staging;
const isPassive = (server: AnyServer) => !isActive(server);
const works = (server: AnyServer) => server.running && !server.suspended;
const any = () => true;

export const SERVER_BREAKAGES: Readonly<Record<string, BreakageKind>> = {
  "two-active": breakageKind({
    of: "[SERVER]",
    note: "a second server is active: it was started or taken out of staging mode, and writes too",
    undo: undoServer,
    subject: (tenant, name, now) => secondServer(tenant, name, now).name,
    make: (draft, name, now) => {
      const server = secondServer(draft, name, now);
      const other = draft.onPremises.servers.find((one) => isActive(one) && mayWrite(one, now));
      if (other === undefined) throw cannot("There is no active server beside which another could be.");
      const undo = { installationId: server.installationId, staging: server.staging, running: server.running };
      server.staging = false;
      server.running = true;
      setAgentRunning(draft, server, true);
      beginPasswordSync(server, now);
      // Half an interval apart, so that what the cloud shows alternates.
      const half = intervalMs(other) / 2;
      const next = Date.parse(other.nextCycleAt);
      server.nextCycleAt = new Date(next - half > now ? next - half : next + half).toISOString();
      return { told: `${server.name} is active beside ${other.name}`, undo };
    },
    mend: (draft, undo, now) => restoreServer(draft, undo, now),
  }),
  "none-active": breakageKind({
    note: "all servers are in staging mode, where each imports and none exports, or stopped if too old for that",
    undo: z.array(undoServer),
    make: (draft, _name, now) => {
      const active = draft.onPremises.servers.filter(isActive);
      if (active.length === 0) throw cannot("No server is active already.");
      const undo = active.map(({ installationId, running }) => ({ installationId, staging: false, running }));
      const told = active.map((server) => {
        // Whose wizard cannot sign in any more cannot be set to staging mode: it is stopped, as `swap` does.
        if (!mayOpenWizard(draft, server, now)) return setRunning(draft, server, false, now);
        server.staging = true;
        return `${server.name}: in staging mode`;
      });
      return { told: told.join("; "), undo };
    },
    mend: (draft, undo, now) => undo.map((one) => restoreServer(draft, one, now)).join("; "),
  }),
  "scheduler-suspended": breakageKind({
    of: "[SERVER]",
    note: "the wizard was left open, so that a server runs and no cycle starts",
    undo: undoSuspension,
    subject: serverSubject((one) => isActive(one) && !one.suspended, "active server with a scheduler that runs"),
    make: (draft, name) => {
      const server = chosenServer(draft, name, isActive, "active server");
      server.suspended = true;
      return { told: `the scheduler of ${server.name} stands still`, undo: { installationId: server.installationId } };
    },
    mend: (draft, undo, now) => resumeCycles(draft, undo, now),
  }),
  "sync-service-stopped": breakageKind({
    of: "[SERVER]",
    note: "the engine's Windows service is stopped while the server and its Health agent go on",
    undo: undoSuspension,
    subject: serverSubject(works, "running server with an engine that works"),
    make: (draft, name) => {
      const server = chosenServer(draft, name, works, "running server with an engine that works");
      server.suspended = true;
      server.engineStopped = true;
      return { told: `the engine of ${server.name} is stopped`, undo: { installationId: server.installationId } };
    },
    mend: (draft, undo, now) => resumeCycles(draft, undo, now),
  }),
  "health-agent-disabled": breakageKind({
    of: "[SERVER]",
    note: "the Health agent was registered by somebody who may not, so that it is disabled",
    undo: z.strictObject({ serviceMemberId: z.string(), lastDisabled: z.string().nullable() }),
    subject: serverSubject(any, "server"),
    make: (draft, name, now) => {
      const server = chosenServer(draft, name, any, "server");
      const member = draft.health.members.find((one) => one.installationId === server.installationId && !one.disabled);
      if (member === undefined) throw cannot(`${server.name} has no Health agent that is not disabled.`);
      const undo = { serviceMemberId: member.serviceMemberId, lastDisabled: member.lastDisabled };
      member.disabled = true;
      member.lastDisabled = new Date(now).toISOString();
      member.lastUpload = member.lastUpload ?? new Date(now).toISOString();
      return { told: `the Health agent of ${server.name} is disabled`, undo };
    },
    mend: (draft, { serviceMemberId, lastDisabled }) => {
      const member = draft.health.members.find((one) => one.serviceMemberId === serviceMemberId);
      if (member === undefined) return "the entry is gone";
      member.disabled = false;
      member.lastDisabled = lastDisabled;
      return `the Health agent of ${member.machineName} is enabled`;
    },
  }),
  "health-entry-duplicated": breakageKind({
    of: "[SERVER]",
    note: "Connect Health lists a machine twice: an entry of an earlier installation was left behind",
    undo: undoMember,
    subject: serverSubject(any, "server"),
    make: (draft, name, now) => {
      const server = chosenServer(draft, name, any, "server");
      const member = draft.health.members.find((one) => one.installationId === server.installationId);
      if (member === undefined) throw cannot(`${server.name} has no entry in Connect Health.`);
      const silentSince = new Date(now - 3 * 86_400_000).toISOString();
      const twin = {
        ...copied(member),
        serviceMemberId: randomUUID(),
        installationId: randomUUID(),
        lastUpdated: silentSince,
        lastUpload: silentSince,
      };
      draft.health.members.push(twin);
      return { told: `${server.name} stands twice in Connect Health`, undo: { serviceMemberId: twin.serviceMemberId } };
    },
    mend: (draft, { serviceMemberId }) => {
      draft.health.members = draft.health.members.filter((one) => one.serviceMemberId !== serviceMemberId);
      return "the entry of the earlier installation is gone";
    },
  }),
  "only-pta-agent-on-old": breakageKind({
    of: "[SERVER]",
    note: "the only pass-through authentication agent that is active stands on a server, the first one without a name",
    undo: z.array(authenticationAgentSchema),
    subject: serverSubject(any, "server"),
    make: (draft, name) => {
      const server = chosenServer(draft, name, any, "server");
      const undo = copied(draft.onPremises.authenticationAgents);
      draft.onPremises.authenticationAgents = [];
      registerAgent(draft, server);
      return { told: `the only authentication agent is on ${server.name}`, undo };
    },
    mend: (draft, agents) => {
      draft.onPremises.authenticationAgents = agents;
      return `there are ${agents.length} authentication agents again`;
    },
  }),
};

function resumeCycles(draft: TenantState, undo: z.infer<typeof undoSuspension>, now: number): string {
  const server = draft.onPremises.servers.find((one) => one.installationId === undo.installationId);
  if (server === undefined) return "the server is gone";
  server.suspended = false;
  server.nextCycleAt = new Date(now + intervalMs(server)).toISOString();
  if (server.engineStopped) beginPasswordSync(server, now);
  server.engineStopped = false;
  return `the scheduler of ${server.name} runs`;
}

function restoreServer(
  draft: TenantState,
  { installationId, staging, running }: z.infer<typeof undoServer>,
  now: number,
): string {
  const server = draft.onPremises.servers.find((one) => one.installationId === installationId);
  if (server === undefined) return "the server is gone";
  server.staging = staging;
  setRunning(draft, server, running, now);
  if (running && !staging) beginPasswordSync(server, now);
  return `${server.name} is ${running ? (staging ? "in staging mode" : "active") : "stopped"} again`;
}

/** One that writes once it is active, which the service's floor or the wizard's can keep it from. */
function secondServer(draft: TenantState, name: string | undefined, now: number): SyncServer;
function secondServer(tenant: Tenant, name: string | undefined, now: number): Tenant["onPremises"]["servers"][number];
function secondServer(tenant: Tenant, name: string | undefined, now: number): Tenant["onPremises"]["servers"][number] {
  const isFit = (one: Tenant["onPremises"]["servers"][number]) =>
    isPassive(one) && mayWrite(one, now) && (!one.staging || mayOpenWizard(tenant, one, now));
  const what = "server in staging mode or stopped that may synchronise";
  try {
    return chosenServer(tenant, name, isFit, what);
  } catch (error) {
    if (!(error instanceof SandboxError) || error.code !== "failed") throw error;
    const remedy = "Install one: install-server NAME --version 2.6.92.0 --staging.";
    throw new SandboxError("failed", error.message, remedy);
  }
}

function mayWrite({ version }: { readonly version: string }, now: number): boolean {
  return syncFloorInForce(version, now) === undefined;
}

function mayOpenWizard({ cloud }: Pick<Tenant, "cloud">, { version }: { readonly version: string }, now: number) {
  return wizardFloorInForce(version, now, cloud) === undefined;
}
