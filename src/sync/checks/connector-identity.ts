import { type Check, cannotTell } from "./check.js";

export const connectorIdentity: Check = {
  id: "SYNC-005",
  title: "Identities that synchronise",
  judge: ({ identities, activeServer }) => {
    if (identities.state === "unknown") return cannotTell(identities);
    const connect = identities.value.filter(({ kind }) => kind !== "cloud-sync");
    if (connect.length === 0)
      return {
        result: "fail",
        evidence: "No account and no application may synchronise.",
        remedy: "Run the Entra Connect wizard: it creates the identity.",
      };
    const server =
      activeServer.state === "known" && activeServer.value.state === "known" ? activeServer.value.server : null;
    const own = server === null ? [] : connect.filter((one) => one.server?.toLowerCase() === server.toLowerCase());
    const relevant = own.length > 0 ? own : connect;
    if (relevant.every(({ enabled }) => enabled === false))
      return {
        result: "fail",
        evidence: `Disabled: ${relevant.map(({ name }) => name).join(", ")}.`,
        remedy: "Enable the account of the server that is to synchronise.",
      };
    const list = connect.map(({ name, kind }) => `${name} (${kind === "application" ? "application" : "legacy user"})`);
    return { result: "pass", evidence: `${list.join(", ")}.` };
  },
};
