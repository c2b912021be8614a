import type { Fact } from "../../shapes/fact.js";
import type { SyncSettings } from "../../tenant/synchronization.js";
import { type Check, cannotTell, type Verdict } from "./check.js";

export const deletionPrevention: Check = {
  id: "SYNC-023",
  title: "Accidental deletion prevention",
  why: "A wrong scope on a new server deletes whatever it no longer sees; this holds a large export back.",
  link: "https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-sync-feature-prevent-accidental-deletes",
  judge: ({ snapshot: { organization, settings } }) => {
    if (organization.value.syncEnabled !== true)
      return { result: "not-applicable", evidence: "The tenant is not synchronised." };
    const prevention = preventionIn(settings);
    if ("verdict" in prevention) return prevention.verdict;
    const { type, threshold } = prevention;
    if (type === "disabled")
      return {
        result: "fail",
        severity: "warning",
        evidence: "It is off: any number of deletions is exported.",
        remedy: "On the active server: Enable-ADSyncExportDeletionThreshold -DeletionThreshold 500",
      };
    return {
      result: "pass",
      evidence: `It is on: an export of ${threshold}${type === "enabledForPercentage" ? " %" : ""} deletions or more is held back.`,
    };
  },
};

interface Prevention {
  readonly type: "disabled" | "enabledForCount" | "enabledForPercentage";
  readonly threshold: number;
}

/** What Graph tells of it, or the verdict where it does not tell all. */
export function preventionIn(settings: Fact<SyncSettings | null>): Prevention | { readonly verdict: Verdict } {
  if (settings.state === "unknown") return { verdict: cannotTell(settings) };
  const { type, threshold } = settings.value?.deletionPrevention ?? { type: "", threshold: null };
  if (type === "disabled") return { type, threshold: threshold ?? 0 };
  if ((type === "enabledForCount" || type === "enabledForPercentage") && threshold !== null) return { type, threshold };
  return {
    verdict: {
      result: "unknown",
      evidence: "Graph does not tell whether it is on, and from how many deletions.",
      remedy: "Ask on the active server: Get-ADSyncExportDeletionThreshold",
    },
  };
}
