// Who can give a right that is missing, and by which command or portal page. Sources: learn.microsoft.com, "Grant
// tenant-wide admin consent to an application", "Assign Microsoft Entra roles", "Activate a Microsoft Entra role in PIM",
// "Microsoft Entra Connect Health operations" (role-based access control).
import { GRAPH_COMMAND_LINE_TOOLS } from "../knowledge/applications.js";
import { AZURE_CLI_APP_ID } from "../knowledge/directory.js";
import { TIER_0_APP_ROLES } from "../knowledge/tier0.js";
import { type Typed, typedPlainly } from "../shapes/typed.js";
import type { OperatorKind } from "./least.js";
import { keepingAll } from "./relying.js";

/** For what a right is looked at, and how remedies name it. */
export interface Asked {
  /** Top-level commands that need this right. */
  readonly commands: readonly string[];
  /** All commands that are wanted, where there are more: one line is to give what all of them need. */
  readonly wanted?: readonly string[];
  readonly typed?: Typed | undefined;
}

/** For whom permissions are missing, and for what. */
export interface Lacking extends Asked {
  readonly kind: OperatorKind;
  readonly clientId: string | null;
  readonly held: readonly string[];
  readonly missing: readonly string[];
}

const BOOTSTRAP = `--client-id ${GRAPH_COMMAND_LINE_TOOLS.clientId}`;

/** Microsoft's own clients, which no tenant can give permissions for good. */
const MICROSOFTS: ReadonlyMap<string, { readonly name: string; readonly signIn: string }> = new Map([
  [AZURE_CLI_APP_ID, { name: "The Azure CLI's sign-in", signIn: "--auth azure-cli" }],
  [GRAPH_COMMAND_LINE_TOOLS.clientId, { name: GRAPH_COMMAND_LINE_TOOLS.name, signIn: BOOTSTRAP }],
]);

export function whoGrantsPermission(lacking: Lacking): string {
  const { kind, commands } = lacking;
  if (commands.length > 0 && commands.every((one) => one === "register-app")) return whoRegisters(lacking);
  return kind === "person" ? forPeople(lacking) : forItself(lacking);
}

/** The rights to register and to consent: what is registered here has none of them, and shall not. */
function whoRegisters({ clientId, missing }: Lacking): string {
  const role = missing.includes("AppRoleAssignment.ReadWrite.All")
    ? "Privileged Role Administrator"
    : "Cloud Application Administrator";
  const ways = [
    ...(clientId === AZURE_CLI_APP_ID ? [] : ["with the Azure CLI (--auth azure-cli)"]),
    `with ${GRAPH_COMMAND_LINE_TOOLS.name} (${BOOTSTRAP})`,
  ];
  return `Run register-app as a person who is ${role}, signed in ${ways.join(" or ")}.`;
}

function forPeople({ clientId, held, commands, wanted = commands, typed = typedPlainly }: Lacking): string {
  const isRegistered = wanted.some((one) => one !== "register-app");
  const microsofts = MICROSOFTS.get(clientId ?? "");
  // What Microsoft's clients may do here is nothing that a registration would lose.
  const names = keepingAll({ kind: "person", graph: microsofts === undefined ? held : [], azure: null }, wanted);
  const line = typed(`register-app${forOption(names)} --grant ${microsofts?.signIn ?? BOOTSTRAP}`);
  const role = "Cloud Application Administrator";
  if (microsofts !== undefined) {
    const { name } = microsofts;
    return isRegistered
      ? `${name} cannot be given more: a ${role} registers an application of your own by ${line} and you sign in by the login line that is printed, with its --client-id.`
      : `${name} cannot be given more: sign in to another application with --client-id.`;
  }
  const command = isRegistered
    ? `${line} (or --auth azure-cli instead of --client-id; with --name where the application is not called aadc-cloud: else another is made, and you sign in anew by the login line that is printed), or `
    : "";
  return `A ${role} grants it: ${command}${consentPage(clientId)}.`;
}

/** Not by register-app: it would have to be told the application's name and proof. */
function forItself({ clientId, missing }: Lacking): string {
  const mighty = missing.find((one) => TIER_0_APP_ROLES.has(one));
  if (mighty !== undefined)
    return `Sign in as a person for this (--auth browser or --auth device-code): an application with ${mighty} is as mighty as the tenant's administrators, for ${TIER_0_APP_ROLES.get(mighty) ?? ""}.`;
  return `A Privileged Role Administrator grants it: ${consentPage(clientId)} (where the page does not list it: Add a permission > Microsoft Graph > Application permissions first).`;
}

function forOption(names: readonly string[]): string {
  const text = names.join(",");
  return text === "" ? "" : ` --for ${text.includes(" ") ? `"${text}"` : text}`;
}

function consentPage(clientId: string | null): string {
  const application = clientId === null ? "the application" : `the application with client id ${clientId}`;
  return `Entra admin center > App registrations > ${application} > API permissions > Grant admin consent`;
}

/** @param eligible whether the operator may activate one of the roles */
/** @param eligible whether the operator may activate it; undefined where that could not be read */
export function whoGrantsRole(kind: OperatorKind, eligible: boolean | undefined): string {
  if (eligible === true)
    return "It can be activated: Entra admin center > Privileged Identity Management > My roles; then run the command again.";
  const whom = kind === "person" ? "it" : "it to the application's service principal";
  const look =
    eligible === undefined && kind === "person"
      ? " Where the tenant has Privileged Identity Management, look under My roles first: it may be there to activate."
      : "";
  return `A Privileged Role Administrator assigns ${whom}: Entra admin center > Roles & admins.${look}`;
}

export function whoGrantsAzureRole(): string {
  return "An Owner of Connect Health or a Global Administrator gives it: Azure portal > Microsoft Entra Connect Health > Role based access control (IAM).";
}
