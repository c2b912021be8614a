// For checks that are about the active server: which it is, or what to say where that is not sure.
import type { Fact } from "../../shapes/fact.js";
import { type ActiveServer, activeServerIn } from "../active-server.js";
import { cannotTell, type Verdict } from "./check.js";

/** The active server's name, or the verdict of a check that has no other to look at. */
export function activeNameOr(activeServer: Fact<ActiveServer>): string | Verdict {
  const name = activeServerIn(activeServer);
  if (name !== null) return name;
  if (activeServer.state === "unknown") return cannotTell(activeServer);
  if (activeServer.value.state === "none")
    return { result: "not-applicable", evidence: "No server is known to be active." };
  const reason = "reason" in activeServer.value ? activeServer.value.reason : "It is not sure which server is active.";
  return { result: "unknown", evidence: reason, remedy: "Settle SYNC-003 first." };
}
