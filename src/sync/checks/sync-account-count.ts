import { ROLES } from "../../knowledge/directory.js";
import { type Check, cannotTell } from "./check.js";

/** "A limit of 20 sync service accounts." Source: learn.microsoft.com, "Accounts and permissions". */
const LIMIT = 20;
const NEAR = 16;

export const syncAccountCount: Check = {
  id: "SYNC-019",
  title: "Number of sync accounts",
  why: "A tenant has room for 20 of them; the set-up of the next server then fails.",
  link: "https://learn.microsoft.com/entra/identity/hybrid/connect/reference-connect-accounts-permissions",
  judge: ({ snapshot: { organization, roleHolders } }) => {
    if (organization.value.syncEnabled !== true)
      return { result: "not-applicable", evidence: "The tenant is not synchronised." };
    if (roleHolders.state === "unknown") return cannotTell(roleHolders);
    const { id } = ROLES.directorySynchronizationAccounts;
    const count = new Set(
      roleHolders.value.filter((one) => one.roleDefinitionId === id).map(({ principalId }) => principalId),
    ).size;
    if (count < NEAR) return { result: "pass", evidence: `${count} of ${LIMIT}.` };
    return {
      result: "fail",
      severity: count >= LIMIT ? "error" : "warning",
      evidence: `${count} of ${LIMIT} sync accounts exist.`,
      remedy: "Remove the accounts of servers that are gone, each by its name.",
    };
  },
};
