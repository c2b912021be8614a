import { sameServer } from "../../shapes/server-name.js";
import { activeNameOr } from "./active-name.js";
import { type Check, cannotTell } from "./check.js";

export const healthAgent: Check = {
  id: "SYNC-008",
  title: "Active server in Connect Health",
  why: "Connect Health tells of faults that Microsoft Graph does not show.",
  link: "https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-health-sync",
  judge: ({ health, healthNotOffered, activeServer, snapshot }) => {
    if (snapshot.organization.value.syncEnabled !== true)
      return { result: "not-applicable", evidence: "The tenant is not synchronised." };
    if (healthNotOffered !== null) return { result: "not-applicable", evidence: healthNotOffered };
    if (health.state === "unknown") return cannotTell(health);
    const server = activeNameOr(activeServer);
    if (typeof server !== "string") return server;
    const entries = health.value.filter(({ name }) => sameServer(name, server));
    if (entries.some(({ verdict }) => verdict === "live" || verdict === "staging"))
      return { result: "pass", evidence: `${server} uploads to Connect Health.` };
    if (entries.some(({ verdict }) => verdict === "unknown"))
      return {
        result: "unknown",
        evidence: `It cannot be told whether ${server} uploads.`,
        remedy: "aadc-cloud cleanup-health",
      };
    return {
      result: "fail",
      severity: "warning",
      evidence: entries.length === 0 ? `${server} is not listed.` : `${server} is listed, but does not upload.`,
      remedy:
        "Register its Health agent as Global Administrator; a Hybrid Identity Administrator installs a disabled one.",
    };
  },
};
