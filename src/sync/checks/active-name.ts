// For checks that are about the active server: which it is, or what to say where that is not sure.
import type { Fact } from "../../shapes/fact.js";
import type { ActiveServer } from "../active-server.js";
import { cannotTell, type Verdict } from "./check.js";

/** The active server's name, or the verdict of a check that has no other to look at. */
export function activeNameOr(activeServer: Fact<ActiveServer>): string | Verdict {
  if (activeServer.state === "unknown") return cannotTell(activeServer);
  const { value } = activeServer;
  if (value.state === "known" || value.state === "confirmed") return value.server;
  return value.state === "none"
    ? { result: "not-applicable", evidence: "No server is known to be active." }
    : { result: "unknown", evidence: value.reason, remedy: "Settle SYNC-003 first." };
}
