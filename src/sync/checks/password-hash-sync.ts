import { describeDuration } from "../../shapes/duration.js";
import { parseTime } from "../../shapes/time.js";
import { type Check, cannotTell } from "./check.js";

/** Connect Health raises its alert after 120 minutes. Source: learn.microsoft.com, "Connect Health alert catalog". */
const LIMIT_MS = 120 * 60_000;

export const passwordHashSync: Check = {
  id: "SYNC-006",
  title: "Password hash synchronisation",
  why: "New passwords do not work in the cloud until their hashes are there.",
  link: "https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-password-hash-synchronization",
  judge: ({ at, snapshot: { settings, lastPasswordSync, organization } }) => {
    if (organization.value.syncEnabled !== true)
      return { result: "not-applicable", evidence: "The tenant is not synchronised." };
    if (settings.state === "unknown") return cannotTell(settings);
    const enabled = settings.value?.passwordSyncEnabled ?? null;
    if (enabled === null)
      return { result: "unknown", evidence: "Graph does not tell whether the feature is on.", remedy: "" };
    if (!enabled) return { result: "not-applicable", evidence: "Password hash synchronisation is off in this tenant." };
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
