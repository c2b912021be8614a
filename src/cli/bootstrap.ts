// Who registers an application: no registration that is made here has the rights to do so, so that one signs in otherwise.
import { openSession, type Session, type SessionOptions } from "../commands/session.js";
import { GRAPH_COMMAND_LINE_TOOLS } from "../knowledge/applications.js";
import type { OperationName } from "../knowledge/operations.js";
import { isConsentMissing } from "../knowledge/sign-in-errors/consent.js";
import { shellWord } from "../report/shell-word.js";
import { leastSet } from "../rights/least.js";
import { PermissionError, SignInError } from "../shapes/errors.js";
import { typedPlainly } from "../shapes/typed.js";
import { also } from "./also.js";
import type { RegisterAppCommandOptions } from "./commands/register-app.js";

const CLIENT = `--client-id ${GRAPH_COMMAND_LINE_TOOLS.clientId}`;

/** Microsoft's own client, when it is named, has no permissions until it is asked for them one by one. */
export async function openForRegistering(
  signIn: SessionOptions,
  operations: readonly OperationName[],
): Promise<Session> {
  const { saved: _saved, ...auth } = signIn.auth;
  const { permissions } = leastSet(operations, "person");
  const opening = await openSession(
    isBootstrap(signIn) && (auth.kind === "browser" || auth.kind === "device-code")
      ? { ...signIn, auth, graphScopes: permissions }
      : signIn,
  );
  return opening.session;
}

function isBootstrap({ auth }: SessionOptions): boolean {
  return auth.clientId?.toLowerCase() === GRAPH_COMMAND_LINE_TOOLS.clientId;
}

/** Whoever may not register, or cannot sign in, is told with whom this very command works, and as a line to type. */
export function withBootstrap(
  error: unknown,
  signIn: SessionOptions,
  options: RegisterAppCommandOptions,
  platform: NodeJS.Platform,
): unknown {
  const isRights =
    error instanceof PermissionError && (error.code === "rights-missing" || isConsentMissing(error.code));
  if (!(isRights || error instanceof SignInError)) return error;
  const remedy = remedyOf(error, signIn, options, platform);
  if (remedy === undefined) return error;
  const { code, requestId } = error;
  const details = { code, remedy, ...(requestId === undefined ? {} : { requestId }), cause: error };
  return error instanceof SignInError
    ? new SignInError(error.message, details)
    : new PermissionError(error.message, details);
}

function remedyOf(
  { code, remedy }: PermissionError | SignInError,
  signIn: SessionOptions,
  options: RegisterAppCommandOptions,
  platform: NodeJS.Platform,
): string | undefined {
  const { typed = typedPlainly, tenant, auth } = signIn;
  const again = (as: string) => typed(["register-app", ...said(options, platform), as].join(" "));
  const role = options.appOnly === true && options.grant === true ? "Privileged Role" : "Cloud Application";
  // Consent is what the command was to give: that it is missing is no reason to run it again as the same person.
  const isCircular = isConsentMissing(code);
  if (isBootstrap(signIn))
    return isCircular
      ? `Have a ${role} Administrator (or a Global Administrator) run this very command: ${again(CLIENT)}`
      : undefined;
  const tools = `with ${GRAPH_COMMAND_LINE_TOOLS.name}: ${again(CLIENT)}`;
  if (auth.kind === "azure-cli") return also(isCircular ? "" : remedy, `sign in ${tools}`);
  const azureCli = `az login --tenant ${shellWord(tenant, platform)} --allow-no-subscriptions`;
  return also(
    isCircular ? "" : remedy,
    `as a ${role} Administrator sign in with the Azure CLI, by ${azureCli} and then ${again("--auth azure-cli")} or ${tools}`,
  );
}

/** What was said of the registration, as it has to be typed again. */
function said(options: RegisterAppCommandOptions, platform: NodeJS.Platform): readonly string[] {
  const flag = (is: boolean | undefined, name: string) => (is === true ? [name] : []);
  const value = (name: string, text: string | undefined) =>
    text === undefined ? [] : [`${name} ${shellWord(text, platform)}`];
  return [
    ...value("--name", options.name === "aadc-cloud" ? undefined : options.name),
    ...value("--for", options.for?.join(",")),
    ...flag(options.appOnly, "--app-only"),
    ...value("--credential", options.credential),
    ...value("--valid", options.valid),
    ...flag(options.grant, "--grant"),
    ...flag(options.acceptTier0, "--accept-tier0"),
    ...flag(options.remove, "--remove"),
  ];
}
