// For checks that look at one sync application after another: what they found of each, as one verdict.
import type { Severity } from "../../shapes/finding.js";
import { sameServer } from "../../shapes/server-name.js";
import type { SyncApplicationState } from "../../tenant/sync-applications.js";
import { activeServerIn } from "../active-server.js";
import type { Judged } from "../judged.js";
import { cannotTell, type Verdict } from "./check.js";

/** What is wrong with one application, why that cannot be told, or nothing. */
export type Found =
  | { readonly result: "fail"; readonly severity: Severity; readonly says: string }
  | { readonly result: "unknown"; readonly says: string; readonly remedy: string }
  | undefined;

/** One fault is a fault, whatever else could not be read; nothing passes while one of them could not be looked at. */
export function eachApplication(
  { snapshot: { applicationStates, syncApplications } }: Judged,
  look: (application: SyncApplicationState) => Found,
  words: { readonly pass: string; readonly remedy: string },
): Verdict {
  if (syncApplications.state === "unknown") return cannotTell(syncApplications);
  if (applicationStates.state === "unknown") return cannotTell(applicationStates);
  const all = applicationStates.value;
  if (syncApplications.value.length === 0)
    return { result: "not-applicable", evidence: "No application synchronises." };
  const found = all.flatMap((application) => look(application) ?? []);
  const faults = found.flatMap((one) => (one.result === "fail" ? [one] : []));
  if (faults.length > 0)
    return {
      result: "fail",
      severity: faults.some(({ severity }) => severity === "error") ? "error" : "warning",
      evidence: faults.map(({ says }) => says).join("; "),
      remedy: words.remedy,
    };
  const [open] = found.flatMap((one) => (one.result === "unknown" ? [one] : []));
  if (open !== undefined) return { result: "unknown", evidence: open.says, remedy: open.remedy };
  const left = syncApplications.value.length - all.length;
  if (left > 0)
    return {
      result: "unknown",
      evidence: `${left} of ${syncApplications.value.length} applications were not looked at.`,
      remedy: "Remove those of servers that are gone.",
    };
  return { result: "pass", evidence: words.pass };
}

/** Whether the active server may need the application: its own, and any of which that cannot be ruled out. */
export function mayBeActive({ activeServer, identities }: Judged, { principalId }: SyncApplicationState): boolean {
  const active = activeServerIn(activeServer);
  const identity = identities.state === "known" ? identities.value.find(({ id }) => id === principalId) : undefined;
  const server = identity?.server ?? null;
  return active === null || server === null || sameServer(server, active);
}
