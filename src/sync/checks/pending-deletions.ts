import { type Check, cannotTell } from "./check.js";
import { preventionIn } from "./deletion-prevention.js";

export const pendingDeletions: Check = {
  id: "SYNC-024",
  title: "Pending deletions",
  why: "At the threshold nothing is exported any more; below it the objects are gone with the next export.",
  link: "https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-sync-feature-prevent-accidental-deletes",
  judge: ({ snapshot: { organization, settings, lastExport } }) => {
    if (organization.value.syncEnabled !== true)
      return { result: "not-applicable", evidence: "The tenant is not synchronised." };
    if (lastExport.state === "unknown") return cannotTell(lastExport);
    const pending = lastExport.value?.pending?.deletions ?? null;
    if (pending === null)
      return {
        result: "unknown",
        evidence: "Graph does not tell how many deletions are pending.",
        remedy: "Look on the active server: Synchronization Service Manager > Connectors > Pending Export.",
      };
    const prevention = preventionIn(settings);
    if ("verdict" in prevention) return prevention.verdict;
    const { type, threshold } = prevention;
    if (pending === 0) return { result: "pass", evidence: "No deletion is pending." };
    const many = `${pending} ${pending === 1 ? "deletion is" : "deletions are"} pending`;
    if (type !== "enabledForCount")
      return {
        result: "pass",
        evidence: `${many}; accidental deletion prevention ${type === "disabled" ? "is off" : "does not go by their number"}.`,
      };
    if (pending * 2 < threshold)
      return { result: "pass", evidence: `${many}, less than half of the threshold of ${threshold}.` };
    const remedy =
      "Look on the active server which objects these are: Synchronization Service Manager > Connectors > Microsoft Entra ID > Search Connector Space > Pending Export > Delete. Let them through only if they are meant.";
    return pending >= threshold
      ? { result: "fail", evidence: `${many}: the threshold is ${threshold}, so nothing is exported.`, remedy }
      : { result: "fail", severity: "warning", evidence: `${many}: the threshold is ${threshold}.`, remedy };
  },
};
