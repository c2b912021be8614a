// What is left of old servers that no cloud tool can remove, in the order in which it goes.
import type { Fact } from "../shapes/fact.js";
import { sameServer } from "../shapes/server-name.js";
import type { AuthenticationAgent } from "../tenant/authentication-agents.js";
import type { JudgedIdentity } from "./identity-class.js";
import { entriesOf } from "./identity-classes.js";
import type { Fleet, HealthWitness } from "./identity-facts.js";

export interface LeftByHand {
  readonly what: string;
  /** Machines, as they were found; empty where none was. */
  readonly names: readonly string[];
  readonly how: string;
}

/**
 * Empty where no server is gone. A name that anything in use bears, too, is left out: the machine may be the same one.
 * @param judged with what was declared
 */
export function removalChecklist(
  fleet: Fleet,
  judged: readonly JudgedIdentity[],
  agents: Fact<readonly AuthenticationAgent[]>,
): readonly LeftByHand[] {
  const names = serversGone(fleet, judged);
  if (names.length === 0) return [];
  return [...agentItem(names, agents), connectorAccount(names, fleet), ...programs(names)];
}

const DEAD: readonly HealthWitness["verdict"][] = ["stale", "never-reported", "disabled"];

/** By identities that are judged, and by entries of Connect Health whose identities are gone already. */
export function serversGone(fleet: Fleet, judged: readonly JudgedIdentity[]): readonly string[] {
  const { identities, activeServer, health } = fleet;
  if (activeServer.state === "unknown" || activeServer.value === null) return [];
  const isActive = (name: string) => sameServer(name, activeServer.value ?? "");
  const ofName = (name: string) =>
    identities.flatMap(({ id, server }) =>
      sameServer(server ?? "", name) ? [judged.find((one) => one.id === id)?.class ?? "unknown"] : [],
    );
  const isGone = (name: string) =>
    !isActive(name) &&
    ofName(name).every((one) => one === "decommissioned" || one === "orphan") &&
    entriesOf(name, fleet).every(({ verdict }) => DEAD.includes(verdict));
  const all = [
    ...identities.flatMap(({ server }) => server ?? []),
    ...(health.state === "known" ? health.value.map(({ machineName }) => machineName) : []),
  ];
  const gone: string[] = [];
  for (const name of all) if (isGone(name) && !gone.some((one) => sameServer(one, name))) gone.push(name);
  return gone.sort((a, b) => a.localeCompare(b, "en"));
}

const AGENT = "Pass-through authentication agent";

function agentItem(gone: readonly string[], agents: Fact<readonly AuthenticationAgent[]>): readonly LeftByHand[] {
  if (agents.state === "unknown")
    return [
      {
        what: AGENT,
        names: [],
        how: `Whether one runs on ${gone.join(", ")} is not known: ${agents.reason} If so, another must be active first: without one nobody signs in with a password. The Entra admin center shows them under Entra Connect, Pass-through authentication.`,
      },
    ];
  const isOld = ({ machineName }: AuthenticationAgent) => gone.some((one) => sameServer(one, machineName));
  const old = agents.value.filter(isOld);
  if (old.length === 0) return [];
  const others = agents.value.filter((one) => !isOld(one) && one.status === "active");
  const how =
    others.length === 0
      ? "Not yet: no other agent is active, and without one nobody signs in with a password. Install one on another server, wait until the Entra admin center shows it as active, then uninstall this one."
      : `Uninstall it: ${[...new Set(others.map(({ machineName }) => machineName))].join(", ")} ${others.length === 1 ? "has an agent that is" : "have agents that are"} active.`;
  return [{ what: AGENT, names: [...new Set(old.map(({ machineName }) => machineName))], how }];
}

/** Source: learn.microsoft.com, "Accounts and permissions": express settings make `MSOL_…` in the forest's root domain. */
function connectorAccount(names: readonly string[], { activeServer }: Fleet): LeftByHand {
  const active = activeServer.state === "known" ? (activeServer.value ?? "") : "";
  return {
    what: "AD DS connector account (MSOL_*) in Active Directory",
    names,
    how: `Get-ADUser -Filter "Name -like 'MSOL_*'" -Properties Description: the description names its server. Get-ADSyncADConnectorAccount on ${active} shows the account that stays. Delete only one that no server uses, in each forest.`,
  };
}

function programs(names: readonly string[]): readonly LeftByHand[] {
  return [
    {
      what: "Connect Health agent",
      names,
      how: "Uninstall it on the server; aadc-cloud cleanup-health then removes the server's entry.",
    },
    {
      what: "Microsoft Entra Connect Sync (Azure AD Connect)",
      names,
      how: "Uninstall it on the server, with its database, once the identity of the server is deleted and nobody wants it back.",
    },
    {
      what: "The server",
      names,
      how: "Shut it down for good, and remove its computer account from Active Directory.",
    },
  ];
}
