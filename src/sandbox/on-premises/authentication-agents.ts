// Pass-through authentication agents: where they stand, and whether they answer.
// Source: "onPremisesAgent resource type" (beta).
import { randomUUID } from "node:crypto";
import { SandboxError } from "../sandbox-error.js";
import type { SyncServer, TenantState } from "../store/tenant-state.js";

/** On the computer of a synchronisation server; it stops and starts with it. */
export function registerAgent(draft: TenantState, server: SyncServer): string {
  if (agentOf(draft, server) !== undefined) {
    throw new SandboxError("failed", `${server.name} has an authentication agent already.`, "There is nothing to do.");
  }
  const domain = draft.domains.find((one) => one.isDefault)?.id ?? "";
  draft.onPremises.authenticationAgents.push({
    id: randomUUID(),
    machineName: `${server.name}.corp.${domain}`,
    externalIp: server.address,
    status: server.running ? "active" : "inactive",
  });
  return `a pass-through authentication agent runs on ${server.name}`;
}

/** Uninstalled: the cloud knows it no more. */
export function removeAgent(draft: TenantState, server: SyncServer): string {
  const agent = agentOf(draft, server);
  if (agent === undefined) {
    throw new SandboxError(
      "failed",
      `${server.name} has no authentication agent.`,
      `Install one: install-agent ${server.name}.`,
    );
  }
  draft.onPremises.authenticationAgents = draft.onPremises.authenticationAgents.filter((one) => one !== agent);
  const left = draft.onPremises.authenticationAgents.filter((one) => one.status === "active").length;
  return `the authentication agent of ${server.name} was removed; ${left === 0 ? "none is" : `${left} are`} active`;
}

export function setAgentRunning(draft: TenantState, server: SyncServer, running: boolean): void {
  const agent = agentOf(draft, server);
  if (agent !== undefined) agent.status = running ? "active" : "inactive";
}

function agentOf(draft: TenantState, { name }: SyncServer) {
  return draft.onPremises.authenticationAgents.find(
    (one) => one.machineName.split(".")[0]?.toLowerCase() === name.toLowerCase(),
  );
}
