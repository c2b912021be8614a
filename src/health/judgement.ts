// What Connect Health's entry of a server is worth. "Healthy" alone proves nothing: it is also said of what never reported.
import type { HealthServer, Uploads } from "../tenant/health.js";
import { registeredAt, registeredInStaging } from "./entry.js";

/** `staging`: as alive as `live`, of a server that stands by. */
export type HealthVerdict = "live" | "staging" | "stale" | "never-reported" | "disabled" | "unknown";

export interface JudgedServer {
  readonly server: HealthServer;
  readonly verdict: HealthVerdict;
  readonly reason: string;
  /** The latest upload of any data type, ISO 8601; null: never, or not readable. */
  readonly lastUpload: string | null;
}

/**
 * @param at the service's time, epoch milliseconds
 * @param staleAfterMs every data type must be older than this
 */
export function judgeServer(server: HealthServer, at: number, staleAfterMs: number): JudgedServer {
  const lastUpload = latest(server);
  const judged = (verdict: HealthVerdict, reason: string): JudgedServer => ({ server, verdict, reason, lastUpload });
  const fresh = lastUpload !== null && at - Date.parse(lastUpload) <= staleAfterMs;
  if (fresh) return judged("live", server.disabled ? "disabled, and yet it uploads" : "it uploads");
  if (server.uploads.state === "unknown")
    return judged("unknown", `its uploads could not be read: ${server.uploads.reason}`);
  if (server.lastUpdated.state === "unknown") return judged("unknown", server.lastUpdated.reason);
  const updated = server.lastUpdated.value;
  if (updated !== null && at - Date.parse(updated) <= staleAfterMs)
    return judged("unknown", "nothing was uploaded lately, but its entry was changed");
  if (server.disabled) return judged("disabled", "Connect Health has disabled it");
  const registered = registeredAt(server);
  if (lastUpload === null && updated === null && registered !== null && at - registered <= staleAfterMs)
    return judged("unknown", `its agent was registered ${words(registered)}, and has not reported yet`);
  if (lastUpload === null && updated === null) return judged("never-reported", "it never reported");
  if (lastUpload === null) return judged("unknown", "no upload is on record, although it reported once");
  return judged("stale", "every kind of data is older than the limit");
}

/**
 * Of the servers that upload, those that stand by.
 * @param isActive by the machine's name: what an agent was registered as is out of date after a swap
 */
export function withStaging(judged: JudgedServer, isActive: (machineName: string) => boolean): JudgedServer {
  const { server, verdict, reason } = judged;
  if (verdict !== "live" || registeredInStaging(server) !== true) return judged;
  return isActive(server.machineName)
    ? { ...judged, reason: `${reason}; its agent was registered in staging mode, before it took over` }
    : { ...judged, verdict: "staging", reason: `${reason}; its agent was registered in staging mode` };
}

export function isAlive({ verdict }: Pick<JudgedServer, "verdict">): boolean {
  return verdict === "live" || verdict === "staging";
}

function words(registered: number): string {
  return Number.isFinite(registered) ? "lately" : "at a time that is not to be understood";
}

function latest({ uploads, understood = {} }: HealthServer): string | null {
  const known: Uploads = uploads.state === "known" ? uploads.value : understood;
  const times = Object.values(known).filter((time) => time !== null);
  return times.reduce<string | null>((a, b) => (a === null || a < b ? b : a), null);
}
