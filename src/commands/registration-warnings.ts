// What a registration does not bring with it, although the commands need it: who gives it. And what a run takes away.
import { AZURE_MANAGEMENT_APP_ID, GRAPH_APP_ID } from "../knowledge/applications.js";
import { ROLES } from "../knowledge/directory.js";
import type { OperationName } from "../knowledge/operations.js";
import { HEALTH_SCOPE } from "../knowledge/permissions/health.js";
import { permissionFor } from "../knowledge/permissions.js";
import { nameOfResource, type RegistrationKind } from "../registration/access.js";
import type { LeastSet } from "../rights/least.js";
import { type Held, keepingAll, losing, namesOf } from "../rights/relying.js";
import type { RegistrationChange } from "../shapes/registration-change.js";

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

/** A registration gets exactly what was named: whoever forgot a command is told before it stops working. */
export function lossWarnings(
  plan: readonly RegistrationChange[],
  {
    name,
    kind,
    operations,
  }: { readonly name: string; readonly kind: RegistrationKind } & {
    readonly operations: readonly OperationName[];
  },
): readonly string[] {
  const held = heldBefore(plan, kind);
  const lost = namesOf(losing(held, operations));
  if (lost.length === 0) return [];
  const keeping = keepingAll(held, operations).join(",");
  return [
    `This run takes permissions away that ${lost.join(", ")} ${lost.length === 1 ? "needs" : "need"}: ${name} will not serve for that any more. ${
      keeping === "" ? "Without --for" : `With --for ${keeping.includes(" ") ? `"${keeping}"` : keeping}`
    } nothing is lost.`,
  ];
}

/** What the changes start from; where nothing of it changes, nothing is lost. */
function heldBefore(plan: readonly RegistrationChange[], kind: RegistrationKind): Held {
  const before = plan.flatMap((change) => {
    switch (change.kind) {
      case "update-application":
        return change.before.permissions;
      case "grant-scopes":
      case "revoke-scopes":
        return (change.before?.scopes ?? []).map((scope) => `${change.target.resourceName}: ${scope}`);
      case "revoke-app-role":
        return [change.before.permission];
      default:
        return [];
    }
  });
  const of = (resource: string) =>
    before.filter((one) => one.startsWith(`${resource}: `)).map((one) => one.slice(resource.length + 2));
  return {
    kind: kind === "delegated" ? "person" : "application",
    graph: [...new Set(of(nameOfResource(GRAPH_APP_ID)))],
    azure: kind === "delegated" ? of(nameOfResource(AZURE_MANAGEMENT_APP_ID)).length > 0 : null,
  };
}
