import { sameServer } from "../active-server.js";
import { type Check, cannotTell } from "./check.js";

export const healthAgent: Check = {
  id: "SYNC-008",
  title: "Active server in Connect Health",
  why: "Connect Health tells of faults that Microsoft Graph does not show.",
  link: "https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-health-sync",
  judge: ({ health, healthNotOffered, activeServer }) => {
    if (healthNotOffered !== null) return { result: "not-applicable", evidence: healthNotOffered };
    if (health.state === "unknown") return cannotTell(health);
    if (activeServer.state === "unknown") return cannotTell(activeServer);
    if (activeServer.value.state === "ambiguous")
      return { result: "unknown", evidence: activeServer.value.reason, remedy: "Settle SYNC-003 first." };
    if (activeServer.value.state !== "known")
      return { result: "not-applicable", evidence: "No server is known to be active." };
    const { server } = activeServer.value;
    const entries = health.value.filter(({ name }) => sameServer(name, server));
    if (entries.some(({ verdict }) => verdict === "live"))
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
