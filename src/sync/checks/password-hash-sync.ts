import { describeDuration } from "../../shapes/duration.js";
import { parseTime } from "../../shapes/time.js";
import type { Snapshot } from "../snapshot.js";
import { type Check, cannotTell, type Verdict } from "./check.js";

/** Connect Health raises its alert after 120 minutes. Source: learn.microsoft.com, "Connect Health alert catalog". */
const LIMIT_MS = 120 * 60_000;
/** Both times are the service's, but not of one machine. */
const CLOCKS_AGREE_WITHIN_MS = 5 * 60_000;

export const passwordHashSync: Check = {
  id: "SYNC-006",
  title: "Password hash synchronisation",
  why: "New passwords do not work in the cloud until their hashes are there.",
  link: "https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-password-hash-synchronization",
  judge: ({ at, baseline, snapshot: { settings, lastPasswordSync, organization } }) => {
    if (organization.value.syncEnabled !== true)
      return { result: "not-applicable", evidence: "The tenant is not synchronised." };
    if (settings.state === "unknown") return cannotTell(settings);
    const enabled = settings.value?.passwordSyncEnabled ?? null;
    if (enabled === null)
      return { result: "unknown", evidence: "Graph does not tell whether the feature is on.", remedy: "" };
    if (!enabled) return switchedOff(baseline);
    if (lastPasswordSync.state === "unknown") return cannotTell(lastPasswordSync);
    const last = lastPasswordSync.value;
    const time = last === null ? null : parseTime(last);
    if (time === undefined)
      return {
        result: "unknown",
        evidence: `Graph says "${last ?? ""}", which is no time.`,
        remedy: "Run the command again; if it stays so, look for a newer version of this program.",
      };
    const age = time === null ? Number.NaN : at - time;
    if (age < -CLOCKS_AGREE_WITHIN_MS)
      return {
        result: "unknown",
        evidence: `Graph says that the last one was at ${last ?? ""}, which is still to come.`,
        remedy: "Run the command again; if it stays so, ask Microsoft.",
      };
    if (age <= LIMIT_MS) return { result: "pass", evidence: `The last one was ${describeDuration(age)} ago.` };
    return {
      result: "fail",
      severity: "warning",
      evidence: last === null ? "It is on, but never took place." : `The last one was at ${last}.`,
      remedy:
        "A staging server does not do it. After a swap it catches up by itself; since 2.6.84.0 the tenant's flag no longer heals itself.",
    };
  },
};

/** Nobody turns it on again by himself: older versions did, before 2.6.84.0 ("Version release history"). */
function switchedOff(baseline: Snapshot | null): Verdict {
  if (baseline === null) return { result: "not-applicable", evidence: "Password hash synchronisation is off." };
  if (baseline.settings.state === "unknown") return cannotTell(baseline.settings);
  const before = baseline.settings.value?.passwordSyncEnabled ?? null;
  if (before === null)
    return {
      result: "unknown",
      evidence: "Password hash synchronisation is off; the baseline does not tell whether it was on.",
      remedy: "Compare with a baseline that tells it.",
    };
  if (!before)
    return { result: "not-applicable", evidence: "Password hash synchronisation is off, as in the baseline." };
  return {
    result: "fail",
    evidence: `It is off; on ${baseline.takenAt} it was on. People who change their password cannot sign in with the new one.`,
    remedy:
      "Turn it on in the wizard of the active server (Customize synchronization options > Optional features): since 2.6.84.0 nothing turns it on again by itself.",
  };
}
