import { parseTime } from "../../shapes/time.js";
import type { ServiceAccount } from "../../tenant/service-accounts.js";
import { type Check, cannotTell } from "./check.js";

const LEFT_AFTER_MS = 14 * 24 * 3_600_000;
const MOST_TOLD = 5;

export const serviceAccountsLeft: Check = {
  id: "SYNC-022",
  title: "Service accounts left behind",
  why: "An account made for the wizard that stays privileged, or free of MFA, is a way in that nobody watches.",
  link: "https://learn.microsoft.com/entra/identity/hybrid/connect/reference-connect-accounts-permissions",
  judge: ({ at, snapshot: { serviceAccounts } }) => {
    if (serviceAccounts.state === "unknown") return cannotTell(serviceAccounts);
    const { accounts, notLookedAt } = serviceAccounts.value;
    const open = accounts.filter(canDoHarm);
    const left = open.filter((one) => at - (lastUseOf(one) ?? at) > LEFT_AFTER_MS);
    if (left.length > 0)
      return {
        result: "fail",
        severity: "warning",
        evidence: `Not used for 14 days: ${listed(left)}.`,
        remedy:
          "Take back what the account was given (aadc-cloud mfa-exclusion remove ends its exclusions), then disable or delete it.",
      };
    const undated = open.filter((one) => lastUseOf(one) === null);
    if (undated.length > 0)
      return {
        result: "unknown",
        evidence: `Neither a sign-in nor its mark tells when it was used last: ${listed(undated)}.`,
        remedy: "Look at the account in the Entra admin center.",
      };
    if (notLookedAt > 0)
      return {
        result: "unknown",
        evidence: `${notLookedAt} more accounts hold the wizard's role or are excluded from a policy, too many to look at each.`,
        remedy: "Look through the exclusions of the Conditional Access policies in the Entra admin center.",
      };
    const evidence =
      accounts.length === 0
        ? "No account of this program's making holds the wizard's role or is excluded from a policy."
        : `In use: ${listed(accounts)}.`;
    return { result: "pass", evidence };
  },
};

function canDoHarm({ enabled, roles, excludedFrom }: ServiceAccount): boolean {
  return enabled || roles.length > 0 || excludedFrom.length > 0;
}

/** Epoch milliseconds; null: nothing tells. */
function lastUseOf({ lastSignIn, markedAt }: ServiceAccount): number | null {
  return parseTime(lastSignIn ?? "") ?? parseTime(markedAt ?? "") ?? null;
}

function listed(accounts: readonly ServiceAccount[]): string {
  const told = accounts.slice(0, MOST_TOLD).map((one) => {
    const { userPrincipalName, enabled, roles, excludedFrom, lastSignIn, markedAt } = one;
    const ways = [
      ...(enabled ? ["enabled"] : ["disabled"]),
      ...roles,
      ...(excludedFrom.length === 0 ? [] : [`excluded from ${excludedFrom.slice(0, MOST_TOLD).join(", ")}`]),
      lastSignIn === null ? `made ${markedAt ?? "at a time that is not told"}` : `last sign-in ${lastSignIn}`,
    ];
    return `${userPrincipalName} (${ways.join("; ")})`;
  });
  const more = accounts.length - told.length;
  return `${told.join(", ")}${more > 0 ? `, and ${more} more` : ""}`;
}
