import type { SyncApplicationState } from "../../tenant/sync-applications.js";
import { type Check, cannotTell, type Verdict } from "./check.js";
import { comparable, listed, notInBaseline } from "./parity.js";

export const passwordWriteback: Check = {
  id: "SYNC-031",
  title: "Password writeback",
  why: "Without it a password that people reset in the cloud never reaches Active Directory.",
  link: "https://learn.microsoft.com/entra/identity/authentication/concept-sspr-writeback",
  judge: (judged) => {
    const compared = comparable(judged);
    if ("verdict" in compared) return compared.verdict;
    const { applicationStates: now } = judged.snapshot;
    const { applicationStates: before } = compared.baseline;
    if (now.state === "unknown") return cannotTell(now);
    if (before.state === "unknown") return notInBaseline(before);
    return difference(before.value, now.value);
  },
};

type Applications = readonly SyncApplicationState[];

/** The feature's flag is not in use ("onPremisesDirectorySynchronizationFeature resource type"): app roles are the only trace. */
function difference(before: Applications, now: Applications): Verdict {
  const having = withRoles(now);
  if (having.length > 0)
    return { result: "pass", evidence: `May write passwords back: ${listed(having.map((one) => one.displayName))}.` };
  const open = unreadable(now);
  if (open !== undefined) return cannotTell(open);
  if (now.length === 0) return LEGACY_ONLY;
  const had = withRoles(before);
  if (had.length > 0)
    return {
      result: "fail",
      severity: "warning",
      evidence: `In the baseline ${listed(had.map((one) => one.displayName))} could write passwords back; now no application that synchronises can.`,
      remedy: "Switch password writeback on in the Entra Connect wizard of the active server, under Optional features.",
    };
  const openBefore = unreadable(before);
  if (openBefore !== undefined) return notInBaseline(openBefore);
  return before.length === 0
    ? LEGACY_ONLY
    : { result: "pass", evidence: "No application could write passwords back in the baseline either." };
}

const LEGACY_ONLY: Verdict = {
  result: "unknown",
  evidence: "Legacy users synchronise, or did in the baseline: Graph does not show whether they write passwords back.",
  remedy: "Look in the Entra Connect wizard, under Optional features, and reset a test user's password in the cloud.",
};

function withRoles(applications: Applications): Applications {
  return applications.filter(({ passwordWriteback: roles }) => roles.state === "known" && roles.value.length > 0);
}

function unreadable(applications: Applications): { readonly reason: string; readonly remedy: string } | undefined {
  return applications.map(({ passwordWriteback: roles }) => roles).find((roles) => roles.state === "unknown");
}
