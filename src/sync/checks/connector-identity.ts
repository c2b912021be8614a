import { permissionText } from "../../knowledge/permissions.js";
import { sameServer } from "../../shapes/server-name.js";
import { serverIn } from "../active-server.js";
import type { IdentityView, Judged } from "../judged.js";
import { type Check, cannotTell, type Verdict } from "./check.js";

export const connectorIdentity: Check = {
  id: "SYNC-005",
  title: "Identities that synchronise",
  why: "A server synchronises with an identity of its own; disabled or deleted, it stops.",
  link: "https://learn.microsoft.com/entra/identity/hybrid/connect/reference-connect-accounts-permissions",
  judge: ({ identities, activeServer, snapshot }) => {
    if (snapshot.organization.value.syncEnabled === null)
      return { result: "not-applicable", evidence: "The tenant never was synchronised." };
    if (identities.state === "unknown") return cannotTell(identities);
    const connect = identities.value.filter(({ kind }) => kind !== "cloud-sync");
    if (connect.length === 0)
      return {
        result: "fail",
        evidence: "No account and no application may synchronise.",
        remedy: "Run the Entra Connect wizard: it creates the identity.",
      };
    return concerned(connect, activeServer) ?? enabledAmong(connect);
  },
};

/** The active server's own identities, where it is known which they are; all must be thought of otherwise. */
function concerned(connect: readonly IdentityView[], activeServer: Judged["activeServer"]): Verdict | undefined {
  if (connect.every(({ enabled }) => enabled !== false)) return undefined;
  if (activeServer.state === "unknown") return cannotTell(activeServer);
  if (activeServer.value.state === "ambiguous" || activeServer.value.state === "several")
    return { result: "unknown", evidence: activeServer.value.reason, remedy: "Settle SYNC-003 first." };
  const server = serverIn(activeServer.value);
  if (server === null) return undefined;
  const own = connect.filter((one) => one.server !== null && sameServer(one.server, server));
  // An identity whose name tells no server may be this one's, too: an application can have any name.
  return own.length === 0 ? undefined : enabledAmong([...own, ...connect.filter((one) => one.server === null)]);
}

function enabledAmong(identities: readonly IdentityView[]): Verdict {
  const list = identities.map(
    ({ name, kind }) => `${name} (${kind === "application" ? "application" : "legacy user"})`,
  );
  if (identities.some(({ enabled }) => enabled === true)) return { result: "pass", evidence: `${list.join(", ")}.` };
  if (identities.every(({ enabled }) => enabled === false))
    return {
      result: "fail",
      evidence: `Disabled: ${identities.map(({ name }) => name).join(", ")}.`,
      remedy: "Enable the account of the server that is to synchronise.",
    };
  return {
    result: "unknown",
    evidence: `Graph does not tell whether it is enabled: ${list.join(", ")}.`,
    remedy: `Look at the account in the Entra admin center. To see it here: ${permissionText("read-users")}.`,
  };
}
