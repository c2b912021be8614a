// Whether an operator holds the Azure role at Connect Health that a need takes, or Global Administrator instead.
import type { TokenGrants } from "../cloud/token-claims.js";
import { HEALTH_ROLES } from "../knowledge/azure-roles.js";
import { ROLES } from "../knowledge/directory.js";
import { HEALTH_SCOPE } from "../knowledge/permissions/health.js";
import { type Need, permissionFor } from "../knowledge/permissions.js";
import type { AzureAssignment } from "../tenant/operator-rights.js";
import type { OperatorRights } from "./held.js";
import { type Holding, held, NOT_NEEDED } from "./holding.js";
import { whoGrantsAzureRole } from "./who-grants.js";

export function azureHolding(need: Need, rights: OperatorRights): Holding {
  const { azureRole, purpose } = permissionFor(need);
  if (azureRole === undefined) return NOT_NEEDED;
  const { grants, azureRoles, healthReading } = rights;
  if (administers(grants)) return held([ROLES.globalAdministrator.name]);
  // Whoever is answered may read, whatever lists say.
  if (azureRole === "Reader" && healthReading === "answered") return held([azureRole]);

  const assigned = azureRoles?.state === "known" ? azureRoles.value : [];
  const allowing = assigned.filter(({ roleId }) =>
    HEALTH_ROLES.some(({ id, allows }) => id === roleId && allows.includes(azureRole)),
  );
  const everywhere = allowing.find(({ scope }) => coversHealth(scope));
  if (everywhere !== undefined) return held([nameOf(everywhere)]);

  const missing: Holding = {
    state: "missing",
    names: [azureRole],
    words: `${subjectOf(grants)} lacks the Azure role ${azureRole} on ${HEALTH_SCOPE}, needed to ${purpose}${assigned.length === 0 ? "" : ` (${assigned.map(nameOf).join(", ")} is held)`}.${
      grants.roleIds?.includes(ROLES.hybridIdentityAdministrator.id) === true
        ? ` ${ROLES.hybridIdentityAdministrator.name} is not enough for Connect Health.`
        : ""
    }`,
    remedy: whoGrantsAzureRole(),
  };
  // Who may not even list the services has no role on all of them, whatever it is called.
  if (healthReading === "refused" && allowing.length === 0) return missing;
  const words = reasonToDoubt(azureRoles, assigned, allowing);
  return words === undefined ? missing : { ...missing, state: "unknown", words };
}

/** Why the list of assignments proves nothing; undefined where it does. */
function reasonToDoubt(
  azureRoles: OperatorRights["azureRoles"],
  assigned: readonly AzureAssignment[],
  allowing: readonly AzureAssignment[],
): string | undefined {
  if (azureRoles?.state === "unknown")
    return `Which Azure roles are held at Connect Health could not be read: ${azureRoles.reason}`;
  if (azureRoles?.state !== "known") return "Which Azure roles are held at Connect Health was not read.";
  if (allowing.length > 0)
    return "The Azure role is held for a single service of Connect Health, perhaps not for this one.";
  const strange = assigned.some(({ roleId }) => HEALTH_ROLES.every(({ id }) => id !== roleId));
  if (strange) return "An Azure role is held at Connect Health of which is not known what it allows there.";
  // Microsoft does not document the list for this scope: that nothing is in it may be the list's fault.
  return assigned.length === 0 ? "No Azure role is listed for the operator at Connect Health." : undefined;
}

/** A token that does not name the role proves nothing; one that does names it for persons only. */
function administers({ kind, roleIds }: TokenGrants): boolean {
  return kind === "person" && roleIds?.includes(ROLES.globalAdministrator.id) === true;
}

/** The scope itself, or one above it. Azure's paths are compared without regard to case. */
function coversHealth(scope: string): boolean {
  const at = scope.replace(/\/+$/, "").toLowerCase();
  return at === "" || at === HEALTH_SCOPE.toLowerCase();
}

function nameOf({ roleId }: AzureAssignment): string {
  return HEALTH_ROLES.find(({ id }) => id === roleId)?.name ?? roleId;
}

function subjectOf({ kind }: TokenGrants): string {
  return kind === "application" ? "The application's service principal" : "The person who is signed in";
}
