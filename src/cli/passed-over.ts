// Saved sign-ins that are there and do not count, since something else was named: what is told of them, so that nobody
// takes them for lost.
import type { CloudName } from "../cloud/clouds.js";
import type { SavedSession } from "../cloud/sign-in/saved-session.js";
import { harmless } from "../report/harmless.js";
import { SignInError } from "../shapes/errors.js";
import type { Environment } from "./environment.js";
import type { CommonOptions } from "./options.js";
import { isId, isOfTenant, nameOf, type Wanted } from "./session-choice.js";

export interface PassedOver {
  /** A sentence. */
  readonly text: string;
  readonly by: "tenant" | "client" | "cloud";
  /** The variable that names something else; undefined: an option of this very command does. */
  readonly variable: string | undefined;
  /** The option that would name what is saved. */
  readonly option: string;
}

/** Why none of the saved sign-ins is the wanted one; undefined where none is saved, or nothing was named. */
export function passedOver(
  sessions: readonly SavedSession[],
  wanted: Wanted,
  options: Pick<CommonOptions, "tenant" | "clientId" | "cloud">,
): PassedOver | undefined {
  const { tenant, clientId, cloud } = wanted;
  const ofTenant = tenant === undefined ? sessions : sessions.filter((one) => isOfTenant(one, tenant));
  const [first] = ofTenant;
  if (first === undefined) return tenant === undefined ? undefined : ofOthers(sessions, tenant, options);
  const sameClient = ofTenant.find((one) => one.clientId.toLowerCase() === clientId?.toLowerCase());
  if (clientId !== undefined && sameClient === undefined) {
    const variable = options.clientId === undefined ? "AZURE_CLIENT_ID" : undefined;
    return {
      text: `A sign-in of ${harmless(nameOf(first))} is saved for client ${first.clientId}, but ${variable ?? "--client-id"} names ${clientId}.`,
      by: "client",
      variable,
      option: `--client-id ${first.clientId}`,
    };
  }
  return cloud === undefined ? undefined : ofOtherCloud(sameClient ?? first, cloud, options);
}

/**
 * What makes other commands pass over what `login` has just saved: in a sentence each, with the way out.
 * @param inSandbox where the cloud is the sandbox's, whatever the variable says
 */
export function hiddenByVariables(
  saved: SavedSession,
  environment: Environment,
  inSandbox: boolean,
): readonly string[] {
  const tenant = environment.get("AZURE_TENANT_ID");
  const client = environment.get("AZURE_CLIENT_ID");
  const cloud = inSandbox ? undefined : environment.get("AADC_CLOUD");
  const notes: string[] = [];
  if (tenant !== undefined && !isOfTenant(saved, tenant))
    notes.push(goesBefore("AZURE_TENANT_ID", tenant, `--tenant ${nameOf(saved)}`));
  if (client !== undefined && client.toLowerCase() !== saved.clientId.toLowerCase())
    notes.push(goesBefore("AZURE_CLIENT_ID", client, `--client-id ${saved.clientId}`));
  if (cloud !== undefined && cloud !== saved.cloud)
    notes.push(goesBefore("AADC_CLOUD", cloud, `--cloud ${saved.cloud}`));
  return notes;
}

/** That nobody is, where something was asked for that what is saved does not fit, or where nothing is saved. */
export function nobodyIsSignedIn(line: string, other: PassedOver | undefined): SignInError {
  const way = other?.variable === undefined ? "" : `To use it, take ${other.variable} away or give ${other.option}. `;
  return new SignInError(
    other === undefined
      ? "Nobody is signed in here: no sign-in of this tenant is saved, and none is set up."
      : `Nobody is signed in here as was asked. ${other.text}`,
    { code: "not-signed-in", remedy: `${way}Sign in: ${line}` },
  );
}

function goesBefore(variable: string, value: string, option: string): string {
  // One of the tenant's own domains, perhaps: other commands look that up.
  const unless = variable === "AZURE_TENANT_ID" && !isId(value) ? "unless that is the same tenant, " : "";
  return `${variable} names ${value}, which goes before what is saved: ${unless}other commands use this sign-in only with ${option}, or when the variable is taken away.`;
}

function ofOthers(
  sessions: readonly SavedSession[],
  tenant: string,
  options: Pick<CommonOptions, "tenant">,
): PassedOver | undefined {
  const [first] = sessions;
  if (first === undefined) return undefined;
  const variable = options.tenant === undefined ? "AZURE_TENANT_ID" : undefined;
  const names = [...new Set(sessions.map((one) => harmless(nameOf(one))))].join(", ");
  return {
    text: `What is saved is of ${names}, but ${variable ?? "--tenant"} names ${tenant}.`,
    by: "tenant",
    variable,
    option: `--tenant ${nameOf(first)}`,
  };
}

function ofOtherCloud(
  session: SavedSession,
  cloud: CloudName,
  options: Pick<CommonOptions, "cloud">,
): PassedOver | undefined {
  if (session.cloud === cloud) return undefined;
  const variable = options.cloud === undefined ? "AADC_CLOUD" : undefined;
  return {
    text: `A sign-in of ${harmless(nameOf(session))} is saved in cloud ${session.cloud}, but ${variable ?? "--cloud"} names ${cloud}.`,
    by: "cloud",
    variable,
    option: `--cloud ${session.cloud}`,
  };
}
