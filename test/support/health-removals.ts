// Removals from Connect Health, as a sandbox saw them.
import type { Stage } from "./cli-stage.js";

/** Removals that were sent since the last look, as `confirm status`. */
export function healthRemovals(stage: Stage): readonly string[] {
  return stage
    .newRequests()
    .filter(({ host, method }) => host === "management.azure.com" && method === "DELETE")
    .map(({ url, status }) => `${new URL(url, "https://x").searchParams.get("confirm") ?? ""} ${status}`);
}
