import { sameServer } from "../../shapes/server-name.js";
import type { AuthenticationAgent } from "../../tenant/authentication-agents.js";
import { activeServerIn } from "../active-server.js";
import type { Judged } from "../judged.js";
import { type Check, cannotTell, type Verdict } from "./check.js";

/** Source: learn.microsoft.com, "Pass-through authentication: Quickstart" (three, on separate servers). */
const ENOUGH = 3;
const MORE = "Install the agent on other servers, three in all (Entra admin center > Entra Connect > Connect Sync).";

export const authenticationAgents: Check = {
  id: "SYNC-028",
  title: "Pass-through authentication",
  why: "Its agents check every password: without one nobody signs in, and nothing else takes over by itself.",
  link: "https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-pta-quick-start",
  judge: (judged) => {
    const { agents, organization } = judged.snapshot;
    if (organization.value.syncEnabled !== true)
      return { result: "not-applicable", evidence: "The tenant is not synchronised." };
    if (agents.state === "unknown") return cannotTell(agents);
    if (agents.value.length === 0)
      return { result: "not-applicable", evidence: "There is no agent of pass-through authentication." };
    return verdictOf(agents.value, judged);
  },
};

function verdictOf(agents: readonly AuthenticationAgent[], judged: Judged): Verdict {
  const active = agents.filter(({ status }) => status?.toLowerCase() === "active");
  const untold = agents.filter(({ status }) => !["active", "inactive"].includes(status?.toLowerCase() ?? ""));
  if (active.length >= ENOUGH) return { result: "pass", evidence: `Active: ${machines(active)}.` };
  if (active.length + untold.length >= ENOUGH || (active.length === 0 && untold.length > 0))
    return {
      result: "unknown",
      evidence: `Graph does not tell whether it is active: ${machines(untold)}.`,
      remedy:
        "Look at the agents in the Entra admin center: Entra Connect > Connect Sync > Pass-through authentication.",
    };
  const [only, ...others] = active;
  if (only === undefined)
    return {
      result: "fail",
      evidence: `No agent is active: ${machines(agents)}.`,
      remedy: `Start the service "Microsoft Azure AD Connect Authentication Agent" there. ${MORE}`,
    };
  const alone = others.length === 0 && untold.length === 0;
  if (alone && isOnOldServer(only, judged))
    return {
      result: "fail",
      evidence: `The only active agent is on ${nameOf(only)}, which is not the active server: without it nobody can sign in.`,
      remedy: `Do not shut ${nameOf(only)} down before an agent is active elsewhere. ${MORE}`,
    };
  return {
    result: "fail",
    severity: "warning",
    evidence: `${active.length === 1 ? "One agent is" : `${active.length} agents are`} active: ${machines(active)}.`,
    remedy: MORE,
  };
}

/** On a synchronisation server that is not, or is not to be, the active one: it is the next to be shut down. */
function isOnOldServer({ machineName }: AuthenticationAgent, judged: Judged): boolean {
  const stays = judged.wishes.expectedServer ?? activeServerIn(judged.activeServer);
  if (stays === null || machineName === "" || sameServer(machineName, stays)) return false;
  return syncServers(judged).some((name) => sameServer(name, machineName));
}

/** Every server that is known to synchronise, or to have done so. */
function syncServers({ identities, health, snapshot: { lastExport } }: Judged): readonly string[] {
  return [
    ...(identities.state === "known" ? identities.value.map(({ server }) => server) : []),
    ...(health.state === "known" ? health.value.map(({ name }) => name) : []),
    lastExport.state === "known" ? (lastExport.value?.machineName ?? null) : null,
  ].filter((name) => name !== null);
}

const FIRST = 5;

function machines(agents: readonly AuthenticationAgent[]): string {
  const first = agents.slice(0, FIRST).map(nameOf).join(", ");
  return agents.length <= FIRST ? first : `${first} and ${agents.length - FIRST} more`;
}

function nameOf({ machineName, id }: AuthenticationAgent): string {
  return machineName === "" ? id : machineName;
}
