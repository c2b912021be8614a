import type { DeletedObject, DeletedObjects } from "../../tenant/deleted-objects.js";
import type { Judged } from "../judged.js";
import { type Check, cannotTell } from "./check.js";
import { listed } from "./parity.js";

const DAY_MS = 24 * 3_600_000;
/** Without a baseline. */
const LATELY_MS = 7 * DAY_MS;
/** Deleted objects can be restored for this long ("directory resource type"). */
const RESTORABLE_MS = 30 * DAY_MS;
const MANY = 100;
/** What Microsoft's own deletion threshold begins with. */
const TOO_MANY = 500;

export const deletedObjects: Check = {
  id: "SYNC-026",
  title: "Synced objects deleted lately",
  why: "499 deletions pass the default threshold in silence, and after 30 days nothing of them comes back.",
  link: "https://learn.microsoft.com/graph/api/directory-deleteditems-list",
  judge: (judged) => {
    const { organization, deletedObjects: deleted } = judged.snapshot;
    if (organization.value.syncEnabled !== true)
      return { result: "not-applicable", evidence: "The tenant is not synchronised." };
    if (deleted.state === "unknown") return cannotTell(deleted);
    const since = sinceWhen(judged);
    const from = `since ${new Date(since).toISOString()}`;
    const { count, inside } = deletedSince(deleted.value, since);
    const older =
      since < judged.at - RESTORABLE_MS ? " What was deleted more than 30 days ago is not listed any more." : "";
    if (count === 0) return { result: "pass", evidence: `No synchronised user or group was deleted ${from}.${older}` };
    const isWhole = count === inside.length;
    const until = inside.map(({ restorableUntil }) => restorableUntil).sort()[0] ?? "";
    return {
      result: "fail",
      severity: count >= TOO_MANY ? "error" : count >= MANY ? "warning" : "info",
      evidence: `Deleted ${from}: ${isWhole ? "" : "at least "}${count} (${listed(
        inside.map(({ name }) => name),
        5,
      )}). ${isWhole ? `The first of them can be restored until ${until}` : "Each can be restored for 30 days"}.${older}`,
      remedy:
        'List them: aadc-cloud verify-sync -o csv --query "sync.deletedObjects.value.listed". What was not meant: bring it back into the scope of synchronisation first, then restore it in the Entra admin center (Users > Deleted users, Groups > Deleted groups).',
    };
  },
};

function sinceWhen({ at, baseline }: Judged): number {
  return baseline === null ? at - LATELY_MS : Date.parse(baseline.takenAt);
}

/** Where more were deleted than the list holds, whole days are counted besides. */
function deletedSince(
  { newest, total, days }: DeletedObjects,
  since: number,
): { readonly count: number; readonly inside: readonly DeletedObject[] } {
  const inside = newest.filter(({ deletedAt }) => Date.parse(deletedAt) >= since);
  if (inside.length < newest.length || newest.length === total) return { count: inside.length, inside };
  const firstDay = new Date(since).toISOString().slice(0, 10);
  const onDays = days.filter(({ day }) => day > firstDay).reduce((sum, { count }) => sum + count, 0);
  return { count: Math.max(inside.length, onDays), inside };
}
