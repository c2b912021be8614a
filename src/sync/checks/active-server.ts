import { sameServer } from "../../shapes/server-name.js";
import type { ActiveServer, ServerSignal } from "../active-server.js";
import { type Check, cannotTell } from "./check.js";

export const activeServerKnown: Check = {
  id: "SYNC-003",
  title: "Active server",
  why: "Exactly one server may write; all others are in staging mode.",
  link: "https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-sync-staging-server",
  judge: ({ activeServer, snapshot, wishes: { expectedServer } }) => {
    if (snapshot.organization.value.syncEnabled !== true && expectedServer === null)
      return { result: "not-applicable", evidence: "The tenant is not synchronised." };
    if (activeServer.state === "unknown") return cannotTell(activeServer);
    const verdict = activeServer.value;
    if (verdict.state === "ambiguous" || verdict.state === "several")
      return {
        result: "unknown",
        evidence: `${verdict.reason}${heard(verdict)}`,
        remedy: "Look at both servers: exactly one may be out of staging mode.",
      };
    if (verdict.state === "none") {
      const last =
        verdict.last === null ? "" : ` The last one was ${verdict.last}, until ${verdict.lastSync ?? "never"}.`;
      return {
        result: "fail",
        evidence: `No server is active.${last}`,
        remedy:
          "Take the new server out of staging mode (Entra Connect > Configure staging mode), once the old one is off.",
      };
    }
    if (expectedServer !== null && !sameServer(verdict.server, expectedServer))
      return {
        result: "fail",
        evidence: `${verdict.server} is active, not ${expectedServer}.${heard(verdict)}`,
        remedy: `Put ${verdict.server} into staging mode or shut it down, then activate ${expectedServer}.`,
      };
    return { result: "pass", evidence: `${verdict.server} is active: ${toldBy(verdict)}${heard(verdict)}` };
  },
};

function toldBy({ state, signals = [] }: ActiveServer): string {
  const isConfirmed = state === "confirmed";
  if (signals.length > 0 && signals.every(({ source }) => source !== "last-export"))
    return isConfirmed ? "two sources say so." : "nobody else has exported since it did.";
  return `Graph (beta) names it for the last export.${isConfirmed ? " A second source confirms it." : ""}`;
}

/** What other sources saw; of many the newest. */
function heard({ signals = [] }: ActiveServer): string {
  const others = signals.filter(({ source }) => source !== "last-export");
  return others
    .slice(0, MOST_TOLD)
    .map(({ source, server, at }) => ` ${WORDS[source]}: ${server}, ${at ?? "at no time that is told"}.`)
    .join("");
}

const MOST_TOLD = 6;
const WORDS: Readonly<Record<ServerSignal["source"], string>> = {
  "last-export": "Last export",
  "audit-log": "Newest write by the audit log",
  "connect-health": "Last export by Connect Health",
};
