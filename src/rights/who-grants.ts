// Who can give a right that is missing, and by which command or portal page. Sources: learn.microsoft.com, "Grant
// tenant-wide admin consent to an application", "Assign Microsoft Entra roles", "Activate a Microsoft Entra role in PIM",
// "Microsoft Entra Connect Health operations" (role-based access control).
import { AZURE_CLI_APP_ID } from "../knowledge/directory.js";
import type { OperatorKind } from "./least.js";

/** For whom a right is missing, and for what. */
export interface Lacking {
  readonly kind: OperatorKind;
  readonly clientId: string | null;
  /** Top-level commands, as `register-app --for` takes them. */
  readonly commands: readonly string[];
}

/** No application is registered for these. */
const NOT_REGISTERED_FOR = ["by hand", "register-app"];

const CONSENT_PAGE = "Entra admin center > App registrations > the application > API permissions > Grant admin consent";

export function whoGrantsPermission({ kind, clientId, commands }: Lacking): string {
  const named = [...new Set(commands)].filter((one) => !NOT_REGISTERED_FOR.includes(one)).join(",");
  const register = named === "" ? null : `aadc-cloud register-app --for ${named}`;
  if (kind === "person" && clientId === AZURE_CLI_APP_ID)
    return register === null
      ? "The Azure CLI's sign-in cannot be given more: sign in to another application with --client-id."
      : `The Azure CLI's sign-in cannot be given more: register an application with ${register}, then sign in with its --client-id.`;
  const command = register === null ? "" : `${register}${kind === "person" ? "" : " --app-only"} --grant, or `;
  const role = kind === "person" ? "Cloud Application Administrator" : "Privileged Role Administrator";
  return `A ${role} grants it: ${command}${CONSENT_PAGE}.`;
}

/** @param eligible whether the operator may activate one of the roles */
export function whoGrantsRole(kind: OperatorKind, eligible: boolean): string {
  if (eligible)
    return "It can be activated: Entra admin center > Privileged Identity Management > My roles; then run the command again.";
  const whom = kind === "person" ? "it" : "it to the application's service principal";
  return `A Privileged Role Administrator assigns ${whom}: Entra admin center > Roles & admins.`;
}

export function whoGrantsAzureRole(): string {
  return "An Owner of Connect Health or a Global Administrator gives it: Azure portal > Microsoft Entra Connect Health > Role based access control (IAM).";
}
