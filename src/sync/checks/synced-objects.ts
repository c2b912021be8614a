import type { SyncedCounts } from "../../tenant/synced-counts.js";
import { type Check, cannotTell } from "./check.js";
import { comparable, notInBaseline } from "./parity.js";

/** From this many, or this share, of users and groups on. 500 is what Microsoft's own deletion threshold begins with. */
const ERROR = { objects: 500, share: 0.1 };
const WARNING = { objects: 50, share: 0.01 };

export const syncedObjects: Check = {
  id: "SYNC-025",
  title: "Synced objects",
  why: "A new server with a narrower scope deletes users, with mailboxes and files, and fewer than 500 at a time pass every guard.",
  link: "https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-sync-configure-filtering",
  judge: (judged) => {
    const compared = comparable(judged);
    if ("verdict" in compared) return compared.verdict;
    const { syncedCounts } = judged.snapshot;
    const { syncedCounts: before, takenAt } = compared.baseline;
    if (syncedCounts.state === "unknown") return cannotTell(syncedCounts);
    if (before.state === "unknown") return notInBaseline(before);
    const evidence = `${told(syncedCounts.value)}; ${told(before.value)} on ${takenAt}`;
    const fell = sumOf(before.value) - sumOf(syncedCounts.value);
    const isBeyond = ({ objects, share }: typeof ERROR) =>
      fell > 0 && (fell >= objects || fell >= share * sumOf(before.value));
    if (!isBeyond(WARNING)) return { result: "pass", evidence: `${evidence}.` };
    return {
      result: "fail",
      severity: isBeyond(ERROR) ? "error" : "warning",
      evidence: `${evidence}: ${fell} fewer.`,
      remedy:
        "Compare the filters (domains, organizational units, groups) and the rules of the active server with the old server's. Until it is clear, let it export nothing: Set-ADSyncScheduler -SyncCycleEnabled $false. SYNC-026 says what can be restored.",
    };
  },
};

function sumOf({ users, groups }: SyncedCounts): number {
  return users + groups;
}

function told({ users, groups }: SyncedCounts): string {
  return `${users} users and ${groups} groups`;
}
