// Breakages of the servers and their agents.
import { randomUUID } from "node:crypto";
import * as z from "zod";
import { authenticationAgentSchema } from "../store/state/on-premises.js";
import type { TenantState } from "../store/tenant-state.js";
import { registerAgent } from "./authentication-agents.js";
import { type BreakageKind, breakageKind, cannot, chosenServer, copied, serverSubject } from "./breakage-kind.js";
import { intervalMs } from "./schedule.js";

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
    subject: serverSubject(isPassive, "server in staging mode or stopped"),
    make: (draft, name, now) => {
      const server = chosenServer(draft, name, isPassive, "server in staging mode or stopped");
      const other = draft.onPremises.servers.find(isActive);
      if (other === undefined) throw cannot("There is no active server beside which another could be.");
      const undo = { installationId: server.installationId, staging: server.staging, running: server.running };
      server.staging = false;
      server.running = true;
      // Half an interval apart, so that what the cloud shows alternates.
      const half = intervalMs(other) / 2;
      const next = Date.parse(other.nextCycleAt);
      server.nextCycleAt = new Date(next - half > now ? next - half : next + half).toISOString();
      return { told: `${server.name} is active beside ${other.name}`, undo };
    },
    mend: (draft, undo) => restoreServer(draft, undo),
  }),
  "none-active": breakageKind({
    note: "all servers are in staging mode: each imports, and none exports",
    undo: z.array(undoServer),
    make: (draft) => {
      const active = draft.onPremises.servers.filter((one) => !one.staging);
      if (active.length === 0) throw cannot("No server is active already.");
      const undo = active.map(({ installationId, running }) => ({ installationId, staging: false, running }));
      for (const server of active) server.staging = true;
      return { told: `${active.map((one) => one.name).join(", ")}: in staging mode`, undo };
    },
    mend: (draft, undo) => undo.map((one) => restoreServer(draft, one)).join("; "),
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
  return `the scheduler of ${server.name} runs`;
}

function restoreServer(draft: TenantState, { installationId, staging, running }: z.infer<typeof undoServer>): string {
  const server = draft.onPremises.servers.find((one) => one.installationId === installationId);
  if (server === undefined) return "the server is gone";
  server.staging = staging;
  server.running = running;
  return `${server.name} is ${running ? (staging ? "in staging mode" : "active") : "stopped"} again`;
}
