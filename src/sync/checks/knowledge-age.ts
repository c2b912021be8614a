import type { Check } from "./check.js";

const DAY_MS = 24 * 3_600_000;
/** Microsoft brings several versions a year, and with each the end of an earlier one. */
const LIMIT_DAYS = 120;

export const knowledgeAge: Check = {
  id: "SYNC-011",
  title: "Age of this program's knowledge",
  why: "What an old table of versions does not know of, it does not warn of.",
  link: "https://learn.microsoft.com/entra/identity/hybrid/connect/reference-connect-version-history",
  judge: ({ at, knowledge: { asOf } }) => {
    const days = Math.floor((at - Date.parse(`${asOf}T00:00:00Z`)) / DAY_MS);
    if (days <= LIMIT_DAYS) return { result: "pass", evidence: `The table of versions is of ${asOf}.` };
    return {
      result: "fail",
      severity: "info",
      evidence: `The table of versions is of ${asOf}, ${days} days old.`,
      remedy: "Look for a newer version of this program, or hand it a newer table with --knowledge FILE.",
    };
  },
};
