import type { ExportErrorCount } from "../../tenant/health-state.js";
import type { Snapshot } from "../snapshot.js";
import { type Check, cannotTell } from "./check.js";

export const healthExportErrors: Check = {
  id: "SYNC-035",
  title: "Export errors in Connect Health",
  why: "An object that cannot be exported stays as it was in the cloud, somebody who left included.",
  link: "https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-health-sync",
  judge: ({ baseline, healthNotOffered, snapshot }) => {
    if (snapshot.organization.value.syncEnabled !== true)
      return { result: "not-applicable", evidence: "The tenant is not synchronised." };
    if (healthNotOffered !== null) return { result: "not-applicable", evidence: healthNotOffered };
    const counts = snapshot.healthExportErrors;
    if (counts.state === "unknown") return cannotTell(counts);
    const now = totalOf(counts.value);
    if (now === null)
      return {
        result: "unknown",
        evidence: "Connect Health tells no numbers of export errors.",
        remedy: "Look into the portal: Connect Health > Sync errors.",
      };
    if (now === 0) return { result: "pass", evidence: "No object fails to be exported." };
    const before = baselineTotal(baseline);
    return {
      result: "fail",
      severity: before !== null && now > before ? "warning" : "info",
      evidence: `${told(counts.value, now)}${before === null ? "" : `; ${before} in the baseline`}.`,
      remedy: "Open them in the portal: Connect Health > Sync errors. They say which attribute of which object.",
    };
  },
};

/** The service's own sum, or the sum of what it tells; the larger one, should they disagree. Null: it tells nothing. */
function totalOf(counts: readonly ExportErrorCount[]): number | null {
  if (counts.length === 0) return null;
  const sum = kindsIn(counts).reduce((total, { count }) => total + count, 0);
  return Math.max(sum, ...counts.filter(isSum).map(({ count }) => count));
}

function baselineTotal(baseline: Snapshot | null): number | null {
  return baseline?.healthExportErrors.state === "known" ? totalOf(baseline.healthExportErrors.value) : null;
}

function told(counts: readonly ExportErrorCount[], total: number): string {
  const kinds = kindsIn(counts)
    .filter(({ count }) => count > 0)
    .map(({ bucket, count }) => `${bucket} ${count}`);
  const least = counts.some(({ truncated }) => truncated) ? "At least " : "";
  return `${least}${total} ${total === 1 ? "object fails" : "objects fail"} to be exported${kinds.length === 0 ? "" : `: ${kinds.join(", ")}`}`;
}

function kindsIn(counts: readonly ExportErrorCount[]): readonly ExportErrorCount[] {
  return counts.filter((one) => !isSum(one));
}

function isSum({ bucket }: ExportErrorCount): boolean {
  return bucket.toLowerCase() === "all";
}
