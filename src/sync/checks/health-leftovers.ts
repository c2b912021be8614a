import { type Check, cannotTell } from "./check.js";

/** What else there is or will be is not gone: a server that stands by least of all. */
const GONE: readonly string[] = ["stale", "never-reported", "disabled"];

export const healthLeftovers: Check = {
  id: "SYNC-009",
  title: "Leftovers in Connect Health",
  why: "Entries of servers that are gone hide those that matter.",
  link: "https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-health-operations",
  judge: ({ health, healthNotOffered, snapshot }) => {
    if (snapshot.organization.value.syncEnabled !== true)
      return { result: "not-applicable", evidence: "The tenant is not synchronised." };
    if (healthNotOffered !== null) return { result: "not-applicable", evidence: healthNotOffered };
    if (health.state === "unknown") return cannotTell(health);
    const gone = health.value.filter(({ verdict }) => GONE.includes(verdict));
    const open = health.value.filter(({ verdict }) => verdict === "unknown");
    if (gone.length === 0 && open.length > 0)
      return {
        result: "unknown",
        evidence: `It cannot be told whether they are gone: ${open.map(({ name }) => name).join(", ")}.`,
        remedy: "aadc-cloud cleanup-health says why.",
      };
    if (gone.length === 0) return { result: "pass", evidence: "No entry is stale or disabled." };
    return {
      result: "fail",
      severity: "info",
      evidence: gone
        .map(({ name, verdict, lastUpload }) => `${name}: ${verdict}, last upload ${lastUpload ?? "never"}`)
        .join("; "),
      remedy: "After the swap: aadc-cloud cleanup-health shows their ids; --server ID removes one.",
    };
  },
};
