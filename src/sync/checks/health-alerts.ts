import type { HealthAlert } from "../../tenant/health-state.js";
import type { Judged } from "../judged.js";
import { type Check, cannotTell } from "./check.js";

export const healthAlerts: Check = {
  id: "SYNC-034",
  title: "Alerts of Connect Health",
  why: "Connect Health sees the server from inside: what it alerts of, Graph does not show.",
  link: "https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-health-alert-catalog",
  judge: (judged) => {
    const { healthNotOffered, snapshot } = judged;
    if (snapshot.organization.value.syncEnabled !== true)
      return { result: "not-applicable", evidence: "The tenant is not synchronised." };
    if (healthNotOffered !== null) return { result: "not-applicable", evidence: healthNotOffered };
    const alerts = snapshot.healthAlerts;
    if (alerts.state === "unknown") return cannotTell(alerts);
    if (alerts.value.length === 0) return { result: "pass", evidence: "No alert is active." };
    // Only what is known to be less than an error counts as less.
    const isError = alerts.value.some(({ level }) => level === null || level === "Error");
    return {
      result: "fail",
      severity: isError ? "warning" : "info",
      evidence: told(alerts.value, judged),
      remedy: "Open them in the portal: Connect Health > Sync services. An alert takes up to two hours to go.",
    };
  },
};

const FIRST = 5;
const TITLE = 80;

function told(alerts: readonly HealthAlert[], { health }: Judged): string {
  const serverOf = (id: string | null): string => {
    const server = health.state === "known" ? health.value.find((one) => one.id === id) : undefined;
    return server === undefined ? "" : `${server.name}: `;
  };
  const first = alerts.slice(0, FIRST).map(({ level, title, serverId }) => {
    const cut = title.length > TITLE ? `${title.slice(0, TITLE - 1)}…` : title;
    return `${serverOf(serverId)}"${cut}" (${level ?? "level not told"})`;
  });
  const rest = alerts.length - first.length;
  return `${first.join("; ")}${rest === 0 ? "" : `; ${rest} more`}`;
}
