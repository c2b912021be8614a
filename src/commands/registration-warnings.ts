// What a registration does not bring with it, although the commands need it: who gives it.
import { ROLES } from "../knowledge/directory.js";
import { HEALTH_SCOPE, permissionFor } from "../knowledge/permissions.js";
import type { RegistrationKind } from "../registration/access.js";
import type { LeastSet } from "../rights/least.js";

/** For applications only: a person brings roles along, and `doctor` looks at them. */
export function rightsWarnings(
  least: LeastSet,
  { name, kind, usesAzure }: { readonly name: string; readonly kind: RegistrationKind; readonly usesAzure: boolean },
): readonly string[] {
  if (kind === "delegated") return [];
  return [
    ...least.undocumented.map(
      (need) =>
        `To ${permissionFor(need).purpose}, Microsoft documents a permission for people only: for the application that may stay unknown.`,
    ),
    ...least.roles.map(
      (role) =>
        `Its service principal needs the role ${ROLES[role].name}, too: a Privileged Role Administrator gives it, Entra admin center > Roles & admins.`,
    ),
    ...(usesAzure && least.azureRole !== null
      ? [
          `Connect Health asks for a role in Azure: an Owner there, or a Global Administrator, gives ${name} the role ${least.azureRole} on ${HEALTH_SCOPE} (portal: Connect Health > Role based access control (IAM)).`,
        ]
      : []),
  ];
}
